// node:path, the POSIX one.
import { checkObject, checkString } from "node:internal/errors";

// normalizeParts resolves "." and ".." segments; above the start, ".." stays where the path is relative.
const normalizeParts = (path, above) => {
  const out = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") out.push(part);
    else if (out.length && out.at(-1) !== "..") out.pop();
    else if (above) out.push("..");
  }
  return out.join("/");
};
export const sep = "/";
export const delimiter = ":";
export const resolve = (...parts) => {
  let path = "",
    absolute = false;
  for (let i = parts.length - 1; i >= -1 && !absolute; i--) {
    const part = i >= 0 ? parts[i] : "/";
    checkString(part, `paths[${i}]`);
    if (part.length === 0) continue;
    path = `${part}/${path}`;
    absolute = part[0] === "/";
  }
  const out = normalizeParts(path, !absolute);
  return absolute ? `/${out}` : out || ".";
};
export const normalize = (path) => {
  checkString(path, "path");
  if (path.length === 0) return ".";
  const absolute = path[0] === "/";
  const out = normalizeParts(path, !absolute);
  if (out.length === 0) return absolute ? "/" : path.endsWith("/") ? "./" : ".";
  const end = path.endsWith("/") ? `${out}/` : out;
  return absolute ? `/${end}` : end;
};
export const isAbsolute = (path) => {
  checkString(path, "path");
  return path[0] === "/";
};
export const join = (...parts) => {
  parts.forEach((p) => checkString(p, "path"));
  const joined = parts.filter((p) => p.length > 0).join("/");
  return joined === "" ? "." : normalize(joined);
};
export const relative = (from, to) => {
  checkString(from, "from");
  checkString(to, "to");
  const a = resolve(from).split("/").filter(Boolean),
    b = resolve(to).split("/").filter(Boolean);
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same++;
  return [...a.slice(same).map(() => ".."), ...b.slice(same)].join("/");
};
export const toNamespacedPath = (path) => path;
export const dirname = (path) => {
  checkString(path, "path");
  if (path.length === 0) return ".";
  const trimmed = path.replace(/\/+$/, "");
  if (trimmed === "") return "/";
  const at = trimmed.lastIndexOf("/");
  if (at === -1) return ".";
  if (at === 0) return "/";
  return at === 1 && path[0] === "/" ? "//" : trimmed.slice(0, at);
};
export const basename = (path, suffix) => {
  if (suffix !== undefined) checkString(suffix, "ext");
  checkString(path, "path");
  if (suffix && suffix === path) return "";
  const trimmed = path.replace(/\/+$/, "");
  const base = trimmed.slice(trimmed.lastIndexOf("/") + 1);
  return suffix && base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base;
};
export const extname = (path) => {
  checkString(path, "path");
  const base = basename(path);
  const at = base.lastIndexOf(".");
  return at <= 0 || base === ".." ? "" : base.slice(at);
};
export const format = (p) => {
  checkObject(p, "pathObject");
  const dir = p.dir || p.root;
  const ext = p.ext ? (p.ext[0] === "." ? p.ext : `.${p.ext}`) : "";
  const base = p.base || `${p.name || ""}${ext}`;
  if (!dir) return base;
  return dir === p.root ? `${dir}${base}` : `${dir}/${base}`;
};
export const parse = (path) => {
  checkString(path, "path");
  const out = { root: path[0] === "/" ? "/" : "", dir: "", base: "", ext: "", name: "" };
  if (path.length === 0) return out;
  out.base = basename(path);
  out.ext = extname(path);
  out.name = out.ext ? out.base.slice(0, -out.ext.length) : out.base;
  const trimmed = path.replace(/\/+$/, "");
  const at = trimmed.lastIndexOf("/");
  if (at > 0) out.dir = trimmed.slice(0, at);
  else if (out.root) out.dir = "/";
  return out;
};
export const matchesGlob = () => {
  throw new Error("path.posix.matchesGlob() is not implemented.");
};
export const posix = {
  resolve,
  normalize,
  isAbsolute,
  join,
  relative,
  toNamespacedPath,
  dirname,
  basename,
  extname,
  format,
  parse,
  matchesGlob,
  sep,
  delimiter,
  win32: null,
  posix: null,
};
posix.posix = posix;
export const win32 = posix;
posix.win32 = win32;
export default posix;
