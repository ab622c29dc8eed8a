import { DurableObject } from 'cloudflare:workers';

interface Reminder {
  id: string;
  text: string;
  at: number;
}

interface State {
  reminders: Reminder[];
  told: string[];
}

// Agent keeps a state, and tells its clients of each change.
abstract class Agent<S> extends DurableObject {
  abstract initialState: S;
  #state: S | undefined;

  get state(): S {
    if (this.#state === undefined) this.#state = this.ctx.storage.kv.get<S>('state') ?? this.initialState;
    return this.#state;
  }

  setState(state: S): void {
    this.#state = state;
    this.ctx.storage.kv.put('state', state);
    for (const ws of this.ctx.getWebSockets()) ws.send(JSON.stringify({ type: 'state', state }));
  }
}

export class Assistant extends Agent<State> {
  initialState: State = { reminders: [], told: [] };

  async remind(text: string, seconds: number): Promise<string> {
    const id = crypto.randomUUID();
    const at = Date.now() + seconds * 1000;
    this.setState({ ...this.state, reminders: [...this.state.reminders, { id, text, at }] });
    await this.schedule();
    return id;
  }

  cancel(id: string): void {
    this.setState({ ...this.state, reminders: this.state.reminders.filter((r) => r.id !== id) });
  }

  private async schedule(): Promise<void> {
    const next = Math.min(...this.state.reminders.map((r) => r.at));
    if (Number.isFinite(next)) await this.ctx.storage.setAlarm(next);
  }

  async alarm(): Promise<void> {
    const now = Date.now();
    const due = this.state.reminders.filter((r) => r.at <= now);
    this.setState({
      reminders: this.state.reminders.filter((r) => r.at > now),
      told: [...this.state.told, ...due.map((r) => r.text)],
    });
    await this.schedule();
  }
}

export default { fetch: () => new Response('not found', { status: 404 }) };
