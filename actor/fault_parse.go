package actor

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// FaultError is a fault's text that cannot be read. It says where and what was possible there.
type FaultError struct {
	Text   string
	Column int // of the first character of what is wrong, from 1
	What   string
	Known  []string // what could stand there
}

func (e *FaultError) Error() string {
	s := fmt.Sprintf("fault, column %d: %s", e.Column, e.What)
	if len(e.Known) > 0 {
		s += ": it is one of " + strings.Join(e.Known, ", ")
	}
	return fmt.Sprintf("%s\n  %s\n  %s^", s, e.Text, strings.Repeat(" ", e.Column-1))
}

// word is a part of the text and where it begins.
type word struct {
	text   string
	column int
}

func words(text string) (list []word) {
	for at := 0; at < len(text); {
		if text[at] == ' ' {
			at++
			continue
		}
		end := at
		for end < len(text) && text[end] != ' ' {
			end++
		}
		list = append(list, word{text[at:end], at + 1})
		at = end
	}
	return list
}

// Parse reads the text form of a fault. Unknown points, kinds of trouble that the point does not allow and
// arguments that make no sense are refused with a *FaultError.
func (p Points) Parse(text string) (Fault, error) {
	fail := func(w word, known []string, format string, args ...any) (Fault, error) {
		return Fault{}, &FaultError{Text: text, Column: w.column, What: fmt.Sprintf(format, args...), Known: known}
	}
	list := words(text)
	if len(list) == 0 {
		return fail(word{"", 1}, p.names(), "there is no point")
	}
	f := Fault{Where: list[0].text}
	point, ok := p.Find(f.Where)
	if !ok {
		return fail(list[0], p.names(), "unknown point %q", f.Where)
	}
	for n, w := range list[1:] {
		key, value, hasValue := strings.Cut(w.text, "=")
		switch {
		case f.Do != "":
			return fail(w, nil, "%q comes after the trouble, which is last", w.text)
		case point.allows(key, hasValue):
			at := word{value, w.column + len(key) + 1}
			if err := f.trouble(key, value); err != nil {
				return fail(at, nil, "%s: %v", key, err)
			}
			if known, ok := point.named(f); !ok {
				return fail(at, known, "%s knows no %s=%s", point.Name, key, value)
			}
		case isWhen(key) && hasValue:
			if err := f.when(key, value); err != nil {
				return fail(word{value, w.column + len(key) + 1}, nil, "%s: %v", key, err)
			}
			if key == "if" && !slices.Contains(point.If, value) {
				return fail(word{value, w.column + len(key) + 1}, point.If, "%s knows no condition %q", point.Name, value)
			}
		case n == 0 && !hasValue && strings.ContainsAny(w.text, "/*"):
			if _, err := path.Match(w.text, ""); err != nil {
				return fail(w, nil, "%q is no pattern", w.text)
			}
			f.Whom = w.text
		default:
			return fail(w, append(slices.Clone(whens), point.Do...), "%q is not possible at %s", w.text, point.Name)
		}
	}
	if f.Do == "" {
		return fail(word{"", len(text) + 1}, point.Do, "what goes wrong is missing")
	}
	if f.Until > 0 && f.Until <= f.From {
		return fail(list[0], nil, "until=%v is not after from=%v: it could never strike", f.Until, f.From)
	}
	return f, nil
}

func (p Points) names() (list []string) {
	for _, x := range p {
		list = append(list, x.Name)
	}
	return list
}

// whens are the words of WHEN.
var whens = []string{"nth=", "every=", "p=", "from=", "until=", "times=", "if="}

func isWhen(key string) bool { return slices.Contains(whens, key+"=") }

func (p Point) allows(key string, hasValue bool) bool {
	if hasValue {
		key += "="
	}
	return slices.Contains(p.Do, key)
}

// named reports whether the fault's name, or that it has none, is possible at the point, and which names are.
func (p Point) named(f Fault) (known []string, ok bool) {
	known, named := p.Names[f.Do+"="]
	switch {
	case p.Names == nil:
		return nil, true
	case named:
		return known, slices.Contains(known, f.Name)
	}
	return nil, f.Name == ""
}

func (f *Fault) when(key, value string) (err error) {
	switch key {
	case "nth":
		f.Nth, err = positive(value)
	case "every":
		f.Every, err = positive(value)
	case "times":
		f.Times, err = positive(value)
	case "from":
		f.From, err = span(value)
	case "until":
		f.Until, err = span(value)
	case "if":
		f.If = value
	case "p":
		number, percent := strings.CutSuffix(value, "%")
		f.Chance, err = strconv.ParseFloat(number, 64)
		if percent {
			f.Chance /= 100
		}
		if err != nil || !(f.Chance > 0 && f.Chance <= 1) {
			return fmt.Errorf("%q is no probability: it is 0.01 or 1%%, above 0 and at most 1", value)
		}
	}
	return err
}

// trouble reads what an argument says: a duration or a range of them, a count, or else a name.
func (f *Fault) trouble(key, value string) error {
	f.Do = key
	if value == "" {
		return nil
	}
	low, high, ranged := strings.Cut(value, "..")
	from, err := span(low)
	if err != nil && ranged {
		return err
	}
	if err == nil {
		to := from
		if ranged {
			if to, err = span(high); err != nil {
				return err
			}
		}
		if to < from || to == 0 {
			return fmt.Errorf("%q is no span of time: it is 5s or 1s..60s", value)
		}
		f.Min, f.Max = from, to
		return nil
	}
	if n, err := positive(value); err == nil {
		f.Count = n
		return nil
	}
	f.Name = value
	return nil
}

func positive(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%q is no number from 1 on", s)
	}
	return n, nil
}

// spanMax is the longest span of time in a fault.
const spanMax = 10 * 365 * 24 * time.Hour

func span(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("%q is no span of time: it is 300ms, 5s or 1m", s)
	}
	if d > spanMax {
		return 0, fmt.Errorf("%q is too long: a span has at most ten years", s)
	}
	return d, nil
}
