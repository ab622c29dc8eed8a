// node:util/types.
const bridge = globalThis[Symbol.for("dolab.node")];
const tagOf = (v) => Object.prototype.toString.call(v).slice(8, -1);
const TypedArray = Object.getPrototypeOf(Uint8Array);
const typedTag = (v) =>
  v instanceof TypedArray
    ? Object.getOwnPropertyDescriptor(TypedArray.prototype, Symbol.toStringTag).get.call(v)
    : undefined;
const is = (name) => (v) => typedTag(v) === name;

export const { isAnyArrayBuffer, isDate, isMap, isRegExp, isSet } = bridge;
export const isArrayBuffer = (v) => v instanceof ArrayBuffer;
export const isSharedArrayBuffer = (v) => typeof SharedArrayBuffer !== "undefined" && v instanceof SharedArrayBuffer;
export const isNativeError = (v) => v instanceof Error && !(v instanceof DOMException);
export const isArgumentsObject = (v) =>
  typeof v === "object" && v !== null && tagOf(v) === "Arguments" && !(Symbol.toStringTag in v);
export const isAsyncFunction = (v) => typeof v === "function" && /^Async(Generator)?Function$/.test(tagOf(v));
export const isGeneratorFunction = (v) => typeof v === "function" && /^(Async)?GeneratorFunction$/.test(tagOf(v));
export const isGeneratorObject = (v) => /^(Async)?Generator$/.test(tagOf(v));
export const isPromise = (v) => v instanceof Promise;
export const isMapIterator = (v) => tagOf(v) === "Map Iterator";
export const isSetIterator = (v) => tagOf(v) === "Set Iterator";
export const isWeakMap = (v) => v instanceof WeakMap;
export const isWeakSet = (v) => v instanceof WeakSet;
export const isDataView = (v) => v instanceof DataView;
export const isArrayBufferView = (v) => ArrayBuffer.isView(v);
export const isTypedArray = (v) => typedTag(v) !== undefined;
export const isUint8Array = is("Uint8Array");
export const isUint8ClampedArray = is("Uint8ClampedArray");
export const isUint16Array = is("Uint16Array");
export const isUint32Array = is("Uint32Array");
export const isInt8Array = is("Int8Array");
export const isInt16Array = is("Int16Array");
export const isInt32Array = is("Int32Array");
export const isFloat16Array = is("Float16Array");
export const isFloat32Array = is("Float32Array");
export const isFloat64Array = is("Float64Array");
export const isBigInt64Array = is("BigInt64Array");
export const isBigUint64Array = is("BigUint64Array");
export const isNumberObject = (v) => bridge.boxedType(v) === "Number";
export const isStringObject = (v) => bridge.boxedType(v) === "String";
export const isBooleanObject = (v) => bridge.boxedType(v) === "Boolean";
export const isBigIntObject = (v) => bridge.boxedType(v) === "BigInt";
export const isSymbolObject = (v) => bridge.boxedType(v) === "Symbol";
export const isBoxedPrimitive = (v) => bridge.boxedType(v) !== undefined;
export const isProxy = (v) => bridge.isProxy(v);
export const isModuleNamespaceObject = (v) => tagOf(v) === "Module";
export const isExternal = () => false;
export const isKeyObject = () => false;
export const isCryptoKey = (v) => typeof globalThis.CryptoKey === "function" && v instanceof globalThis.CryptoKey;

export default {
  isCryptoKey,
  isKeyObject,
  isAsyncFunction,
  isGeneratorFunction,
  isGeneratorObject,
  isAnyArrayBuffer,
  isArrayBuffer,
  isArgumentsObject,
  isBoxedPrimitive,
  isDataView,
  isMap,
  isMapIterator,
  isModuleNamespaceObject,
  isNativeError,
  isPromise,
  isProxy,
  isSet,
  isSetIterator,
  isSharedArrayBuffer,
  isWeakMap,
  isWeakSet,
  isRegExp,
  isDate,
  isStringObject,
  isSymbolObject,
  isNumberObject,
  isBooleanObject,
  isBigIntObject,
  isArrayBufferView,
  isBigInt64Array,
  isBigUint64Array,
  isFloat16Array,
  isFloat32Array,
  isFloat64Array,
  isInt8Array,
  isInt16Array,
  isInt32Array,
  isTypedArray,
  isUint8Array,
  isUint8ClampedArray,
  isUint16Array,
  isUint32Array,
  isExternal,
};
