// Golden: output of workerd 1.20260730.1 with nodejs_compat. Frames of stacks are cut to "at".
import { inspect, format } from "node:util";

class MyError extends Error {}
class NamedError extends Error {
  constructor(m) {
    super(m);
    this.name = "NamedError";
  }
}
class ValidationError extends TypeError {
  name = "ValidationError";
  constructor(m, code) {
    super(m);
    this.code = code;
  }
}
class Odd extends Error {
  name = "Strange";
}

export default async (out) => {
  const cut = (s) => {
    const lines = [];
    for (const line of s.split("\n")) {
      const m = /^( *)at .*?( \{|,)?$/.exec(line);
      if (m && /^ *at/.test(lines.at(-1))) lines.pop();
      lines.push(m ? `${m[1]}at${m[2] ?? ""}` : line);
    }
    return lines.join("\n");
  };
  const withProps = Object.assign(new Error("props"), { code: "E1", status: 404, detail: { a: 1 } });
  const noStack = new Error("no stack");
  noStack.stack = undefined;
  const noStack2 = new Error("empty stack");
  noStack2.stack = "";
  const own = new Error("own stack");
  own.stack = "Error: own stack\n    at somewhere (file.js:1:2)";
  const renamed = new Error("renamed");
  renamed.name = "Renamed";
  const changed = new Error("before");
  changed.message = "after";
  for (const v of [
    new Error("plain"), new Error(""), new Error("two\nlines"), new TypeError("type"), new MyError("mine"), new NamedError("named"), new ValidationError("invalid", 7), new Odd("odd"),
    withProps, new Error("with cause", { cause: new Error("the cause") }), new Error("with value", { cause: { a: 1 } }), new AggregateError([new Error("one"), new Error("two")], "many"),
    own, noStack, noStack2, renamed, changed, [new Error("in array")], { e: new Error("in object") }, { a: { b: { c: new Error("deep") } } }, Object.create(Error.prototype),
  ]) out(cut(inspect(v)));
  out(inspect(new DOMException("dom", "AbortError")).split("\n").slice(0, 4));
  out(cut(format("%s", new Error("formatted"))), cut(format("text", new Error("rest"))));
  try {
    null.x;
  } catch (e) {
    out(cut(inspect(e)));
  }
};
