// Words: how times and events are called.

// num is a number with at most that many digits behind the point.
export function num(x, digits) {
  const s = x.toFixed(digits);
  return s.includes(".") ? s.replace(/\.?0+$/, "") : s;
}

// clock is a time since the world began, in milliseconds, as a reader takes it in.
export function clock(ms) {
  if (ms < 0) return "−" + clock(-ms);
  const s = ms / 1000;
  if (s < 100) return num(s, 3) + " s";
  if (s < 3600) return Math.floor(s / 60) + " m " + num(s % 60, 3) + " s";
  if (s < 86400) return Math.floor(s / 3600) + " h " + Math.floor((s % 3600) / 60) + " m " + num(s % 60, 1) + " s";
  return Math.floor(s / 86400) + " d " + Math.floor((s % 86400) / 3600) + " h " + Math.floor((s % 3600) / 60) + " m";
}

// exact is a time with more digits, for a list in which events lie close to one another.
export function exact(ms) {
  return ms < 3600e3 ? (ms / 1000).toFixed(4) + " s" : clock(ms);
}

// span is how long something takes.
export function span(ms) {
  const a = Math.abs(ms);
  if (a < 1) return num(ms * 1000, 0) + " µs";
  if (a < 1000) return num(ms, 1) + " ms";
  if (a < 120e3) return num(ms / 1000, 2) + " s";
  if (a < 7200e3) return num(ms / 60e3, 1) + " min";
  return num(ms / 3600e3, 1) + " h";
}

// tick is a time at the axis, whose ticks are step apart.
export function tick(ms, step) {
  if (step >= 86400e3) return num(ms / 86400e3, 2) + " d";
  if (step >= 3600e3) return num(ms / 3600e3, 2) + " h";
  if (step >= 60e3) return num(ms / 60e3, 2) + " min";
  if (step >= 1000) return num(ms / 1000, 0) + " s";
  const digits = Math.max(0, Math.ceil(-Math.log10(step / 1000) - 1e-9));
  return (ms / 1000).toFixed(Math.min(digits, 6)) + " s";
}

// kinds are the events of a trace: which filter they belong to, and how they read. P is the other side, X what, N the
// number, O the note.
const kinds = {
  call: ["calls", "P asks for X"],
  reply: ["calls", "answers X to P"],
  new: ["lives", "is constructed: a new incarnation"],
  turn: ["turns", "turn: X"],
  commit: ["storage", "commit N"],
  evict: ["lives", "is evicted from memory"],
  clear: ["lives", "is cleared: all that it has stored is gone"],
  crash: ["lives", "crashes: its machine is lost"],
  reset: ["lives", "is reset"],
  hibernate: ["lives", "hibernates"],
  double: ["lives", "is replaced by a double"],
  "body.in": ["calls", "body X"],
  "body.out": ["calls", "body X"],
  overtaken: ["faults", "X is overtaken"],
  error: ["faults", "error"],
  deploy: ["lives", "is replaced by a deploy"],
  memory: ["lives", "memory X"],
  cpu: ["turns", "uses X of CPU"],
  log: ["turns", "logs"],
  "alarm.ask": ["alarms", "asks the alarm manager for X"],
  "alarm.fire": ["alarms", "the alarm manager rings, for X"],
  "alarm.failed": ["alarms", "the alarm handler fails: X"],
  "alarm.cancel": ["alarms", "an alarm is cancelled: X"],
  "alarm.abandon": ["alarms", "the alarm manager gives up, for X"],
  "alarm.overtaken": ["alarms", "a request is overtaken: X"],
  "alarm.restart": ["alarms", "the alarm manager restarts"],
  "ws.accept": ["sockets", "accepts socket N"],
  "ws.open": ["sockets", "socket N is open"],
  "ws.in": ["sockets", "hears X"],
  "ws.out": ["sockets", "says X"],
  "ws.close": ["sockets", "socket N closes"],
  "ws.drop": ["sockets", "socket N is lost"],
  fault: ["faults", "fault: X"],
  partition: ["faults", "is cut off from X"],
  "partition.over": ["faults", "is reachable again"],
  fail: ["faults", "the world fails"],
  deadlock: ["faults", "deadlock: N wait"],
};

export const categories = {
  calls: "calls and replies", turns: "turns", storage: "commits", alarms: "alarms", sockets: "sockets",
  lives: "incarnations", faults: "faults", other: "other",
};

export const bad = new Set([
  "crash", "reset", "fault", "fail", "deadlock", "error", "ws.drop", "alarm.failed", "alarm.abandon", "alarms.dead", "alarms.failed",
]);

// category is the filter that an event belongs to.
export function category(ev) {
  if (kinds[ev]) return kinds[ev][0];
  const head = ev.split(".")[0];
  return { alarm: "alarms", alarms: "alarms", ws: "sockets", call: "calls", body: "calls" }[head] || "other";
}

// say is an event in words, without whose it is.
export function say(e) {
  const k = kinds[e.ev];
  let text = k
    ? k[1].replace(/[XPN]\b/g, (c) => ({ X: e.what, P: e.peer || "somebody", N: String(e.n) })[c])
    : [e.ev, e.n ? String(e.n) : "", e.what, e.peer && "(" + e.peer + ")"].filter(Boolean).join(" ");
  if (e.note) text += ": " + e.note;
  return text;
}
