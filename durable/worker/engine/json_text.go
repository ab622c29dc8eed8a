package engine

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// jsonText is V8's text for what is wrong with a JSON text, empty where nothing is.
func jsonText(s string) string {
	j := jsonReader{s: s}
	j.space()
	if j.value() {
		j.space()
		if j.i == len(s) {
			return ""
		}
		j.fail("Unexpected non-whitespace character after JSON")
	}
	return j.text
}

// jsonReader reads a JSON text as far as it is right. Its depth is bounded by the engine's, which read it before.
type jsonReader struct {
	s    string
	i    int
	text string
}

func (j *jsonReader) peek() byte {
	if j.i < len(j.s) {
		return j.s[j.i]
	}
	return 0
}

func (j *jsonReader) end() bool { return j.i >= len(j.s) }

func (j *jsonReader) space() {
	for !j.end() && isSpace(j.s[j.i]) {
		j.i++
	}
}

// units counts UTF-16 units, as positions do.
func units(s string) (n int) {
	for _, r := range s {
		if n++; r > 0xffff {
			n++
		}
	}
	return n
}

// fail sets a text with the position.
func (j *jsonReader) fail(what string) bool {
	before := j.s[:j.i]
	line := strings.Count(before, "\n") + 1
	column := units(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	if !strings.HasSuffix(what, "JSON") {
		what += " in JSON"
	}
	j.text = what + " at position " + strconv.Itoa(units(before)) +
		" (line " + strconv.Itoa(line) + " column " + strconv.Itoa(column) + ")"
	return false
}

const jsonEnd = "Unexpected end of JSON input"

// token sets the text for a character that no value begins with.
func (j *jsonReader) token() bool {
	if j.end() {
		j.text = jsonEnd
		return false
	}
	if j.s == "undefined" || j.s == "NaN" || j.s == "Infinity" || j.s == "[object Object]" {
		j.text = `"` + j.s + `" is not valid JSON`
		return false
	}
	r, size := utf8.DecodeRuneInString(j.s[j.i:])
	shown := j.s[j.i : j.i+size]
	if r > 0xffff {
		shown = string([]byte{0xed, 0xa0 | byte((r-0x10000)>>16&0xf), 0x80 | byte((r-0x10000)>>10&0x3f)})
	}
	const around, short = 10, 40
	total, pos := units(j.s), units(j.s[:j.i])
	from, to := max(pos-around, 0), min(pos+around, total)
	quoted := `"` + j.s + `"`
	if total > short || total > 2*around && (from > 0 || to < total) {
		quoted = `"` + slice(j.s, from, to) + `"`
		if from > 0 {
			quoted = "..." + quoted
		}
		if to < total {
			quoted += "..."
		}
	}
	j.text = "Unexpected token '" + shown + "', " + quoted + " is not valid JSON"
	return false
}

// slice cuts by UTF-16 units.
func slice(s string, from, to int) string {
	n, start, end := 0, len(s), len(s)
	for i, r := range s {
		if n >= from && i < start {
			start = i
		}
		if n >= to {
			end = i
			break
		}
		if n++; r > 0xffff {
			n++
		}
	}
	return s[min(start, end):end]
}

func (j *jsonReader) value() bool {
	switch c := j.peek(); {
	case c == '{':
		return j.object()
	case c == '[':
		return j.array()
	case c == '"':
		return j.str()
	case c == '-' || c >= '0' && c <= '9':
		return j.number()
	case c == 't':
		return j.word("true")
	case c == 'f':
		return j.word("false")
	case c == 'n':
		return j.word("null")
	}
	return j.token()
}

func (j *jsonReader) word(w string) bool {
	for k := range len(w) {
		if j.end() || j.s[j.i] != w[k] {
			return j.token()
		}
		j.i++
	}
	return true
}

func (j *jsonReader) object() bool {
	j.i++
	j.space()
	if j.peek() == '}' {
		j.i++
		return true
	}
	what := "Expected property name or '}'"
	for {
		if j.peek() != '"' {
			return j.fail(what)
		}
		if !j.str() {
			return false
		}
		j.space()
		if j.peek() != ':' {
			return j.fail("Expected ':' after property name")
		}
		j.i++
		j.space()
		if !j.value() {
			return false
		}
		j.space()
		switch j.peek() {
		case '}':
			j.i++
			return true
		case ',':
			j.i++
			j.space()
			what = "Expected double-quoted property name"
		default:
			return j.fail("Expected ',' or '}' after property value")
		}
	}
}

func (j *jsonReader) array() bool {
	j.i++
	j.space()
	if j.peek() == ']' {
		j.i++
		return true
	}
	for {
		if !j.value() {
			return false
		}
		j.space()
		switch j.peek() {
		case ']':
			j.i++
			return true
		case ',':
			j.i++
			j.space()
		default:
			return j.fail("Expected ',' or ']' after array element")
		}
	}
}

func (j *jsonReader) str() bool {
	for j.i++; ; j.i++ {
		if j.end() {
			return j.fail("Unterminated string")
		}
		switch c := j.s[j.i]; {
		case c == '"':
			j.i++
			return true
		case c < ' ':
			return j.fail("Bad control character in string literal")
		case c == '\\':
			if j.i++; !j.escape() {
				return false
			}
		}
	}
}

func (j *jsonReader) escape() bool {
	if j.end() {
		j.text = jsonEnd
		return false
	}
	if j.s[j.i] == 'u' {
		for range 4 {
			if j.i++; j.end() || strings.IndexByte("0123456789abcdefABCDEF", j.s[j.i]) < 0 {
				return j.fail("Bad Unicode escape")
			}
		}
		return true
	}
	if strings.IndexByte(`"\/bfnrt`, j.s[j.i]) < 0 {
		return j.fail("Bad escaped character")
	}
	return true
}

func (j *jsonReader) digits() bool {
	from := j.i
	for c := j.peek(); c >= '0' && c <= '9'; c = j.peek() {
		j.i++
	}
	return j.i > from
}

func (j *jsonReader) number() bool {
	if j.peek() == '-' {
		j.i++
		if c := j.peek(); c < '0' || c > '9' {
			return j.fail("No number after minus sign")
		}
	}
	if j.peek() == '0' {
		j.i++
		if c := j.peek(); c >= '0' && c <= '9' {
			return j.fail("Unexpected number")
		}
	} else {
		j.digits()
	}
	if j.peek() == '.' {
		j.i++
		if !j.digits() {
			return j.fail("Unterminated fractional number")
		}
	}
	if c := j.peek(); c == 'e' || c == 'E' {
		j.i++
		if c := j.peek(); c == '+' || c == '-' {
			j.i++
		}
		if !j.digits() {
			return j.fail("Exponent part is missing a number")
		}
	}
	return true
}
