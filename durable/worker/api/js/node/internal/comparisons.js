// Deep equality, as node:util's isDeepStrictEqual and node:assert use it.
const { isAnyArrayBuffer, isDate, isError, isMap, isRegExp, isSet, boxedType } = globalThis[Symbol.for("dolab.node")];

const tagOf = (v) => Object.prototype.toString.call(v);
const enumerable = (o, strict) => {
  const keys = Object.keys(o);
  if (!strict) return keys;
  return keys.concat(Object.getOwnPropertySymbols(o).filter((s) => Object.prototype.propertyIsEnumerable.call(o, s)));
};

export const deepEqual = (a, b, strict) => equal(a, b, strict, undefined);

const equal = (a, b, strict, memo) => {
  if (a === b) return a !== 0 || !strict || Object.is(a, b);
  if (strict) {
    if (typeof a !== "object") return typeof a === "number" && Number.isNaN(a) && Number.isNaN(b);
    if (typeof b !== "object" || a === null || b === null) return false;
    if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  } else {
    const primitive = (v) => v === null || typeof v !== "object";
    // eslint-disable-next-line eqeqeq
    if (primitive(a)) return primitive(b) && (a == b || (Number.isNaN(a) && Number.isNaN(b)));
    if (primitive(b)) return false;
  }
  return tagOf(a) === tagOf(b) && content(a, b, strict, memo);
};

const content = (a, b, strict, memo) => {
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a)) {
    if (a.length !== b.length) return false;
    return keys(a, b, strict, memo, undefined);
  }
  if (isDate(a) || isDate(b)) {
    if (!isDate(a) || !isDate(b) || !Object.is(a.getTime(), b.getTime())) return false;
  } else if (isRegExp(a) || isRegExp(b)) {
    if (!isRegExp(a) || !isRegExp(b) || a.source !== b.source || a.flags !== b.flags || a.lastIndex !== b.lastIndex)
      return false;
  } else if (isError(a) || isError(b)) {
    if (!isError(a) || !isError(b) || a.message !== b.message || a.name !== b.name) return false;
    for (const k of ["cause", "errors"]) {
      if (Object.hasOwn(a, k) !== Object.hasOwn(b, k) || !equal(a[k], b[k], strict, memo)) return false;
    }
  } else if (ArrayBuffer.isView(a) || ArrayBuffer.isView(b)) {
    if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b) || !views(a, b, strict)) return false;
    const rest = (v) => enumerable(v, strict).filter((k) => typeof k === "symbol" || !/^\d+$/.test(k));
    return keys(a, b, strict, memo, undefined, rest);
  } else if (isAnyArrayBuffer(a) || isAnyArrayBuffer(b)) {
    if (!isAnyArrayBuffer(a) || !isAnyArrayBuffer(b) || !bytes(new Uint8Array(a), new Uint8Array(b))) return false;
  } else if (isSet(a)) {
    return isSet(b) && a.size === b.size && keys(a, b, strict, memo, sets);
  } else if (isMap(a)) {
    return isMap(b) && a.size === b.size && keys(a, b, strict, memo, maps);
  } else if (isSet(b) || isMap(b)) {
    return false;
  } else if (boxedType(a) || boxedType(b)) {
    if (boxedType(a) !== boxedType(b) || !Object.is(a.valueOf(), b.valueOf())) return false;
  } else if (typeof globalThis.URL === "function" && a instanceof globalThis.URL) {
    return b instanceof globalThis.URL && a.href === b.href;
  }
  return keys(a, b, strict, memo, undefined);
};
const bytes = (a, b) => a.length === b.length && a.every((v, i) => v === b[i]);
const views = (a, b, strict) => {
  if (a.byteLength !== b.byteLength) return false;
  if (!strict && (a instanceof Float32Array || a instanceof Float64Array))
    return a.length === b.length && a.every((v, i) => v === b[i]);
  const of = (v) => new Uint8Array(v.buffer, v.byteOffset, v.byteLength);
  return bytes(of(a), of(b));
};

const keys = (a, b, strict, memo, inner, list = (v) => enumerable(v, strict)) => {
  const own = list(a),
    other = list(b);
  if (own.length !== other.length) return false;
  for (const k of own) if (!Object.prototype.propertyIsEnumerable.call(b, k)) return false;
  // Cycles: a pair that is being compared counts as equal until something tells otherwise.
  const seen = memo ?? { a: new Map(), b: new Map() };
  if (seen.a.has(a) || seen.b.has(b)) {
    if (seen.a.get(a) === b || seen.b.get(b) === a) return seen.a.get(a) === b && seen.b.get(b) === a;
  }
  const before = [seen.a.get(a), seen.b.get(b)];
  seen.a.set(a, b);
  seen.b.set(b, a);
  const same = own.every((k) => equal(a[k], b[k], strict, seen)) && (!inner || inner(a, b, strict, seen));
  if (before[0] === undefined) seen.a.delete(a);
  if (before[1] === undefined) seen.b.delete(b);
  return same;
};

const sets = (a, b, strict, memo) => {
  const left = [];
  for (const v of a) {
    if (b.has(v)) continue;
    if (strict && (typeof v !== "object" || v === null)) return false;
    left.push(v);
  }
  if (left.length === 0) return true;
  const open = [...b].filter((v) => !a.has(v));
  return left.every((v) => {
    const at = open.findIndex((w) => equal(v, w, strict, memo));
    if (at === -1) return false;
    open.splice(at, 1);
    return true;
  });
};
const maps = (a, b, strict, memo) => {
  const left = [];
  for (const [k, v] of a) {
    if (b.has(k)) {
      if (!equal(v, b.get(k), strict, memo)) return false;
    } else {
      if (strict && (typeof k !== "object" || k === null)) return false;
      left.push([k, v]);
    }
  }
  if (left.length === 0) return true;
  const open = [...b].filter(([k]) => !a.has(k));
  return left.every(([k, v]) => {
    const at = open.findIndex(([l, w]) => equal(k, l, strict, memo) && equal(v, w, strict, memo));
    if (at === -1) return false;
    open.splice(at, 1);
    return true;
  });
};
