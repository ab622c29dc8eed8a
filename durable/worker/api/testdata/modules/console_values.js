// Golden: what the console of workerd 2026-07-30 prints of proxies and of the platform's objects; the last line are
// answers of its util.
import util from "node:util";
export default async (out) => {
  const loud = new Proxy({ a: 1 }, { get() { throw new Error("a trap runs"); }, ownKeys() { throw new Error("a trap runs"); } });
  console.log(loud, [new Proxy([1, 2], {})], new Proxy(() => 1, {}));
  console.log({ deep: { deep: { deep: new Proxy({ deep: 1 }, {}) } } });
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  console.log(proxy);
  console.log("%o", new Proxy({ a: 1 }, { has: () => true }));
  console.log(new Request("http://x/", { method: "POST", body: "a" }).headers, new Headers());
  console.log({ headers: new Headers({ "content-type": "text/plain;charset=UTF-8" }) });
  console.log(navigator);
  console.log(new WeakRef({}));
  const e = new DOMException("m", "AbortError");
  e.own = 1;
  e.stack = "S";
  console.log(e);
  out(util.types.isProxy(loud), util.types.isProxy({}), util.inspect(loud), util.inspect(loud, { showProxy: true }),
    util.inspect(new Proxy({ a: 1 }, { b: 2 }), { showProxy: true }), util.inspect({ p: new Proxy({}, {}) }, { showProxy: true, depth: 0 }));
};
