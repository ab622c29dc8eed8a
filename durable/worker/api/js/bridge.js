// What the modules of node/*.js need of the prelude. They are bundled with the user's script, which never sees host:
// the prelude leaves them this object under a symbol of the global.
import { format, formatWithOptions } from "./format.js";
import { classes } from "./performance.js";
import { defaults, inspect, stripColors } from "./inspect.js";
import { boxedType, isAnyArrayBuffer, isDate, isError, isMap, isRegExp, isSet } from "./inspect_kind.js";

export const bridge = {
  performanceClasses: classes(),
  inspect,
  format,
  formatWithOptions,
  defaults,
  stripColors,
  isAnyArrayBuffer,
  isDate,
  isError,
  isMap,
  isRegExp,
  isSet,
  boxedType,
  asyncContext: () => host.asyncContext(),
  setAsyncContext: (v) => host.setAsyncContext(v),
  promiseState: (p) => host.promiseState?.(p),
  isProxy: (v) => host.proxyParts(v) !== undefined,
  now: () => host.now(),
  random: (n) => {
    const out = new Uint8Array(n);
    for (let i = 0; i < n; i += 65536) out.set(new Uint8Array(host.random(Math.min(65536, n - i))), i);
    return out;
  },
  log: (level, text) => host.log(level, text),
  env: () => host.env?.() ?? {},
  update: (name, state, data) => host.cryptoUpdate(name, state, data),
  finish: (name, state) => host.cryptoFinish(name, state),
  hmac: (name, key, data) => host.cryptoHMAC(name, key, data),
  pbkdf2: (name, password, salt, n, size) => host.cryptoPBKDF2(name, password, salt, n, size),
  scrypt: (password, salt, n, r, p, size) => host.cryptoScrypt(password, salt, n, r, p, size),
  sealGCM: (key, iv, data, aad) => host.cryptoGCM(true, key, iv, data, aad, 16),
  cbc: (seal, key, iv, data) => host.cryptoCBC(seal, key, iv, data),
  ctr: (key, counter, data) => host.cryptoCTR(key, counter, data, 128),
  hkdf: (name, secret, salt, info, size) => host.cryptoHKDF(name, secret, salt, info, size),
  encode: (text, encoding) => host.bufferEncode(text, encoding),
  decode: (bytes, encoding) => host.bufferDecode(bytes, encoding),
};
