package project

import (
	"errors"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// parseTOML reads TOML. The library checks the whole text first, so that the tree is built from what is valid; its
// syntax tree has the positions.
func (d *document) parseTOML() *Error {
	if err := d.boundKeys(); err != nil {
		return err
	}
	var all map[string]any
	if err := toml.Unmarshal(d.data, &all); err != nil {
		return d.tomlError(err)
	}
	b := &tomlBuilder{root: &node{kind: object}}
	b.table = b.root
	p := &unstable.Parser{}
	p.Reset(d.data)
	for p.NextExpression() {
		b.add(p.Expression())
	}
	d.root = b.root
	return nil
}

func (d *document) tomlError(err error) *Error {
	at, text := 0, strings.TrimPrefix(err.Error(), "toml: ")
	var decode *toml.DecodeError
	if errors.As(err, &decode) {
		line, column := decode.Position()
		at = offset(d.data, line, column)
	}
	return d.errorAt(at, "this is not TOML: ", text)
}

// boundKeys refuses dotted keys of too many parts, and values nested too deep, before anything descends into them.
func (d *document) boundKeys() *Error {
	p := &unstable.Parser{}
	p.Reset(d.data)
	for p.NextExpression() {
		if at := deepTOML(p.Expression(), 0); at >= 0 {
			return d.errorAt(at, "the value is nested too deep: want 100 levels at most")
		}
	}
	return nil // Parse errors are those of the library's check.
}

func deepTOML(n *unstable.Node, depth int) int {
	if depth > depthMax {
		return int(n.Raw.Offset)
	}
	switch n.Kind {
	case unstable.Table, unstable.ArrayTable, unstable.KeyValue:
		for it := n.Key(); it.Next(); {
			if depth++; depth > depthMax {
				return int(it.Node().Raw.Offset)
			}
		}
	}
	for it := n.Children(); it.Next(); {
		if at := deepTOML(it.Node(), depth+1); at >= 0 {
			return at
		}
	}
	return -1
}

// tomlBuilder makes nodes of a valid TOML document's expressions.
type tomlBuilder struct{ root, table *node }

func (b *tomlBuilder) add(e *unstable.Node) {
	switch e.Kind {
	case unstable.Table:
		b.table = descend(b.root, keys(e))
	case unstable.ArrayTable:
		path := keys(e)
		last := path[len(path)-1]
		parent := descend(b.root, path[:len(path)-1])
		list := parent.get(last.name)
		if list == nil {
			list = &node{kind: array, at: last.at}
			parent.fields = append(parent.fields, field{last.name, last.at, list})
		}
		b.table = &node{kind: object, at: last.at}
		list.items = append(list.items, b.table)
	case unstable.KeyValue:
		set(b.table, e)
	}
}

func keys(e *unstable.Node) (path []field) {
	for it := e.Key(); it.Next(); {
		k := it.Node()
		path = append(path, field{name: string(k.Data), at: int(k.Raw.Offset)})
	}
	return path
}

// descend is the object under a path, made where it is missing. Of a list of tables it is the last one.
func descend(n *node, path []field) *node {
	for _, k := range path {
		next := n.get(k.name)
		if next == nil {
			next = &node{kind: object, at: k.at}
			n.fields = append(n.fields, field{k.name, k.at, next})
		}
		if next.kind == array && len(next.items) > 0 {
			next = next.items[len(next.items)-1]
		}
		n = next
	}
	return n
}

func set(table *node, e *unstable.Node) {
	path := keys(e)
	last := path[len(path)-1]
	parent := descend(table, path[:len(path)-1])
	parent.fields = append(parent.fields, field{last.name, last.at, tomlValue(e.Value(), last.at)})
}

func tomlValue(v *unstable.Node, at int) *node {
	n := &node{at: at, text: string(v.Data)}
	if v.Raw.Length > 0 {
		n.at = int(v.Raw.Offset)
	}
	switch v.Kind {
	case unstable.String:
		n.kind = text
	case unstable.Bool:
		n.kind = boolean
	case unstable.Integer, unstable.Float:
		n.kind, n.text = number, tomlNumber(n.text)
	case unstable.Array:
		n.kind = array
		for it := v.Children(); it.Next(); {
			n.items = append(n.items, tomlValue(it.Node(), n.at))
		}
	case unstable.InlineTable:
		n.kind = object
		for it := v.Children(); it.Next(); {
			set(n, it.Node())
		}
	default:
		n.kind = date
	}
	return n
}
