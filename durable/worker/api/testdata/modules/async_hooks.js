// Golden: output of workerd 1.20260730.1 with nodejs_compat.
import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import { EventEmitterAsyncResource } from "node:events";

export default async (out) => {
  const show = (f) => {
    try {
      out(String(f()));
    } catch (e) {
      out(e.name, String(e.code), e.message);
    }
  };
  const als = new AsyncLocalStorage(), other = new AsyncLocalStorage();
  out(String(als.getStore()));
  out(als.run("a", () => als.getStore()), String(als.getStore()));
  out(als.run("a", (x, y) => als.getStore() + x + y, 1, 2));
  out(als.run("a", () => als.run("b", () => als.getStore()) + als.getStore()));
  out(als.run("a", () => other.run("o", () => als.getStore() + other.getStore())));
  out(als.run("a", () => String(als.exit(() => als.getStore())) + als.getStore()));
  show(() => als.run("a", () => { throw new Error("out of run"); }));
  out(String(als.getStore()));
  await als.run("await", async () => {
    out(als.getStore());
    await null;
    out(als.getStore());
    await new Promise((r) => queueMicrotask(r));
    out(als.getStore());
    await other.run("inner", async () => {
      await null;
      out(als.getStore(), other.getStore());
    });
    out(als.getStore(), String(other.getStore()));
  });
  const both = await Promise.all([1, 2, 3].map((n) => als.run(n, async () => {
    await null;
    await null;
    return als.getStore();
  })));
  out(both);
  await als.run("then", () => Promise.resolve().then(() => out(als.getStore())).finally(() => out(als.getStore())));
  await als.run("catch", () => Promise.reject(new Error("x")).catch(() => out(als.getStore())));
  let resolveLater;
  const later = new Promise((r) => (resolveLater = r));
  const waiting = als.run("waiter", async () => {
    await later;
    return als.getStore();
  });
  als.run("resolver", () => resolveLater());
  out(await waiting);
  async function* numbers() {
    yield als.getStore();
    await null;
    yield als.getStore();
  }
  await als.run("gen", async () => {
    for await (const v of numbers()) out(String(v), als.getStore());
  });
  const bound = als.run("bound", () => AsyncLocalStorage.bind((x) => als.getStore() + x));
  out(bound("!"), als.run("elsewhere", () => bound("?")));
  const snapshot = als.run("snap", () => AsyncLocalStorage.snapshot());
  out(als.run("elsewhere", () => snapshot((x) => als.getStore() + x, 5)));
  const resource = als.run("resource", () => new AsyncResource("T"));
  out(resource.runInAsyncScope(() => als.getStore()), resource.runInAsyncScope(function (x) { return this.v + x; }, { v: 1 }, 2));
  const rb = resource.bind(function (x) { return als.getStore() + x + String(this?.k); });
  out(rb.call({ k: "k" }, 1), String(rb.length));
  out(als.run("static", () => AsyncResource.bind(() => als.getStore()))());
  const emitter = als.run("emitter", () => new EventEmitterAsyncResource({ name: "E" }));
  emitter.on("x", () => out(als.getStore()));
  als.run("emitting", () => emitter.emit("x"));
  show(() => als.run("a", 5));
  show(() => new AsyncResource(5));
  show(() => AsyncLocalStorage.bind(5));
  show(() => als.enterWith("x"));
  show(() => als.disable());
  show(() => new AsyncLocalStorage({ defaultValue: "d", name: "n" }).getStore());
  show(() => new AsyncLocalStorage({ name: "n" }).name);
  await als.run(undefined, async () => {
    await null;
    out(String(als.getStore()));
  });
  await als.run("micro", () => new Promise((r) => queueMicrotask(() => {
    out(String(als.getStore()));
    r();
  })));
};
