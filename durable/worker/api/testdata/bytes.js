// Reads of byte streams. The golden is what workerd 2026-07-30 printed.
const t = async (l, f) => { try { const v = await Promise.race([(async () => f())(), scheduler.wait(150).then(() => "HANGS")]); print(l, "=>", JSON.stringify(v)); } catch (e) { print(l, "!!", e?.constructor?.name, e?.message); } };
const mk = (o, ...cs) => new ReadableStream({ type: "bytes", ...o, start(c) { for (const x of cs) c.enqueue(x); } });
const u = (n, v = 1) => new Uint8Array(n).fill(v);
await t("two", async () => (await mk({}, u(2), u(3)).getReader().read()).value.length);
await t("two buf", async () => (await mk({}, u(2), u(3)).getReader().read()).value.buffer.byteLength);
await t("big", async () => { const r = mk({}, u(10000)).getReader(); return [(await r.read()).value.length, (await r.read()).value.length, (await r.read()).value.length]; });
await t("big+small", async () => { const r = mk({}, u(4000), u(200)).getReader(); return [(await r.read()).value.length, (await r.read()).value.length]; });
await t("auto 8", async () => { const r = mk({ autoAllocateChunkSize: 8 }, u(6), u(6)).getReader(); return [(await r.read()).value.length, (await r.read()).value.length]; });
await t("one", async () => { const x = u(3); const r = mk({}, x).getReader(); const v = (await r.read()).value; return [v.length, v.buffer.byteLength, x.byteLength]; });
await t("pending then big", async () => { let c; const s = new ReadableStream({ type: "bytes", start(x) { c = x; } }); const r = s.getReader(); const p = r.read(); c.enqueue(u(10000)); const a = (await p).value.length; return [a, (await r.read()).value.length]; });
await t("iter", async () => { const o = []; const s = new ReadableStream({ type: "bytes", start(c) { c.enqueue(u(2)); c.enqueue(u(3)); c.close(); } }); for await (const x of s) o.push(x.length); return o; });
await t("pipe", async () => { const o = []; const s = new ReadableStream({ type: "bytes", start(c) { c.enqueue(u(2)); c.enqueue(u(3)); c.close(); } }); await s.pipeTo(new WritableStream({ write(x) { o.push(x.length); } })); return o; });
await t("tee", async () => { const s = new ReadableStream({ type: "bytes", start(c) { c.enqueue(u(2)); c.enqueue(u(3)); c.close(); } }); const [a, b] = s.tee(); const o = []; for await (const x of a) o.push(x.length); for await (const x of b) o.push(x.length); return o; });
