// Golden: output of workerd 1.20260730.1 with nodejs_compat, without the import of node:internal/globals, whose globals it has.
import { Buffer as B } from "node:buffer";
import p from "node:process";
import { setTimeout as st } from "node:timers";
import { setTimeout as sleep, scheduler } from "node:timers/promises";
import "node:internal/globals";

export default async (out) => {
  out(String(Buffer === B), String(process === p), String(global === globalThis), typeof setImmediate, typeof clearImmediate, String(setTimeout === st));
  const log = [];
  const id = setTimeout((a) => log.push(a), 1, "fired");
  out(typeof id, typeof id.ref, String(id.hasRef()), String(id.unref() === id));
  const gone = setTimeout(() => log.push("gone"), 1);
  clearTimeout(gone);
  const byNumber = setTimeout(() => log.push("by number"), 1);
  clearTimeout(+byNumber);
  clearImmediate(setImmediate(() => log.push("never")));
  await new Promise((r) => setImmediate(() => { log.push("immediate"); r(); }));
  out(await sleep(2, "slept"), String(await scheduler.wait(1)));
  out(log.toSorted());
  const ac = new AbortController();
  const aborted = sleep(5, 0, { signal: ac.signal });
  ac.abort();
  await aborted.catch((e) => out(e.name, e.code, e.message));
  for (const f of [() => setTimeout("x"), () => clearTimeout(undefined), () => clearTimeout(99999)]) {
    try {
      out(typeof f());
    } catch (e) {
      out(e.name, String(e.code), e.message);
    }
  }
};
