package project

import (
	"fmt"
	"slices"
	"strings"
)

// checker compares values with their shapes in fields.json.
type checker struct {
	doc   *document
	known *node
	// lenient turns errors into warnings.
	lenient  bool
	errors   Errors
	warnings Errors
	unknown  []Unknown
}

// section checks the top level, or an environment where it has a name.
func (c *checker) section(n *node, env string) {
	prefix := ""
	if env != "" {
		prefix = "env." + env + "."
	}
	c.repeated(n, prefix)
	for _, f := range n.fields {
		shape := c.known.get(f.name)
		path := prefix + f.name
		switch {
		case env == "" && f.name == "env":
			c.environments(f.value)
			continue
		case env != "" && topFields[f.name]:
			c.name(f.at, path, "", "an environment cannot have this field, the top level can")
			continue
		case f.name == "legacy_env":
			c.errors = append(c.errors, c.doc.errorAt(f.at, `"`, path, `" is no longer supported: remove it`))
			continue
		case shape == nil:
			c.name(f.at, path, nearest(f.name, c.known), "")
			continue
		}
		c.lenient = unusedFields[f.name]
		if f.name == "previews" && f.value.kind == object {
			shape = c.known
		}
		c.value(f.value, shape, path)
	}
	c.lenient = false
}

// environments checks that env is an object of objects. What is in them is checked for the chosen one only.
func (c *checker) environments(n *node) {
	if n.kind != object {
		c.mismatch(n, "env", "object")
		return
	}
	c.repeated(n, "env.")
	for _, f := range n.fields {
		if f.value.kind != object {
			c.mismatch(f.value, "env."+f.name, "object")
		}
	}
}

func (c *checker) value(n, shape *node, path string) {
	shape, ok := choose(n, shape)
	if !ok {
		c.mismatch(n, path, describe(shape))
		return
	}
	switch shape.kind {
	case array:
		for i, item := range n.items {
			c.value(item, shape.items[0], fmt.Sprintf("%s[%d]", path, i))
		}
	case object:
		c.object(n, shape, path)
	}
}

func (c *checker) object(n, shape *node, path string) {
	c.repeated(n, path+".")
	rest := shape.get("*")
	for _, f := range n.fields {
		inner := shape.get(f.name)
		if inner == nil {
			inner = rest
		}
		if inner == nil {
			c.name(f.at, path+"."+f.name, nearest(f.name, shape), "")
			continue
		}
		c.value(f.value, inner, path+"."+f.name)
	}
	for _, f := range shape.fields {
		if strings.HasSuffix(f.value.str(), "!") && n.get(f.name) == nil {
			c.add(c.doc.errorAt(n.at, `"`, path, `" has no field "`, f.name, `": want `, describe(f.value)))
		}
	}
}

// repeated warns of fields that an object has twice.
func (c *checker) repeated(n *node, prefix string) {
	seen := map[string]bool{}
	for _, f := range n.fields {
		if seen[f.name] {
			c.warnings = append(c.warnings,
				c.doc.errorAt(f.at, `"`, prefix, f.name, `" is given twice: the last one counts`))
		}
		seen[f.name] = true
	}
}

func (c *checker) mismatch(n *node, path, want string) {
	c.add(c.doc.errorAt(n.at, `"`, path, `" is `, shown(n), `: want `, want))
}

func (c *checker) add(err *Error) {
	if c.lenient {
		c.warnings = append(c.warnings, err)
		return
	}
	c.errors = append(c.errors, err)
}

func (c *checker) name(at int, path, near, note string) {
	c.unknown = append(c.unknown, Unknown{Pos: c.doc.pos(at), Path: path, Nearest: near, Note: note})
}

// choose is the alternative of a shape that has the value's form, and whether there is one.
func choose(n, shape *node) (*node, bool) {
	switch {
	case shape.kind == text:
		return shape, slices.ContainsFunc(alternatives(shape.text), func(a string) bool { return fits(n, a) })
	case shape.kind == array:
		return shape, n.kind == array
	}
	list := shape.get("|")
	if list == nil {
		return shape, n.kind == object
	}
	for _, s := range list.items {
		if s, ok := choose(n, s); ok {
			return s, true
		}
	}
	return shape, false
}

func alternatives(shape string) []string { return strings.Split(strings.TrimSuffix(shape, "!"), "|") }

func fits(n *node, want string) bool {
	switch {
	case want == "any":
		return true
	case want[0] == '\'':
		return n.kind == text && n.text == strings.Trim(want, "'")
	case want[0] >= '0' && want[0] <= '9':
		return n.kind == number && n.text == want
	}
	return n.kind.String() == want
}

// describe says what a shape takes.
func describe(shape *node) string {
	switch {
	case shape.kind == text:
		list := alternatives(shape.text)
		for i, a := range list {
			list[i] = strings.ReplaceAll(a, "'", `"`)
		}
		return strings.Join(list, " or ")
	case shape.kind == array:
		return "array"
	}
	list := shape.get("|")
	if list == nil {
		return "object"
	}
	var all []string
	for _, s := range list.items {
		all = append(all, describe(s))
	}
	return strings.Join(all, " or ")
}
