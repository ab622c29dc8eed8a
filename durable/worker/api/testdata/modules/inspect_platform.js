// Golden: output of workerd 1.20260730.1 with nodejs_compat.
import { inspect } from "node:util";

export default async (out) => {
  const controller = new AbortController();
  for (const v of [
    new URL("https://u:p@h:8/p?q=1#f"), new URLSearchParams("a=1&b=2"), new Headers({ a: "1", "Content-Type": "x" }), new Headers(), new AbortController(), AbortSignal.abort("why"), controller.signal,
    new Event("x"), new Blob(["abc"], { type: "t/x" }), new File(["ab"], "n.txt", { lastModified: 5 }), new TextEncoder(), new TextDecoder(),
    new ReadableStream(), new WritableStream(), new TransformStream(), new DOMException("m", "AbortError").message, crypto, crypto.subtle, new Response(null, { status: 201, headers: { k: "v" } }), new Request("https://h/p", { method: "POST", headers: { k: "v" } }),
    Promise.resolve(5), Promise.resolve({ a: [1] }), new Promise(() => {}), await crypto.subtle.importKey("raw", new Uint8Array(16), "AES-GCM", true, ["encrypt"]),
  ]) out(inspect(v));
  const r = Promise.reject(7);
  r.catch(() => {});
  out(inspect(r));
  const f = new FormData();
  f.append("a", "1");
  out(inspect(f));
};
