// Details: all there is to know of one event.
import { clock, exact, say, span } from "./words.js";

function el(tag, text, cls) {
  const e = document.createElement(tag);
  if (text !== undefined) e.textContent = text;
  if (cls) e.className = cls;
  return e;
}

export function show(host, run, step) {
  host.replaceChildren();
  if (step < 0 || step >= run.count) {
    const help = "Click into the timeline, or step with ← and →, to see what was said, what was stored, and who waits.";
    host.append(el("h2", "Nothing selected"), el("p", help, "when"));
    return;
  }
  const e = run.event(step);
  host.append(el("h2", "Event " + step + " of " + (run.count - 1)), el("p", times(run, e), "when"));
  const p = el("p", undefined, "what");
  p.append(el("b", e.who || "world"), " " + say(e));
  host.append(p);
  if (e.who) storage(host, run, e, step);
  if (e.who) state(host, run, e.who, step);
  if (e.peer && run.objects.has(e.peer) && e.peer !== e.who) state(host, run, e.peer, step);
  const near = el("details");
  near.append(el("summary", "The line of the trace"), el("code", JSON.stringify(e)));
  host.append(el("h3", ""), near);
}

// times are the world's clock, and those that are not with it.
function times(run, e) {
  let text = exact(e.t);
  const wall = new Date(Date.parse(run.start) + e.t);
  if (!isNaN(wall) && wall.getUTCFullYear() > 1) text += " · " + wall.toISOString().replace("T", " ");
  for (const c of run.clocks) {
    if (c.who !== "alarm manager" && c.who !== e.who) continue;
    const off = span(Math.abs(c.ahead)) + (c.ahead > 0 ? " ahead" : " behind");
    text += " · " + c.who + "'s clock " + clock(e.t + c.ahead) + " (" + off + ")";
  }
  return text;
}

function storage(host, run, e, step) {
  const who = run.strings.indexOf(e.who), w = run.write(who, step);
  if (!w) return;
  const here = w.step === step;
  host.append(el("h3", here ? "Storage, before and after" : "Storage, changed last at event " + w.step));
  if (!here && e.ev !== "commit" && e.ev !== "turn" && e.ev !== "alarm.ask") {
    const d = el("details");
    d.append(el("summary", w.rows.length + w.more + " rows"));
    changes(d, run, w);
    host.append(d);
    return;
  }
  changes(host, run, w);
}

function changes(host, run, w) {
  for (const r of w.rows) {
    const d = el("div", undefined, "change " + r.kind);
    d.append(el("b", r.table + " " + r.key), " " + { added: "is new", removed: "is gone", changed: "has changed" }[r.kind]);
    for (let i = 0; i < r.cells.length; i += 3) {
      const [name, was, is] = [run.text(r.cells[i]), run.text(r.cells[i + 1]), run.text(r.cells[i + 2])];
      const c = el("span", r.table === "kv" ? "" : name + " ", "cell");
      if (r.kind !== "added") c.append(el("del", was));
      if (r.kind === "changed") c.append(" → ");
      if (r.kind !== "removed") c.append(el("ins", is));
      d.append(c);
    }
    host.append(d);
  }
  if (w.more) host.append(el("p", "… and " + w.more + " more rows", "when"));
}

function state(host, run, name, step) {
  const s = run.state(run.strings.indexOf(name), step);
  if (!s) return;
  host.append(el("h3", name + ", then"));
  const dl = el("dl");
  let last = "";
  for (let i = 0; i < s.pairs.length; i += 2) {
    const [key, text] = [run.text(s.pairs[i]), run.text(s.pairs[i + 1])];
    const silent = key === "alarm manager" && text === "nothing will ring" && due(run, name, step);
    dl.append(el("dt", key === last ? "" : key), el("dd", text, silent ? "bad" : ""));
    last = key;
  }
  host.append(dl);
}

// due reports whether an object has work past its time at a step.
function due(run, name, step) {
  const t = run.events.t[step];
  return run.findings.some((f) => f.who === name && f.from <= t && t <= f.to && f.kind === "never armed");
}
