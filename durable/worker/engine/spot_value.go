package engine

import "strings"

// initializer returns the pattern and the value of the destructuring at the spot: the statement at the spot, or the one
// of that kind in the same line where the engine gives the function's own place.
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
	return "", "", false
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

// iterated names what is iterated at the spot: the expression, or what kind of value it is.
func (s spot) iterated(kind string) string {
	if s.text == "" {
		return kind
	}
	if value := expression(s.statement()); isOperand(value) && !isKeyword(value) && value != "const" && value != "let" {
		if value[0] == '.' {
			_, head := s.operandBefore(s.at)
			return head + value
		}
		return value
	}
	if _, value, ok := s.initializer('[', ']'); ok && (isPlainName(value) || value == "{}") {
		return value
	}
	if i := strings.Index(s.statement(), " of "); i >= 0 && strings.Contains(s.statement(), "for ") {
		if value := expression(s.statement()[i+4:]); value == "{}" {
			return value
		}
	}
	return kind
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
	pattern, value, ok := s.initializer('{', '}')
	if !ok {
		if pattern, ok = s.parameter(); !ok {
			return "", false
		}
		value = "undefined"
	}
	if _, inner, nested := strings.Cut(pattern, "{"); nested && isOperand(value) { // It is what is taken apart further.
		inner, _, _ = strings.Cut(inner, "}")
		return "Cannot read properties of undefined (reading '" + firstKey(inner) + "')", true
	}
	if !isOperand(value) || strings.ContainsAny(pattern, "[") {
		return "", false
	}
	is := "undefined" // Where the variable does not tell which of the two it is: null is the rarer.
	if shown, ok := s.shown(value, false); ok && shown == "null" || value == "null" {
		is = "null"
	}
	first := firstKey(pattern)
	if first == "" {
		return "Cannot destructure '" + value + "' as it is " + is + ".", true
	}
	return "Cannot destructure property '" + first + "' of '" + value + "' as it is " + is + ".", true
}

// firstKey is the first key of a pattern.
func firstKey(pattern string) string {
	first, _, _ := strings.Cut(pattern, ",")
	first, _, _ = strings.Cut(first, ":")
	first, _, _ = strings.Cut(first, "=")
	return strings.TrimSpace(first)
}

// parameter returns the pattern of the first parameter of the function at the spot.
func (s spot) parameter() (string, bool) {
	line := s.statement()
	i := strings.Index(line, "({")
	if i < 0 || !isOperand(strings.ReplaceAll("f"+line[:i], " ", "")) {
		return "", false
	}
	end := closerOf(line, i+1)
	if end < 0 {
		return "", false
	}
	return line[i+2 : end], true
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
		return strings.TrimSuffix(strings.TrimPrefix(value, "("), ")")
	}
	return "undefined"
}
