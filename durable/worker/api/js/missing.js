// Classes that are not simulated: making an instance says so.

const refuse = (name) => { throw new Error(`dolab does not have ${name}.`); };
const missing = (name) => class {
  constructor() { refuse(name); }
};
export const HTMLRewriter = missing("HTMLRewriter"), EventSource = missing("EventSource");

export const WebAssembly = Object.create(Object.prototype, {
  [Symbol.toStringTag]: { value: "WebAssembly", configurable: true },
});
for (const name of ["compile", "validate", "instantiate", "Module", "Instance", "Table", "Memory", "Global", "Tag",
  "JSTag", "Suspending", "SuspendError", "promising", "Exception", "CompileError", "LinkError", "RuntimeError"]) {
  const value = /^[A-Z]/.test(name) ? missing(`WebAssembly.${name}`) : () => refuse(`WebAssembly.${name}`);
  Object.defineProperty(value, "name", { value: name, configurable: true });
  Object.defineProperty(WebAssembly, name, { value, writable: true, configurable: true });
}
