// Classes that are not simulated: making an instance says so.

const missing = (name) => class {
  constructor() { throw new Error(`dolab does not have ${name}.`); }
};
export const HTMLRewriter = missing("HTMLRewriter"), EventSource = missing("EventSource");
