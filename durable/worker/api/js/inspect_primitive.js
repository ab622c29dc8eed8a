// Text forms of primitive values.

const escapes = { "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", "\\": "\\\\", "\v": "\\x0B" };

export const quote = (s) => {
  let q = "'";
  if (s.includes("'")) q = !s.includes('"') ? '"' : !s.includes("`") && !s.includes("${") ? "`" : "'";
  // eslint-disable-next-line no-control-regex
  const body = s.replace(/[\u0000-\u001f\u007f-\u009f\\'"`]|[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, (c) => {
    if (c.length === 2) return c;
    if (c === "'" || c === '"' || c === "`") return c === q && q === "'" ? "\\'" : c;
    const code = c.charCodeAt(0);
    return (
      escapes[c] ?? (code > 255 ? `\\u${code.toString(16)}` : `\\x${code.toString(16).toUpperCase().padStart(2, "0")}`)
    );
  });
  return q + body + q;
};

export const formatNumber = (f, n, separate) => {
  const s = Object.is(n, -0) ? "-0" : String(n);
  if (!separate || !/^-?\d+(\.\d+)?$/.test(s)) return f(s, "number");
  const [whole, part] = s.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "_");
  return f(part === undefined ? grouped : `${grouped}.${part.replace(/(\d{3})(?=\d)/g, "$1_")}`, "number");
};

export const formatPrimitive = (ctx, value) => {
  const f = ctx.stylize;
  switch (typeof value) {
    case "string": {
      let s = value,
        trailer = "";
      if (s.length > ctx.maxStringLength) {
        const rest = s.length - ctx.maxStringLength;
        s = s.slice(0, ctx.maxStringLength);
        trailer = `... ${rest} more character${rest > 1 ? "s" : ""}`;
      }
      if (ctx.compact !== true && s.length > 16 && s.length > ctx.breakLength - ctx.indentationLvl - 4) {
        return (
          s
            .split(/(?<=\n)/)
            .map((line) => f(quote(line), "string"))
            .join(` +\n${" ".repeat(ctx.indentationLvl + 2)}`) + trailer
        );
      }
      return f(quote(s), "string") + trailer;
    }
    case "number":
      return formatNumber(f, value, ctx.numericSeparator);
    case "bigint":
      return f(`${ctx.numericSeparator ? String(value).replace(/\B(?=(\d{3})+$)/g, "_") : value}n`, "bigint");
    case "boolean":
      return f(`${value}`, "boolean");
    case "undefined":
      return f("undefined", "undefined");
  }
  return f(value.toString(), "symbol");
};
