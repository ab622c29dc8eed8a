package scripts

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"dolab/durable/clone"
)

// shown is the result of a call as text that can be compared: see unordered.
func shown(data []byte) string {
	if data == nil {
		return "undefined"
	}
	var v any
	if err := clone.Unmarshal(data, &v); err != nil {
		return string(data)
	}
	return unordered(v)
}

// body is the body of an answer as text that can be compared: see unordered.
func body(text string) string {
	var v any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if d.Decode(&v) != nil || d.More() {
		return text
	}
	return unordered(v)
}

// unordered is the text of a value in which lists, Maps, Sets and the keys of objects are sorted. An object that fills a
// cache anew has it in the order of the storage, and had it in the order of its writes: that alone is no other answer.
func unordered(v any) string {
	s := sorter{left: nodesMax}
	return string(s.text(v))
}

// sorter writes values in a fixed order. A value may contain itself: what is too much or too deep is left out.
type sorter struct {
	left  int // nodes that it may still write
	depth int
}

const (
	nodesMax = 100_000
	depthMax = 100
)

func (s *sorter) text(v any) []byte {
	s.left--
	s.depth++
	defer func() { s.depth-- }()
	if s.left < 0 || s.depth > depthMax {
		return []byte(`"…"`)
	}
	switch x := v.(type) {
	case clone.Absent:
		return []byte(x.String())
	case []any:
		return inOrder(s.texts(x...))
	case *clone.Set:
		return inOrder(s.texts(x.Values...))
	case *clone.Map:
		var entries [][]byte
		for _, e := range x.Entries {
			entries = append(entries, list(s.texts(e.Key, e.Value)))
		}
		return inOrder(entries)
	case map[string]any:
		var properties [][]byte
		for _, key := range slices.Sorted(maps.Keys(x)) {
			properties = append(properties, slices.Concat(s.text(key), []byte(":"), s.text(x[key])))
		}
		return slices.Concat([]byte("{"), bytes.Join(properties, []byte(",")), []byte("}"))
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	switch _, number := v.(float64); {
	case e.Encode(v) == nil:
		return bytes.TrimSuffix(text.Bytes(), []byte("\n"))
	case number: // NaN or an infinity.
		return fmt.Appendf(nil, `"%v"`, v)
	}
	return fmt.Appendf(nil, `"%T"`, v) // An error that is its own cause.
}

func (s *sorter) texts(values ...any) (texts [][]byte) {
	for _, v := range values {
		texts = append(texts, s.text(v))
	}
	return texts
}

func list(texts [][]byte) []byte {
	return slices.Concat([]byte("["), bytes.Join(texts, []byte(",")), []byte("]"))
}

// inOrder is the list of values in the order of their texts.
func inOrder(texts [][]byte) []byte {
	slices.SortFunc(texts, bytes.Compare)
	return list(texts)
}
