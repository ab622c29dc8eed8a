package weburl

import "strings"

// set tells which characters below 0x80 are escaped, besides the control characters. Everything above is.
type set [128]bool

func setOf(base *set, chars string) *set {
	s := set{}
	if base != nil {
		s = *base
	}
	for c := range byte(0x20) {
		s[c] = true
	}
	s[0x7f] = true
	for i := range len(chars) {
		s[chars[i]] = true
	}
	return &s
}

var (
	controls     = setOf(nil, "")
	fragmentSet  = setOf(nil, " \"<>`")
	querySet     = setOf(nil, " \"#<>")
	specialQuery = setOf(querySet, "'")
	pathSet      = setOf(querySet, "?^`{}")
	userinfoSet  = setOf(pathSet, "/:;=@[\\]|")
)

const hexDigits = "0123456789ABCDEF"

func escapeByte(b *strings.Builder, c byte) {
	b.WriteByte('%')
	b.WriteByte(hexDigits[c>>4])
	b.WriteByte(hexDigits[c&15])
}

func (s *set) has(c byte) bool { return c >= 0x80 || s[c] }

// escape percent-encodes what the set names. Text that is not UTF-8 becomes U+FFFD.
func (s *set) escape(text string) string {
	for i := range len(text) {
		if s.has(text[i]) {
			return s.escapeFrom(text, i)
		}
	}
	return text
}

func (s *set) escapeFrom(text string, at int) string {
	var b strings.Builder
	b.WriteString(text[:at])
	for _, c := range []byte(strings.ToValidUTF8(text[at:], "\ufffd")) {
		if s.has(c) {
			escapeByte(&b, c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func hexValue(c byte) int {
	switch {
	case digit(c):
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// Unescape replaces %XX by its byte and leaves other percent signs.
func Unescape(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && hexValue(s[i+1]) >= 0 && hexValue(s[i+2]) >= 0 {
			out = append(out, byte(hexValue(s[i+1])<<4|hexValue(s[i+2])))
			i += 2
			continue
		}
		out = append(out, s[i])
	}
	return string(out)
}
