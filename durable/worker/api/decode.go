package api

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/transform"
)

// Flags of decode.
const (
	flagFatal   = 1 // malformed input is an error
	flagKeepBOM = 2 // a byte order mark at the start stays
	flagMore    = 4 // more input follows
)

const userDefined = "x-user-defined"

// encodingName is the standard's name for a label, "" where it knows none.
func encodingName(label string) string {
	label = strings.ToLower(strings.Trim(label, " \t\n\f\r"))
	if label == userDefined {
		return label
	}
	e, err := htmlindex.Get(label)
	if err != nil {
		return ""
	}
	name, err := htmlindex.Name(e)
	if err != nil || name == "replacement" {
		return ""
	}
	return name
}

// decodeText decodes b and tells how much of it was used: less than all only where flagMore is set. Of an encoding with
// shift states nothing is used until the end, and the text is that of all bytes so far.
func decodeText(name string, b []byte, flags int) (text string, used int, ok bool) {
	used = len(b)
	switch name {
	case "utf-8":
		if flags&flagMore != 0 {
			used -= unfinished(b)
		}
		if flags&flagFatal != 0 && !utf8.Valid(b[:used]) {
			return "", 0, false
		}
		text = decodeUTF8(b[:used])
	case "utf-16le", "utf-16be":
		text, used = decodeUTF16(b, name == "utf-16be", flags&flagMore != 0)
		if flags&flagFatal != 0 && strings.Contains(text, "\ufffd") && brokenUTF16(b[:used], name == "utf-16be") {
			return "", 0, false
		}
	case userDefined:
		return decodeUserDefined(b), used, true
	default:
		text, used = decodeTable(name, b, flags&flagMore != 0)
		if flags&flagFatal != 0 && strings.Contains(text, "\ufffd") {
			return "", 0, false
		}
		return text, used, true
	}
	if flags&flagKeepBOM == 0 {
		text = strings.TrimPrefix(text, "\ufeff")
	}
	return text, used, true
}

func unitsOf(b []byte, big bool) []uint16 {
	units := make([]uint16, len(b)/2)
	for i := range units {
		lo, hi := b[2*i], b[2*i+1]
		if big {
			lo, hi = hi, lo
		}
		units[i] = uint16(hi)<<8 | uint16(lo)
	}
	return units
}

func decodeUTF16(b []byte, big, more bool) (string, int) {
	units := unitsOf(b, big)
	if more && len(units) > 0 && units[len(units)-1]&0xfc00 == 0xd800 {
		units = units[:len(units)-1]
	}
	text := string(utf16.Decode(units))
	if more {
		return text, 2 * len(units)
	}
	if len(b)%2 == 1 {
		if n := len(units); n == 0 || units[n-1]&0xfc00 != 0xd800 { // else one U+FFFD stands for both
			text += "\ufffd"
		}
	}
	return text, len(b)
}

// brokenUTF16 tells whether b has a lone surrogate or half a unit.
func brokenUTF16(b []byte, big bool) bool {
	units := unitsOf(b, big)
	for i := 0; i < len(units); i++ {
		if units[i]&0xf800 != 0xd800 {
			continue
		}
		if units[i]&0xfc00 == 0xdc00 || i+1 == len(units) || units[i+1]&0xfc00 != 0xdc00 {
			return true
		}
		i++
	}
	return len(b)%2 == 1
}

func decodeUserDefined(b []byte) string {
	var out strings.Builder
	for _, c := range b {
		if c < 0x80 {
			out.WriteByte(c)
		} else {
			out.WriteRune(0xf780 + rune(c-0x80))
		}
	}
	return out.String()
}

// decodeTable decodes by golang.org/x/text.
func decodeTable(name string, b []byte, more bool) (string, int) {
	switch name { // decoded alike
	case "gbk":
		name = "gb18030"
	case "iso-8859-8-i":
		name = "iso-8859-8"
	}
	e, err := htmlindex.Get(name)
	if err != nil {
		return "", len(b)
	}
	if m, ok := e.(*charmap.Charmap); ok {
		return decodeBytes(name, m, b), len(b)
	}
	shifting := name == "iso-2022-jp"
	out, used, final := "", 0, !more || shifting
	t := e.NewDecoder().Transformer
	buffer := make([]byte, 4096)
	for {
		n, m, err := t.Transform(buffer, b[used:], final)
		out += string(buffer[:n])
		used += m
		if err != transform.ErrShortDst {
			break
		}
	}
	if shifting && more {
		return strings.TrimSuffix(out, "\ufffd"), 0
	}
	return out, used
}

// decodeBytes decodes one byte a character. Where the web differs from the tables, the web is right: ISO 8859 and the
// windows code pages keep the control characters that they do not assign.
func decodeBytes(name string, m *charmap.Charmap, b []byte) string {
	var out strings.Builder
	for _, c := range b {
		r := m.DecodeByte(c)
		if r == utf8.RuneError && c >= 0x80 && c < 0xa0 && (name[:3] == "win" || name[:3] == "iso") {
			r = rune(c)
		}
		out.WriteRune(r)
	}
	return out.String()
}
