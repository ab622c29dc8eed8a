package scripts

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
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

// unordered is the text of a value with its lists, Maps, Sets and keys of objects sorted. A cache that an object fills anew
// is in the order of the storage; before, it was in the order of the writes. Order alone makes no other answer.
func unordered(v any) string {
	s := sorter{left: nodesMax}
	return string(s.text(v))
}

// sorter writes values in a fixed order. A value may contain itself, so the sorter leaves out what is too long or too deep.
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
	case float64:
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Appendf(nil, "%q", fmt.Sprint(x))
		}
	case []any:
		return inOrder(s.texts(x...))
	case *clone.Set:
		return inOrder(s.texts(x.Values...))
	case *clone.Map:
		var entries [][]byte
		for _, e := range x.Entries {
			entries = append(entries, bracketed(s.texts(e.Key, e.Value)))
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
	if e.Encode(v) != nil { // An error that is its own cause.
		return fmt.Appendf(nil, `"%T"`, v)
	}
	return bytes.TrimSuffix(text.Bytes(), []byte("\n"))
}

func (s *sorter) texts(values ...any) (texts [][]byte) {
	for _, v := range values {
		texts = append(texts, s.text(v))
	}
	return texts
}

func bracketed(texts [][]byte) []byte {
	return slices.Concat([]byte("["), bytes.Join(texts, []byte(",")), []byte("]"))
}

// inOrder is the list of values in the order of their texts.
func inOrder(texts [][]byte) []byte {
	slices.SortFunc(texts, bytes.Compare)
	return bracketed(texts)
}
