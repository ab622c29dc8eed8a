package scripts

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// shape is what the values of a type look like: one value of some, an object, or a list.
type shape struct {
	name   string // of the field or parameter
	values []any  // to draw from, the plainest first
	fields []shape
	list   *shape
}

const (
	examplesEach = 3 // values of a shape
	typeDepthMax = 4
)

// shapeOf is the shape of a field or parameter by its type, and where that says nothing by its name.
func (s *source) shapeOf(name, typ string, depth int) shape {
	typ = strings.TrimSpace(typ)
	if ids := s.ids[name]; ids != nil && (typ == "" || typ == "string") {
		return shape{name: name, values: ids}
	}
	for _, wrapped := range []string{"Readonly", "Partial", "Required", "NonNullable", "z.infer", "Omit", "Pick", "Promise"} {
		if rest, found := strings.CutPrefix(typ, wrapped+"<"); found && strings.HasSuffix(rest, ">") {
			typ = strings.TrimPrefix(parts(rest[:len(rest)-1], ",")[0], "typeof ")
		}
	}
	if depth > typeDepthMax {
		return shape{name: name, values: byName(name)}
	}
	if list := parts(typ, "|"); len(list) > 1 {
		return s.union(name, list, depth)
	}
	if t, found := strings.CutSuffix(typ, "[]"); found {
		return s.listOf(name, t, depth)
	}
	for _, of := range []string{"Array<", "ReadonlyArray<", "Set<"} {
		if t, found := strings.CutPrefix(typ, of); found {
			return s.listOf(name, strings.TrimSuffix(t, ">"), depth)
		}
	}
	if t, found := strings.CutPrefix(typ, "z."); found {
		return s.schema(name, t, depth)
	}
	switch {
	case strings.HasPrefix(typ, "Record<"):
		if kinds := parts(typ[len("Record<"):len(typ)-1], ","); len(kinds) > 1 {
			return shape{name: name, fields: []shape{s.shapeOf("a", kinds[1], depth+1)}}
		}
	case strings.HasPrefix(typ, "{"):
		return s.object(name, parts(strings.TrimSuffix(typ[1:], "}"), ";,\n"), depth)
	case s.types[typ] != "":
		return s.shapeOf(name, s.types[typ], depth+1)
	case typ == "boolean":
		return shape{name: name, values: []any{false, true, true}}
	case typ == "number" || number.MatchString(typ):
		if values := byName(name); !isText(values) {
			return shape{name: name, values: values}
		}
		return shape{name: name, values: []any{1, 2, 10}}
	case typ == "string":
		return shape{name: name, values: s.textsOf(name)}
	}
	if list := s.compared(name); typ == "" && len(list) > 0 {
		return shape{name: name, values: anys(list)}
	}
	return shape{name: name, values: byName(name)}
}

var number = regexp.MustCompile(`^\d[\d_.]*$`)

func isText(values []any) bool {
	_, is := values[0].(string)
	return is
}

func anys(list []string) (values []any) {
	for _, text := range list {
		values = append(values, text)
	}
	return values
}

func (s *source) listOf(name, typ string, depth int) shape {
	one := s.shapeOf(name, strings.Trim(strings.TrimSpace(typ), "()"), depth+1)
	return shape{name: name, list: &one}
}

// union is the shape of a union: of its texts, or of the first type that is not nothing.
func (s *source) union(name string, list []string, depth int) shape {
	var texts []any
	for _, t := range list {
		if t[0] == '\'' || t[0] == '"' {
			texts = append(texts, strings.Trim(t, `'"`))
		}
	}
	if len(texts) > 0 {
		return shape{name: name, values: texts}
	}
	for _, t := range list {
		if t != "null" && t != "undefined" && t != "unknown" {
			return s.shapeOf(name, t, depth+1)
		}
	}
	return shape{name: name, values: byName(name)}
}

// object is the shape of an object with fields.
func (s *source) object(name string, fields []string, depth int) shape {
	x := shape{name: name, fields: []shape{}}
	for _, text := range fields {
		if m := fieldForm.FindStringSubmatch(text); m != nil && !strings.Contains(m[2], "=>") {
			x.fields = append(x.fields, s.shapeOf(m[1], m[2], depth+1))
		}
	}
	return x
}

// schema is the shape of what a schema of zod takes.
func (s *source) schema(name, text string, depth int) shape {
	kind, rest, _ := strings.Cut(text, "(")
	inner := expression(rest, "")
	switch kind {
	case "object":
		return s.object(name, parts(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(inner), "{"), "}"), ",\n"), depth)
	case "array":
		return s.listOf(name, inner, depth)
	case "enum":
		var texts []string
		for _, t := range parts(strings.Trim(strings.TrimSpace(inner), "[]"), ",") {
			texts = append(texts, strings.Trim(t, `'"`))
		}
		if len(texts) > 0 {
			return shape{name: name, values: anys(texts)}
		}
	case "number", "string", "boolean":
		return s.shapeOf(name, kind, depth+1)
	}
	return shape{name: name, values: byName(name)}
}

// The forms of names of texts that say what they hold.
var (
	mailName = regexp.MustCompile(`(?i)e?mail$`)
	urlName  = regexp.MustCompile(`(?i)(url|uri|href|endpoint|webhook|callback)$`)
)

// textsOf are texts for a field: those that the source compares it with, or others by its name.
func (s *source) textsOf(name string) []any {
	if list := s.compared(name); len(list) > 0 {
		return anys(list)
	}
	switch {
	case mailName.MatchString(name):
		return []any{"a@example.com", "b@example.com", "c@example.com"}
	case urlName.MatchString(name):
		return []any{"https://a.example/", "https://b.example/", "https://c.example/"}
	}
	return []any{"a", "b", "c"}
}

// byName are values for a parameter of a name: times near, small numbers, or short names.
func byName(name string) []any {
	switch {
	case timeName.MatchString(name):
		return []any{inTime{1000}, inTime{5000}, inTime{60_000}}
	case spanName.MatchString(name): // In seconds or in milliseconds.
		return []any{1, 60, 5000}
	case numberName.MatchString(name):
		return []any{1, 2, 10}
	case flagName.MatchString(name):
		return []any{false, true, true}
	}
	return []any{"a", "b", "c"}
}

// value is the n-th value of a shape.
func (x shape) value(n int) any {
	switch {
	case x.fields != nil:
		m := map[string]any{}
		for _, f := range x.fields {
			m[f.name] = f.value(n)
		}
		return m
	case x.list != nil:
		return []any{x.list.value(n)}
	}
	return x.values[n%len(x.values)]
}

var notName = regexp.MustCompile(`\W`)

// template is the JSON of a shape with placeholders, whose values it adds to a route.
func (x shape) template(values map[string][]string) string {
	switch {
	case x.fields != nil:
		var list []string
		for _, f := range x.fields {
			list = append(list, fmt.Sprintf("%q: %s", f.name, f.template(values)))
		}
		return "{" + strings.Join(list, ", ") + "}"
	case x.list != nil:
		return "[" + x.list.template(values) + "]"
	}
	name := holder(x.name)
	var texts []string
	for _, v := range x.values {
		texts = append(texts, text(v))
	}
	values[name] = texts
	if isText(x.values) {
		return `"{` + name + `}"`
	}
	return "{" + name + "}"
}

// holder is the name of the placeholder for a field.
func holder(name string) string {
	name = notName.ReplaceAllString(name, "_")
	switch name {
	case "at", "client", "do", "args", "key":
		return name + "_"
	}
	return cmp.Or(name, "id")
}

// soon begins the value of a placeholder that stands for a time: so many milliseconds from now.
const soon = "now+"

func text(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case inTime:
		return fmt.Sprint(soon, x.In)
	}
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // It is plain.
	}
	return string(data)
}
