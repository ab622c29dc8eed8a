package search

import (
	"cmp"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dolab/actor/fault"

	"go.yaml.in/yaml/v3"
)

// The bounds of a text.
const (
	textMax    = 16 << 20 // bytes
	nodesMax   = 1 << 20  // values in a document, each alias counted as what it stands for
	mergesMax  = 10       // mappings that merge one another
	errorsMax  = 5        // complaints about one document
	clippedMax = 40       // characters of a value that a complaint shows
	errorMax   = 2000     // bytes of an error
)

// decoder fills a Scenario from the nodes of a YAML document. In contrast to the library it refuses numbers that lose
// their fraction, keeps aliases within bounds, and names fields in the words of the file.
type decoder struct {
	known  Registry
	nodes  int
	errors []complaint

	named      map[string]*string // what the scenario is about, by the field that says so
	operations []func()           // reading of operations, once it is known what they are about
	all        Fields             // of operations: those of the subject first, then those of others, which Check refuses
}

// complaint is an error at a line.
type complaint struct {
	line int
	text string
}

// decode reads one document. Others are the fields of operations of all subjects. Operations are read last: which fields
// they have depends on what the scenario is about.
func decode(doc *yaml.Node, to *Scenario, known Registry, others Fields) error {
	d := &decoder{known: known, named: map[string]*string{}}
	d.value(doc, reflect.ValueOf(to).Elem(), "")
	subject, err := known.resolve(d.named)
	if err == nil {
		to.subject, d.all = subject, subject.fields()
	}
	d.all = d.all.and(others)
	for _, read := range d.operations {
		read()
	}
	if len(d.errors) == 0 {
		return err
	}
	slices.SortStableFunc(d.errors, func(a, b complaint) int { return cmp.Compare(a.line, b.line) })
	texts := each(d.errors, func(_ int, c complaint) string { return fmt.Sprintf("line %d: %s", c.line, c.text) })
	if len(texts) > errorsMax {
		texts = append(texts[:errorsMax], "and more")
	}
	return fmt.Errorf("%s", strings.Join(texts, "; "))
}

// full reports whether no complaint and no node is to be added.
func (d *decoder) full() bool { return len(d.errors) > errorsMax || d.nodes > nodesMax }

func (d *decoder) complain(n *yaml.Node, format string, args ...any) {
	if len(d.errors) <= errorsMax {
		d.errors = append(d.errors, complaint{n.Line, fmt.Sprintf(format, args...)})
	}
}

// value reads a node into v, the field of a name.
func (d *decoder) value(n *yaml.Node, v reflect.Value, name string) {
	if d.full() {
		return
	}
	if d.nodes++; d.nodes > nodesMax {
		d.complain(n, "the scenario has more than %d values, aliases expanded", nodesMax)
		return
	}
	switch {
	case n.Kind == yaml.DocumentNode:
		d.value(n.Content[0], v, name)
	case n.Kind == yaml.AliasNode:
		d.value(n.Alias, v, name)
	case n.ShortTag() == "!!null" && name != "":
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem(), name)
	case v.Type() == reflect.TypeFor[Operation]() && n.Kind == yaml.MappingNode:
		d.operation(n, v)
	case v.Kind() == reflect.Struct && n.Kind == yaml.MappingNode:
		d.fields(n, d.places(v), map[string]bool{}, mergesMax)
	case v.Type() == reflect.TypeFor[[]Operation]() && n.Kind == yaml.SequenceNode:
		d.operations = append(d.operations, func() { d.list(n, v, name) })
	case v.Kind() == reflect.Slice && n.Kind == yaml.SequenceNode:
		d.list(n, v, name)
	case v.Kind() != reflect.Struct && v.Kind() != reflect.Slice && n.Kind == yaml.ScalarNode:
		d.scalar(n, v, name)
	default:
		d.unlike(n, v.Type(), name)
	}
}

// places are where the fields of a mapping go.
type places struct {
	known []string
	of    func(field string) reflect.Value
}

// places returns the fields of a struct. A scenario has those that name a subject, too.
func (d *decoder) places(v reflect.Value) places {
	own := names(v.Type())
	p := places{own, func(field string) reflect.Value { return v.Field(slices.Index(own, field)) }}
	if v.Type() != reflect.TypeFor[Scenario]() {
		return p
	}
	about := d.known.fields()
	return places{slices.Concat(about, own), func(field string) reflect.Value {
		if !slices.Contains(about, field) {
			return p.of(field)
		}
		d.named[field] = new(string)
		return reflect.ValueOf(d.named[field]).Elem()
	}}
}

// operation reads an operation.
func (d *decoder) operation(n *yaml.Node, v reflect.Value) {
	own := names(v.Type())
	p := places{known: d.all.names()}
	values := map[string]reflect.Value{}
	p.of = func(field string) reflect.Value {
		if at := slices.Index(own, field); at >= 0 {
			return v.Field(at)
		}
		values[field] = reflect.New(d.all.find(field).kind()).Elem()
		return values[field]
	}
	d.fields(n, p, map[string]bool{}, mergesMax)
	o := v.Addr().Interface().(*Operation)
	for _, f := range d.all {
		if value, given := values[f.name()]; given {
			*o = o.With(Value{f.name(), value.Interface()})
		}
	}
}

// fields reads a mapping. Given are the fields that have been read: merged ones (<<) count for less than those beside,
// and merges is how deep they may nest.
func (d *decoder) fields(n *yaml.Node, to places, given map[string]bool, merges int) {
	var merged []*yaml.Node
	for i := 0; i+1 < len(n.Content) && !d.full(); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case key.ShortTag() == "!!merge":
			merged = append(merged, value)
		case key.Kind != yaml.ScalarNode || !slices.Contains(to.known, key.Value):
			d.unknown(key, to.known)
		case given[key.Value]:
			d.complain(key, "field %s is given twice", key.Value)
		default:
			given[key.Value] = true
			d.value(value, to.of(key.Value), key.Value)
		}
	}
	for _, m := range merged {
		d.merge(m, to, given, merges)
	}
}

// unknown complains of a field, and once says which there are.
func (d *decoder) unknown(key *yaml.Node, known []string) {
	list := ": want one of " + strings.Join(known, ", ")
	if slices.ContainsFunc(d.errors, func(c complaint) bool { return strings.HasSuffix(c.text, list) }) {
		list = ""
	}
	name := shown(key)
	if key.Kind == yaml.ScalarNode {
		name = clip(key.Value, clippedMax)
	}
	d.complain(key, "field %s is unknown%s", name, list)
}

// merge reads the fields of a mapping that is merged into another, where that has none of its own.
func (d *decoder) merge(n *yaml.Node, to places, given map[string]bool, merges int) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if d.nodes++; d.full() {
		return
	}
	if n.Kind != yaml.MappingNode || merges == 0 {
		d.complain(n, "<< takes a mapping, nested at most %d deep, not %s", mergesMax, shown(n))
		return
	}
	rest := &yaml.Node{Kind: yaml.MappingNode, Line: n.Line}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if !given[n.Content[i].Value] {
			rest.Content = append(rest.Content, n.Content[i], n.Content[i+1])
		}
	}
	d.fields(rest, to, given, merges-1)
}

func (d *decoder) list(n *yaml.Node, v reflect.Value, name string) {
	list := reflect.MakeSlice(v.Type(), 0, min(len(n.Content), operationsMax))
	for _, item := range n.Content {
		if d.full() {
			return
		}
		x := reflect.New(v.Type().Elem()).Elem()
		if item.ShortTag() == "!!null" {
			d.unlike(item, x.Type(), name)
			continue
		}
		d.value(item, x, name)
		list = reflect.Append(list, x)
	}
	v.Set(list)
}

// scalar reads text, true or false, a number, or a span of time.
func (d *decoder) scalar(n *yaml.Node, v reflect.Value, name string) {
	if v.Type() == reflect.TypeFor[time.Duration]() {
		span, err := fault.ParseSpanWithin(n.Value, -spanMax, spanMax)
		if err != nil {
			d.complain(n, "%s: %v", name, err)
			return
		}
		v.SetInt(int64(span))
		return
	}
	ok := true
	switch v.Kind() {
	case reflect.String:
		v.SetString(n.Value)
	case reflect.Bool:
		var b bool
		ok = n.Decode(&b) == nil
		v.SetBool(b)
	case reflect.Int:
		x, whole := integer(n)
		ok = whole && x.amount <= math.MaxInt
		v.SetInt(int64(x.amount))
		if x.negative {
			v.SetInt(-int64(x.amount))
		}
	case reflect.Uint64:
		x, whole := integer(n)
		ok = whole && !x.negative
		v.SetUint(x.amount)
	default:
		panic(fmt.Sprintf("search: a scenario has a field of the kind %v", v.Kind()))
	}
	switch {
	case ok:
	case bounds[v.Type()] != "" && n.ShortTag() != "!!str" && wholeForm.MatchString(n.Value):
		d.complain(n, "%s: %s is out of bounds: want %s", name, clip(n.Value, clippedMax), bounds[v.Type()])
	default:
		d.unlike(n, v.Type(), name)
	}
}

// signed is a whole number.
type signed struct {
	amount   uint64
	negative bool
}

// integer reads a number that is whole, as YAML writes it: 10, 0x10, 1_000, or 1e3, of which nothing is lost.
func integer(n *yaml.Node) (x signed, whole bool) {
	if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
		return x, false
	}
	text, negative := strings.CutPrefix(n.Value, "-")
	text = strings.TrimPrefix(text, "+")
	x.negative = negative
	switch n.ShortTag() {
	case "!!int":
		amount, err := strconv.ParseUint(strings.ReplaceAll(text, "_", ""), 0, 64)
		x.amount = amount
		return x, err == nil
	case "!!float":
		const exactMax = 1 << 53
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || f != math.Trunc(f) || f > exactMax {
			return x, false
		}
		x.amount = uint64(f)
		return x, true
	}
	return x, false
}

// unlike says that a value is of another kind than its field.
func (d *decoder) unlike(n *yaml.Node, t reflect.Type, name string) {
	kind := kinds[t]
	switch {
	case t == reflect.TypeFor[Scenario]():
		kind = fmt.Sprintf("a scenario, which has %s, profile and operations", d.known.fields()[0])
	case kind == "":
		panic(fmt.Sprintf("search: a scenario has a field of the type %v", t))
	}
	if name != "" {
		name += ": "
	}
	d.complain(n, "%s%s is not %s", name, shown(n), kind)
}

// kinds are what fields of a scenario hold, in the words of its reader.
var kinds = map[reflect.Type]string{
	reflect.TypeFor[[]Operation]():   "a list of operations",
	reflect.TypeFor[Operation]():     "an operation, which has at and do",
	reflect.TypeFor[[]Phase]():       "a list of phases",
	reflect.TypeFor[Phase]():         "a phase, which has until and faults",
	reflect.TypeFor[Expect]():        "what is expected, which has wrong, asked, runs, crashes, lives and struck",
	reflect.TypeFor[time.Duration](): "a duration: want 300ms, 5s or 1m",
	reflect.TypeFor[int]():           "a whole number",
	reflect.TypeFor[uint64]():        "a whole number",
	reflect.TypeFor[[]string]():      "a list of strings",
	reflect.TypeFor[string]():        "a string",
	reflect.TypeFor[bool]():          "true or false",
}

// bounds are those of the whole numbers that a field can hold.
var bounds = map[reflect.Type]string{
	reflect.TypeFor[int]():    fmt.Sprintf("%d to %d", math.MinInt, math.MaxInt),
	reflect.TypeFor[uint64](): fmt.Sprintf("0 to %d", uint64(math.MaxUint64)),
}

// wholeForm is the form of a whole number, however large it is.
var wholeForm = regexp.MustCompile(`^[-+]?\d[\d_]*$`)

// shown is a node as a complaint shows it.
func shown(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "*" + clip(n.Value, clippedMax)
	}
	return "`" + clip(n.Value, clippedMax) + "`"
}

// clip is a text cut to so many characters, on one line.
func clip(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text[:min(len(text), 4*most)], "\uFFFD"))
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}
