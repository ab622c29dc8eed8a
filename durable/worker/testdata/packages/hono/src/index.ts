import { Hono } from "hono";
import { cors } from "hono/cors";
import { HTTPException } from "hono/http-exception";
import { validator } from "hono/validator";

const app = new Hono();
app.use("*", cors());
app.get("/hello/:name", (c) => c.text(`hello ${c.req.param("name")} ${c.req.query("x")}`));
app.post("/json", validator("json", (v, c) => (typeof v.n === "number" ? v : c.text("bad", 400))), async (c) => c.json({ twice: 2 * c.req.valid("json").n }));
app.post("/form", async (c) => c.json(await c.req.parseBody()));
app.get("/teapot", () => { throw new HTTPException(418, { message: "short and stout" }); });
app.get("/stream", (c) => new Response(new ReadableStream({ start(s) { s.enqueue(new TextEncoder().encode("a")); s.enqueue(new TextEncoder().encode("b")); s.close(); } })));
app.notFound((c) => c.text("nothing here", 404));
export default app;
