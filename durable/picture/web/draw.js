// Draw: what stands in a lane, on a canvas.
import { lowerBound } from "./data.js";

const font = '12px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif';
const bold = "600 " + font;

// heights are those of one row, and of a lane's padding.
const rowHeight = {
  client: 15, due: 42, life: 26, alarm: 28, manager: 28, schedules: 15, gates: 18, sockets: 18, storage: 18, faults: 20,
};
export const pad = 7, header = 28, caption = 19;

// measure gives each lane its place; narrow ones have their names above them. It returns the height of all.
export function measure(lanes, narrow) {
  let y = 4, group = null;
  for (const l of lanes) {
    if (l.hidden) continue;
    l.first = l.group !== group;
    if (l.first && l.kind !== "client") y += header;
    group = l.group;
    l.row = rowHeight[l.kind] || 18;
    l.y = y;
    l.body = y + (narrow ? caption : 0);
    l.height = (narrow ? caption : 0) + Math.max(l.rows * l.row + 2 * pad, narrow ? 0 : 40);
    y += l.height + 6;
  }
  return y + 4;
}

// palette reads the colours of the page.
export function palette() {
  const s = getComputedStyle(document.documentElement);
  const v = (name) => s.getPropertyValue("--" + name).trim();
  const c = {};
  const names = "bg lane ink soft line grid blue blue-ink red red-ink red-wash green green-ink green-wash amber amber-ink amber-wash " +
    "violet violet-wash teal accent plate";
  for (const n of names.split(" ")) c[n] = v(n);
  c.hatches = new Map();
  return c;
}

// styles say how a band looks: its fill, its border, its ink.
function look(style, c) {
  switch (style) {
    case "life": return [c.blue, null, "#fff"];
    case "good": return [c.green, null, c["green-ink"]];
    case "odd": return [c.amber, null, c["amber-ink"]];
    case "bad": return [c.red, null, c["red-ink"]];
    case "due": return ["hatch", c.red, c["red-ink"]];
    case "late": return [c["amber-wash"], c.amber, c["amber-ink"]];
    case "wait": return [c.line, null, c.soft];
    case "alarm": return [c["green-wash"], c.green, c["green-ink"]];
    case "missing": return [c["red-wash"], null, c["red-ink"]];
    case "none": return [null, null, c.soft];
    case "gate": return [c["violet-wash"], c.violet, c.violet];
    case "socket": return [c.lane, c.teal, c.teal];
  }
  return [c.line, null, c.ink];
}

const markColour = {
  turn: "blue-ink", commit: "violet", alarm: "green", socket: "teal", fault: "amber", bad: "red", good: "green", odd: "amber",
  none: "soft",
};

// hatch is a pattern of slanted lines.
function hatch(ctx, c, ratio) {
  if (!c.hatches.has(ratio)) {
    const size = Math.round(9 * ratio);
    const tile = document.createElement("canvas");
    tile.width = tile.height = size;
    const t = tile.getContext("2d");
    t.fillStyle = c["red-wash"];
    t.fillRect(0, 0, size, size);
    t.strokeStyle = c.red;
    t.lineWidth = 1.3 * ratio;
    for (const d of [-size, 0, size]) { t.beginPath(); t.moveTo(d - 2, size + 2); t.lineTo(d + size + 2, -2); t.stroke(); }
    const p = ctx.createPattern(tile, "repeat");
    p.setTransform(new DOMMatrix().scale(1 / ratio));
    c.hatches.set(ratio, p);
  }
  return c.hatches.get(ratio);
}

// Painter draws the lanes of one run. It counts the shapes it draws, and remembers where they are.
export class Painter {
  constructor(ctx, run, colours, box, view) {
    Object.assign(this, { ctx, run, c: colours, box, view, shapes: 0, hits: [] });
    this.k = box.width / view.span;
  }
  x(t) { return this.box.left + (t - this.view.from) * this.k; }
  text(s, x, y, colour, weight) {
    this.ctx.font = weight ? bold : font;
    this.ctx.fillStyle = colour;
    this.ctx.fillText(s, x, y);
    this.shapes++;
  }
  width(s, weight) { this.ctx.font = weight ? bold : font; return this.ctx.measureText(s).width; }
  // fitted is as much of a label as fits: its two first parts, the first, or one of the shorter ones behind them.
  fitted(label, room, weight) {
    const [a, b, ...brief] = label.split("|");
    if (b && this.width(a + ", " + b, weight) <= room) return a + ", " + b;
    return [a, ...brief].find((s) => this.width(s, weight) <= room) || "";
  }
  lane(l) {
    const { ctx, c, box } = this;
    ctx.fillStyle = c.lane;
    ctx.fillRect(box.left, l.body - this.top, box.width, l.height - (l.body - l.y));
    this.shapes++;
    ctx.save();
    ctx.beginPath();
    ctx.rect(box.left, l.body - this.top - 1, box.width, l.height + 2);
    ctx.clip();
    this.bands(l);
    this.marks(l);
    ctx.restore();
  }
  bands(l) {
    const { run, view } = this, b = l.bands, last = [], lastStyle = [];
    for (let i = 0; i < b.length; i += 6) {
      if (b[i] > view.to) break;
      if (b[i + 1] < view.from) continue;
      const row = b[i + 5], x0 = Math.max(this.x(b[i]), this.box.left - 4);
      const x1 = Math.min(this.x(b[i + 1]), this.box.left + this.box.width + 4);
      const style = run.text(b[i + 2]);
      if (x1 - x0 < 1.5 && l.kind !== "client") { // Of many within one pixel one is drawn, and a bad one first.
        const px = Math.round(x0);
        if (last[row] === px && (lastStyle[row] === style || style !== "bad" && style !== "due")) continue;
        last[row] = px; lastStyle[row] = style;
      }
      if (l.kind === "client" && x1 - x0 < 4) {
        const px = Math.round(x0);
        if (b.length > 6 * 24 && px - last[row] < 3 && lastStyle[row] === style) continue;
        last[row] = px; lastStyle[row] = style;
      }
      this.band(l, i / 6, x0, x1, style, run.text(b[i + 3]), row);
    }
  }
  band(l, index, x0, x1, style, label, row) {
    const { ctx, c } = this;
    const y = l.body - this.top + pad + row * l.row, h = l.row - (l.row > 20 ? 0 : 3), w = Math.max(x1 - x0, 1);
    const [fill, border, ink] = look(style, c);
    const thin = l.kind === "client" || l.kind === "schedules";
    if (thin) return this.thin(l, index, x0, x1, y, h, style, label, fill, ink);
    if (fill) {
      ctx.fillStyle = fill === "hatch" ? hatch(ctx, c, this.box.ratio) : border && w <= 3 ? border : fill;
      ctx.beginPath();
      ctx.roundRect(x0, y, w, h, Math.min(4, w / 2));
      ctx.fill();
      if (border && w > 2) {
        ctx.strokeStyle = border;
        ctx.lineWidth = 1;
        ctx.beginPath();
        ctx.roundRect(x0 + 0.5, y + 0.5, w - 1, h - 1, Math.min(4, w / 2));
        ctx.stroke();
      }
      this.shapes++;
    }
    const strong = style === "due" || style === "missing";
    if (l.kind === "due" && w > 30) {
      this.hits.push({ x0, x1: x0 + w, y0: y, y1: y + h, lane: l, band: index });
      return this.two(x0, y, w, h, label, ink, style === "due");
    }
    const words = this.fitted(label, w - 12, strong);
    if (words) {
      const base = y + h / 2 + 4;
      if (fill === "hatch") {
        ctx.fillStyle = c.plate;
        ctx.beginPath();
        ctx.roundRect(x0 + 5, y + 5, this.width(words, strong) + 12, h - 10, 3);
        ctx.fill();
        this.text(words, x0 + 11, base, ink, true);
      } else this.text(words, x0 + 7, base, ink, strong);
    }
    this.hits.push({ x0, x1: x0 + w, y0: y, y1: y + h, lane: l, band: index });
  }
  // two writes the two parts of a label under one another.
  two(x0, y, w, h, label, ink, strong) {
    const [a, b, c, d] = label.split("|"), fits = (s, bold) => s && this.width(s, bold) <= w - 14;
    const first = [a, d].find((s) => fits(s, strong)), second = first === a && [b, c].find((s) => fits(s)) || "";
    if (!first) return;
    const room = Math.max(this.width(first, strong), second ? this.width(second) : 0) + 12, tall = second ? 34 : 20;
    this.ctx.fillStyle = this.c.plate;
    this.ctx.beginPath();
    this.ctx.roundRect(x0 + 2, y + (h - tall) / 2, room, tall, 3);
    this.ctx.fill();
    this.text(first, x0 + 8, y + h / 2 + (second ? -3 : 4), ink, strong);
    if (second) this.text(second, x0 + 8, y + h / 2 + 12, ink);
  }
  // thin is an operation or a schedule: a bar or a dot, and its name beside it.
  thin(l, index, x0, x1, y, h, style, label, fill, ink) {
    const { ctx } = this, w = x1 - x0, dot = w < 4, mid = y + h / 2;
    ctx.fillStyle = fill;
    ctx.beginPath();
    if (dot) ctx.arc(x0 + w / 2, mid, 4, 0, 7);
    else { const t = l.kind === "client" ? 8 : 5; ctx.roundRect(x0, mid - t / 2, w, t, t / 2); }
    ctx.fill();
    this.shapes++;
    this.hits.push({ x0: Math.min(x0, x0 + w / 2 - 5), x1: Math.max(x1, x0 + 6), y0: mid - 6, y1: mid + 6, lane: l, band: index });
    if (!label || l.bands.length / 6 > 24 || l.crowded) return;
    const right = this.box.left + this.box.width, end = dot ? x0 + w / 2 + 9 : x1 + 8;
    let words = this.fitted(label, right - end - 4, false);
    const before = (dot ? x0 - 9 : x0 - 8) - this.box.left - 4;
    const left = this.fitted(label, before, false);
    if (left.length > words.length) {
      this.ctx.textAlign = "right";
      this.text(left, dot ? x0 - 7 : x0 - 8, mid + 4, ink);
      this.ctx.textAlign = "left";
    } else if (words) this.text(words, end, mid + 4, ink);
    else if (!dot && w > 60) { // No room beside it: on it.
      const [a] = label.split("|");
      ctx.fillStyle = this.c.plate;
      const tw = this.width(a);
      ctx.fillRect(x0 + 10, mid - 7, tw + 8, 14);
      this.text(a, x0 + 14, mid + 4, ink);
    }
  }
  marks(l) {
    const m = l.marks, last = [], lastStyle = [], { ctx, c, run, view } = this;
    const from = lowerBound(m, 5, view.from - view.span * 0.01);
    let lastLabel = -1e9;
    for (let i = from * 5; i < m.length; i += 5) {
      if (m[i] > view.to) break;
      const x = this.x(m[i]), row = m[i + 4], style = run.text(m[i + 1]), px = Math.round(x);
      if (this.hide && m[i + 3] >= 0 && this.hide(m[i + 3])) continue;
      if (m.length > 5 * 400 && style !== "bad" && px - last[row] < 2) continue; // So dense that every other pixel will do.
      if (last[row] === px && (lastStyle[row] === style || style !== "bad" && l.kind !== "schedules")) continue;
      last[row] = px; lastStyle[row] = style;
      const y = l.body - this.top + pad + row * l.row, h = l.row - (l.row > 20 ? 0 : 3);
      ctx.fillStyle = c[markColour[style]] || c.soft;
      ctx.strokeStyle = ctx.fillStyle;
      this.mark(l, style, x, y, h);
      this.shapes++;
      this.hits.push({ x0: x - 4, x1: x + 4, y0: y, y1: y + h, lane: l, mark: i / 5 });
      if (l.kind === "faults" || style === "bad" && l.kind !== "schedules") {
        const words = this.fitted(run.text(m[i + 2]), this.gapAfter(l, i, x) - 12, style === "bad");
        if (words && x > lastLabel) {
          this.text(words, x + 8, y + h / 2 + 4, c[style === "bad" ? "red-ink" : "amber-ink"], style === "bad");
          lastLabel = x + 8 + this.width(words);
        }
      } else if (l.kind === "schedules" && style !== "none" && !l.crowded && m.length < 250) {
        let at = x + 9; // Behind its diamond, where that is close.
        for (let j = 0; j < m.length; j += 5) {
          const due = this.x(m[j]);
          if (m[j + 4] === row && run.text(m[j + 1]) === "none" && due >= x - 9 && due < x + 70) at = Math.max(at, due + 9);
        }
        let end = this.box.left + this.box.width - 4; // Up to the next run in its row.
        for (let j = i + 5; j < m.length; j += 5) {
          if (m[j + 4] !== row || run.text(m[j + 1]) === "none") continue;
          end = Math.min(end, this.x(m[j]) - 10);
          break;
        }
        const words = this.fitted(run.text(m[i + 2]), end - at, style === "bad");
        const ink = { bad: "red-ink", odd: "amber-ink" }[style] || "soft";
        if (words) this.text(words, at, y + h / 2 + 4, c[ink], style === "bad");
      }
    }
  }
  // gapAfter is the room between a mark and the next one in its lane, or the next band.
  gapAfter(l, i, x) {
    const next = i + 5 < l.marks.length ? this.x(l.marks[i + 5]) : this.box.left + this.box.width;
    let room = Math.min(next, this.box.left + this.box.width) - x;
    if (l.kind === "life") {
      const at = lowerBound(l.bands, 6, l.marks[i] + 1e-6);
      if (at * 6 < l.bands.length) room = Math.min(room, this.x(l.bands[at * 6]) - x);
    }
    return room;
  }
  mark(l, style, x, y, h) {
    const { ctx } = this, mid = y + h / 2;
    ctx.beginPath();
    if (l.kind === "schedules" && style === "none") { // Due.
      ctx.moveTo(x, mid - 5); ctx.lineTo(x + 5, mid); ctx.lineTo(x, mid + 5); ctx.lineTo(x - 5, mid); ctx.closePath();
      ctx.lineWidth = 1.5;
      ctx.stroke();
    } else if (l.kind === "schedules") { ctx.arc(x, mid, 4.5, 0, 7); ctx.fill(); }
    else if (l.kind === "faults") {
      ctx.moveTo(x, mid - 6); ctx.lineTo(x + 6, mid + 5); ctx.lineTo(x - 6, mid + 5); ctx.closePath();
      ctx.fill();
    }
    else if (style === "bad") {
      ctx.lineWidth = 2;
      ctx.moveTo(x - 4, mid - 4); ctx.lineTo(x + 4, mid + 4); ctx.moveTo(x + 4, mid - 4); ctx.lineTo(x - 4, mid + 4);
      ctx.stroke();
    } else if (l.kind === "life") { ctx.fillStyle = this.c.plate; ctx.fillRect(x - 0.5, y + h - 7, 1, 5); }
    else if (l.kind === "alarm" || l.kind === "manager") { ctx.arc(x, y + h, 3, 0, 7); ctx.fill(); }
    else { ctx.roundRect(x - 1, y + 1, 2, h - 2, 1); ctx.fill(); }
  }
}
