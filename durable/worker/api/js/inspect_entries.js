// The entries of lists, sets, maps, buffers and promises.
import { formatProperty, formatValue } from "./inspect.js";
import { formatPrimitive } from "./inspect_primitive.js";

const promiseState = (p) => {
  const state = host.promiseState(p);
  return state === 0 || state === undefined
    ? ["pending"]
    : [state === 1 ? "fulfilled" : "rejected", host.promiseResult(p)];
};

export const formatArray = (ctx, value, times) => {
  const size = Math.min(Math.max(0, ctx.maxArrayLength), value.length);
  const out = [];
  let at = 0;
  for (; at < value.length && out.length < size; at++) {
    if (!Object.hasOwn(value, at)) {
      const from = at;
      while (at + 1 < value.length && !Object.hasOwn(value, at + 1)) at++;
      const n = at - from + 1;
      out.push(ctx.stylize(`<${n} empty item${n > 1 ? "s" : ""}>`, "undefined"));
      continue;
    }
    out.push(formatProperty(ctx, value, times, String(at), "element"));
  }
  const rest = value.length - at;
  if (rest > 0) out.push(`... ${rest} more item${rest > 1 ? "s" : ""}`);
  return out;
};

export const formatTyped = (ctx, value) => {
  const size = Math.min(Math.max(0, ctx.maxArrayLength), value.length);
  const out = [];
  for (let i = 0; i < size; i++) out.push(formatPrimitive(ctx, value[i]));
  if (value.length > size) out.push(`... ${value.length - size} more item${value.length - size > 1 ? "s" : ""}`);
  if (ctx.showHidden) {
    ctx.indentationLvl += 2;
    for (const k of ["BYTES_PER_ELEMENT", "length", "byteLength", "byteOffset", "buffer"]) {
      out.push(`[${k}]: ${formatValue(ctx, value[k], ctx.currentDepth)}`);
    }
    ctx.indentationLvl -= 2;
  }
  return out;
};

export const formatBuffer = (ctx, value) => {
  const bytes = new Uint8Array(value);
  const size = Math.min(Math.max(0, ctx.maxArrayLength), bytes.length);
  let s = Array.from(bytes.subarray(0, size), (b) => b.toString(16).padStart(2, "0")).join(" ");
  const rest = bytes.length - size;
  if (rest > 0) s += ` ... ${rest} more byte${rest > 1 ? "s" : ""}`;
  return [`${ctx.stylize("[Uint8Contents]", "special")}: <${s}>`];
};

const limited = (ctx, size, each) => {
  const max = Math.min(Math.max(0, ctx.maxArrayLength), size);
  const out = [];
  ctx.indentationLvl += 2;
  each(out, max);
  if (size > max) out.push(`... ${size - max} more item${size - max > 1 ? "s" : ""}`);
  ctx.indentationLvl -= 2;
  return out;
};

export const formatSet = (ctx, value, times) =>
  limited(ctx, value.size, (out, max) => {
    for (const v of Set.prototype.values.call(value)) {
      if (out.length >= max) break;
      out.push(formatValue(ctx, v, times));
    }
  });

export const formatMap = (ctx, value, times) =>
  limited(ctx, value.size, (out, max) => {
    for (const [k, v] of Map.prototype.entries.call(value)) {
      if (out.length >= max) break;
      out.push(`${formatValue(ctx, k, times)} => ${formatValue(ctx, v, times)}`);
    }
  });

export const formatPromise = (ctx, value, times) => {
  const [state, result] = promiseState(value);
  if (state === "pending") return [ctx.stylize("<pending>", "special")];
  ctx.indentationLvl += 2;
  const text = formatValue(ctx, result, times);
  ctx.indentationLvl -= 2;
  return [state === "rejected" ? `${ctx.stylize("<rejected>", "special")} ${text}` : text];
};
