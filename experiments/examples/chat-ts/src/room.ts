import { DurableObject } from "cloudflare:workers";

export interface Env {
  ROOM: DurableObjectNamespace<Room>;
  KEPT_HOURS: number;
  BROKEN?: boolean;
}

type Said = { who: string; text: string };

// Room is a chat room whose connections survive hibernation. What was said is kept for a day.
export class Room extends DurableObject<Env> {
  names = new Map<WebSocket, string>(); // the bug of BROKEN: hibernation forgets it

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS said (at INTEGER, who TEXT, text TEXT)");
  }

  async fetch(request: Request): Promise<Response> {
    if (request.headers.get("Upgrade") !== "websocket") {
      return Response.json(this.all());
    }
    const who = new URL(request.url).searchParams.get("name");
    if (!who) {
      return new Response("give ?name=\n", { status: 400 });
    }
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    if (this.env.BROKEN) this.names.set(server, who);
    else server.serializeAttachment({ who });
    console.log(`${who} has joined, ${this.ctx.getWebSockets().length} are here`);
    return new Response(null, { status: 101, webSocket: client });
  }

  async webSocketMessage(ws: WebSocket, message: string | ArrayBuffer): Promise<void> {
    if (typeof message !== "string") {
      ws.close(1003, "text only");
      return;
    }
    const who = this.env.BROKEN ? this.names.get(ws)! : ws.deserializeAttachment().who;
    this.ctx.storage.sql.exec("INSERT INTO said VALUES (?, ?, ?)", Date.now(), who ?? null, message);
    if ((await this.ctx.storage.getAlarm()) === null) {
      await this.ctx.storage.setAlarm(Date.now() + this.kept());
    }
    for (const other of this.ctx.getWebSockets()) {
      other.send(JSON.stringify({ who, text: message } satisfies Said));
    }
  }

  webSocketClose(ws: WebSocket, code: number, reason: string): void {
    ws.close(code, reason);
  }

  // alarm forgets what is too old, and comes back for the rest.
  async alarm(): Promise<void> {
    const sql = this.ctx.storage.sql;
    sql.exec("DELETE FROM said WHERE at <= ?", Date.now() - this.kept());
    const { next } = sql.exec<{ next: number | null }>("SELECT min(at) AS next FROM said").one();
    if (next !== null) await this.ctx.storage.setAlarm(next + this.kept());
  }

  count(): number {
    return this.all().length;
  }

  private all(): Said[] {
    return this.ctx.storage.sql.exec<Said>("SELECT who, text FROM said ORDER BY rowid").toArray();
  }

  private kept(): number {
    return this.env.KEPT_HOURS * 3_600_000;
  }
}
