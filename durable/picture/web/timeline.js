// Timeline: the lanes of one run on a canvas, under one axis.
import { Painter, palette, measure, header } from "./draw.js";
import { ticks } from "./view.js";
import { tick, clock, span } from "./words.js";

const axisAlone = 44, clockHeight = 15, narrowBelow = 620;

// stats count what was drawn: frames, and the shapes of the last and of the largest one.
export const stats = { frames: 0, shapes: 0, shapesMost: 0, rows: 0 };

export class Timeline {
  constructor(host, run, view, title, onPick) {
    Object.assign(this, { run, view, onPick, cursor: -1, limit: Infinity, marked: null, hide: null });
    this.element = document.createElement("section");
    this.element.className = "timeline";
    this.element.setAttribute("aria-label", "Timeline of " + run.title);
    if (title) {
      const h = document.createElement("h2");
      h.textContent = title;
      this.element.append(h);
    }
    this.viewport = document.createElement("div");
    this.viewport.className = "viewport";
    this.viewport.tabIndex = 0;
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("role", "img");
    this.spacer = document.createElement("div");
    this.viewport.append(this.canvas, this.spacer);
    this.element.append(this.viewport);
    host.append(this.element);
    this.ctx = this.canvas.getContext("2d");
    this.colours = palette();
    this.layout();
    this.resizing = new ResizeObserver(() => this.layout());
    this.resizing.observe(this.element);
    this.viewport.addEventListener("scroll", () => this.later(), { passive: true });
    view.listeners.push(() => this.later());
    this.listen();
  }
  // layout gives canvas and lanes their sizes.
  layout() {
    const width = this.element.clientWidth, ratio = Math.min(window.devicePixelRatio || 1, 3);
    if (!width) return;
    this.narrow = width < narrowBelow;
    for (const l of this.run.lanes) l.crowded = l.rows > 24;
    this.clocks = this.run.clocks.slice(0, 3);
    this.axisHeight = axisAlone + clockHeight * this.clocks.length;
    this.total = measure(this.run.lanes, this.narrow) + this.axisHeight;
    const height = Math.min(this.total, Math.max(420, Math.round(window.innerHeight * 0.86)));
    const left = this.narrow ? 10 : 158;
    this.box = { left, width: width - left - (this.narrow ? 10 : 16), height, ratio, full: width };
    this.viewport.style.height = height + "px";
    this.canvas.style.width = width + "px";
    this.canvas.style.height = height + "px";
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.spacer.style.height = this.total - height + "px";
    this.canvas.setAttribute("aria-label", this.description());
    this.later();
  }
  // description is the picture in words.
  description() {
    const names = this.run.lanes.filter((l) => !l.hidden).map((l) => (l.kind === "client" ? "" : l.group + " ") + l.name);
    const found = this.run.findings.slice(0, 5).map((f) => f.words + ", from " + clock(f.from) + " to " + clock(f.to));
    return (found.length ? found.join(". ") : "Nothing was found to go wrong") + ". " + this.run.count + " events in lanes: " +
      names.join(", ") + ". The list of events below has each of them.";
  }
  recolour() { this.colours = palette(); this.later(); }
  // later draws in the next frame, once.
  later() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => { this.waiting = false; this.draw(); });
  }
  draw() {
    if (!this.box) return;
    const { ctx, box, colours: c, view } = this;
    ctx.setTransform(box.ratio, 0, 0, box.ratio, 0, 0);
    ctx.fillStyle = c.bg;
    ctx.fillRect(0, 0, box.full, box.height);
    ctx.textAlign = "left";
    const p = new Painter(ctx, this.run, c, box, view);
    p.top = this.viewport.scrollTop - this.axisHeight;
    p.hide = this.hide;
    this.grid(p);
    const seen = this.run.lanes.filter((l) =>
      !l.hidden && l.y + l.height - p.top >= this.axisHeight && l.y - header - p.top <= box.height);
    for (const l of seen) p.lane(l);
    this.lines(p);
    for (const l of seen) this.names(p, l);
    this.axis(p);
    this.hits = p.hits;
    stats.frames++;
    stats.shapes = p.shapes;
    stats.shapesMost = Math.max(stats.shapesMost, p.shapes);
  }
  grid(p) {
    const t = ticks(this.view.from, this.view.to, this.box.width, 90);
    this.ticks = t;
    p.ctx.fillStyle = this.colours.grid;
    for (const at of t.list) p.ctx.fillRect(Math.round(p.x(at)), this.axisHeight, 1, this.box.height);
  }
  // axis draws the times, and over them the whole world with what is visible of it.
  axis(p) {
    const { ctx, box, colours: c, view, run } = this;
    ctx.fillStyle = c.bg;
    ctx.fillRect(0, 0, box.full, this.axisHeight);
    const k = box.width / view.end, y = 8, h = 7;
    ctx.fillStyle = c.lane;
    ctx.beginPath(); ctx.roundRect(box.left, y, box.width, h, 3); ctx.fill();
    for (const f of run.findings) {
      ctx.fillStyle = c.red;
      ctx.fillRect(box.left + f.from * k, y, Math.max((f.to - f.from) * k, 2), h);
      p.shapes++;
    }
    ctx.strokeStyle = c.accent;
    ctx.lineWidth = 1.5;
    ctx.beginPath();
    const first = Math.max(view.from, 0), shown = Math.min(view.to, view.end) - first;
    ctx.roundRect(box.left + first * k, y - 2, Math.max(shown * k, 3), h + 4, 3);
    ctx.stroke();
    ctx.fillStyle = c.line;
    ctx.fillRect(0, this.axisHeight - 1, box.full, 1);
    let free = -1e9;
    const pill = this.cursorTime(), near = pill === null ? -1e9 : p.x(pill);
    const half = pill === null ? 0 : p.width(clock(pill), true) / 2 + 8;
    for (const at of this.ticks.list) {
      if (Math.abs(p.x(at) - near) < half + p.width(tick(at, this.ticks.step)) / 2) continue;
      const s = tick(at, this.ticks.step), w = p.width(s), x = Math.max(4, Math.min(p.x(at) - w / 2, box.full - w - 4));
      if (p.x(at) < box.left - 1 || p.x(at) > box.left + box.width + 1 || x < free) continue;
      p.text(s, x, 33, c.soft);
      free = x + w + 12;
    }
    this.clocks.forEach((k, i) => { // What the clocks show that are not with the world's.
      const at = 33 + clockHeight * (i + 1);
      if (!this.narrow) p.text(shorten(p, k.who, box.left - 20, false), 14, at, c["amber-ink"]);
      let free = this.narrow ? box.left + p.width(k.who + " ") : -1e9;
      if (this.narrow) p.text(k.who, box.left, at, c["amber-ink"]);
      for (const t of this.ticks.list) {
        const s = clock(t + k.ahead), w = p.width(s), x = Math.max(4, Math.min(p.x(t) - w / 2, box.full - w - 4));
        if (p.x(t) < box.left - 1 || p.x(t) > box.left + box.width + 1 || x < free) continue;
        p.text(s, x, at, c["amber-ink"]);
        free = x + w + 12;
      }
    });
    for (const t of [this.cursorTime()]) {
      if (t === null || t < view.from || t > view.to) continue;
      const s = clock(t), w = p.width(s, true) + 10, x = Math.max(2, Math.min(p.x(t) - w / 2, box.full - w - 2));
      ctx.fillStyle = c.accent;
      ctx.beginPath(); ctx.roundRect(x, 20, w, 18, 4); ctx.fill();
      p.text(s, x + 5, 33, c.bg, true);
    }
  }
  names(p, l) {
    const { c } = p, y = l.y - p.top;
    if (l.first && l.kind !== "client") p.text(l.group, this.narrow ? this.box.left : 14, y - 8, c.ink, true);
    if (this.narrow) {
      p.text(l.name, this.box.left, y + 13, c.ink, true);
      p.text(l.sub, this.box.left + p.width(l.name, true) + 8, y + 13, c.soft);
      return;
    }
    const mid = y + Math.min(l.height, 60) / 2;
    const room = this.box.left - 20;
    p.text(shorten(p, l.name, room, true), 14, mid - 2, c.ink, true);
    p.text(shorten(p, l.sub, room, false), 14, mid + 13, c.soft);
  }
  cursorTime() { return this.cursor >= 0 && this.cursor < this.run.count ? this.run.events.t[this.cursor] : null; }
  // lines are the cursor and the first difference to another run.
  lines(p) {
    const { ctx, box, colours: c } = this;
    const t = this.cursorTime();
    if (t !== null) { ctx.fillStyle = c.accent; ctx.fillRect(Math.round(p.x(t)) - 0.5, this.axisHeight, 1.5, box.height); }
    if (this.limit < Infinity) {
      const x = Math.max(p.x(this.limit), box.left);
      ctx.globalAlpha = 0.6;
      ctx.fillStyle = c.bg;
      ctx.fillRect(x, this.axisHeight, box.full - x, box.height);
      ctx.globalAlpha = 1;
      ctx.fillStyle = c.amber;
      ctx.fillRect(x - 1, this.axisHeight, 2, box.height);
      const words = "first difference";
      const w = p.width(words, true) + 12, at = Math.min(x + 4, box.full - w - 4);
      ctx.beginPath(); ctx.roundRect(at, this.axisHeight + 4, w, 18, 4); ctx.fillStyle = c["amber-wash"]; ctx.fill();
      p.text(words, at + 6, this.axisHeight + 17, c["amber-ink"], true);
    }
  }
  at(e) { const r = this.canvas.getBoundingClientRect(); return [e.clientX - r.left, e.clientY - r.top]; }
  time(x) { return this.view.from + ((x - this.box.left) / this.box.width) * this.view.span; }
  hit(x, y) {
    if (y < this.axisHeight) return null;
    let best = null;
    for (const h of this.hits || []) {
      if (x < h.x0 - 2 || x > h.x1 + 2 || y < h.y0 || y > h.y1) continue;
      const mark = h.mark !== undefined, was = best && best.mark !== undefined; // A mark lies on its band.
      if (!best || mark && !was || mark === was && h.x1 - h.x0 <= best.x1 - best.x0) best = h;
    }
    return best;
  }
  // words are those of what is under the pointer.
  words(h) {
    const l = h.lane, r = this.run;
    if (h.mark !== undefined) return l.name + ": " + plain(r.text(l.marks[h.mark * 5 + 2])) + "\nat " + clock(l.marks[h.mark * 5]);
    const b = l.bands.slice(h.band * 6, h.band * 6 + 6);
    return l.name + ": " + plain(r.text(b[3])) + "\n" + clock(b[0]) + " to " + clock(b[1]) + " (" + span(b[1] - b[0]) + ")";
  }
  step(h) { return h.mark !== undefined ? h.lane.marks[h.mark * 5 + 3] : h.lane.bands[h.band * 6 + 4]; }
  listen() {
    const c = this.canvas, tip = document.getElementById("tip"), down = new Map();
    let moved = false, gap = 0;
    const hideTip = () => { tip.hidden = true; };
    c.addEventListener("pointerdown", (e) => {
      down.set(e.pointerId, this.at(e));
      moved = false;
      c.setPointerCapture(e.pointerId);
    });
    c.addEventListener("pointermove", (e) => {
      const [x, y] = this.at(e), was = down.get(e.pointerId);
      if (was && down.size === 2) {
        down.set(e.pointerId, [x, y]);
        const [a, b] = [...down.values()], now = Math.abs(a[0] - b[0]);
        if (gap && now) this.view.zoom(gap / now, this.time((a[0] + b[0]) / 2));
        gap = now; moved = true;
        return;
      }
      if (was && (moved || Math.abs(x - was[0]) > 4)) {
        moved = true;
        this.view.pan(((was[0] - x) / this.box.width) * this.view.span);
        down.set(e.pointerId, [x, y]);
        return hideTip();
      }
      const h = this.hit(x, y);
      if (!h) return hideTip();
      tip.textContent = this.words(h);
      tip.hidden = false;
      tip.style.left = Math.max(6, Math.min(e.clientX + 14, window.innerWidth - tip.offsetWidth - 6)) + "px";
      tip.style.top = Math.max(6, e.clientY - tip.offsetHeight - 12) + "px";
    });
    const up = (e) => {
      if (down.size === 1 && !moved) {
        const [x, y] = this.at(e), h = this.hit(x, y);
        const whole = ((x - this.box.left) / this.box.width) * this.view.end, half = this.view.span / 2;
        if (y < 20) this.view.show(whole - half, whole + half);
        else if (h && this.step(h) >= 0) this.onPick(this.step(h));
        else this.onPick(this.nearest(this.time(x)));
      }
      down.delete(e.pointerId);
      gap = 0;
    };
    c.addEventListener("pointerup", up);
    c.addEventListener("pointercancel", (e) => { down.delete(e.pointerId); gap = 0; });
    c.addEventListener("pointerleave", hideTip);
    c.addEventListener("dblclick", (e) => this.view.zoom(0.4, this.time(this.at(e)[0])));
    c.addEventListener("wheel", (e) => {
      const sideways = e.shiftKey || Math.abs(e.deltaX) > Math.abs(e.deltaY);
      if (!e.ctrlKey && !e.metaKey && !sideways) return;
      e.preventDefault();
      if (e.ctrlKey || e.metaKey) this.view.zoom(Math.exp(e.deltaY * 0.004), this.time(this.at(e)[0]));
      else this.view.pan(((e.deltaX || e.deltaY) / this.box.width) * this.view.span);
    }, { passive: false });
  }
  // nearest is the event nearest to a time.
  nearest(t) {
    const list = this.run.events.t;
    let lo = 0, hi = list.length;
    while (lo < hi) { const mid = (lo + hi) >> 1; if (list[mid] < t) lo = mid + 1; else hi = mid; }
    if (lo > 0 && (lo === list.length || t - list[lo - 1] < list[lo] - t)) lo--;
    return Math.min(lo, list.length - 1);
  }
  close() { this.resizing.disconnect(); this.element.remove(); }
}

// plain is a label in full.
function plain(label) { return label.split("|").slice(0, 2).filter(Boolean).join(", "); }

function shorten(p, s, room, weight) {
  if (p.width(s, weight) <= room) return s;
  while (s.length > 1 && p.width(s + "…", weight) > room) s = s.slice(0, -1);
  return s + "…";
}
