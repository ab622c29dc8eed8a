// Data: the recorded worlds as the page has them.
import { category, say } from "./words.js";

// load reads the data of the page.
export function load() {
  const doc = JSON.parse(document.getElementById("data").textContent);
  return { runs: doc.runs.map((r) => new Run(r, doc.strings)), compare: doc.compare, dropped: doc.dropped };
}

// Run is one recorded world.
export class Run {
  constructor(raw, strings) {
    Object.assign(this, raw);
    this.strings = strings;
    this.count = raw.events.t.length;
    this.lanes = raw.lanes.map((l) => ({ ...l, height: 0, y: 0 }));
    this.objects = new Set(raw.states.map((s) => strings[s.who]));
    this.stateAt = new Map(); // by object: indices into states, ascending
    raw.states.forEach((s, i) => push(this.stateAt, s.who, i));
    this.writeAt = new Map();
    raw.writes.forEach((w, i) => push(this.writeAt, w.who, i));
  }
  text(i) { return this.strings[i]; }
  event(i) {
    const e = this.events, s = this.strings;
    return {
      step: i, t: e.t[i], ev: s[e.ev[i]], who: s[e.who[i]], what: s[e.what[i]], peer: s[e.peer[i]], n: e.n[i], note: s[e.note[i]],
    };
  }
  category(i) { return category(this.strings[this.events.ev[i]]); }
  // line is all there is to search in an event.
  line(i) {
    const e = this.event(i);
    return (e.who + " " + e.ev + " " + say(e) + " " + e.peer).toLowerCase();
  }
  // state is how an object stood at a step, null before the first look at it.
  state(who, step) { return newest(this.stateAt.get(who), this.states, step); }
  // write is the newest change in an object's database by a step.
  write(who, step) { return newest(this.writeAt.get(who), this.writes, step); }
}

function push(map, key, value) {
  if (!map.has(key)) map.set(key, []);
  map.get(key).push(value);
}

// newest finds, among the items of a list, the last that is not behind a step.
function newest(indices, list, step) {
  if (!indices) return null;
  let lo = 0, hi = indices.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (list[indices[mid]].step <= step) lo = mid + 1; else hi = mid;
  }
  return lo ? list[indices[lo - 1]] : null;
}

// lowerBound is the first index whose time is not before t, in a list of numbers with stride apart.
export function lowerBound(list, stride, t) {
  let lo = 0, hi = list.length / stride;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (list[mid * stride] < t) lo = mid + 1; else hi = mid;
  }
  return lo;
}
