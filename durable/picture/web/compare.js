// Compare: where two runs first differ.
import { exact, say } from "./words.js";

// difference finds the first event in which two runs differ, and says how; null where they do not.
export function difference(a, b) {
  const most = Math.min(a.count, b.count);
  for (let i = 0; i < most; i++) {
    if (same(a, b, i)) continue;
    return found(a, b, i);
  }
  return a.count === b.count ? null : found(a, b, most);
}

function same(a, b, i) {
  const x = a.events, y = b.events;
  if (x.t[i] !== y.t[i] || x.n[i] !== y.n[i]) return false;
  return ["ev", "who", "what", "peer", "note"].every((f) => a.strings[x[f][i]] === b.strings[y[f][i]]);
}

function found(a, b, step) {
  const line = (r) => {
    if (step >= r.count) return r.title + ": it has ended";
    const e = r.event(step);
    return r.title + ": at " + exact(e.t) + " " + (e.who || "world") + " " + say(e);
  };
  const t = Math.min(step < a.count ? a.events.t[step] : a.end, step < b.count ? b.events.t[step] : b.end);
  return { step, t, words: "The same up to event " + step + ", at " + exact(t) + ". Then\n" + line(a) + "\n" + line(b) };
}
