// What the specimens have in common, whatever they do: the same contract as specimens.go.

// When is when a schedule is due: after a delay, at a date (both in milliseconds), at each time that a cron expression
// of five fields matches, or again and again.
export type When = { delay: number } | { date: number } | { cron: string } | { every: number };

// Order is what is to run, and when.
export interface Order {
  when: When;
  id?: string; // the caller's own, for multiplexers that take one
  callback?: string;
  payload?: unknown; // anything that has a JSON form
}

// Task is a schedule as its callback gets it.
export interface Task {
  id: string;
  callback: string;
  payload: unknown;
}

// Host is what a multiplexer has of the object that it lives in. Its run rejects with NoCallback for a callback that
// the object does not have.
export interface Host {
  ctx: DurableObjectState;
  run(task: Task): Promise<void>;
}

// Multiplexer is many schedules on the one native alarm of an object.
export interface Multiplexer {
  schedule(order: Order): string | Promise<string>;
  cancel(id: string): boolean | Promise<boolean>;
  alarm(): Promise<void>; // to be called by the object's alarm handler
  trigger(n: number): Promise<void>; // by hand, for tests
}

export class NoCallback extends Error {}

// dueOf returns the first time of a schedule that is made at now, in milliseconds.
export function dueOf(when: When, now: number): number {
  if ("cron" in when) return nextCron(when.cron, now);
  if ("every" in when) return now + when.every;
  return "date" in when ? when.date : now + when.delay;
}

const DAY = 86_400_000;
const NAMES = [
  [],
  [],
  [],
  ["", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
  ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
];
const FIELDS = [[0, 59], [0, 23], [1, 31], [1, 12], [0, 7]] as const; // minute, hour, day, month, weekday

// nextCron returns the first time after from that a cron expression matches, in UTC.
export function nextCron(expression: string, from: number): number {
  const words = expression.trim().split(/\s+/);
  if (words.length !== 5) throw new Error(`cron ${JSON.stringify(expression)} has ${words.length} fields: want 5`);
  const [minutes, hours, days, months, weekdays] = words.map((word, n) => cronField(word, n));
  if (weekdays.has(7)) weekdays.add(0);
  const star = (n: number) => words[n].startsWith("*");
  for (let day = Math.floor(from / DAY) * DAY, left = 50 * 366; left > 0; day += DAY, left--) {
    const date = new Date(day);
    if (!months.has(date.getUTCMonth() + 1)) continue;
    const inMonth = days.has(date.getUTCDate());
    const inWeek = weekdays.has(date.getUTCDay());
    // With both restricted either is enough, as cron has always had it.
    if (star(2) || star(4) ? !(inMonth && inWeek) : !(inMonth || inWeek)) continue;
    for (const hour of hours) {
      for (const minute of minutes) {
        const at = day + hour * 3_600_000 + minute * 60_000;
        if (at > from) return at;
      }
    }
  }
  throw new Error(`cron ${JSON.stringify(expression)} never comes`);
}

// cronField returns the values that one field matches, in their order.
function cronField(text: string, n: number): Set<number> {
  const [low, high] = FIELDS[n];
  const value = (word: string) => {
    const named = NAMES[n].indexOf(word.toUpperCase());
    return named >= 0 && word !== "" ? named : /^\d+$/.test(word) ? Number(word) : NaN;
  };
  const found = new Set<number>();
  for (const part of text.split(",")) {
    const [range, step = "1"] = part.split("/");
    const [first, last = part.includes("/") ? String(high) : first] = range === "*" ? [String(low), String(high)] : range.split("-");
    const [from, to, by] = [value(first), value(last), Number(step)];
    if (!(from >= low && to <= high && from <= to && by >= 1)) throw new Error(`cron field ${JSON.stringify(text)}: no such value`);
    for (let v = from; v <= to; v += by) found.add(v);
  }
  return new Set([...found].sort((a, b) => a - b));
}

// randomID is an id without order.
export function randomID(): string {
  const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-";
  return Array.from(crypto.getRandomValues(new Uint8Array(9)), (b) => letters[b & 63]).join("");
}
