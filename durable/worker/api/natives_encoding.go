package api

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"dolab/durable/worker/engine"
)

// encodingNatives serve js/encoding.js and js/blob.js:
//
//	utf8(text)                       its UTF-8
//	encoding(label)                  the name of the encoding, null where there is none
//	decode(encoding, bytes, flags)   the text, null where fatal and malformed
//	decodePart(…)                    [text, bytes used] of a stream's part, null likewise
//	fromLatin1(bytes), latin1(text)  one character per byte, and back
//	atob(text), btoa(text)           null where it cannot be
var encodingNatives = []engine.Native{
	{Name: "utf8", Func: func(c *engine.Call) { c.Return(engine.Bytes([]byte(wellFormed(c.String(0))))) }},
	{Name: "encoding", Func: func(c *engine.Call) {
		if name := encodingName(c.String(0)); name != "" {
			c.Return(engine.String(name))
		} else {
			c.Return(engine.Null())
		}
	}},
	{Name: "decode", Func: func(c *engine.Call) {
		text, _, ok := decodeText(c.String(0), c.Bytes(1), int(c.Int(2)))
		if !ok {
			c.Return(engine.Null())
			return
		}
		c.Return(engine.String(text))
	}},
	{Name: "decodePart", Func: func(c *engine.Call) {
		text, used, ok := decodeText(c.String(0), c.Bytes(1), int(c.Int(2)))
		if !ok {
			c.Return(engine.Null())
			return
		}
		c.Return(engine.Array(engine.String(text), engine.Int(int64(used))))
	}},
	{Name: "fromLatin1", Func: func(c *engine.Call) { c.Return(engine.String(fromLatin1(c.Bytes(0)))) }},
	{Name: "latin1", Func: func(c *engine.Call) {
		b, _ := toLatin1(c.String(0))
		c.Return(engine.Bytes(b))
	}},
	{Name: "atob", Func: func(c *engine.Call) {
		b, ok := forgivingBase64(c.String(0))
		if !ok {
			c.Return(engine.Null())
			return
		}
		c.Return(engine.String(fromLatin1(b)))
	}},
	{Name: "btoa", Func: func(c *engine.Call) {
		b, ok := toLatin1(c.String(0))
		if !ok {
			c.Return(engine.Null())
			return
		}
		c.Return(engine.String(base64.StdEncoding.EncodeToString(b)))
	}},
}

func fromLatin1(b []byte) string {
	var out strings.Builder
	out.Grow(len(b))
	for _, c := range b {
		out.WriteRune(rune(c))
	}
	return out.String()
}

// toLatin1 gives a byte for each character; false: one of them does not fit.
func toLatin1(s string) ([]byte, bool) {
	out, fits := make([]byte, 0, len(s)), true
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		fits = fits && r <= 0xff
		out = append(out, byte(r))
	}
	return out, fits
}

// forgivingBase64 decodes as atob does: white space goes, padding may be missing.
func forgivingBase64(s string) ([]byte, bool) {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\n\f\r", r) {
			return -1
		}
		return r
	}, s)
	if len(s)%4 == 0 {
		s = strings.TrimSuffix(strings.TrimSuffix(s, "="), "=")
	}
	if strings.ContainsRune(s, '=') {
		return nil, false
	}
	b, err := base64.RawStdEncoding.DecodeString(s)
	return b, err == nil
}
