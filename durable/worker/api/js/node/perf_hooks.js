// node:perf_hooks: the global performance.
import { notImplemented } from "node:internal/errors";

export const { performance, Performance, PerformanceEntry } = globalThis;
export class PerformanceObserver {
  constructor() {
    throw notImplemented("PerformanceObserver");
  }
}
export const constants = {};
export const monitorEventLoopDelay = () => {
  throw notImplemented("monitorEventLoopDelay");
};
export const createHistogram = () => {
  throw notImplemented("createHistogram");
};
export default {
  performance,
  Performance,
  PerformanceEntry,
  PerformanceObserver,
  constants,
  monitorEventLoopDelay,
  createHistogram,
};
