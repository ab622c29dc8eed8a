// Page: what joins the parts.
import { load } from "./data.js";
import { View } from "./view.js";
import { Timeline, stats } from "./timeline.js";
import { Events } from "./events.js";
import { show } from "./details.js";
import { difference } from "./compare.js";
import { categories, clock, say, span } from "./words.js";

const $ = (id) => document.getElementById(id);
const page = { runs: [], run: null, other: null, cursor: -1, timelines: [], off: new Set(), query: "" };
const still = matchMedia("(prefers-reduced-motion: reduce)");

function start() {
  const data = load();
  page.runs = data.runs;
  page.view = new View(1);
  page.events = new Events($("events"), select);
  if (page.runs.length > 1) {
    for (const [id, none] of [["world", ""], ["other", "nothing"]]) {
      if (none) $(id).append(new Option(none, "-1"));
      page.runs.forEach((r, i) => $(id).append(new Option((r.findings.length || r.failed ? "✗ " : "") + r.title, i)));
      $(id).addEventListener("change", () => open(Number($("world").value), Number($("other").value)));
    }
    $("worlds").hidden = $("others").hidden = false;
  }
  legend();
  listen();
  open(0, data.compare && page.runs.length > 1 ? 1 : -1);
  window.picture = { stats, page, ready: false };
  requestAnimationFrame(() => requestAnimationFrame(() => {
    window.picture.ready = true;
    document.documentElement.dataset.ready = "yes";
  }));
}

// open shows a run, and another under it.
function open(n, m) {
  if (n === m) m = -1;
  page.run = page.runs[n];
  page.other = m >= 0 ? page.runs[m] : null;
  $("world").value = n;
  $("other").value = m;
  for (const t of page.timelines) t.close();
  page.view.listeners = [];
  if (!page.run) return;
  const titled = page.runs.length > 1;
  const both = [page.run, page.other].filter(Boolean);
  page.filters = new Set();
  page.timelines = both.map((r) => {
    const pick = r === page.run ? select : (step) => show($("details"), r, step);
    return new Timeline($("timelines"), r, page.view, titled ? r.title : "", pick);
  });
  for (const t of page.timelines) t.viewport.addEventListener("keydown", keys);
  head();
  findings();
  filters();
  refill();
  page.view.reset(Math.max(...both.map((r) => r.end)), Math.max(...both.map((r) => r.focus)));
  compareBoth();
  // What stands first is what has gone wrong, unless two runs are compared.
  const f = page.run.findings[0];
  select(page.other ? page.cursor : f ? f.step : -1, true);
}

function head() {
  const r = page.run;
  const calm = r.failed ? r.title : "Nothing has gone wrong: " + r.title;
  if (page.runs.length > 1 || r.headline) $("headline").textContent = r.headline || calm;
  $("why").replaceChildren(...(r.why || []).map((s) => { const p = document.createElement("p"); p.textContent = s; return p; }));
  if (r.dropped) {
    const p = document.createElement("p");
    p.textContent = r.dropped + " more events were not recorded: there were too many.";
    $("why").append(p);
  }
}

function findings() {
  const host = $("findings"), list = page.run.findings;
  host.replaceChildren();
  host.hidden = !list.length;
  const few = 6;
  list.slice(0, few).forEach((f) => {
    const b = document.createElement("button"), when = document.createElement("span");
    b.textContent = f.words;
    const moment = (f.judged ? "judged at " : "at ") + clock(f.from);
    when.textContent = (f.who ? f.who + " · " : "") + (f.to > f.from ? clock(f.from) + " to " + clock(f.to) : moment);
    b.append(when);
    b.setAttribute("aria-pressed", "false");
    b.addEventListener("click", () => {
      for (const o of host.children) o.setAttribute("aria-pressed", o === b);
      const room = Math.max((f.to - f.from) * 0.15, 5);
      move(f.from - room, f.to + room);
      if (f.step >= 0) select(f.step, true);
      $("why").firstChild && ($("why").firstChild.textContent = f.why || $("why").firstChild.textContent);
    });
    host.append(b);
  });
  if (list.length > few) {
    const p = document.createElement("p");
    p.className = "count";
    p.textContent = "and " + (list.length - few) + " more";
    host.append(p);
  }
}

// move shows a stretch of time, gliding there unless motion is unwanted.
function move(from, to) {
  const v = page.view;
  if (still.matches) return v.show(from, to);
  const a = v.from, b = v.to, steps = 10;
  let n = 0;
  const glide = () => {
    n++;
    const k = 1 - (1 - n / steps) ** 3;
    v.show(a + (from - a) * k, b + (to - b) * k);
    if (n < steps) requestAnimationFrame(glide);
  };
  glide();
}

function filters() {
  const host = $("filters"), groups = [...new Set(page.run.lanes.map((l) => l.group))];
  host.replaceChildren();
  const box = (name, on, change) => {
    const label = document.createElement("label"), input = document.createElement("input");
    input.type = "checkbox";
    input.checked = on;
    input.addEventListener("change", () => change(input.checked));
    label.append(input, name);
    host.append(label);
  };
  const title = (s) => { const h = document.createElement("h3"); h.textContent = s; host.append(h); };
  title("Lanes of");
  const few = 8;
  const wrong = new Set(page.run.findings.map((f) => f.who));
  const shown = new Set(groups.filter((g, i) => i < few || wrong.has(g)).slice(0, few * 2));
  for (const g of groups) {
    const lanes = () => page.timelines.flatMap((t) => t.run.lanes.filter((l) => l.group === g));
    for (const l of lanes()) l.hidden = !shown.has(g);
    box(g === "world" ? "faults" : g, shown.has(g), (on) => {
      for (const l of lanes()) l.hidden = !on;
      for (const t of page.timelines) t.layout();
    });
  }
  const left = groups.length - shown.size;
  $("unshown").textContent = (left === 1 ? "One more object is" : left + " more objects are") + " not shown: see Filter.";
  $("unshown").hidden = !left;
  title("Events");
  for (const [key, name] of Object.entries(categories)) {
    box(name, !page.off.has(key), (on) => {
      if (on) page.off.delete(key); else page.off.add(key);
      refill();
      for (const t of page.timelines) t.later();
    });
  }
  for (const t of page.timelines) t.layout();
}

// refill lists the events that search and filter leave.
function refill() {
  const r = page.run, q = page.query.trim().toLowerCase(), list = [];
  for (let i = 0; i < r.count; i++) {
    if (page.off.size && page.off.has(r.category(i))) continue;
    if (q && !r.line(i).includes(q)) continue;
    list.push(i);
  }
  page.events.fill(r, list);
  $("count").textContent = q || page.off.size ? list.length + " of " + r.count : "";
  for (const t of page.timelines) t.hide = page.off.size ? (step) => page.off.has(t.run.category(step)) : null;
}

// select shows one event everywhere.
function select(step, keep) {
  const r = page.run;
  page.cursor = step;
  if (step >= 0 && !keep) page.view.reveal(r.events.t[step]);
  page.timelines[0].cursor = step;
  page.timelines[0].later();
  page.events.select(step);
  show($("details"), r, step);
  const list = page.events.list;
  $("back").disabled = $("first").disabled = !list.length || step >= 0 && step <= list[0];
  $("next").disabled = $("last").disabled = !list.length || step >= list[list.length - 1];
  if (step >= 0) {
    const e = r.event(step);
    $("said").textContent = "Event " + step + ", " + clock(e.t) + ": " + (e.who || "world") + " " + say(e);
  }
}

// go steps by n events of the list; with own only those of the same object count.
function go(n, own) {
  const { list } = page.events;
  if (!list.length) return;
  const here = page.cursor, who = here >= 0 ? page.run.events.who[here] : -1;
  let at = page.events.after(here);
  if (here < 0) at = n > 0 ? -1 : list.length;
  else if (n > 0 && list[at] !== here) at--;
  for (at += n; at >= 0 && at < list.length; at += n) if (!own || page.run.events.who[list[at]] === who) return select(list[at]);
}

function keys(e) {
  if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey) return;
  const typing = e.target.matches("input[type=search],select");
  if (typing) {
    if (e.key === "Escape") { $("search").value = page.query = ""; refill(); e.target.blur(); }
    if (e.key === "Enter" && e.target === $("search")) { go(e.shiftKey ? -1 : 1); e.preventDefault(); }
    return;
  }
  const v = page.view, list = page.events.list;
  const act = {
    ArrowRight: () => go(1, e.shiftKey), ArrowLeft: () => go(-1, e.shiftKey), j: () => go(1), k: () => go(-1),
    ArrowDown: () => e.target === $("events") && go(1), ArrowUp: () => e.target === $("events") && go(-1),
    Home: () => list.length && select(list[0]), End: () => list.length && select(list[list.length - 1]),
    "+": () => v.zoom(0.5, focusTime()), "=": () => v.zoom(0.5, focusTime()), "-": () => v.zoom(2, focusTime()), "0": () => v.all(),
    a: () => v.pan(-v.span * 0.2), s: () => v.pan(v.span * 0.2),
    "/": () => $("search").focus(), d: theme, "?": () => { $("help").open = !$("help").open; },
    n: nextFinding,
    Escape: () => { for (const m of document.querySelectorAll(".menu[open]")) m.open = false; },
  }[e.key];
  if (!act || (e.key === "ArrowDown" || e.key === "ArrowUp") && e.target !== $("events")) return;
  e.preventDefault();
  act();
}

function nextFinding() {
  const list = [...$("findings").querySelectorAll("button")];
  const at = list.findIndex((b) => b.getAttribute("aria-pressed") === "true");
  if (list.length) list[(at + 1) % list.length].click();
}

function focusTime() {
  const t = page.cursor >= 0 ? page.run.events.t[page.cursor] : undefined;
  return t !== undefined && t >= page.view.from && t <= page.view.to ? t : undefined;
}

function theme() {
  const root = document.documentElement, dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const now = root.dataset.theme || (dark ? "dark" : "light");
  root.dataset.theme = now === "dark" ? "light" : "dark";
  for (const t of page.timelines) t.recolour();
}

function listen() {
  document.addEventListener("keydown", keys);
  const on = (id, f) => $(id).addEventListener("click", f);
  on("first", () => page.events.list.length && select(page.events.list[0]));
  on("last", () => page.events.list.length && select(page.events.list[page.events.list.length - 1]));
  on("back", () => go(-1));
  on("next", () => go(1));
  on("in", () => page.view.zoom(0.5, focusTime()));
  on("out", () => page.view.zoom(2, focusTime()));
  on("fit", () => page.view.all());
  on("theme", theme);
  $("search").addEventListener("input", (e) => { page.query = e.target.value; refill(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { for (const t of page.timelines) t.recolour(); });
  document.addEventListener("click", (e) => {
    for (const m of document.querySelectorAll(".menu[open]")) if (!m.contains(e.target)) m.open = false;
  });
}

// compareBoth shows two runs up to their first difference.
function compareBoth() {
  const host = $("difference");
  host.hidden = !page.other;
  if (!page.other) return;
  const d = difference(page.run, page.other);
  host.textContent = d ? d.words : "The two runs do not differ.";
  page.cursor = d ? Math.min(d.step, page.run.count - 1) : -1;
  if (!d) return;
  for (const t of page.timelines) t.limit = d.t;
  page.view.show(-d.t * 0.02, Math.max(d.t * 1.15, 1));
}

function legend() {
  const host = $("legend");
  const title = (s) => { const h = document.createElement("h3"); h.textContent = s; host.append(h); };
  const list = (pairs) => {
    const dl = document.createElement("dl");
    for (const [a, b] of pairs) {
      const dt = document.createElement("dt"), dd = document.createElement("dd");
      dt.append(a);
      dd.textContent = b;
      dl.append(dt, dd);
    }
    host.append(dl);
  };
  const swatch = (v) => {
    const s = document.createElement("span");
    s.className = "swatch";
    s.style.background = "var(--" + v + ")";
    return s;
  };
  title("Colours");
  list([
    [swatch("red"), "lost, early, twice, crashed: what should not be"], [swatch("amber"), "late, or answered with something else"],
    [swatch("green"), "answered, ran, an alarm that is set"], [swatch("blue"), "the object is in memory"],
    [swatch("violet"), "a gate is closed; a commit"], [swatch("teal"), "sockets"],
  ]);
  title("Keys");
  list([["← →", "event before, event after"], ["⇧ ← →", "of the same object"], ["Home End", "first, last"],
    ["+ − 0", "zoom in, out, show all"],
    ["a s", "move left, right"], ["n", "next finding"], ["/", "search; Enter steps through"], ["d", "light or dark"]]);
  title("Pointer");
  list([["click", "select an event"], ["drag", "move"], ["Ctrl wheel", "zoom; so do pinching and a double click"]]);
}

start();
