// View: which stretch of time is visible. All timelines of a page share one.

const spanMin = 0.01; // milliseconds

export class View {
  constructor(end) {
    this.listeners = [];
    this.reset(end, end);
  }
  // reset shows a world that lasts until end, as far as focus.
  reset(end, focus) {
    this.end = Math.max(end, spanMin * 2);
    this.home = Math.max(Math.min(focus || end, this.end), spanMin);
    this.from = 0;
    this.to = this.home * 1.02;
    this.changed();
  }
  changed() { for (const f of this.listeners) f(); }
  get span() { return this.to - this.from; }
  // show makes a stretch visible, within bounds.
  show(from, to) {
    const most = this.end * 1.04;
    let s = Math.min(Math.max(to - from, spanMin), most);
    const middle = (from + to) / 2;
    this.from = Math.max(-0.02 * s, Math.min(middle - s / 2, this.end * 1.02 - s));
    if (s >= most) this.from = -0.01 * s;
    this.to = this.from + s;
    this.changed();
  }
  // zoom makes the stretch by a factor longer, about a time.
  zoom(factor, about) {
    const at = about === undefined ? (this.from + this.to) / 2 : about;
    this.show(at - (at - this.from) * factor, at + (this.to - at) * factor);
  }
  pan(by) { this.show(this.from + by, this.to + by); }
  // reveal makes a time visible, and leaves the view as it is where it is already.
  reveal(t) {
    const margin = this.span * 0.04;
    if (t < this.from + margin || t > this.to - margin) this.show(t - this.span / 2, t + this.span / 2);
  }
  // all shows what happens, or the whole with the silence behind it where that is shown already.
  all() {
    const shown = this.from === 0 && Math.abs(this.to - this.home * 1.02) < 1e-6;
    this.from = 0;
    this.to = (shown ? this.end : this.home) * 1.02;
    this.changed();
  }
}

// ticks are the times that an axis names: round ones, at least room pixels apart.
export function ticks(from, to, width, room) {
  const steps = [1, 2, 5];
  const units = [1, 1000, 60e3, 3600e3, 86400e3];
  const raw = ((to - from) / Math.max(width, 1)) * room;
  let step = 0;
  if (raw > 1000) {
    const nice = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400].map((s) => s * 1000);
    step = nice.find((s) => s >= raw) || 0;
    if (!step) {
      step = units[4];
      for (let k = 0; step < raw; k++) step = units[4] * steps[k % 3] * 10 ** Math.floor(k / 3);
    }
  } else {
    const power = 10 ** Math.floor(Math.log10(raw));
    step = power * (steps.find((s) => s * power >= raw) || 10);
  }
  const list = [];
  for (let n = Math.ceil(from / step); n * step <= to; n++) list.push(n * step);
  return { step, list };
}
