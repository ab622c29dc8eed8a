// node:perf_hooks: the global performance.
import { notImplemented } from "node:internal/errors";

const { performanceClasses } = globalThis[Symbol.for("dolab.node")];
export const { performance } = globalThis;
export const {
  Performance, PerformanceEntry, PerformanceMark, PerformanceMeasure, PerformanceResourceTiming, PerformanceObserver,
  PerformanceObserverEntryList,
} = performanceClasses;
export const constants = {};
export const monitorEventLoopDelay = () => {
  throw notImplemented("monitorEventLoopDelay");
};
export const createHistogram = () => {
  throw notImplemented("createHistogram");
};
export default {
  performance,
  ...performanceClasses,
  constants,
  monitorEventLoopDelay,
  createHistogram,
};
