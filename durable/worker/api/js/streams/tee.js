// Two streams of one.

import { microtask } from "../define.js";
import { toBytes } from "./base.js";
import { answerClosed } from "./byob.js";
import { cancelReadable, closeReadable, enqueue, fail, newReadable, readInto } from "./readable_state.js";
import { acquire } from "./readers.js";

// tee makes two streams of one. Byte branches get chunks of their own.
export function tee(s) {
  const reader = acquire(s, false), gone = [], branches = [];
  let reading = false, again = false;
  const pull = () => {
    if (reading) { again = true; return; }
    reading = true;
    readInto(s, {
      chunk(v) {
        microtask(() => {
          again = false;
          branches.forEach((b, i) => {
            if (gone[i] || b.state !== "readable") return;
            enqueue(b, s.bytes && i === 1 ? toBytes(v).slice() : v);
          });
          reading = false;
          if (again) pull();
        });
      },
      close() {
        reading = false;
        branches.forEach((b, i) => { if (!gone[i] && b.state === "readable") closeReadable(b); });
        branches.forEach((b) => { if (b.pendings?.length) answerClosed(b); });
      },
      error() { reading = false; },
    });
  };
  const cancel = (i) => (reason) => { // Unlike in the standard, the first does not wait for the second.
    gone[i] = true;
    return gone[0] && gone[1] ? cancelReadable(s, reason) : undefined;
  };
  for (const i of [0, 1]) {
    branches.push(newReadable({ pull, cancel: cancel(i), hwm: s.bytes ? 0 : 1, bytes: s.bytes, own: s.own,
      split: s.split, chunk: s.chunk }));
    branches[i].length = s.length;
  }
  reader.closed.promise.catch((err) => {
    for (const b of branches) fail(b, err);
  });
  return branches;
}
