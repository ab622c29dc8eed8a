package search

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Node is a value of a text, with its line: for texts that are not scenarios of a search and are read as strictly.
// Aliases stand for what they name, and merged mappings (<<) are refused.
type Node struct {
	Line int
	// Value is a scalar as JSON has it: nil, a bool, an int64, a float64 or a string.
	Value any
	// Text is a scalar as it is written.
	Text   string
	Fields []NodeField // of a mapping, in their order
	Items  []Node      // of a list
	Kind   NodeKind
}

// NodeField is a field of a mapping.
type NodeField struct {
	Name  string
	Line  int
	Value Node
}

// NodeKind says what a Node is.
type NodeKind uint8

// The kinds of nodes.
const (
	NodeScalar NodeKind = iota
	NodeMapping
	NodeList
)

// ParseNode reads a text of one document: YAML, or JSON with comments. An error names the line.
func ParseNode(data []byte) (*Node, error) {
	n, err := parseNode(data)
	if err != nil && len(err.Error()) > errorMax {
		return nil, errors.New(strings.ToValidUTF8(err.Error()[:errorMax], "") + "…")
	}
	return n, err
}

func parseNode(data []byte) (*Node, error) {
	data, err := plainText(data)
	if err != nil {
		return nil, err
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	if err := d.Decode(&doc); errors.Is(err, io.EOF) || err == nil && len(doc.Content) == 0 {
		return nil, errors.New("the text is empty")
	} else if err != nil {
		return nil, parserError(err)
	}
	switch err := d.Decode(&second); {
	case err == nil:
		return nil, fmt.Errorf("line %d: a second document begins: want one", second.Line)
	case !errors.Is(err, io.EOF):
		return nil, parserError(err)
	}
	r := &nodeReader{}
	n := r.read(doc.Content[0])
	return &n, r.err
}

// parserError is an error of the library in our words.
func parserError(err error) error {
	text := strings.ReplaceAll(err.Error(), "exceeded max depth of", "it is nested deeper than")
	return errors.New(strings.TrimPrefix(text, "yaml: "))
}

// nodeReader makes Nodes, and keeps the first error.
type nodeReader struct {
	nodes, depth int
	err          error
}

func (r *nodeReader) fail(n *yaml.Node, format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("line %d: %s", n.Line, fmt.Sprintf(format, args...))
	}
}

func (r *nodeReader) read(n *yaml.Node) Node {
	if r.nodes++; r.nodes > nodesMax {
		r.fail(n, "the text has more than %d values, aliases expanded", nodesMax)
	}
	if r.depth++; r.depth > nestingMax {
		r.fail(n, "values are nested more than %d deep", nestingMax)
	}
	defer func() { r.depth-- }()
	out := Node{Line: n.Line}
	switch {
	case r.err != nil:
	case n.Kind == yaml.AliasNode:
		out = r.read(n.Alias)
	case n.Kind == yaml.MappingNode:
		out.Kind = NodeMapping
		r.fields(n, &out)
	case n.Kind == yaml.SequenceNode:
		out.Kind = NodeList
		for _, item := range n.Content {
			out.Items = append(out.Items, r.read(item))
		}
	default:
		out.Text, out.Value = n.Value, r.scalar(n)
	}
	return out
}

func (r *nodeReader) fields(n *yaml.Node, out *Node) {
	for i := 0; i+1 < len(n.Content) && r.err == nil; i += 2 {
		key := n.Content[i]
		switch {
		case key.ShortTag() == "!!merge" || key.Kind != yaml.ScalarNode:
			r.fail(key, "a field has a name, and %s is not one", shown(key))
		case slices.ContainsFunc(out.Fields, func(f NodeField) bool { return f.Name == key.Value }):
			r.fail(key, "field %s is given twice", clip(key.Value, clippedMax))
		}
		out.Fields = append(out.Fields, NodeField{key.Value, key.Line, r.read(n.Content[i+1])})
	}
}

// scalar is a scalar's value. A date is text, for JSON has none.
func (r *nodeReader) scalar(n *yaml.Node) any {
	var v any
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		var b bool
		if n.Decode(&b) == nil {
			return b
		}
	case "!!int":
		if n.Decode(&v) == nil {
			switch x := v.(type) {
			case int:
				return int64(x)
			case int64:
				return x
			case uint64:
				return float64(x)
			}
		}
	case "!!float":
		var f float64
		if n.Decode(&f) == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
			return f
		}
	case "!!str", "!!timestamp":
	default:
		r.fail(n, "%s is of a type that JSON does not have", shown(n))
	}
	return n.Value
}

// String is a node as an error shows it.
func (n *Node) String() string {
	switch n.Kind {
	case NodeMapping:
		return "a mapping"
	case NodeList:
		return "a list"
	}
	return "`" + clip(n.Text, clippedMax) + "`"
}

// Data is the node as JSON has it: nil, bool, int64, float64, string, []any or map[string]any.
func (n *Node) Data() any {
	switch n.Kind {
	case NodeMapping:
		m := map[string]any{}
		for _, f := range n.Fields {
			m[f.Name] = f.Value.Data()
		}
		return m
	case NodeList:
		list := make([]any, 0, len(n.Items))
		for _, item := range n.Items {
			list = append(list, item.Data())
		}
		return list
	}
	return n.Value
}
