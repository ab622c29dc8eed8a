package engine

import (
	"encoding/binary"

	lib "modernc.org/libquickjs"
)

// collection writes a Map or a Set. Its entries are taken first: a getter in one of them may change it.
func (w *wireWriter) collection(p uintptr, isMap bool) bool {
	entries := entriesOf(p, isMap)
	tag, end := byte(wireSet), byte(wireSetEnd)
	if isMap {
		tag, end = wireMap, wireMapEnd
	}
	w.tag(tag)
	ok := true
	for _, v := range entries {
		ok = ok && w.value(v)
		w.free(v)
	}
	w.tag(end)
	w.varint(uint64(len(entries)))
	return ok
}

// entriesOf lists a Map's keys and values, or a Set's values. The caller frees them.
func entriesOf(p uintptr, isMap bool) (out []jsValue) {
	state := (*lib.TJSMapState)(at(dataOf(p)))
	head := dataOf(p) + offsetRecords
	for link := state.Frecords.Fnext; link != head; {
		record := (*lib.TJSMapRecord)(at(link - offsetLink))
		link = record.Flink.Fnext
		if record.F__ccgo4 != 0 {
			continue // Deleted, but in use by an iterator.
		}
		out = append(out, dup(record.Fkey))
		if isMap {
			out = append(out, dup(record.Fvalue))
		}
	}
	return out
}

// regExpFlags are V8's bits of a regular expression, from the lowest; 'l' is V8's own, for its linear engine.
const regExpFlags = "gimyusldv"

// regExp writes a regular expression: its source as the property source shows it, and V8's flags.
func (w *wireWriter) regExp(p uintptr) {
	r := (*lib.TJSRegExp)(at(p + objectData))
	w.tag(wireRegExp)
	w.source(chars(r.Fpattern))
	code, _ := chars(r.Fbytecode)
	flags, bits := binary.LittleEndian.Uint16(code), uint64(0)
	for i, flag := range [...]uint16{
		lib.MLRE_FLAG_GLOBAL, lib.MLRE_FLAG_IGNORECASE, lib.MLRE_FLAG_MULTILINE, lib.MLRE_FLAG_STICKY,
		lib.MLRE_FLAG_UNICODE, lib.MLRE_FLAG_DOTALL, 0, lib.MLRE_FLAG_INDICES, lib.MLRE_FLAG_UNICODE_SETS,
	} {
		if flags&flag != 0 {
			bits |= 1 << i
		}
	}
	w.varint(bits)
}

// source writes the pattern of a regular expression with slashes and line ends escaped.
func (w *wireWriter) source(pattern []byte, wide bool) {
	step := 1
	if wide {
		step = 2
	}
	units := make([]byte, 0, 2*len(pattern))
	put := func(text string) {
		for _, c := range []byte(text) {
			units = append(units, c, 0)
		}
	}
	escaped, class := false, false
	for i := 0; i < len(pattern); i += step {
		unit := uint16(pattern[i])
		if wide {
			unit |= uint16(pattern[i+1]) << 8
		}
		if replaced := lineEnd(unit); replaced != "" {
			if escaped {
				replaced = replaced[1:]
			}
			put(replaced)
			escaped = false
			continue
		}
		switch {
		case escaped:
			escaped = false
		case unit == '\\':
			escaped = true
		case unit == '[':
			class = true
		case unit == ']':
			class = false
		case unit == '/' && !class:
			put(`\`)
		}
		units = append(units, byte(unit), byte(unit>>8))
	}
	if len(units) == 0 {
		put("(?:)")
	}
	w.wide(units)
}

func lineEnd(unit uint16) string {
	switch unit {
	case '\n':
		return `\n`
	case '\r':
		return `\r`
	case 0x2028:
		return `\u2028`
	case 0x2029:
		return `\u2029`
	}
	return ""
}
