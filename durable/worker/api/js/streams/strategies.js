// Queuing strategies.

import { badParameter, isObject } from "../define.js";
import { integer } from "./base.js";

export function strategyOf(strategy, otherwise) {
  if (strategy === undefined || strategy === null) return { hwm: otherwise };
  const { highWaterMark, size } = strategy;
  const hwm = highWaterMark === undefined ? otherwise : integer(highWaterMark);
  return { hwm, size: size === undefined ? undefined : (chunk) => size(chunk) };
}

export const byteLength = (chunk) => chunk?.byteLength, one = () => 1;
export class ByteLengthQueuingStrategy {
  #hwm;
  constructor(init) {
    if (!isObject(init)) throw badParameter("ByteLengthQueuingStrategy", "", 1, "QueuingStrategyInit");
    this.#hwm = +init.highWaterMark;
  }
  get highWaterMark() { return this.#hwm; }
  get size() { return byteLength; }
}
export class CountQueuingStrategy {
  #hwm;
  constructor(init) {
    if (!isObject(init)) throw badParameter("CountQueuingStrategy", "", 1, "QueuingStrategyInit");
    this.#hwm = +init.highWaterMark;
  }
  get highWaterMark() { return this.#hwm; }
  get size() { return one; }
}
