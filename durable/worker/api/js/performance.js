// The global performance on the world's clock. As in the reference runtime, timeOrigin is 0 and now() is Date.now().

const token = {};
const entryOf = (C, name, entryType, startTime, duration, detail) =>
  new C(token, { name, entryType, startTime, duration, detail });

export class PerformanceEntry {
  #e;
  constructor(t, e) {
    if (t !== token) throw new TypeError("Illegal constructor");
    this.#e = e;
  }
  get name() {
    return this.#e.name;
  }
  get entryType() {
    return this.#e.entryType;
  }
  get startTime() {
    return this.#e.startTime;
  }
  get duration() {
    return this.#e.duration;
  }
  get detail() {
    return this.#e.detail ?? null;
  }
  toJSON() {
    const { name, entryType, startTime, duration } = this.#e;
    return { name, entryType, startTime, duration, detail: this.detail };
  }
  static get [Symbol.species]() {
    return PerformanceEntry;
  }
}
Object.defineProperty(PerformanceEntry.prototype, Symbol.toStringTag, {
  value: "PerformanceEntry",
  configurable: true,
});

const markOf = (name, { startTime, detail } = {}, C = PerformanceMark) => {
  const at = startTime === undefined ? host.now() : Number(startTime);
  if (at < 0) throw new TypeError("The mark's start time cannot be negative.");
  return entryOf(C, String(name), "mark", at, 0, detail);
};
export class PerformanceMark extends PerformanceEntry {
  constructor(t, e) {
    if (t === token) super(t, e);
    else return markOf(t, e, new.target);
  }
}
export class PerformanceMeasure extends PerformanceEntry {}
export class PerformanceResourceTiming extends PerformanceEntry {}

// PerformanceObserver observes nothing, as in the runtime.
export class PerformanceObserver {
  static get supportedEntryTypes() {
    return ["measure", "mark"];
  }
  observe() {}
  disconnect() {}
  takeRecords() {
    return [];
  }
}
export class PerformanceObserverEntryList {
  constructor() {
    throw new TypeError("Illegal constructor");
  }
}

// classes are those that nodejs_compat makes global.
export const classes = () => ({
  Performance, PerformanceEntry, PerformanceMark, PerformanceMeasure, PerformanceResourceTiming, PerformanceObserver,
  PerformanceObserverEntryList,
});

export class Performance {
  #entries;
  constructor(t) {
    if (t !== token) throw new TypeError("Illegal constructor");
  }
  get timeOrigin() {
    return 0;
  }
  now() {
    return host.now();
  }
  mark(name, options = {}) {
    return this.#add(markOf(name, options));
  }
  measure(name, from, to) {
    const options = typeof from === "object" && from !== null ? from : { start: from, end: to };
    const time = (v, otherwise) => {
      if (v === undefined) return otherwise();
      if (typeof v === "number") return v;
      const mark = this.getEntriesByName(String(v), "mark").at(-1);
      if (!mark) return this.timeOrigin;
      return mark.startTime;
    };
    let start, end;
    if (options.duration !== undefined && options.start === undefined) {
      end = time(options.end, () => this.now());
      start = end - options.duration;
    } else {
      start = time(options.start, () => this.timeOrigin);
      end = options.duration !== undefined ? start + options.duration : time(options.end, () => this.now());
    }
    return this.#add(entryOf(PerformanceMeasure, String(name), "measure", start, end - start, options.detail));
  }
  #add(e) {
    (this.#entries ??= []).push(e);
    return e;
  }
  #clear(type, name) {
    this.#entries = this.#entries?.filter(
      (e) => e.entryType !== type || (name !== undefined && e.name !== String(name)),
    );
  }
  clearMarks(name) {
    this.#clear("mark", name);
  }
  clearMeasures(name) {
    this.#clear("measure", name);
  }
  clearResourceTimings() {}
  markResourceTiming() {}
  get eventCounts() {
    return new Map();
  }
  get nodeTiming() {
    return {};
  }
  eventLoopUtilization() {
    return { idle: 0, active: 0, utilization: 0 };
  }
  timerify(fn) {
    return fn;
  }
  setResourceTimingBufferSize() {}
  getEntries() {
    return (this.#entries ?? []).toSorted((a, b) => a.startTime - b.startTime);
  }
  getEntriesByType(type) {
    return this.getEntries().filter((e) => e.entryType === type);
  }
  getEntriesByName(name, type) {
    return this.getEntries().filter((e) => e.name === name && (type === undefined || e.entryType === type));
  }
  toJSON() {
    return { timeOrigin: this.timeOrigin };
  }
}

export const performance = new Performance(token);
