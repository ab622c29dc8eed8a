package project

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"

	"github.com/tailscale/hujson"
)

// depthMax bounds how deep values may be nested.
const depthMax = 100

// parseJSON reads JSON with comments and trailing commas, as wrangler reads wrangler.json and wrangler.jsonc alike.
func (d *document) parseJSON() *Error {
	if at := tooDeep(d.data); at >= 0 {
		return d.errorAt(at, "the value is nested too deep: want 100 levels at most")
	}
	v, err := hujson.Parse(d.data)
	if err != nil {
		return d.syntaxError(err)
	}
	d.root = convert(v)
	return nil
}

// hujsonError matches the position in front of hujson's errors.
var hujsonError = regexp.MustCompile(`^hujson: line (\d+), column (\d+): `)

func (d *document) syntaxError(err error) *Error {
	text := err.Error()
	m := hujsonError.FindStringSubmatch(text)
	if m == nil {
		return d.errorAt(0, text)
	}
	line, _ := strconv.Atoi(m[1]) // Digits, of a file of at most fileMax bytes.
	column, _ := strconv.Atoi(m[2])
	at := offset(d.data, line, column)
	return d.errorAt(at, "this is not JSON with comments: ", text[len(m[0]):])
}

func convert(v hujson.Value) *node {
	n := &node{at: v.StartOffset}
	switch x := v.Value.(type) {
	case *hujson.Object:
		n.kind = object
		for _, m := range x.Members {
			name, _ := m.Name.Value.(hujson.Literal)
			n.fields = append(n.fields, field{name.String(), m.Name.StartOffset, convert(m.Value)})
		}
	case *hujson.Array:
		n.kind = array
		for _, e := range x.Elements {
			n.items = append(n.items, convert(e))
		}
	case hujson.Literal:
		n.kind, n.text = literal(x)
	}
	return n
}

func literal(x hujson.Literal) (kind, string) {
	switch x.Kind() {
	case '"':
		var s string
		if err := json.Unmarshal(x, &s); err != nil {
			panic(err) // hujson has checked it.
		}
		return text, s
	case '0':
		return number, string(x)
	case 't', 'f':
		return boolean, string(x)
	}
	return null, "null"
}

// tooDeep is the offset at which brackets outside strings and comments are nested beyond depthMax, -1 where they are
// not. The parser behind has no bound of its own.
func tooDeep(data []byte) int {
	depth := 0
	for at := 0; at < len(data); at++ {
		switch data[at] {
		case '{', '[':
			if depth++; depth > depthMax {
				return at
			}
		case '}', ']':
			depth--
		case '"':
			for at++; at < len(data) && data[at] != '"' && data[at] != '\n'; at++ {
				if data[at] == '\\' {
					at++
				}
			}
		case '/':
			at = skipComment(data, at)
		}
	}
	return -1
}

// skipComment is the offset of the last byte of the comment that starts at the given offset.
func skipComment(data []byte, at int) int {
	rest := string(data[at:min(at+2, len(data))])
	end := ""
	switch rest {
	case "//":
		end = "\n"
	case "/*":
		end = "*/"
	default:
		return at
	}
	n := bytes.Index(data[at+2:], []byte(end))
	if n < 0 {
		return len(data)
	}
	return at + 2 + n + len(end) - 1
}

// offset is the offset of a line and a column in bytes, both from 1.
func offset(data []byte, line, column int) int {
	at := 0
	for ; line > 1; line-- {
		n := bytes.IndexByte(data[at:], '\n')
		if n < 0 {
			return len(data)
		}
		at += n + 1
	}
	return min(at+column-1, len(data))
}
