package project

import (
	"slices"
	"strings"
)

// entry is a variable of a local file.
type entry struct {
	name, value string
	pos         Pos
}

// Bounds of a file of variables: those in it, the bytes of a value in quotes, and the ignored lines that are shown.
const (
	variablesMax = 5000
	quotedMax    = 64 << 10
	ignoredMax   = 20
)

// parseVariables reads the dotenv format as the npm package of that name does, which wrangler uses:
//
//	NAME=value # comment        the value ends at the comment and loses its surrounding space
//	export NAME: value          "export" and a colon followed by space are allowed
//	NAME="a\nb # c"             \n and \r are escapes in double quotes only; '…' and `…` are taken as they are
//	NAME="two
//	lines"                      a quoted value may span lines
//
// The usual Go package of this purpose cannot serve: it expands $NAME, which must stay as it is in .dev.vars. Lines
// that hold no variable are ignored, the places of the first of them are the second result.
func parseVariables(file, data string) (list []entry, ignored []Pos) {
	data = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(data, "\ufeff"))
	s := &scanner{text: data, data: []byte(data), file: file}
	for s.at < len(s.text) && len(list) <= variablesMax {
		start := s.at
		e, ok := s.variable()
		if ok {
			list = append(list, e)
			continue
		}
		s.at = start
		line := strings.TrimSpace(s.line())
		if line != "" && !strings.HasPrefix(line, "#") && len(ignored) < ignoredMax {
			ignored = append(ignored, position(file, s.data, start))
		}
	}
	return list, ignored
}

type scanner struct {
	text, file string
	data       []byte // the text, for positions
	at         int
}

// line is the rest of the line, behind which the scanner then stands.
func (s *scanner) line() string {
	rest, _, _ := strings.Cut(s.text[s.at:], "\n")
	s.at = min(s.at+len(rest)+1, len(s.text))
	return rest
}

// space skips spaces, and says whether there were any.
func (s *scanner) space() bool {
	start := s.at
	for s.at < len(s.text) && strings.IndexByte(" \t\f\v", s.text[s.at]) >= 0 {
		s.at++
	}
	return s.at > start
}

// variable reads a variable, first with "export" in front, then with that as its name.
func (s *scanner) variable() (entry, bool) {
	s.space()
	start := s.at
	if s.skip("export") && s.blank() {
		if e, ok := s.assignment(); ok {
			return e, true
		}
	}
	s.at = start
	return s.assignment()
}

func (s *scanner) assignment() (entry, bool) {
	start := s.at
	name := s.word()
	if name == "" {
		return entry{}, false
	}
	behind := s.at
	if s.blank(); !s.skip("=") {
		if s.at = behind; !s.skip(":") || s.at == len(s.text) || strings.IndexByte(" \t\f\v\n", s.text[s.at]) < 0 {
			return entry{}, false
		}
		s.at++
	}
	return entry{name, s.value(), position(s.file, s.data, start)}, true
}

// blank skips spaces and ends of lines, and says whether there were any.
func (s *scanner) blank() bool {
	start := s.at
	for s.space() || s.skip("\n") {
	}
	return s.at > start
}

func (s *scanner) skip(word string) bool {
	if !strings.HasPrefix(s.text[s.at:], word) {
		return false
	}
	s.at += len(word)
	return true
}

func (s *scanner) word() string {
	start := s.at
	for s.at < len(s.text) && nameByte(s.text[s.at]) {
		s.at++
	}
	return s.text[start:s.at]
}

func nameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '-'
}

func (s *scanner) value() string {
	start := s.at
	if s.blank(); s.at < len(s.text) && strings.IndexByte(quotes, s.text[s.at]) >= 0 {
		if value, ok := s.quoted(s.text[s.at]); ok {
			return value
		}
	}
	s.at = start
	value, _, _ := strings.Cut(s.line(), "#")
	value = strings.TrimSpace(value)
	if value == "" {
		return ""
	}
	quote := value[0]
	if n := len(value); n > 1 && quote == value[n-1] && strings.IndexByte(quotes, quote) >= 0 {
		value = value[1 : n-1]
	}
	return unescape(quote, value)
}

const quotes = "'\"`"

// quoted reads a value in quotes that nothing but a comment follows. Otherwise it moves nothing. A quote behind a
// backslash ends the value only where no other quote does.
func (s *scanner) quoted(quote byte) (string, bool) {
	var escaped []int
	end := s.at + 1
	for ; end < min(len(s.text), s.at+quotedMax) && s.text[end] != quote; end++ {
		if s.text[end] == '\\' && end+1 < len(s.text) && s.text[end+1] == quote {
			end++
			escaped = append(escaped, end)
		}
	}
	slices.Reverse(escaped)
	for _, end := range append([]int{end}, escaped...) {
		if end >= len(s.text) || s.text[end] != quote {
			continue
		}
		rest, _, _ := strings.Cut(s.text[end+1:], "\n")
		if rest = strings.TrimSpace(rest); rest != "" && rest[0] != '#' {
			continue
		}
		value := s.text[s.at+1 : end]
		s.at = end
		s.line()
		return unescape(quote, value), true
	}
	return "", false
}

func unescape(quote byte, value string) string {
	if quote == '"' {
		value = strings.NewReplacer(`\n`, "\n", `\r`, "\r").Replace(value)
	}
	return value
}
