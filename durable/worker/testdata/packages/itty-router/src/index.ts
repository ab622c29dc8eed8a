import { AutoRouter, error, json } from "itty-router";

const router = AutoRouter();
router.get("/items/:id", ({ params, query }) => ({ id: params.id, q: query.q }));
router.post("/items", async (request) => json(await request.json(), { status: 201 }));
router.get("/fail", () => error(409, "conflict"));
export default { ...router };
