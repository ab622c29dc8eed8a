// node:assert/strict: the same as node:assert, whose comparisons are strict.
export * from "node:assert";
export { default } from "node:assert";
