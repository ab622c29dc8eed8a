// The global performance on the world's clock. As in the reference runtime, timeOrigin is 0 and now() is Date.now().

const token = {};
const entryOf = (name, entryType, startTime, duration, detail) =>
  new PerformanceEntry(token, { name, entryType, startTime, duration, detail });

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
    const at = options.startTime === undefined ? this.now() : Number(options.startTime);
    if (at < 0) throw new TypeError("The mark's start time cannot be negative.");
    return this.#add(entryOf(String(name), "mark", at, 0, options.detail));
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
    return this.#add(entryOf(String(name), "measure", start, end - start, options.detail));
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
