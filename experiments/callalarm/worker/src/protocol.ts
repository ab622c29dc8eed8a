// What a client says.
export type Mode = "alarm" | "direct";
export type Request = { action: "test-call"; mode: Mode; id: number } | { action: "run-batch"; mode: Mode; count: number };

// What the controller says. Times are milliseconds of its clock.
export type Reply =
  | { type: "call-complete"; id: number }
  | { type: "error"; id: number; message: string }
  | { type: "batch-started"; mode: Mode; count: number }
  | { type: "progress"; mode: Mode; completed: number; total: number; elapsed: number }
  | { type: "batch-complete"; mode: Mode; totalTime: number; completed: number; errors: number; errorMessages: string[] };

// read returns a request, or throws what is wrong with it.
export function read(text: string | ArrayBuffer): Request {
  if (typeof text !== "string") throw new Error("want text");
  const r = JSON.parse(text);
  if (r.action !== "test-call" && r.action !== "run-batch") {
    throw new Error(`unknown action ${JSON.stringify(r.action)}: want one of test-call, run-batch`);
  }
  if (r.mode !== "alarm" && r.mode !== "direct") {
    throw new Error(`unknown mode ${JSON.stringify(r.mode)}: want one of alarm, direct`);
  }
  if (r.action === "run-batch" && !(r.count >= 1)) throw new Error(`a batch of ${r.count} calls`);
  return r;
}
