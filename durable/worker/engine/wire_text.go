package engine

import (
	"encoding/binary"
	"unicode/utf8"
)

// Text between the engine's strings and Go's. In Go a lone surrogate is three bytes (WTF-8).

const (
	surrogateMin = 0xD800
	surrogateLow = 0xDC00
	surrogateMax = 0xDFFF
	pairMin      = 0x10000
)

// unitsOf gives the 16-bit units of s, little endian, and tells whether one byte would do for each.
func unitsOf(s string) (units []byte, latin1 bool) {
	latin1 = true
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && size == 1 && len(s) >= 3 && s[0] == 0xED && s[1]&0xE0 == 0xA0 && s[2]&0xC0 == 0x80 {
			r, size = surrogateMin|rune(s[1]&0x1F)<<6|rune(s[2]&0x3F), 3
		}
		s = s[size:]
		latin1 = latin1 && r <= 0xFF
		if r >= pairMin {
			r -= pairMin
			units = binary.LittleEndian.AppendUint16(units, uint16(surrogateMin|r>>10))
			r = surrogateLow | r&0x3FF
		}
		units = binary.LittleEndian.AppendUint16(units, uint16(r))
	}
	return units, latin1
}

// goText gives the engine's string at p as Go text.
func goText(p uintptr) string {
	b, wide := chars(p)
	out := make([]byte, 0, len(b))
	if !wide {
		for _, c := range b {
			out = utf8.AppendRune(out, rune(c))
		}
		return string(out)
	}
	for len(b) > 0 {
		r := rune(binary.LittleEndian.Uint16(b))
		b = b[2:]
		if r >= surrogateMin && r < surrogateLow && len(b) > 0 {
			if low := rune(binary.LittleEndian.Uint16(b)); low >= surrogateLow && low <= surrogateMax {
				r = pairMin + (r-surrogateMin)<<10 + (low - surrogateLow)
				b = b[2:]
			}
		}
		if r >= surrogateMin && r <= surrogateMax {
			out = append(out, 0xED, 0x80|byte(r>>6)&0x3F, 0x80|byte(r)&0x3F)
			continue
		}
		out = utf8.AppendRune(out, r)
	}
	return string(out)
}

// isLatin1 tells whether all 16-bit units fit a byte.
func isLatin1(units []byte) bool {
	high := byte(0)
	for i := 1; i < len(units); i += 2 {
		high |= units[i]
	}
	return high == 0
}
