package project

import "strings"

// entry is a variable of a local file.
type entry struct {
	name, value string
	pos         Pos
}

// parseVariables reads the dotenv format as the npm package of that name does, which wrangler uses:
//
//	NAME=value # comment        the value ends at the comment and loses its surrounding space
//	export NAME: value          "export" and a colon followed by space are allowed
//	NAME="a\nb # c"             \n and \r are escapes in double quotes only; '…' and `…` are taken as they are
//	NAME="two
//	lines"                      a quoted value may span lines
//
// The usual Go package of this purpose cannot serve: it expands $NAME, which must stay as it is in .dev.vars. Lines
// that hold no variable are ignored, their places are the second result.
func parseVariables(file, data string) (list []entry, ignored []Pos) {
	data = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(data, "\ufeff"))
	s := &scanner{text: data, file: file}
	for s.at < len(s.text) {
		start := s.at
		e, ok := s.variable()
		if ok {
			list = append(list, e)
			continue
		}
		s.at = start
		line := strings.TrimSpace(s.line())
		if line != "" && !strings.HasPrefix(line, "#") {
			ignored = append(ignored, position(file, []byte(data), start))
		}
	}
	return list, ignored
}

type scanner struct {
	text, file string
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

func (s *scanner) variable() (entry, bool) {
	s.space()
	start := s.at
	name := s.word()
	if name == "export" && s.space() {
		start = s.at
		name = s.word()
	}
	if name == "" {
		return entry{}, false
	}
	s.space()
	switch {
	case s.skip("="):
	case s.at == start+len(name) && s.skip(":") && s.space():
	default:
		return entry{}, false
	}
	value, ok := s.value()
	return entry{name, value, position(s.file, []byte(s.text), start)}, ok
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

func (s *scanner) value() (string, bool) {
	s.space()
	if s.at < len(s.text) && strings.IndexByte("'\"`", s.text[s.at]) >= 0 {
		if value, ok := s.quoted(s.text[s.at]); ok {
			return value, true
		}
	}
	value, _, _ := strings.Cut(s.line(), "#")
	return strings.TrimSpace(value), true
}

// quoted reads a value in quotes that nothing but a comment follows. Otherwise it moves nothing.
func (s *scanner) quoted(quote byte) (string, bool) {
	end := s.at + 1
	for end < len(s.text) && s.text[end] != quote {
		if s.text[end] == '\\' && end+1 < len(s.text) && s.text[end+1] == quote {
			end++
		}
		end++
	}
	if end >= len(s.text) {
		return "", false
	}
	rest, _, _ := strings.Cut(s.text[end+1:], "\n")
	if rest = strings.TrimSpace(rest); rest != "" && rest[0] != '#' {
		return "", false
	}
	value := s.text[s.at+1 : end]
	s.at = end
	s.line()
	if quote == '"' {
		value = strings.NewReplacer(`\n`, "\n", `\r`, "\r").Replace(value)
	}
	return value, true
}
