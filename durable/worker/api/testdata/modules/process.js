// Golden: output of workerd 1.20260730.1 with nodejs_compat.
import process, { env, nextTick } from "node:process";
import os from "node:os";
import dc from "node:diagnostics_channel";
import { performance as p } from "node:perf_hooks";
import con from "node:console";
import { AsyncLocalStorage } from "node:async_hooks";

export default async (out) => {
  out(process.version, process.platform, process.arch, String(process.pid), process.title, process.argv, process.execArgv, process.cwd(), String(process.uptime()));
  out(process.release, process.features, String(process), process.versions.node);
  out(String(process.hrtime().length), typeof process.hrtime.bigint(), process.hrtime([0, 0]).length, process.memoryUsage());
  for (const f of [() => process.chdir("/x/y"), () => process.cpuUsage(), () => process.kill(1), () => process.umask(), () => process.getuid()]) {
    try {
      out(String(f()));
    } catch (e) {
      out(e.name, String(e.code), e.message);
    }
  }
  const log = [];
  nextTick((a) => log.push(`tick ${a}`), 1);
  queueMicrotask(() => log.push("micro"));
  log.push("sync");
  await null;
  await null;
  out(log);
  env.X = 5;
  out(typeof env.X, String("X" in env), String(delete env.X), String(env.X), String(process.env === env));
  process.on("custom", (v) => out("emitted", v));
  process.emit("custom", "v");
  out(os.EOL === "\n" ? "eol" : "", os.platform(), os.arch(), os.endianness(), os.type(), os.tmpdir(), os.hostname(), String(os.availableParallelism()));
  const c = dc.channel("c"), seen = [];
  const fn = (m, name) => seen.push([m, name]);
  c.subscribe(fn);
  c.publish({ a: 1 });
  out(seen, String(c.hasSubscribers), String(dc.channel("c") === c), String(c.unsubscribe(fn)), String(c.hasSubscribers));
  const als = new AsyncLocalStorage();
  c.bindStore(als, (m) => m.a * 2);
  out(String(c.runStores({ a: 4 }, () => als.getStore())));
  out(String(p === performance), String(con === console), String(p.timeOrigin), String(p.now() === Date.now()));
  const mark = p.mark("m", { startTime: 5, detail: { d: 1 } });
  out(mark.name, mark.entryType, String(mark.startTime), String(mark.duration), mark.detail);
  p.mark("n", { startTime: 9 });
  const measure = p.measure("mn", "m", "n");
  out(measure.name, measure.entryType, String(measure.startTime), String(measure.duration));
  out(p.getEntriesByType("mark").map((e) => e.name), p.getEntriesByName("mn").length, p.toJSON());
  try {
    p.measure("x", "nope");
  } catch (e) {
    out(e.name, e.message);
  }
  p.clearMarks();
  out(p.getEntriesByType("mark").length);
};
