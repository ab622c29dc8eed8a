package project

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// kind is the type of a value in a configuration file.
type kind uint8

const (
	null kind = iota
	boolean
	number
	text
	date // TOML only
	array
	object
)

func (k kind) String() string {
	return [...]string{"null", "boolean", "number", "string", "date", "array", "object"}[k]
}

// node is a value of a configuration file, whichever its syntax.
type node struct {
	kind kind
	// text is a string's value, or the JSON form of a number, boolean or null, or a date as written.
	text string
	// at is the offset of the value in the file.
	at     int
	fields []field
	items  []*node
}

// field is a field of an object.
type field struct {
	name  string
	at    int
	value *node
}

// get is the value of a field, nil where there is none. It may be called on nil.
func (n *node) get(name string) *node {
	if n == nil {
		return nil
	}
	for i := len(n.fields) - 1; i >= 0; i-- { // Of two fields of one name the last one counts.
		if n.fields[i].name == name {
			return n.fields[i].value
		}
	}
	return nil
}

// each are the fields that count: of two of one name the last. It may be called on nil.
func (n *node) each() (list []field) {
	if n == nil {
		return nil
	}
	for _, f := range n.fields {
		if n.get(f.name) == f.value {
			list = append(list, f)
		}
	}
	return list
}

// list are the items of an array, none of all else. It may be called on nil.
func (n *node) list() []*node {
	if n == nil {
		return nil
	}
	return n.items
}

// strings are the values of an array of strings. It may be called on nil.
func (n *node) strings() (list []string) {
	for _, item := range n.list() {
		list = append(list, item.str())
	}
	return list
}

// yes is a boolean's value, and the given one where there is none. It may be called on nil.
func (n *node) yes(otherwise bool) bool {
	if n == nil || n.kind != boolean {
		return otherwise
	}
	return n.text == "true"
}

// str is a string's value, "" for all else. It may be called on nil.
func (n *node) str() string {
	if n == nil || n.kind != text {
		return ""
	}
	return n.text
}

// json is the value in JSON.
func (n *node) json() string {
	var b bytes.Buffer
	n.write(&b)
	return b.String()
}

func (n *node) write(b *bytes.Buffer) {
	switch n.kind {
	case array:
		b.WriteByte('[')
		for i, item := range n.items {
			if i > 0 {
				b.WriteByte(',')
			}
			item.write(b)
		}
		b.WriteByte(']')
	case object:
		b.WriteByte('{')
		for i, f := range n.fields {
			if i > 0 {
				b.WriteByte(',')
			}
			writeString(b, f.name)
			b.WriteByte(':')
			f.value.write(b)
		}
		b.WriteByte('}')
	case text, date:
		writeString(b, n.text)
	default:
		b.WriteString(n.text)
	}
}

func writeString(b *bytes.Buffer, s string) {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(err) // A string can always be encoded.
	}
	b.Truncate(b.Len() - 1) // the line feed
}

// nodesMax bounds the values of a configuration file.
const nodesMax = 20_000

// count is how many values there are in a value, itself one of them.
func (n *node) count() int {
	sum := 1
	for _, item := range n.items {
		sum += item.count()
	}
	for _, f := range n.fields {
		sum += f.value.count()
	}
	return sum
}

// document is a parsed configuration file.
type document struct {
	file string
	data []byte
	root *node
}

// pos is the place of an offset.
func (d *document) pos(at int) Pos { return position(d.file, d.data, at) }

func position(file string, data []byte, at int) Pos {
	before := data[:min(max(at, 0), len(data))]
	start := bytes.LastIndexByte(before, '\n') + 1
	return Pos{
		File:   file,
		Line:   1 + bytes.Count(before, []byte("\n")),
		Column: 1 + utf8.RuneCount(before[start:]),
	}
}

// errorAt is an error at an offset.
func (d *document) errorAt(at int, words ...string) *Error {
	return &Error{Pos: d.pos(at), Text: strings.Join(words, "")}
}
