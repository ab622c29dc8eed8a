// Events: the list of all events, of which only those in sight are elements.
import { exact, say, bad } from "./words.js";
import { stats } from "./timeline.js";

const lineHeight = 26, spare = 4;

export class Events {
  constructor(element, onPick) {
    Object.assign(this, { element, onPick, list: [], run: null, cursor: -1, drawn: "" });
    this.tall = document.createElement("div");
    this.tall.style.position = "relative";
    element.append(this.tall);
    element.addEventListener("scroll", () => this.later(), { passive: true });
    element.addEventListener("click", (e) => {
      const row = e.target.closest(".row");
      if (row) onPick(Number(row.dataset.step));
    });
    new ResizeObserver(() => { this.drawn = ""; this.later(); }).observe(element);
  }
  // fill shows these steps of a run.
  fill(run, list) {
    Object.assign(this, { run, list, drawn: "" });
    // No element is taller than browsers allow.
    this.height = Math.min(lineHeight * list.length, 8e6);
    this.tall.style.height = this.height + "px";
    this.later();
  }
  later() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => { this.waiting = false; this.draw(); });
  }
  draw() {
    const seen = this.element.clientHeight, most = Math.max(this.height - seen, 1), all = lineHeight * this.list.length;
    const shift = all > this.height ? (this.element.scrollTop / most) * (all - seen) - this.element.scrollTop : 0;
    const first = Math.max(0, Math.floor((this.element.scrollTop + shift) / lineHeight) - spare);
    const end = Math.min(this.list.length, first + Math.ceil(seen / lineHeight) + 2 * spare);
    const key = first + " " + end + " " + this.cursor;
    if (key === this.drawn) return;
    this.drawn = key;
    const rows = [];
    for (let i = first; i < end; i++) rows.push(this.row(i, i * lineHeight - shift));
    if (!this.list.length) {
      const none = document.createElement("p");
      none.className = "none";
      none.textContent = "No event matches.";
      rows.push(none);
    }
    this.tall.replaceChildren(...rows);
    const on = this.tall.querySelector(".on");
    if (on) this.element.setAttribute("aria-activedescendant", on.id); else this.element.removeAttribute("aria-activedescendant");
    stats.rows = rows.length;
  }
  row(i, top) {
    const step = this.list[i], e = this.run.event(step), row = document.createElement("div");
    row.className = "row" + (step === this.cursor ? " on" : "") + (bad.has(e.ev) ? " bad" : "");
    row.id = "event-" + step;
    row.dataset.step = step;
    row.style.top = top + "px";
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", step === this.cursor);
    row.setAttribute("aria-setsize", this.list.length);
    row.setAttribute("aria-posinset", i + 1);
    for (const [name, text] of [["n", step], ["t", exact(e.t)], ["o", e.who || "world"], ["w", say(e)]]) {
      const cell = document.createElement("span");
      cell.className = name;
      cell.textContent = text;
      row.append(cell);
    }
    return row;
  }
  select(step) {
    this.cursor = step;
    const i = this.index(step);
    if (i >= 0) {
      const all = lineHeight * this.list.length, seen = this.element.clientHeight;
      const scale = all > this.height ? (this.height - seen) / (all - seen) : 1;
      const at = i * lineHeight * scale;
      const top = this.element.scrollTop;
      if (at < top + lineHeight || at > top + seen - 2 * lineHeight) this.element.scrollTop = at - seen / 2;
    }
    this.later();
  }
  // index is where a step stands in the list, -1 for nowhere.
  index(step) {
    const at = this.after(step);
    return this.list[at] === step ? at : -1;
  }
  // after is the place of the first event that is not before a step.
  after(step) {
    let lo = 0, hi = this.list.length;
    while (lo < hi) { const mid = (lo + hi) >> 1; if (this.list[mid] < step) lo = mid + 1; else hi = mid; }
    return lo;
  }
}
