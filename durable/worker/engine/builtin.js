// What the engine's JavaScript lacks, and what V8 does otherwise. native holds the functions that Go supplies.
const define = (object, methods) => {
  for (const key of Reflect.ownKeys(methods)) {
    Object.defineProperty(object, key, {
      value: methods[key], writable: true, enumerable: false, configurable: true,
    });
  }
};
const { apply, construct } = Reflect;

// The clock is the world's, and the time zone is UTC.
const { toString: dateString, toTimeString: dateTime } = Date.prototype;
const zoned = text => text === "Invalid Date" ? text : text + " (Coordinated Universal Time)";
define(Date.prototype, {
  toString() { return zoned(apply(dateString, this, [])); },
  toTimeString() { return zoned(apply(dateTime, this, [])); },
});

const toLength = value => {
  const n = Math.trunc(Number(value));
  return n > 0 ? Math.min(n, Number.MAX_SAFE_INTEGER) : 0;
};
const constructs = f => {
  try {
    construct(Object, [], f);
    return typeof f === "function";
  } catch {
    return false;
  }
};
define(Array, {
  async fromAsync(items, mapper = undefined, thisArg = undefined) {
    if (mapper !== undefined && typeof mapper !== "function") throw new TypeError(`${String(mapper)} is not a function`);
    const map = mapper === undefined ? value => value : async (value, k) => apply(mapper, thisArg, [value, k]);
    const put = (list, k, value) => Object.defineProperty(list, k, {
      value, writable: true, enumerable: true, configurable: true,
    });
    const own = constructs(this);
    if (items[Symbol.asyncIterator] != null || items[Symbol.iterator] != null) {
      const list = own ? new this() : [];
      let k = 0;
      for await (const value of items) {
        put(list, k, await map(value, k));
        k++;
      }
      list.length = k;
      return list;
    }
    const like = Object(items), length = toLength(like.length);
    const list = own ? new this(length) : new Array(length);
    for (let k = 0; k < length; k++) put(list, k, await map(await like[k], k));
    list.length = length;
    return list;
  },
});

// The engine's iterator helpers call the method return of what they iterate though it has none: for (const x of
// list.values().map(f)) break fails. They get an iterator that has one. Its flatMap leaves what it flattens open.
const isObject = value => value !== null && (typeof value === "object" || typeof value === "function");
const close = iterator => {
  const method = iterator.return;
  return method == null ? { value: undefined, done: true } : apply(method, iterator, []);
};
const closable = iterator => {
  if (!isObject(iterator) || typeof iterator.return === "function") return iterator;
  const { next } = iterator;
  return { next: () => apply(next, iterator, []), return: () => close(iterator) };
};
const step = (iterator, next) => {
  const result = apply(next, iterator, []);
  if (isObject(result)) return result;
  throw new TypeError(`Iterator result ${String(result)} is not an object`);
};
const flatten = value => {
  if (!isObject(value)) throw new TypeError("Iterator.prototype.flatMap called on non-object");
  const method = value[Symbol.iterator];
  const iterator = method == null ? value : apply(method, value, []);
  if (!isObject(iterator)) throw new TypeError(`${String(iterator)} is not an object`);
  return [iterator, iterator.next];
};
const flat = (outer, mapper) => {
  const { next } = outer;
  let inner, k = 0;
  const orClose = f => {
    try {
      return f();
    } catch (e) {
      try {
        close(outer);
      } catch {}
      throw e;
    }
  };
  return {
    next() {
      for (;;) {
        if (inner) {
          const result = orClose(() => {
            const { done, value } = step(...inner);
            return done ? undefined : { value, done: false };
          });
          if (result) return result;
          inner = undefined;
        }
        const result = step(outer, next);
        if (result.done) return { value: undefined, done: true };
        inner = orClose(() => flatten(mapper(result.value, k++)));
      }
    },
    return() {
      if (inner) orClose(() => close(inner[0]));
      return close(outer);
    },
  };
};
const { map, filter, take, drop, flatMap } = Iterator.prototype;
define(Iterator.prototype, {
  map(mapper) { return apply(map, closable(this), [mapper]); },
  filter(predicate) { return apply(filter, closable(this), [predicate]); },
  take(limit) { return apply(take, closable(this), [limit]); },
  drop(limit) { return apply(drop, closable(this), [limit]); },
  flatMap(mapper) {
    const wrong = !isObject(this) || typeof mapper !== "function";
    return wrong ? apply(flatMap, this, [mapper]) : apply(map, flat(this, mapper), [value => value]);
  },
});
