//! DEVICE:Device
import { DurableObject } from 'cloudflare:workers';

interface Env { DEVICE: DurableObjectNamespace<Device>; }

// An IoT device sends readings. They are flushed upstream in batches each half minute.
export class Device extends DurableObject<Env> {
  async report(sensor: string, value: number): Promise<void> {
    const seq = (this.ctx.storage.kv.get<number>('seq') ?? 0) + 1;
    this.ctx.storage.kv.put('seq', seq);
    this.ctx.storage.kv.put(`reading:${seq}`, { sensor, value });
    if ((await this.ctx.storage.getAlarm()) == null) await this.ctx.storage.setAlarm(Date.now() + 30_000);
  }

  async alarm(): Promise<void> {
    const batch = [...this.ctx.storage.kv.list({ prefix: 'reading:' })].slice(0, 2);
    const ok = await upload(batch.map(([, reading]) => reading));
    if (!ok) { await this.ctx.storage.setAlarm(Date.now() + 60_000); return; }
    for (const [key] of batch) this.ctx.storage.kv.delete(key);
    const rest = [...this.ctx.storage.kv.list({ prefix: 'reading:' })].length;
    if (rest > 0) await this.ctx.storage.setAlarm(Date.now() + 1_000);
  }

  async backlog(): Promise<number> {
    return [...this.ctx.storage.kv.list({ prefix: 'reading:' })].length;
  }
}

/** Sends readings upstream, and reports whether they have arrived. */
async function upload(readings: unknown[]): Promise<boolean> {
  try {
    const response = await fetch('https://ingest.example/v1/readings', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(readings),
    });
    return response.ok;
  } catch {
    return false;
  }
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    return Response.json({ backlog: await env.DEVICE.getByName('a').backlog() });
  },
} satisfies ExportedHandler<Env>;
