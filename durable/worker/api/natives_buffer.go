package api

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"dolab/durable/worker/engine"
)

// bufferNatives are the text codecs of node:buffer. Encodings have the names that js/node/buffer.js normalizes to.
var bufferNatives = []engine.Native{
	{Name: "bufferEncode", Func: func(c *engine.Call) {
		c.Return(engine.Bytes(bytesOfText(c.String(0), c.String(1))))
	}},
	{Name: "bufferDecode", Func: func(c *engine.Call) {
		c.Return(engine.String(textOf(c.Bytes(0), c.String(1))))
	}},
}

// bytesOfText turns a script's string, as WTF-8, into bytes.
func bytesOfText(s, encoding string) []byte {
	switch encoding {
	case "hex":
		// Decoding stops at the first pair that is not hexadecimal.
		out, _ := hex.DecodeString(s[:len(s)&^1])
		return out
	case "base64", "base64url":
		return decodeBase64(s)
	case "latin1", "ascii":
		units := utf16Of(s)
		out := make([]byte, len(units))
		for i, u := range units {
			out[i] = byte(u)
		}
		return out
	case "utf16le":
		units := utf16Of(s)
		out := make([]byte, 0, 2*len(units))
		for _, u := range units {
			out = append(out, byte(u), byte(u>>8))
		}
		return out
	}
	return []byte(wellFormed(s))
}

// decodeBase64 reads both alphabets, skips what belongs to neither, and stops at the padding.
func decodeBase64(s string) []byte {
	var b strings.Builder
	for _, ch := range []byte(s) {
		if ch == '=' {
			break
		}
		switch {
		case ch == '-':
			b.WriteByte('+')
		case ch == '_':
			b.WriteByte('/')
		case ch == '+' || ch == '/' || ch >= '0' && ch <= '9' || ch >= 'A' && ch <= 'Z' || ch >= 'a' && ch <= 'z':
			b.WriteByte(ch)
		}
	}
	text := b.String()
	if len(text)%4 == 1 {
		text = text[:len(text)-1]
	}
	out, _ := base64.RawStdEncoding.DecodeString(text)
	return out
}

// textOf turns bytes into a script's string, as WTF-8.
func textOf(b []byte, encoding string) string {
	switch encoding {
	case "hex":
		return hex.EncodeToString(b)
	case "base64":
		return base64.StdEncoding.EncodeToString(b)
	case "base64url":
		return base64.RawURLEncoding.EncodeToString(b)
	case "latin1", "ascii":
		out := make([]rune, len(b))
		for i, ch := range b {
			if encoding == "ascii" {
				ch &= 0x7f
			}
			out[i] = rune(ch)
		}
		return string(out)
	case "utf16le":
		units := make([]uint16, len(b)/2)
		for i := range units {
			units[i] = uint16(b[2*i]) | uint16(b[2*i+1])<<8
		}
		return wtf8Of(units)
	}
	return decodeUTF8(b)
}

// utf16Of returns the code units of a WTF-8 string.
func utf16Of(s string) []uint16 {
	out := make([]uint16, 0, len(s))
	for i := 0; i < len(s); {
		if u, ok := surrogateAt(s, i); ok {
			out = append(out, u)
			i += 3
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		out = utf16.AppendRune(out, r)
		i += n
	}
	return out
}

// wtf8Of is a string of code units; those of surrogates without their partner are written as WTF-8.
func wtf8Of(units []uint16) string {
	var out strings.Builder
	for i := 0; i < len(units); i++ {
		u := rune(units[i])
		if i+1 < len(units) {
			if r := utf16.DecodeRune(u, rune(units[i+1])); r != utf8.RuneError {
				out.WriteRune(r)
				i++
				continue
			}
		}
		if utf16.IsSurrogate(u) {
			out.Write([]byte{0xe0 | byte(u>>12), 0x80 | byte(u>>6)&0x3f, 0x80 | byte(u)&0x3f})
			continue
		}
		out.WriteRune(u)
	}
	return out.String()
}

// surrogateAt reads the surrogate, in WTF-8, that begins at i.
func surrogateAt(s string, i int) (uint16, bool) {
	if i+2 < len(s) && s[i] == 0xed && s[i+1] >= 0xa0 && s[i+1] <= 0xbf && s[i+2]&0xc0 == 0x80 {
		return 0xd000 | uint16(s[i+1]&0x3f)<<6 | uint16(s[i+2]&0x3f), true
	}
	return 0, false
}
