// What each encoding makes of all bytes, all pairs and broken input, as checksums. The golden is what workerd 2026-07-30 printed.
const sum = (s) => { let h = 7; for (let i = 0; i < s.length; i++) h = (h * 31 + s.charCodeAt(i)) >>> 0; return h.toString(16); };
const one = "ibm866 iso-8859-2 iso-8859-3 iso-8859-4 iso-8859-5 iso-8859-6 iso-8859-7 iso-8859-8 iso-8859-8-i iso-8859-10 iso-8859-13 iso-8859-14 iso-8859-15 iso-8859-16 koi8-r koi8-u macintosh windows-874 windows-1250 windows-1251 windows-1252 windows-1253 windows-1254 windows-1255 windows-1256 windows-1257 windows-1258 x-mac-cyrillic x-user-defined".split(" ");
const many = "utf-8 gbk gb18030 big5 euc-jp iso-2022-jp shift_jis euc-kr utf-16le utf-16be".split(" ");
const all = Uint8Array.from({ length: 256 }, (_, i) => i);
const bad = (l, b) => { try { new TextDecoder(l, { fatal: true }).decode(b); return "fine"; } catch (e) { return e.message; } };
for (const l of one) print(l, "=>", new TextDecoder(l).encoding, sum(new TextDecoder(l).decode(all)), bad(l, all));
for (const l of many) {
  const d = new TextDecoder(l, { ignoreBOM: true });
  let valid = "", count = 0, broken = "";
  for (let a = 0x80; a < 256; a++) for (let b = 0x30; b < 256; b++) { const s = d.decode(new Uint8Array([a, b])); if (!s.includes("\ufffd")) valid += s, count++; else broken += s.length; }
  print(l + " pairs", "=>", count, sum(valid));
  print(l + " broken", "=>", sum(broken), bad(l, new Uint8Array([0xff, 0xff, 0xff])));
}
print("gb18030 four", "=>", JSON.stringify(new TextDecoder("gb18030").decode(new Uint8Array([0x90, 0x30, 0x81, 0x30, 0x81, 0x30, 0x81, 0x30, 0xe3, 0x32, 0x9a, 0x35, 0x80, 0xff]))));
print("euc-jp three", "=>", JSON.stringify(new TextDecoder("euc-jp").decode(new Uint8Array([0x8f, 0xb0, 0xa1, 0x8e, 0xb1, 0x8f, 0xff, 0x41]))));
print("iso-2022-jp", "=>", JSON.stringify(new TextDecoder("iso-2022-jp").decode(new Uint8Array([0x1b, 0x24, 0x42, 0x24, 0x22, 0x1b, 0x28, 0x42, 0x41]))));
{ const d = new TextDecoder("iso-2022-jp"); print("iso-2022-jp parts", "=>", JSON.stringify([[0x41, 0x1b], [0x24, 0x42, 0x24], [0x22, 0x1b, 0x28, 0x42], [0x41]].map((p) => d.decode(new Uint8Array(p), { stream: true })).join("") + d.decode())); }
for (const l of ["shift_jis", "gb18030", "utf-16le", "euc-kr", "big5"]) { const b = { shift_jis: [0x82, 0xa0, 0x82, 0xa2], gb18030: [0x81, 0x30, 0x81, 0x30, 0xc4, 0xe3], "utf-16le": [0x3d, 0xd8, 0, 0xde, 0x41, 0], "euc-kr": [0xb0, 0xa1, 0xb0, 0xa2], big5: [0xa4, 0x40, 0xa4, 0x41] }[l]; const d = new TextDecoder(l); print(l + " parts", "=>", JSON.stringify(b.map((x) => d.decode(new Uint8Array([x]), { stream: true })).join("") + d.decode())); }
