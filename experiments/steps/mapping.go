package steps

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dolab/actor/fault"
	"dolab/durable/platform"
	"dolab/experiments/search"
)

// mapping reads the fields of a node. The first error counts. Fields that nothing has asked for are unknown.
type mapping struct {
	n     *search.Node
	what  string // it is
	asked []string
	err   error
}

func mappingOf(n *search.Node, what string) (*mapping, error) {
	if n.Kind != search.NodeMapping {
		return nil, fmt.Errorf("line %d: %s has fields, and %s has none", n.Line, what, n)
	}
	return &mapping{n: n, what: what}, nil
}

func (m *mapping) keep(err error) {
	if m.err == nil {
		m.err = err
	}
}

func (m *mapping) fail(n *search.Node, format string, args ...any) {
	m.keep(fmt.Errorf("line %d: %w", n.Line, fmt.Errorf(format, args...)))
}

// done returns the first error: of a value, or of a field that there is not.
func (m *mapping) done() error {
	for _, f := range m.n.Fields {
		if m.err == nil && !slices.Contains(m.asked, f.Name) {
			return fmt.Errorf("line %d: field %s is unknown: %s has %s", f.Line, clip(f.Name), m.what, strings.Join(m.asked, ", "))
		}
	}
	return m.err
}

// field returns the value of a field, nil where there is none.
func (m *mapping) field(name string) *search.Node {
	if !slices.Contains(m.asked, name) {
		m.asked = append(m.asked, name)
	}
	for n := range m.n.Fields {
		if m.n.Fields[n].Name == name {
			return &m.n.Fields[n].Value
		}
	}
	return nil
}

// scalar returns a field that is not a list or a mapping.
func (m *mapping) scalar(name, kind string) *search.Node {
	f := m.field(name)
	if f == nil || f.Kind == search.NodeScalar && f.Value != nil {
		return f
	}
	m.fail(f, "%s: %s is not %s", name, f, kind)
	return nil
}

func (m *mapping) text(name string) string {
	if f := m.scalar(name, "a string"); f != nil {
		return f.Text
	}
	return ""
}

// name is text that is not empty.
func (m *mapping) name(name string) string {
	text := m.text(name)
	if f := m.field(name); f != nil && text == "" {
		m.fail(f, "%s: it is empty", name)
	}
	return text
}

func (m *mapping) flag(name string) bool {
	f := m.scalar(name, "true or false")
	if f == nil {
		return false
	}
	b, ok := f.Value.(bool)
	if !ok {
		m.fail(f, "%s: %s is not true or false", name, f)
	}
	return b
}

func (m *mapping) whole(name string, lo, hi int64) int64 {
	f := m.scalar(name, "a whole number")
	if f == nil {
		return lo
	}
	n, ok := f.Value.(int64)
	if !ok || n < lo || n > hi {
		m.fail(f, "%s: %s is not a whole number from %d to %d", name, f, lo, hi)
	}
	return n
}

func (m *mapping) list(name string) []search.Node {
	f := m.field(name)
	if f == nil {
		return nil
	}
	if f.Kind != search.NodeList {
		m.fail(f, "%s: %s is not a list", name, f)
	}
	return f.Items
}

func (m *mapping) texts(name string) (list []string) {
	for _, item := range m.list(name) {
		if item.Kind != search.NodeScalar || item.Value == nil {
			m.fail(&item, "%s: %s is not a string", name, &item)
		}
		list = append(list, item.Text)
	}
	return list
}

// faults reads a list of faults.
func (m *mapping) faults(name string) (list []fault.Fault) {
	for _, item := range m.list(name) {
		f, err := platform.ParseFault(item.Text)
		if err != nil {
			m.fail(&item, "%s: %w", name, err)
		}
		list = append(list, f)
	}
	return list
}

func (m *mapping) span(name string) time.Duration {
	f := m.scalar(name, "a duration: want 300ms, 5s or 1m")
	if f == nil {
		return 0
	}
	d, err := fault.ParseSpanWithin(f.Text, 0, spanMax)
	if err != nil {
		m.fail(f, "%s: %w", name, err)
	}
	return d
}

// positive is a span above 0.
func (m *mapping) positive(name string) time.Duration {
	d := m.span(name)
	if f := m.field(name); f != nil && d == 0 {
		m.fail(f, "%s: %s is not longer than 0s", name, f)
	}
	return d
}

// within is how long a step waits, or what it waits where nothing is said.
func (m *mapping) within(usual time.Duration) time.Duration {
	if m.field("within") == nil {
		return usual
	}
	return m.positive("within")
}

func (m *mapping) pattern(name string) *regexp.Regexp {
	f := m.scalar(name, "a regular expression")
	if f == nil {
		return nil
	}
	re, err := regexp.Compile(f.Text)
	if err != nil {
		m.fail(f, "%s: %w", name, err)
	}
	return re
}

// bytes reads hexadecimal digits.
func (m *mapping) bytes(name string) []byte {
	f := m.scalar(name, "hexadecimal digits")
	if f == nil {
		return nil
	}
	b, err := hex.DecodeString(f.Text)
	if err != nil {
		m.fail(f, "%s: %s is not hexadecimal digits: want 00ff", name, f)
	}
	return b
}

// json is a field as JSON text.
func (m *mapping) json(name string) string {
	f := m.field(name)
	if f == nil {
		return ""
	}
	data, err := json.Marshal(f.Data())
	if err != nil {
		m.fail(f, "%s: %w", name, err)
	}
	return string(data)
}

// object reads CLASS/NAME.
func (m *mapping) object(name string) object {
	f := m.scalar(name, "CLASS/NAME of an object")
	if f == nil {
		return object{}
	}
	class, rest, found := strings.Cut(f.Text, "/")
	if !found || class == "" {
		m.fail(f, "%s: %s is not CLASS/NAME of an object, such as Room/a", name, f)
	}
	return object{class, rest}
}

// bounds is a range of whole numbers.
type bounds struct {
	lo, hi int64
	text   string
	line   int
}

// numbers reads a range: 3, 1.., ..5 or 1..5.
func (m *mapping) numbers(name string) *bounds {
	f := m.scalar(name, "a number or a range")
	if f == nil {
		return nil
	}
	b := &bounds{0, math.MaxInt64, f.Text, f.Line}
	lo, hi, several := strings.Cut(f.Text, "..")
	if !several {
		hi = lo
	}
	var err1, err2 error
	if lo != "" {
		b.lo, err1 = strconv.ParseInt(lo, 10, 64)
	}
	if hi != "" {
		b.hi, err2 = strconv.ParseInt(hi, 10, 64)
	}
	if err1 != nil || err2 != nil || b.lo > b.hi || lo+hi == "" {
		m.fail(f, "%s: %s is not a number or a range such as 3, 1.., ..5 or 1..5", name, f)
	}
	return b
}

func (b *bounds) hold(n int64) bool { return b.lo <= n && n <= b.hi }

// spans is a range of durations.
type spans struct {
	lo, hi time.Duration
	text   string
	line   int
}

// durations reads a range of durations: 30s, or 20s..40s.
func (m *mapping) durations(name string) *spans {
	f := m.scalar(name, "a duration or a range of them")
	if f == nil {
		return nil
	}
	lo, hi, several := strings.Cut(f.Text, "..")
	if !several {
		hi = lo
	}
	s := &spans{text: f.Text, line: f.Line}
	var err error
	if s.lo, err = fault.ParseSpanWithin(lo, -spanMax, spanMax); err != nil {
		m.fail(f, "%s: %w", name, err)
	}
	if s.hi, err = fault.ParseSpanWithin(hi, -spanMax, spanMax); err != nil {
		m.fail(f, "%s: %w", name, err)
	}
	if s.lo > s.hi {
		m.fail(f, "%s: %s ends before it begins", name, f)
	}
	return s
}
