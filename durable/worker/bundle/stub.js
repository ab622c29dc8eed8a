// Makes a module of Node that has no implementation. It can be imported and examined; calling, constructing or
// converting anything of it throws. It is a CommonJS module, so that any name can be imported of it.
module.exports = (name) => {
  const refuse = (path) => {
    throw new Error(`${name}: ${path} is not implemented`);
  };
  const hidden = (key) => typeof key === "symbol" || key === "then" || key === "__esModule";
  const part = (path) =>
    new Proxy(class {}, {
      get(target, key) {
        if (key === "prototype") return target.prototype;
        if (key === Symbol.toPrimitive) return () => refuse(path);
        if (hidden(key)) return undefined;
        if (key === "name") return path.slice(path.lastIndexOf(".") + 1);
        return part(`${path}.${key}`);
      },
      apply: () => refuse(path),
      construct: () => refuse(path),
    });
  const top = { get: (target, key) => (hidden(key) ? undefined : part(key)) };
  return Object.create(new Proxy(Object.create(null), top));
};
