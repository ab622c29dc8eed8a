package engine

import (
	"sort"
	"strings"
	"unicode/utf8"

	lib "modernc.org/libquickjs"
)

// The engine runs the code of a pattern before that of its initializer, so the last place that it knows, when a
// declaration such as const { a } = f() fails, is of what the function did before. The declaration is the next one.

// next returns the next declaration behind the spot, in the same function, that takes a value apart with a pattern of
// a kind. It tells its place to found: of the first key, or of the value that is iterated.
func (s spot) next(open byte) (pattern, value string, ok bool) {
	if s.found == nil || s.at >= len(s.text) {
		return "", "", false
	}
	begin, end := s.function()
	i, enter := s.at, s.at <= begin
	if i == begin && strings.HasPrefix(s.text[i:end], "class") {
		i += max(strings.Index(s.text[i:end], "constructor("), 0)
	}
	for ; i < end; i++ {
		switch c := s.text[i]; c {
		case '"', '\'', '`':
			i = quoteEnd(s.text, i)
		case '/':
			if strings.HasPrefix(s.text[i:], "/*") {
				i += max(strings.Index(s.text[i:], "*/"), 0)
			}
		case '{':
			if !opensFunction(s.text, i) {
				continue
			}
			if !enter {
				i = max(bracketEnd(s.text, i), i)
			}
			enter = false
		case 'c', 'l', 'v':
			p, v, at, found := s.declaration(i, open)
			if !found {
				continue
			}
			if shown, known := s.shown(v, false); known && open == '{' && shown != "null" && shown != "undefined" &&
				!strings.ContainsAny(p, "{[") {
				continue // It fits.
			}
			*s.found = at
			return p, v, true
		}
	}
	return "", "", false
}

// function returns where the function at the spot begins and ends.
func (s spot) function() (begin, end int) {
	from := max(s.at-len(s.body), 0)
	if i := strings.Index(s.text[from:min(s.at+len(s.body)+1, len(s.text))], s.body); s.body != "" && i >= 0 {
		return from + i, from + i + len(s.body)
	}
	return -1, len(s.text)
}

// declaration takes the declaration at i apart, if it is one by a pattern of a kind.
func (s spot) declaration(i int, open byte) (pattern, value string, at int, ok bool) {
	word, rest, found := strings.Cut(s.text[i:min(i+len("const {"), len(s.text))], " ")
	if !found || word != "const" && word != "let" && word != "var" || rest == "" || rest[0] != open ||
		i > 0 && isNameByte(s.text[i-1]) {
		return "", "", 0, false
	}
	begin := i + len(word) + 1
	end := bracketEnd(s.text, begin)
	if end < 0 {
		return "", "", 0, false
	}
	after, found := strings.CutPrefix(s.text[end+1:], " = ")
	if !found {
		return "", "", 0, false
	}
	if at = end + len(" = ") + 1; open == '{' {
		at = begin + 1
		for at < end && isSpace(s.text[at]) {
			at++
		}
	}
	return s.text[begin+1 : end], expression(after), at, true
}

// opensFunction says whether the brace at i begins the body of a function.
func opensFunction(text string, i int) bool {
	before := backSpace(text, i)
	if before == 0 || text[before-1] != ')' {
		return strings.HasSuffix(text[:before], "=>")
	}
	open := openerOf(text, before-1)
	if open < 0 {
		return false
	}
	end := backSpace(text, open)
	switch text[backName(text, end):end] {
	case "if", "for", "await", "while", "switch", "catch", "with":
		return false
	}
	return true
}

// quoteEnd returns the index of the quote that ends the one at i.
func quoteEnd(text string, i int) int {
	for j := i + 1; j < len(text); j++ {
		switch text[j] {
		case '\\':
			j++
		case text[i]:
			return j
		}
	}
	return len(text)
}

// bracketEnd returns the index of the bracket that closes the one at i, without those in quotes. -1: there is none.
func bracketEnd(text string, i int) int {
	depth := 0
	for ; i < len(text); i++ {
		switch text[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth == 0 {
				return i
			}
		case '"', '\'', '`':
			i = quoteEnd(text, i)
		}
	}
	return -1
}

// operand says whether a value that a statement of the running function works on is undefined or null: the first is
// what it takes apart, the second what it has found in that. Empty: it is neither.
func (vm *VM) operand(n int) string {
	f := vm.frame()
	if f == nil {
		return ""
	}
	b := bytecodeOf(f.Fcur_func)
	if b == nil || f.Fvar_buf == 0 {
		return ""
	}
	slot := func(i int) int32 {
		if i >= int(b.Fstack_size) {
			return lib.EJS_TAG_OBJECT
		}
		return int32((*jsValue)(at(f.Fvar_buf + uintptr(int(b.Fvar_count)+i)*uintptr(valueSize))).Ftag)
	}
	i := 0
	for { // What the loops and the try blocks around the statement keep comes first.
		switch {
		case slot(i) == lib.EJS_TAG_CATCH_OFFSET:
			i++
			continue
		case i+2 < int(b.Fstack_size) && slot(i+2) == lib.EJS_TAG_CATCH_OFFSET:
			i += 3
			continue
		}
		break
	}
	switch slot(i + n) {
	case lib.EJS_TAG_NULL:
		return "null"
	case lib.EJS_TAG_UNDEFINED:
		return "undefined"
	}
	return ""
}

// place returns the line and the column, which count from 1, of an offset.
func (s *source) place(offset int) (line, column int) {
	s.lineStart(1)
	line = sort.SearchInts(s.lines, offset+1)
	return line, utf8.RuneCountInString(s.text[s.lines[line-1]:offset]) + 1
}
