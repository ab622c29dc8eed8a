import { DurableObject } from 'cloudflare:workers';

interface Task {
  url: string;
  tries: number;
}

// Hooks calls the addresses it is given, soon.
export class Hooks extends DurableObject {
  async enqueue(url: string): Promise<void> {
    await this.ctx.storage.put<Task>(`task:${Date.now()}:${crypto.randomUUID()}`, { url, tries: 0 });
    await this.ctx.storage.setAlarm(Date.now());
  }

  async alarm(): Promise<void> {
    const tasks = await this.ctx.storage.list<Task>({ prefix: 'task:', limit: 10 });
    for (const [key, task] of tasks) {
      try {
        const response = await fetch(new URL(task.url, 'https://hooks.example/'));
        if (!response.ok) throw new Error(`${response.status}`);
        await this.ctx.storage.delete(key);
      } catch {
        await this.ctx.storage.put<Task>(key, { ...task, tries: task.tries + 1 });
      }
    }
    const left = await this.ctx.storage.list({ prefix: 'task:', limit: 1 });
    if (left.size > 0) await this.ctx.storage.setAlarm(Date.now() + 100); // planted: one that always fails is tried for ever
  }
}

export default { fetch: () => new Response('not found', { status: 404 }) };
