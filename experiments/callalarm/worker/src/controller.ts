import { DurableObject } from "cloudflare:workers";
import { NoCallback, bindingOf, specimens } from "../../../specimens/ts";
import { read } from "./protocol";
import type { Multiplexer, Name, Task } from "../../../specimens/ts";
import type { Mode, Reply } from "./protocol";
import type { Remote } from "./remote";

const CALL_TIMEOUT = 30_000; // milliseconds that the call layer would wait for a result
const PROGRESS_EVERY = 5;

// Operation is a call's data while it waits, and again while its result is awaited.
type Operation = { id: number; mode: Mode; batch: boolean };

// Batch is a batch under way. It is in storage: the object may hibernate before the last result.
type Batch = { mode: Mode; count: number; completed: number; errors: number; messages: string[]; begun: number };

// Controller is the object that the client talks to: the origin of the calls.
export class Controller extends DurableObject<{ REMOTE: DurableObjectNamespace<Remote> }> {
  private readonly mux: Multiplexer;
  private readonly sole: boolean; // the multiplexer is the only user of the native alarm

  constructor(ctx: DurableObjectState, env: never, private readonly name: Name) {
    super(ctx, env);
    this.sole = name === "dolab";
    this.mux = specimens[name].open({ ctx, run: (task) => this.run(task) });
  }

  private get kv(): SyncKvStorage {
    return this.ctx.storage.kv;
  }

  override async fetch(request: Request): Promise<Response> {
    if (request.headers.get("Upgrade") !== "websocket") return new Response("expected a WebSocket", { status: 426 });
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  // webSocketMessage does what the client asks for. An error goes back to it.
  override async webSocketMessage(_: WebSocket, text: string | ArrayBuffer): Promise<void> {
    let id = 0;
    try {
      const r = read(text);
      if (r.action === "run-batch") return await this.batch(r.mode, r.count);
      id = r.id;
      await this.call({ id, mode: r.mode, batch: false });
    } catch (error) {
      this.send({ type: "error", id, message: error instanceof Error ? error.message : String(error) });
    }
  }

  override webSocketClose(ws: WebSocket, code: number, reason: string): void {
    ws.close(code === 1005 ? 1000 : code, reason);
  }

  override async alarm(): Promise<void> {
    await this.mux.alarm();
  }

  private send(reply: Reply): void {
    for (const ws of this.ctx.getWebSockets()) ws.send(JSON.stringify(reply));
  }

  // call stores what is to be called and lets the multiplexer process it, or processes it at once.
  private async call(op: Operation): Promise<void> {
    this.kv.put(`call:${op.id}`, op);
    if (op.mode === "direct") await this.processCall(op.id);
    else await this.mux.schedule({ when: { delay: 0 }, callback: "processCall", payload: op.id });
  }

  // run is what the multiplexer runs.
  private async run({ callback, payload }: Task): Promise<void> {
    if (callback === "processCall") await this.processCall(payload as number);
    else if (callback === "callTimeout") this.timedOut(payload as number);
    else throw new NoCallback(callback);
  }

  // processCall makes a call. Its data is read and deleted first, so that a second run of the same schedule finds nothing
  // to do.
  private async processCall(id: number): Promise<void> {
    const op = this.kv.get<Operation>(`call:${id}`);
    if (!op) return;
    this.kv.delete(`call:${id}`);
    await this.setTimeout(id);
    this.kv.put(`pending:${id}`, op);
    await this.env.REMOTE.getByName("echo").execute(bindingOf(this.name), this.ctx.id.toString(), id);
  }

  // setTimeout sets the call's timeout: the raw native alarm, which replaces whatever else is set, or a schedule of the
  // multiplexer that wants to be its only user.
  private async setTimeout(id: number): Promise<void> {
    if (!this.sole) await this.ctx.storage.setAlarm(Date.now() + CALL_TIMEOUT);
    else await this.mux.schedule({ when: { delay: CALL_TIMEOUT }, id: `timeout:${id}`, callback: "callTimeout", payload: id });
  }

  // timedOut gives up a call whose result has not come. The original never got as far.
  private timedOut(id: number): void {
    if (this.kv.delete(`pending:${id}`)) this.send({ type: "error", id, message: "no result within 30s" });
  }

  // result takes the result of a call from the remote object and runs the continuation.
  async result(id: number): Promise<void> {
    const op = this.kv.get<Operation>(`pending:${id}`);
    if (!op) return; // Given up, or a second result.
    this.kv.delete(`pending:${id}`);
    if (this.sole) await this.mux.cancel(`timeout:${id}`);
    if (op.batch) this.step((batch) => batch.completed++);
    else this.send({ type: "call-complete", id });
  }

  // batch makes count calls and tells the client how far they are.
  private async batch(mode: Mode, count: number): Promise<void> {
    this.kv.put<Batch>("batch", { mode, count, completed: 0, errors: 0, messages: [], begun: Date.now() });
    this.send({ type: "batch-started", mode, count });
    for (let id = 0; id < count; id++) {
      try {
        await this.call({ id, mode, batch: true });
      } catch (error) {
        this.step((batch) => {
          batch.errors++;
          batch.messages.push(String(error));
        });
      }
    }
  }

  // step changes the batch and tells the client of every fifth completion and of the end.
  private step(change: (batch: Batch) => void): void {
    const batch = this.kv.get<Batch>("batch");
    if (!batch) return;
    const before = batch.completed;
    change(batch);
    this.kv.put("batch", batch);
    const { mode, count, completed, errors, messages, begun } = batch;
    const elapsed = Date.now() - begun;
    if (completed > before && completed % PROGRESS_EVERY === 0) {
      this.send({ type: "progress", mode, completed, total: count, elapsed });
    }
    if (completed + errors < count) return;
    this.send({ type: "batch-complete", mode, totalTime: elapsed, completed, errors, errorMessages: messages });
  }
}

const host = (name: Name) =>
  class extends Controller {
    constructor(ctx: DurableObjectState, env: never) {
      super(ctx, env, name);
    }
  };

export class Lumenize20251114 extends host("lumenize-2025-11-14") {}
export class Lumenize20251113 extends host("lumenize-2025-11-13") {}
export class Lumenize202606 extends host("lumenize-2026-06") {}
export class CloudflareActors202512 extends host("cloudflare-actors-2025-12") {}
export class CloudflareAgents202608 extends host("cloudflare-agents-2026-08") {}
export class Dolab extends host("dolab") {}
export class Native extends host("native") {}
