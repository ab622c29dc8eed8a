package api

import (
	"strings"
	"unicode/utf8"
)

// wellFormed replaces lone surrogates, which the engine gives as WTF-8, by U+FFFD. Both take three bytes.
func wellFormed(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	b := []byte(s)
	for i := 0; i+2 < len(b); i++ {
		if b[i] == 0xed && b[i+1] >= 0xa0 {
			copy(b[i:], "\ufffd")
		}
	}
	return string(b)
}

// decodeUTF8 decodes as the web does: each maximal part of a character that breaks off becomes one U+FFFD.
func decodeUTF8(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	var out strings.Builder
	for len(b) > 0 {
		n := validLen(b)
		out.Write(b[:n])
		if b = b[n:]; len(b) == 0 {
			break
		}
		out.WriteString("\ufffd")
		b = b[max(1, begunLen(b)):]
	}
	return out.String()
}

// validLen is the length of the valid start of b.
func validLen(b []byte) int {
	n := 0
	for n < len(b) {
		if b[n] < utf8.RuneSelf {
			n++
			continue
		}
		r, size := utf8.DecodeRune(b[n:])
		if r == utf8.RuneError && size < 2 {
			break
		}
		n += size
	}
	return n
}

// begunLen is how many bytes at the start of b could begin a character that is longer, 0 where none could.
func begunLen(b []byte) int {
	need, low, high := 0, byte(0x80), byte(0xbf)
	switch c := b[0]; {
	case c >= 0xc2 && c <= 0xdf:
		need = 2
	case c >= 0xe0 && c <= 0xef:
		need = 3
		if c == 0xe0 {
			low = 0xa0
		} else if c == 0xed {
			high = 0x9f
		}
	case c >= 0xf0 && c <= 0xf4:
		need = 4
		if c == 0xf0 {
			low = 0x90
		} else if c == 0xf4 {
			high = 0x8f
		}
	}
	n := 1
	for n < need && n < len(b) && b[n] >= low && b[n] <= high {
		n, low, high = n+1, 0x80, 0xbf
	}
	if need == 0 {
		return 0
	}
	return n
}

// unfinished is the length of the part at the end of b that more bytes may complete to a character.
func unfinished(b []byte) int {
	for n := 1; n <= 3 && n <= len(b); n++ {
		tail := b[len(b)-n:]
		if tail[0] >= 0xc0 {
			if begunLen(tail) == n && !utf8.FullRune(tail) {
				return n
			}
			return 0
		}
		if tail[0] < 0x80 {
			return 0
		}
	}
	return 0
}
