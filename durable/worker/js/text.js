// readonly defines a property that scripts see and cannot set: an attempt throws, with how the object is shown.
export const readonly = (o, name, get, shown, enumerable = true) =>
  Object.defineProperty(o, name, {
    get,
    set() {
      throw new TypeError(`Cannot assign to read only property '${name}' of object '${shown}'`);
    },
    enumerable,
    configurable: true,
  });

// TypeErrorOf is the error of an argument of the wrong type, as the runtime words it.
export const TypeErrorOf = (method, type, n, wanted) =>
  new TypeError(`Failed to execute '${method}' on '${type}': parameter ${n} is not of type '${wanted}'.`);
