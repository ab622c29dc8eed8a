package engine

import "strings"

// spot is a place in a source. The zero spot is unknown.
type spot struct {
	text string
	at   int
	// value shows the variable of a name, as V8 puts it into a text: plain, or with its type.
	value func(name string, typed bool) (string, bool)
	// arg shows an argument of the function in the same way.
	arg func(n int, typed bool) (string, bool)

	body      string             // the source of the function
	nothingAt func(n int) string // operand of VM
	found     *int               // set by next
}

// nothing says whether an operand of the statement is undefined or null.
func (s spot) nothing(n int) string {
	if s.nothingAt == nil {
		return ""
	}
	return s.nothingAt(n)
}

// argument is the value of an argument.
func (s spot) argument(n int, typed bool) (string, bool) {
	if s.arg == nil {
		return "", false
	}
	return s.arg(n, typed)
}

// shown is a variable's value.
func (s spot) shown(name string, typed bool) (string, bool) {
	if s.value == nil || !isPlainName(name) {
		return "", false
	}
	return s.value(name, typed)
}

func (s spot) char(i int) byte {
	if i < 0 || i >= len(s.text) {
		return 0
	}
	return s.text[i]
}

func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '$' || c == '#' ||
		c >= 0x80
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// backSpace returns the end of what stands before i, without white space.
func backSpace(text string, i int) int {
	for i > 0 && isSpace(text[i-1]) {
		i--
	}
	return i
}

func backName(text string, i int) int {
	for i > 0 && isNameByte(text[i-1]) {
		i--
	}
	return i
}

// calleeName returns where the name begins that a call's parenthesis at i follows, or the new before it. -1: there is
// no name.
func calleeName(text string, i int) int {
	end := backSpace(text, i)
	if strings.HasSuffix(text[:end], "?.") {
		end = backSpace(text, end-2)
	}
	start := backName(text, end)
	if start == end {
		return -1
	}
	first := start
	for first > 0 && text[first-1] == '.' {
		first = backName(text, first-1)
	}
	if before := backSpace(text, first); before < first && before >= 3 && text[before-3:before] == "new" &&
		(before == 3 || !isNameByte(text[before-4])) {
		return before - 3
	}
	return start
}

// openerOf returns the index of the bracket that the one at i closes, -1 where there is none.
func openerOf(text string, i int) int {
	depth := 0
	for ; i >= 0; i-- {
		switch text[i] {
		case ')', ']', '}':
			depth++
		case '(', '[', '{':
			if depth--; depth == 0 {
				return i
			}
		case '"', '\'', '`':
			i = quoteStart(text, i)
		}
	}
	return -1
}

// quoteStart returns the index of the quote that the one at i ends.
func quoteStart(text string, i int) int {
	for j := i - 1; j >= 0; j-- {
		if text[j] == text[i] && (j == 0 || text[j-1] != '\\') {
			return j
		}
		if text[j] == '\n' && text[i] != '`' {
			break
		}
	}
	return i
}

// tailCall returns the index of the parenthesis of a call that is the value of a return statement at i: the engine has
// the statement as the place of such a call. -1: there is none.
func tailCall(text string, i int) int {
	const word = "return"
	if i < 0 || i >= len(text) || !strings.HasPrefix(text[i:], word) || i > 0 && isNameByte(text[i-1]) ||
		i+len(word) < len(text) && isNameByte(text[i+len(word)]) {
		return -1
	}
	rest := text[i+len(word):]
	lead := len(rest) - len(strings.TrimLeft(rest, " \t\r\n"))
	end := i + len(word) + lead + len(expression(rest)) - 1
	if end >= len(text) || text[end] != ')' {
		return -1
	}
	return openerOf(text, end)
}

// callSpread reports whether the spot is what is spread into the arguments of a call.
func (s spot) callSpread() bool {
	before := backSpace(s.text, min(s.at, len(s.text)))
	if !strings.HasSuffix(s.text[:before], "...") {
		return false
	}
	depth := 0
	for i := before - 4; i >= 0; i-- {
		switch s.text[i] {
		case ')', ']', '}':
			depth++
		case '(', '[', '{':
			if depth--; depth < 0 {
				return s.text[i] == '('
			}
		case '"', '\'', '`':
			i = quoteStart(s.text, i)
		}
	}
	return false
}

// isNew says whether the call at the spot is of new.
func (s spot) isNew() bool {
	start, _ := s.operandBefore(s.at)
	before := backSpace(s.text, max(start, 0))
	return s.text != "" && before >= 3 && before < start && s.text[before-3:before] == "new" &&
		(before == 3 || !isNameByte(s.text[before-4]))
}

const unknownValue = "(intermediate value)"

// callee is the called expression as V8 writes it.
func (s spot) callee() string {
	if s.text == "" {
		return unknownValue
	}
	_, out := s.operandBefore(s.at)
	return out
}

// operandBefore renders the member expression that ends before i, and says where it begins.
func (s spot) operandBefore(i int) (start int, out string) {
	if s.text == "" {
		return -1, unknownValue
	}
	text := s.text
	end := backSpace(text, i)
	optional := strings.HasSuffix(text[:end], "?.")
	if optional {
		end = backSpace(text, end-2)
	}
	if end == 0 {
		return -1, unknownValue
	}
	switch c := text[end-1]; {
	case isNameByte(c):
		start = backName(text, end)
		name := text[start:end]
		before := backSpace(text, start)
		if before > 0 && text[before-1] == '.' && !strings.HasSuffix(text[:before], "..") {
			at := before - 1
			if at > 0 && text[at-1] == '?' {
				at--
			}
			from, head := s.operandBefore(at)
			return from, head + "." + name
		}
		if name == "super" {
			return start, unknownValue
		}
		if name == "" || isKeyword(name) {
			return end, unknownValue
		}
		return start, name
	case c == ')':
		return s.parentheses(end)
	case c == ']':
		return s.brackets(end)
	case c == '"' || c == '\'':
		start = quoteStart(text, end-1)
		return start, `"` + text[start+1:end-1] + `"`
	}
	return end, unknownValue
}

// parentheses renders what ends with the parenthesis before end: a call, or a value in parentheses.
func (s spot) parentheses(end int) (start int, out string) {
	text := s.text
	open := openerOf(text, end-1)
	if open < 0 {
		return -1, unknownValue
	}
	if before := backSpace(text, open); before > 0 && endsOperand(text, before) {
		from, head := s.operandBefore(open)
		if (spot{text: text, at: open}).isNew() {
			at := backSpace(text, from)
			return at - 3, unknownValue
		}
		return from, head + "(...)"
	}
	inner := strings.TrimSpace(text[open+1 : end-1])
	if strings.Contains(inner, "=>") || strings.HasPrefix(inner, "function") || strings.HasPrefix(inner, "class") ||
		strings.HasPrefix(inner, "async") {
		return open, unknownValue
	}
	if isOperand(inner) {
		return open, inner
	}
	return open, "(" + commaSpaced(inner) + ")"
}

// brackets renders what ends with the bracket before end: an element, or an array.
func (s spot) brackets(end int) (start int, out string) {
	text := s.text
	open := openerOf(text, end-1)
	if open < 0 {
		return -1, unknownValue
	}
	inner := text[open+1 : end-1]
	if before := backSpace(text, open); before > 0 && endsOperand(text, before) {
		from, head := s.operandBefore(open)
		if key, ok := literal(inner); ok && strings.Trim(key, "0123456789") != "" {
			return from, head + "." + key
		}
		return from, head + "[" + strings.TrimSpace(inner) + "]"
	}
	return open, "[" + strings.ReplaceAll(inner, ", ", ",") + "]"
}

func commaSpaced(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, ", ", ","), ",", " , ")
}

// endsOperand says whether what ends at i can be called or indexed, as opposed to an operator or a keyword.
func endsOperand(text string, i int) bool {
	switch c := text[i-1]; {
	case c == ')' || c == ']' || c == '"' || c == '\'' || c == '`':
		return true
	case c == '.':
		return strings.HasSuffix(text[:i], "?.")
	case isNameByte(c):
		return !isKeyword(text[backName(text, i):i])
	}
	return false
}

func isKeyword(name string) bool {
	switch name {
	case "return", "typeof", "await", "yield", "void", "delete", "in", "of", "new", "throw", "case", "else", "do",
		"instanceof", "extends", "if", "while", "for", "switch":
		return true
	}
	return false
}

func isOperand(s string) bool {
	for i := range len(s) {
		if !isNameByte(s[i]) && s[i] != '.' {
			return false
		}
	}
	return s != ""
}

// literal returns the key that a literal in brackets stands for.
func literal(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		return s[1 : len(s)-1], true
	}
	if s != "" && strings.Trim(s, "0123456789") == "" {
		return s, true
	}
	return "", false
}

// isAccess says whether the spot is that of a property, not of a variable.
func (s spot) isAccess() bool { c := s.char(s.at); return c == '.' || c == '[' || c == '?' }

// key is the property that is accessed at the spot, empty where the source does not tell.
func (s spot) key() string {
	switch s.char(s.at) {
	case '.':
		end := s.at + 1
		for end < len(s.text) && isNameByte(s.text[end]) {
			end++
		}
		return s.text[s.at+1 : end]
	case '[':
		if end := strings.IndexByte(s.text[s.at:], ']'); end > 0 {
			inner := s.text[s.at+1 : s.at+end]
			if key, ok := literal(inner); ok {
				return key
			}
			key, _ := s.shown(strings.TrimSpace(inner), false)
			return key
		}
	}
	return ""
}

// lastKey is the property that an access before the spot ends with.
func (s spot) lastKey() string {
	end := backSpace(s.text, min(s.at, len(s.text)))
	start := backName(s.text, end)
	if start > 0 && s.text[start-1] == '.' {
		return s.text[start:end]
	}
	return ""
}

// assigns says whether the private name that is accessed at the spot is assigned to.
func (s spot) assigns(name string) bool {
	if s.text == "" {
		return false
	}
	rest, ok := strings.CutPrefix(s.text[s.at:], "."+name)
	rest = strings.TrimLeft(rest, " ")
	return ok && strings.HasPrefix(rest, "=") && !strings.HasPrefix(rest, "==")
}

// line is the line of the spot.
func (s spot) line() string {
	if s.text == "" || s.at >= len(s.text) {
		return ""
	}
	return s.text[strings.LastIndexByte(s.text[:s.at], '\n')+1:s.at] + s.statement()
}

// statement is what the source has from the spot to the end of the line.
func (s spot) statement() string {
	if s.text == "" || s.at >= len(s.text) {
		return ""
	}
	line, _, _ := strings.Cut(s.text[s.at:], "\n")
	return line
}
