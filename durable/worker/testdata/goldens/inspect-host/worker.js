// @golden flags=nodejs_compat
import { DurableObject } from "cloudflare:workers";
import { inspect } from "node:util";
let T = [];
export class Obj extends DurableObject {
  async go() {
    T.push(["ctx keys", Object.keys(this.ctx).join()]);
    T.push(["id", inspect(this.ctx.id)]);
    T.push(["kv", inspect(this.ctx.storage.kv)]);
    T.push(["sql", inspect(this.ctx.storage.sql)]);
    const c = this.ctx.storage.sql.exec("select 1 as a");
    T.push(["cursor", inspect(c)]);
    T.push(["cursor2", inspect(c.toArray())]);
    T.push(["it", inspect(this.ctx.storage.kv.list())]);
    await this.ctx.storage.setAlarm(Date.now() + 5);
    await new Promise((r) => setTimeout(r, 300));
    return T.map((r) => r.map((v) => v.replace(/\d{13}/g, "TIME")));
  }
  async alarm(info) {
    T.push(["info", inspect(info)]);
    T.push(["info keys", Object.keys(info).join(), JSON.stringify(info)]);
    T.push(["info spread", inspect({ ...info })]);
  }
}
export default { async fetch(req, env, ctx) {
  const T = [];
  const tr = (n, f) => { try { T.push([n, f()]); } catch (e) { T.push([n, `${e.name}: ${e.message}`]); } };
  tr("request", () => inspect(new Request("https://a.b/c", { method: "POST", body: "x", headers: { a: "b" } })));
  tr("response", () => inspect(new Response("x", { headers: { a: "b" } })));
  tr("headers", () => inspect(new Headers({ a: "b", c: "d" })));
  tr("url", () => inspect(new URL("https://u:p@a.b:80/c?d=e#f")));
  tr("usp", () => inspect(new URLSearchParams("a=b&c=d")));
  tr("ns", () => inspect(env.OBJ));
  tr("stub", () => inspect(env.OBJ.getByName("a")));
  tr("id", () => inspect(env.OBJ.idFromName("a")));
  tr("signal", () => inspect(AbortSignal.abort("x")));
  tr("ac", () => inspect(new AbortController()));
  tr("event", () => inspect(new Event("x")).replace(/timeStamp: [\d.]+/, "timeStamp: N"));
  tr("pair", () => inspect(new WebSocketPair()));
  tr("blob", () => inspect(new Blob(["abc"], { type: "t/x" })));
  tr("file", () => inspect(new File(["abc"], "n.txt", { lastModified: 5 })));
  const fd = new FormData(); fd.append("a", "b");
  tr("form", () => inspect(fd));
  tr("rs", () => inspect(new ReadableStream()));
  tr("ws", () => inspect(new WritableStream()));
  tr("ts", () => inspect(new TransformStream()));
  tr("enc", () => inspect(new TextEncoder()));
  tr("dec", () => inspect(new TextDecoder()));
  tr("crypto", () => inspect(crypto));
  tr("subtle", () => inspect(crypto.subtle));
  tr("navigator", () => inspect(navigator));
  tr("scheduler", () => inspect(scheduler));
  tr("caches", () => inspect(caches));
  tr("env", () => inspect(env));
  tr("domex", () => inspect(new DOMException("m", "DataError")).split("\n")[0]);
  tr("up", () => inspect(new URLPattern({ pathname: "/a/:b" }), { depth: 0 }));
  const key = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, true, ["sign"]);
  tr("key", () => inspect(key));
  T.push(...await env.OBJ.getByName("a").go());
  return Response.json(T);
} };
