import { DurableObject } from 'cloudflare:workers';

// seen is an error as code sees it: its text and its flags.
export function seen(e: any): string {
  const flags = ['retryable', 'overloaded', 'remote', 'durableObjectReset'].filter((f) => e[f] === true);
  return `${e.name}: ${e.message}${flags.length > 0 ? ` [${flags.join(' ')}]` : ''}`;
}

// Obj stores, calls another object, has an alarm and sockets, and logs what it sees to the console.
export class Obj extends DurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    console.log('constructed');
  }

  async put(n: number): Promise<number> {
    try {
      await this.ctx.storage.put('n', n);
      return (await this.ctx.storage.get<number>('n')) ?? 0;
    } catch (e) {
      console.log('storage', seen(e));
      throw e;
    }
  }

  async relay(n: number): Promise<string> {
    try {
      const text = `b has ${await this.env.OBJ.getByName('b').put(n)}`;
      await scheduler.wait(1000);
      await this.ctx.storage.put('relayed', n);
      return text;
    } catch (e) {
      console.log('relay', seen(e));
      await scheduler.wait(2000);
      console.log('relay goes on');
      throw e;
    }
  }

  async wipe(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }

  async later(ms = 1000, fails = 0): Promise<void> {
    await this.ctx.storage.put('fails', fails);
    await this.ctx.storage.setAlarm(Date.now() + ms);
  }

  // swap changes the alarm while a commit with another is on its way.
  async swap(): Promise<void> {
    await this.ctx.storage.setAlarm(Date.now() + 20_000);
    await scheduler.wait(1);
    await this.ctx.storage.setAlarm(Date.now() + 5_000);
  }

  async alarm(info: AlarmInvocationInfo): Promise<void> {
    console.log('alarm', info.retryCount);
    if (info.retryCount < (await this.ctx.storage.get<number>('fails'))!) throw new Error('not yet');
    await this.ctx.storage.put('rung', true);
  }

  fetch(): Response {
    const pair = new WebSocketPair();
    this.ctx.acceptWebSocket(pair[1]);
    return new Response(null, { status: 101, webSocket: pair[0] });
  }

  webSocketMessage(ws: WebSocket, message: string): void {
    ws.send('heard ' + message);
  }

  webSocketClose(_ws: WebSocket, code: number): void {
    console.log('socket closed', code);
  }

  webSocketError(_ws: WebSocket, e: unknown): void {
    console.log('socket', seen(e));
  }
}

interface Env {
  OBJ: DurableObjectNamespace<Obj>;
}

export default { fetch: () => new Response('') };
