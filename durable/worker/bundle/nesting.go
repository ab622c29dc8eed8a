package bundle

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"dolab/durable/worker/project"
)

// Bounds of a source. The bundler needs up to 10 KiB of stack for a level and ends the process beyond 1 GiB.
const (
	depthMax = 2000
	runMax   = 20_000
	fileMax  = 64 << 20
)

// readFile reads a regular file of bounded size.
func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, fileMax+1))
	if err != nil {
		return nil, err
	}
	if len(data) > fileMax {
		return nil, fmt.Errorf("the file has more than %d bytes", fileMax)
	}
	return data, nil
}

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

// inspect is the fault of a file that the bundler cannot be given, nil where there is none.
func (w *worker) inspect(path string) *Error {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return nil // The bundler says it better.
	}
	name := relative(w.Dir, path)
	data, err := readFile(path)
	if err != nil {
		return &Error{Pos: project.Pos{File: name}, Text: plainError(err)}
	}
	at, deep := nested(data)
	if !deep {
		return nil
	}
	before := data[:at]
	return &Error{
		Pos: project.Pos{
			File: name, Line: 1 + bytes.Count(before, []byte("\n")),
			Column: at - bytes.LastIndexByte(before, '\n'),
		},
		Text: "the source is nested too deep to be bundled",
	}
}
