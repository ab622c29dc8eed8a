// Types of the module that dolab.test.ts imports. `dolab init` writes this file.
declare module 'dolab:test' {
  /** Draws arguments from the seed. The first value of each range and list is the plainest: shrinking tries it. */
  export interface Draw {
    int(least: number, most: number): number;
    pick<T>(list: readonly T[]): T;
    pick<T>(...list: T[]): T;
    bool(): boolean;
    chance(p: number): boolean;
    list<T>(least: number, most: number, fn: (draw: Draw) => T): T[];
  }

  /** Who does a deed. */
  export interface Client {
    /** The number of the client: its deeds run one after another, those of others beside them. */
    n: number;
    /** The place of the deed in the scenario: a number that no other deed has. */
    place: number;
    fetch(input: RequestInfo, init?: RequestInit): Promise<Response>;
    /** A read of a register or a counter: what it answers must be explained by one thing being done after another. */
    read(register: string, fn: () => number | Promise<number>): Promise<number>;
    /** A write of a whole number. */
    write<T>(register: string, value: number, fn: () => T | Promise<T>): Promise<T>;
    /** Counts a register up by one: the answer is the count after it. */
    increment(register: string, fn: () => number | Promise<number>): Promise<number>;
  }

  /** One thing that clients do. An assertion that fails in it is an error of the Worker. */
  export function deed<A>(
    name: string, draw: (draw: Draw) => A, run: (args: A, client: Client) => Promise<void> | void,
    options?: { odds?: number },
  ): void;
  export function deed(name: string, run: (args: null, client: Client) => Promise<void> | void): void;

  /** What holds at every moment at which the objects are at rest. It looks and does not wait. */
  export function always(name: string, holds: () => boolean | string | void): void;
  /** What a hunt should come across. */
  export function sometimes(name: string, holds: () => boolean): void;
  /** What is never false for longer than a duration such as '5m'. */
  export function eventually(name: string, within: string, holds: () => boolean | string | void): void;
  /** What is true at the end, when nothing has gone wrong for two hours. It may call objects. */
  export function judge(name: string, fn: () => unknown): void;
  export function judge(fn: () => unknown): void;

  /** Answers what the Worker fetches from the network. */
  export function outside(fn: (request: Request) => Response | Promise<Response>): void;

  export function assert(condition: unknown, message?: string): asserts condition;
  export function equal(got: unknown, want: unknown, message?: string): void;

  /** The bindings of the Worker. */
  export const env: any;
  /** The Worker. */
  export const SELF: { fetch(input: RequestInfo, init?: RequestInit): Promise<Response>; call(method: string, ...args: unknown[]): Promise<unknown> };

  export function runInDurableObject<T>(stub: any, fn: (instance: any, state: any) => T | Promise<T>): Promise<T>;
  export function runDurableObjectAlarm(stub: any): Promise<boolean>;
  export function listDurableObjectIds(namespace: any): Promise<any[]>;
  export function evictDurableObject(stub: any): Promise<void>;
  export function evictAllDurableObjects(): Promise<void>;
  export function abortAllDurableObjects(): Promise<void>;
  export function reset(): Promise<void>;

  /** Reads the database of an object without waking it: the rows, each as a list of its columns. */
  export function query(stub: any, sql: string, ...args: (string | number | null)[]): (string | number | null)[][];
  /** When the alarm of an object is set for, in milliseconds, or null. */
  export function alarmOf(stub: any): number | null;
}
