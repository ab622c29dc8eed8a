// The global console. Each message goes to host.log(level, text): log, info, warn, error or debug.
import { format } from "./format.js";
import { inspect } from "./inspect.js";

const duration = (ms) => {
  if (ms < 1000) return `${Number(ms.toFixed(3))}ms`;
  const pad = (n) => String(Math.floor(n)).padStart(2, "0");
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(3)}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${pad(seconds % 60)}.${pad((ms % 1000) / 10)} (m:ss.mmm)`;
  return `${Math.floor(seconds / 3600)}:${pad((seconds / 60) % 60)}:${pad(seconds % 60)} (h:mm:ss)`;
};

// table is console.table's box, or undefined for what is not tabular.
const table = (data, columns) => {
  if (data === null || typeof data !== "object") return undefined;
  const show = (v) =>
    inspect(v, {
      depth: v !== null && typeof v === "object" && Object.keys(v).length > 2 ? -1 : 0,
      maxArrayLength: 3,
      breakLength: Infinity,
    });
  const rows = [],
    index = data instanceof Map || data instanceof Set ? "(iteration index)" : "(index)";
  if (data instanceof Map) {
    let i = 0;
    for (const [k, v] of data) rows.push([String(i++), { Key: k, Values: v }]);
  } else if (data instanceof Set) {
    let i = 0;
    for (const v of data) rows.push([String(i++), { Values: v }]);
  } else {
    for (const k of Object.keys(data)) rows.push([k, data[k]]);
  }
  const names = columns ? [...columns] : [];
  const plainKey = "Values";
  let plain = false;
  const cells = rows.map(([k, v]) => {
    if (data instanceof Map || data instanceof Set) {
      for (const n of Object.keys(v)) if (!names.includes(n)) names.push(n);
      return [k, Object.fromEntries(Object.entries(v).map(([n, x]) => [n, show(x)]))];
    }
    if (v === null || (typeof v !== "object" && typeof v !== "function")) {
      plain = true;
      return [k, {}, show(v)];
    }
    const fields = {};
    for (const n of columns ?? Object.keys(v)) {
      if (!names.includes(n)) names.push(n);
      if (Object.hasOwn(v, n)) fields[n] = show(v[n]);
    }
    return [k, fields];
  });
  const head = [index, ...names, ...(plain ? [plainKey] : [])];
  const lines = cells.map(([k, f, v]) => [k, ...names.map((n) => f[n] ?? ""), ...(plain ? [v ?? ""] : [])]);
  return box(head, lines);
};
const box = (head, lines) => {
  const widths = head.map((h, i) => Math.max(h.length, ...lines.map((l) => l[i].length)) + 2);
  const row = (cells) => `│${cells.map((c, i) => ` ${c}`.padEnd(widths[i])).join("│")}│`;
  const rule = (l, m, r) => l + widths.map((w) => "─".repeat(w)).join(m) + r;
  const [top, middle, bottom] = [rule("┌", "┬", "┐"), rule("├", "┼", "┤"), rule("└", "┴", "┘")];
  return [top, row(head), middle, ...lines.map(row), bottom].join("\n");
};

const makeConsole = () => {
  let indent = "",
    counts,
    timers;
  const emit = (level, text) => host.log(level, indent ? text.replace(/^/gm, indent) : text);
  const print =
    (level) =>
    (...args) =>
      emit(level, format(...args));
  const timer =
    (label, end) =>
    (...args) => {
      const start = timers?.get(label);
      if (start === undefined)
        return emit("warn", `No such label '${label}' for console.${end ? "timeEnd" : "timeLog"}()`);
      if (end) timers.delete(label);
      const took = `${label}: ${duration(host.now() - start)}`;
      emit("log", args.length ? `${took} ${format(...args)}` : took);
    };
  const group = (...args) => {
    if (args.length) emit("log", format(...args));
    indent += "  ";
  };
  const c = Object.assign(Object.create({}), {
    debug: print("debug"),
    error: print("error"),
    info: print("info"),
    log: print("log"),
    warn: print("warn"),
    dir: (v, options) => emit("log", inspect(v, { customInspect: false, ...options })),
    dirxml: print("log"),
    table: (data, columns) => {
      let text;
      try {
        text = table(data, columns);
      } catch {
        return; // A getter has thrown.
      }
      if (text === undefined) c.log(data);
      else emit("log", text);
    },
    trace: (...args) => {
      const stack = String(new Error("x").stack)
        .split("\n")
        .filter((l) => /^ {4}at /.test(l))
        .slice(1);
      const text = format(...args);
      emit("log", [`Trace${text ? `: ${text}` : ""}`, ...stack].join("\n"));
    },
    group,
    groupCollapsed: (...args) => group(...args),
    groupEnd: () => {
      indent = indent.slice(2);
    },
    clear: () => {},
    count: (label = "default") => {
      counts ??= new Map();
      const n = (counts.get(String(label)) ?? 0) + 1;
      counts.set(String(label), n);
      emit("log", `${label}: ${n}`);
    },
    countReset: (label = "default") => {
      if (!counts?.delete(String(label))) emit("warn", `Count for '${label}' does not exist`);
    },
    assert: (ok, ...args) => {
      if (ok) return;
      if (typeof args[0] === "string") args[0] = `Assertion failed: ${args[0]}`;
      else args.unshift("Assertion failed");
      emit("error", format(...args));
    },
    profile: () => {},
    profileEnd: () => {},
    time: (label = "default") => {
      timers ??= new Map();
      if (timers.has(String(label))) return emit("warn", `Label '${label}' already exists for console.time()`);
      timers.set(String(label), host.now());
    },
    timeLog: (label = "default", ...args) => timer(String(label), false)(...args),
    timeEnd: (label = "default") => timer(String(label), true)(),
    timeStamp: () => {},
    context: () => c,
  });
  const unnamed = ["debug", "error", "info", "log", "warn"]; // The runtime has put its own in the place of V8's.
  for (const k of Object.keys(c)) {
    Object.defineProperty(c[k], "name", { value: unnamed.includes(k) ? "" : k, configurable: true });
    Object.defineProperty(c[k], "length", { value: k === "context" ? 1 : 0, configurable: true });
  }
  Object.defineProperty(c, Symbol.toStringTag, { value: "console", configurable: true });
  return c;
};

export const console = makeConsole();
