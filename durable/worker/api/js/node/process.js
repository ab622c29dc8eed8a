// node:process: what a Worker can ask of it. The clock is the world's.
import EventEmitter from "node:events";
import { checkString, invalidArg, invalidValue, notImplemented, outOfRange } from "node:internal/errors";
const { now, env: hostEnv } = globalThis[Symbol.for("dolab.node")];

// env holds texts only: what is set becomes one.
export const env = new Proxy(
  { ...hostEnv() },
  {
    set(target, k, v) {
      if (typeof k === "symbol") throw new TypeError("Cannot convert a symbol value to a string");
      target[k] = String(v);
      return true;
    },
    defineProperty(target, k, d) {
      return Reflect.defineProperty(target, k, "value" in d ? { ...d, value: String(d.value) } : d);
    },
  },
);
export const nextTick = (fn, ...args) => {
  queueMicrotask(() => fn(...args));
};
export const version = "v22.19.0";
export const versions = { node: "22.19.0" };
export const title = "workerd",
  argv = ["workerd"],
  argv0 = "workerd",
  execArgv = [],
  execPath = "";
export const arch = "x64",
  platform = "linux",
  pid = 1,
  ppid = 0;
export const release = { name: "node", lts: true, sourceUrl: "", headersUrl: "" };
export const features = {
  cached_builtins: true,
  debug: false,
  inspector: false,
  ipv6: true,
  openssl_is_boringssl: true,
  require_module: false,
  tls: true,
  tls_alpn: true,
  tls_ocsp: true,
  tls_sni: true,
  typescript: false,
  uv: true,
};
export const cwd = () => "/bundle";
export const chdir = (dir) => {
  checkString(dir, "directory");
  const path = String(dir).replace(/^\//, "");
  const e = new Error(`no such file or directory, chdir '${path}'`);
  throw Object.assign(e, { syscall: "chdir", code: "ENOENT", path });
};
export const umask = (mask) => {
  if (mask !== undefined && !(typeof mask === "number" ? mask >>> 0 === mask : /^[0-7]+$/.test(mask))) {
    throw invalidValue("mask", mask, "must be a 32-bit unsigned integer or an octal string");
  }
  return 18;
};
export const uptime = () => 0;
export const hrtime = (before) => {
  const ms = now();
  let s = Math.floor(ms / 1000),
    n = Math.round((ms % 1000) * 1e6);
  if (before !== undefined) {
    if (!Array.isArray(before)) throw invalidArg("time", "tuple of integers", before);
    if (before.length !== 2) throw outOfRange("time", "2", before);
    s -= before[0];
    n -= before[1];
    if (n < 0) {
      s--;
      n += 1e9;
    }
  }
  return [s, n];
};
hrtime.bigint = () => BigInt(Math.round(now() * 1e6));
export const memoryUsage = () => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 });
export const cpuUsage = () => {
  throw notImplemented("process.cpuUsage");
};
export const kill = () => {
  throw notImplemented("process.kill");
};
export const emitWarning = (warning, options) => {
  if (typeof warning !== "string" && !(warning instanceof Error)) {
    throw invalidArg("warning", "an string or Error", warning);
  }
  if (options !== undefined && typeof options !== "string" && (options === null || typeof options !== "object")) {
    throw invalidArg("options", "object", options);
  }
  globalThis.console?.warn(warning instanceof Error ? warning.stack : `Warning: ${warning}`);
};
export const getuid = () => 0,
  geteuid = () => 0,
  getgid = () => 0,
  getegid = () => 0,
  getgroups = () => [0];

// Methods that the runtime has, and that only throw.
const absent = {};
for (const name of [
  "binding",
  "dlopen",
  "getActiveResourcesInfo",
  "hasUncaughtExceptionCaptureCallback",
  "setUncaughtExceptionCaptureCallback",
]) {
  absent[name] = () => {
    throw notImplemented(`process.${name}`);
  };
}
export const constrainedMemory = () => 0,
  availableMemory = () => 0;
export const setSourceMapsEnabled = () => {};
export const exit = (code) => {
  throw new Error(`process.exit(${code ?? ""}) is not simulated`);
};
export const abort = () => {
  throw new Error("process.abort() is not simulated");
};
export const getBuiltinModule = () => undefined;
const write = (level) => ({
  write(text) {
    globalThis.console?.[level](String(text).replace(/\n$/, ""));
    return true;
  },
  isTTY: false,
  fd: level === "error" ? 2 : 1,
  writable: true,
});
export const stdout = write("log"),
  stderr = write("error");
export const stdin = { isTTY: false, fd: 0 };

const process = Object.assign(Object.create(EventEmitter.prototype), {
  env,
  nextTick,
  version,
  versions,
  title,
  argv,
  argv0,
  execArgv,
  execPath,
  arch,
  platform,
  pid,
  ppid,
  release,
  features,
  cwd,
  chdir,
  umask,
  uptime,
  hrtime,
  memoryUsage,
  cpuUsage,
  kill,
  emitWarning,
  getuid,
  geteuid,
  getgid,
  getegid,
  getgroups,
  exit,
  abort,
  getBuiltinModule,
  stdout,
  stderr,
  stdin,
  exitCode: undefined,
  ...absent,
  constrainedMemory,
  availableMemory,
  setSourceMapsEnabled,
  noDeprecation: false,
  traceDeprecation: false,
  throwDeprecation: false,
  sourceMapsEnabled: false,
  debugPort: 0,
});
Object.defineProperty(process, Symbol.toStringTag, { value: "process", configurable: true });
EventEmitter.init.call(process);
const bind =
  (name) =>
  (...args) =>
    process[name](...args);
export const on = bind("on"),
  once = bind("once"),
  off = bind("off"),
  emit = bind("emit"),
  addListener = bind("addListener"),
  removeListener = bind("removeListener"),
  removeAllListeners = bind("removeAllListeners"),
  listeners = bind("listeners"),
  listenerCount = bind("listenerCount");
export default process;
