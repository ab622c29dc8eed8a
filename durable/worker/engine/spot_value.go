package engine

import (
	"cmp"
	"strings"
)

// initializer returns the pattern and the value of the destructuring at the spot: the statement at the spot, the one
// of that kind in the same line where the engine gives the function's own place, or the next one.
func (s spot) initializer(open, shut byte) (pattern, value string, ok bool) {
	line := s.statement()
	for _, word := range []string{"const ", "let ", "var "} {
		i := strings.Index(line, word+string(open))
		if i < 0 {
			continue
		}
		rest := line[i+len(word):]
		end := closerOf(rest, 0)
		if end < 0 || rest[end] != shut {
			continue
		}
		after, found := strings.CutPrefix(strings.TrimLeft(rest[end+1:], " "), "=")
		if !found {
			continue
		}
		return rest[1:end], expression(after), true
	}
	return s.next(open)
}

// closerOf returns the index of the bracket that closes the one at i.
func closerOf(text string, i int) int {
	depth := 0
	for ; i < len(text); i++ {
		switch text[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// expression returns the expression that a text begins with.
func expression(text string) string {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth < 0 {
				return strings.TrimSpace(text[:i])
			}
		case ';', ',':
			if depth == 0 {
				return strings.TrimSpace(text[:i])
			}
		}
	}
	return strings.TrimSpace(text)
}

// noResult is what V8 says of a call whose result cannot be iterated.
const noResult = " is not a function or its return value"

// iterated names what is iterated at the spot: the expression, or what kind of value it is.
func (s spot) iterated(kind string) string {
	if s.text == "" {
		return kind
	}
	value := expression(s.statement())
	if s.ends(value) { // What was done before a declaration.
		if _, _, ok := s.next('['); ok {
			value = ""
		}
	}
	if isOperand(value) && !isKeyword(value) && value != "const" && value != "let" {
		if value[0] == '.' {
			_, head := s.operandBefore(s.at)
			return head + value
		}
		return value
	}
	if _, value, ok := s.initializer('[', ']'); ok {
		if shown, _ := s.shown(value, false); (isPlainName(value) || value == "{}") && shown != "[object Array]" {
			return value
		}
		if strings.HasPrefix(value, "await ") {
			return unknownValue
		}
		if callee, call := strings.CutSuffix(rendered(value), "(...)"); call {
			return callee + noResult
		}
	}
	if i := strings.Index(s.statement(), " of "); i >= 0 && strings.Contains(s.statement(), "for ") {
		value := expression(s.statement()[i+4:])
		if value == "{}" {
			return value
		}
	}
	if _, list, ok := s.loop('['); ok && !isOperand(list) { // An element of it: the list is made here.
		return ".for"
	}
	if _, loop, ok := strings.Cut(s.line(), "for ("); ok {
		of, list, _ := strings.Cut(loop, " of ")
		if callee, call := strings.CutSuffix(rendered(expression(list)), "(...)"); call && !strings.ContainsAny(of, "[{") {
			return callee + noResult
		}
	}
	if kind != "" {
		s.patterns('[', func(_ string, n int) bool {
			value, ok := s.argument(n, true)
			if ok {
				kind = value
			}
			return !ok
		})
	}
	return kind
}

// ends says whether the statement at the spot has no more than the expression.
func (s spot) ends(value string) bool {
	rest := strings.TrimLeft(s.statement(), " ")
	return s.text != "" && strings.HasPrefix(rest, value) && strings.Trim(rest[len(value):], "; ") == ""
}

func isPlainName(s string) bool { return isOperand(s) && !strings.Contains(s, ".") }

// notIterable ends the text about what is iterated.
func (s spot) notIterable() string {
	if name := s.iterated(""); name == "" {
		return " is not iterable (cannot read property Symbol(Symbol.iterator))"
	}
	return " is not iterable"
}

// destructured is the text about a value that has no properties to take apart.
func (s spot) destructured() (string, bool) {
	if pattern, value, ok := s.initializer('{', '}'); ok {
		return s.takenApart(pattern, value)
	}
	if pattern, _, ok := s.loop('{'); ok {
		return cannotDestructure(pattern, ".for", cmp.Or(s.nothing(0), "undefined")), true
	}
	if pattern, _, ok := s.initializer('[', ']'); ok {
		if _, inner, nested := strings.Cut(pattern, "{"); nested {
			return cannotRead(inner, cmp.Or(s.nothing(0), "undefined")), true
		}
	}
	line := s.statement()
	if strings.HasPrefix(line, "({") { // An assignment.
		if end := closerOf(line, 1); end > 0 {
			after, found := strings.CutPrefix(strings.TrimLeft(line[end+1:], " "), "=")
			if found && !strings.HasPrefix(after, ">") {
				return s.takenApart(line[2:end], expression(after))
			}
		}
	}
	return s.parameters()
}

// loop returns the pattern and the list of a for-of loop in the line.
func (s spot) loop(open byte) (pattern, list string, ok bool) {
	line := s.line()
	for _, word := range []string{"for (const ", "for (let ", "for (var "} {
		i := strings.Index(line, word+string(open))
		if i < 0 {
			continue
		}
		begin := i + len(word)
		end := closerOf(line, begin)
		if end < 0 {
			continue
		}
		if after, found := strings.CutPrefix(strings.TrimLeft(line[end+1:], " "), "of "); found {
			return line[begin+1 : end], expression(after), true
		}
	}
	return "", "", false
}

// takenApart is the text about a pattern that a value, an expression of the source, does not fit.
func (s spot) takenApart(pattern, value string) (string, bool) {
	shown, known := s.shown(value, false)
	is := s.nothing(0)
	nothing := known && (shown == "undefined" || shown == "null") || value == "undefined" || value == "null" || is != ""
	if is == "" {
		is = "undefined" // Where the variable does not tell which of the two it is: null is the rarer.
		if known && shown == "null" || value == "null" {
			is = "null"
		}
	}
	if _, inner, nested := strings.Cut(pattern, "{"); nested && !nothing { // It is what is taken apart further.
		return cannotRead(inner, cmp.Or(s.nothing(1), is)), true
	}
	if strings.Contains(value, "?.") {
		return cannotDestructure(pattern, unknownValue, is), true
	}
	return cannotDestructure(pattern, rendered(value), is), true
}

// patterns calls each for the parameters of the function at the spot that are patterns of a kind, until it returns false:
// with the pattern, and with the number of the parameter unless it has a default.
func (s spot) patterns(open byte, each func(pattern string, n int) bool) {
	line := s.statement()
	i := strings.IndexByte(line, '(')
	if i < 0 || !isOperand(strings.ReplaceAll("f"+line[:i], " ", "")) {
		return
	}
	end := closerOf(line, i)
	if end < 0 {
		return
	}
	rest := line[i+1 : end]
	for n := 0; rest != ""; n++ {
		one := topLevel(rest)
		rest = strings.TrimPrefix(rest[len(one):], ",")
		one = strings.TrimSpace(one)
		shut := closerOf(one, 0)
		if shut < 0 || one[0] != open {
			continue
		}
		if value, _ := s.argument(n, false); value == "undefined" && strings.Contains(one[shut:], "=") {
			continue // The default fits.
		}
		if !each(one[1:shut], n) {
			return
		}
	}
}

// parameters is the text about an argument that does not fit the pattern of its parameter.
func (s spot) parameters() (text string, ok bool) {
	s.patterns('{', func(pattern string, n int) bool {
		switch value, _ := s.argument(n, false); value {
		case "null":
			text = cannotDestructure(pattern, "object null", value)
			return false
		case "undefined":
			text = cannotDestructure(pattern, value, value)
			return false
		}
		if _, inner, nested := strings.Cut(pattern, "{"); nested && text == "" {
			text = cannotRead(inner, "undefined")
		}
		return true
	})
	return text, text != ""
}

// topLevel returns the text up to the first comma that is in no brackets.
func topLevel(text string) string {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		case ',':
			if depth == 0 {
				return text[:i]
			}
		}
	}
	return text
}

// rendered is an expression as V8 writes it.
func rendered(value string) string {
	if start, out := (spot{text: value}).operandBefore(len(value)); start == 0 {
		return out
	}
	return unknownValue
}

func cannotRead(pattern, of string) string {
	inner, _, _ := strings.Cut(pattern, "}")
	return "Cannot read properties of " + of + " (reading '" + firstKey(inner) + "')"
}

func cannotDestructure(pattern, value, is string) string {
	first := firstKey(pattern)
	if strings.Contains(topLevel(pattern), "=") { // It has a default.
		return "Cannot read properties of " + is + " (reading '" + first + "')"
	}
	if first == "" || first[0] == '[' || strings.HasPrefix(first, "...") {
		return "Cannot destructure '" + value + "' as it is " + is + "."
	}
	return "Cannot destructure property '" + first + "' of '" + value + "' as it is " + is + "."
}

// firstKey is the first key of a pattern.
func firstKey(pattern string) string {
	first, _, _ := strings.Cut(pattern, ",")
	first, _, _ = strings.Cut(first, ":")
	first, _, _ = strings.Cut(first, "=")
	return strings.TrimSpace(first)
}

// sides are the literal operands of a word operator at the spot.
func (s spot) sides(operator string) (left, right string, ok bool) {
	if s.text == "" {
		return "", "", false
	}
	rest, ok := strings.CutPrefix(s.text[s.at:], operator)
	if !ok {
		return "", "", false
	}
	_, left = s.operandBefore(s.at)
	left = strings.Trim(left, `"`)
	right = strings.Trim(expression(strings.SplitN(rest, "\n", 2)[0]), `"'`)
	for _, side := range []*string{&left, &right} {
		if shown, ok := s.shown(*side, false); ok {
			*side = shown
		}
	}
	if strings.HasPrefix(left, "Symbol.") {
		left = "Symbol(" + left + ")"
	}
	return left, right, right != ""
}

// primitive is the text about a property that is assigned to a primitive value at the spot.
func (s spot) primitive() (string, bool) {
	key := s.key()
	if key == "" || !s.isAccess() {
		return "", false
	}
	_, after, _ := strings.Cut(s.text[s.at:], key)
	after = strings.TrimLeft(after, `"']`+" ")
	if !strings.HasPrefix(after, "=") || strings.HasPrefix(after, "==") {
		return "", false
	}
	_, value := s.operandBefore(s.at)
	kind := "string"
	if shown, ok := s.shown(value, true); ok {
		kind, value, _ = strings.Cut(shown, " ")
	} else if value = strings.Trim(value, "()"); strings.HasPrefix(value, `"`) {
		value = strings.Trim(value, `"`)
	} else if value == "true" || value == "false" {
		kind = "boolean"
	} else if strings.Trim(value, "0123456789.") == "" {
		kind = "number"
	} else {
		return "", false
	}
	return "Cannot create property '" + key + "' on " + kind + " '" + strings.Trim(value, `"`) + "'", true
}

// operand is the expression after extends.
func (s spot) operand() string {
	if s.text == "" {
		return "undefined"
	}
	begin := strings.LastIndexByte(s.text[:min(s.at, len(s.text))], '\n') + 1
	line, _, _ := strings.Cut(s.text[begin:], "\n")
	if i := strings.Index(line, "extends "); i >= 0 {
		value, _, _ := strings.Cut(line[i+len("extends "):], "{")
		value = strings.TrimSpace(value)
		if shown, ok := s.shown(value, false); ok {
			return shown
		}
		if value = strings.TrimSuffix(strings.TrimPrefix(value, "("), ")"); !strings.ContainsAny(value, ".(") || strings.Contains(value, "=>") {
			return value
		}
	}
	return "undefined"
}
