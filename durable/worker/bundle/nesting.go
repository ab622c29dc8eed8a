package bundle

import "bytes"

// Bounds of a source. The bundler needs up to 10 KiB of stack for a level and ends the process beyond 1 GiB.
const (
	depthMax = 2000
	runMax   = 20_000
)

// nested finds what could make the bundler recurse too deep: brackets within brackets, and long runs of operators and
// words, such as !!!…x or a=>b=>…, that nothing separates. It does not tell strings and comments from code: what is in
// them counts too, which errs on the safe side and needs thousands of brackets to matter.
func nested(source []byte) (offset int, deep bool) {
	runs := make([]int, 1, 64) // for each open bracket, how much the run within has
	for at := 0; at < len(source); at++ {
		run := &runs[len(runs)-1]
		switch c := source[at]; {
		case c == '(' || c == '[' || c == '{':
			*run++
			if runs = append(runs, 0); len(runs) > depthMax {
				return at, true
			}
		case c == ')' || c == ']' || c == '}':
			if len(runs) > 1 {
				runs = runs[:len(runs)-1]
			}
			if c == '}' && endsStatement(source[at+1:]) {
				runs[len(runs)-1] = 0
			}
		case c == ';' || c == ',':
			*run = 0
		case c == '\n':
			if startsStatement(source[at+1:]) {
				*run = 0
			}
		case c <= ' ' || c >= 0x80:
		case wordByte(c):
			at = endOfWord(source, at)
			*run++
		default:
			*run++
		}
		if runs[len(runs)-1] > runMax {
			return at, true
		}
	}
	return 0, false
}

// nestedJSON finds brackets within brackets of JSON, comments allowed. Strings end with their line at the latest.
func nestedJSON(source []byte) (offset int, deep bool) {
	depth := 0
	for at := 0; at < len(source); at++ {
		switch source[at] {
		case '[', '{':
			if depth++; depth > depthMax {
				return at, true
			}
		case ']', '}':
			depth--
		case '"':
			for at++; at < len(source) && source[at] != '"' && source[at] != '\n'; at++ {
				if source[at] == '\\' {
					at++
				}
			}
		}
	}
	return 0, false
}

func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '$'
}

// endOfWord is the offset of a word's last byte. Words with single "+" or "/" between are one: base64 is.
func endOfWord(source []byte, at int) int {
	for at+1 < len(source) {
		next := source[at+1]
		joins := (next == '+' || next == '/') && at+2 < len(source) && wordByte(source[at+2])
		if !wordByte(next) && !joins {
			break
		}
		at++
	}
	return at
}

// endsStatement says whether a closing brace before the text ends what it is in.
func endsStatement(rest []byte) bool {
	rest = bytes.TrimLeft(rest, " \t\r\n")
	return len(rest) == 0 || wordByte(rest[0]) && !bytes.HasPrefix(rest, []byte("else"))
}

// startsStatement says whether a line begins with a word that begins a declaration or ends a nesting.
func startsStatement(line []byte) bool {
	line = bytes.TrimLeft(line, " \t")
	for _, word := range []string{"const ", "let ", "var ", "export ", "import ", "function ", "class ", "return "} {
		if bytes.HasPrefix(line, []byte(word)) {
			return true
		}
	}
	return false
}
