package clone

import (
	"encoding/binary"
	"unicode/utf8"
)

// Strings. JavaScript's are sequences of 16-bit units, half of a surrogate pair may stand alone. In Go they are WTF-8:
// UTF-8 in which a lone surrogate has the three bytes that UTF-8 forbids (ED A0 80 to ED BF BF). Other bytes that are
// not UTF-8 become U+FFFD on the wire, each.

const (
	surrogateMin = 0xD800
	surrogateLow = 0xDC00
	surrogateMax = 0xDFFF
	pairMin      = 0x10000
)

// nextRune reads a character or lone surrogate from WTF-8.
func nextRune(s string) (r rune, size int) {
	r, size = utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && size == 1 && len(s) >= 3 && s[0] == 0xED && s[1]&0xE0 == 0xA0 && s[2]&0xC0 == 0x80 {
		return surrogateMin | rune(s[1]&0x1F)<<6 | rune(s[2]&0x3F), 3
	}
	return r, size
}

// measure counts the 16-bit units of s and tells whether all of them fit one byte.
func measure(s string) (units int, latin1 bool) {
	latin1 = true
	for i := 0; i < len(s); units++ {
		if s[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := nextRune(s[i:])
		latin1 = latin1 && r <= 0xFF
		if r >= pairMin {
			units++
		}
		i += size
	}
	return units, latin1
}

// appendLatin1 writes the characters of s, all below U+0100.
func appendLatin1(buf []byte, s string) []byte {
	for i := 0; i < len(s); {
		r, size := nextRune(s[i:])
		buf = append(buf, byte(r))
		i += size
	}
	return buf
}

// appendUTF16 writes the units of s, little endian.
func appendUTF16(buf []byte, s string) []byte {
	for i := 0; i < len(s); {
		r, size := nextRune(s[i:])
		if r >= pairMin {
			r -= pairMin
			buf = binary.LittleEndian.AppendUint16(buf, uint16(surrogateMin|r>>10))
			r = surrogateLow | r&0x3FF
		}
		buf = binary.LittleEndian.AppendUint16(buf, uint16(r))
		i += size
	}
	return buf
}

// parseLatin1 gives the string of characters of one byte.
func parseLatin1(b []byte) string {
	high := 0
	for _, c := range b {
		high += int(c >> 7)
	}
	if high == 0 {
		return string(b)
	}
	s := make([]byte, 0, len(b)+high)
	for _, c := range b {
		s = utf8.AppendRune(s, rune(c))
	}
	return string(s)
}

// parseUTF16 gives the string of an even number of bytes, two a unit, and whether one byte would have done for each.
func parseUTF16(b []byte) (s string, latin1 bool) {
	out, latin1 := make([]byte, 0, len(b)), true
	for len(b) > 0 {
		r := rune(binary.LittleEndian.Uint16(b))
		b = b[2:]
		latin1 = latin1 && r <= 0xFF
		if r >= surrogateMin && r < surrogateLow && len(b) > 0 {
			if low := rune(binary.LittleEndian.Uint16(b)); low >= surrogateLow && low <= surrogateMax {
				r = pairMin + (r-surrogateMin)<<10 + (low - surrogateLow)
				b = b[2:]
			}
		}
		out = appendWTF8(out, r)
	}
	return string(out), latin1
}

func appendWTF8(out []byte, r rune) []byte {
	if r >= surrogateMin && r <= surrogateMax {
		return append(out, 0xED, 0x80|byte(r>>6)&0x3F, 0x80|byte(r)&0x3F)
	}
	return utf8.AppendRune(out, r)
}
