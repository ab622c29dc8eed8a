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
