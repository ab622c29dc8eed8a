// node:stream/consumers.
import { Buffer } from "node:buffer";
export const buffer = async (s) => {
  const list = [];
  for await (const chunk of s) list.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
  return Buffer.concat(list);
};
export const text = async (s) => {
  const decoder = new TextDecoder();
  let out = "";
  for await (const chunk of s) out += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
  return out + decoder.decode();
};
export const json = async (s) => JSON.parse(await text(s));
export const arrayBuffer = async (s) => {
  const { buffer: whole, byteOffset, byteLength } = await buffer(s);
  return whole.slice(byteOffset, byteOffset + byteLength);
};
export const bytes = async (s) => new Uint8Array(await arrayBuffer(s));
export const blob = async (s) => new Blob([await arrayBuffer(s)]);
export default { arrayBuffer, blob, buffer, bytes, json, text };
