package fault

import (
	"errors"
	"fmt"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// FaultError is a fault's text that cannot be read. It says where and what was possible there.
type Error struct {
	Text   string
	Column int // of the first character of what is wrong, from 1
	What   string
	Known  []string // what could stand there
}

func (e *Error) Error() string {
	s := fmt.Sprintf("fault, column %d: %s", e.Column, e.What)
	if len(e.Known) > 0 {
		s += ": want one of " + strings.Join(e.Known, ", ")
	}
	line := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, e.Text)
	return fmt.Sprintf("%s\n  %s\n  %s^", s, line, strings.Repeat(" ", e.Column-1))
}

// word is a part of the text and the byte where it begins.
type word struct {
	text string
	at   int
}

func words(text string) (list []word) {
	const spaces = " \t\r\n"
	for at := 0; at < len(text); {
		if strings.IndexByte(spaces, text[at]) >= 0 {
			at++
			continue
		}
		end := at
		for end < len(text) && strings.IndexByte(spaces, text[end]) < 0 {
			end++
		}
		list = append(list, word{text[at:end], at})
		at = end
	}
	return list
}

// Parse reads the text form of a fault. Unknown points, kinds of trouble that the point does not allow, arguments that
// make no sense and combinations that could never strike are refused with a *FaultError.
func (p Points) Parse(text string) (Fault, error) {
	r := reader{text: text}
	list := words(text)
	if len(list) == 0 {
		return Fault{}, r.refuse(0, p.names(), "the point is missing")
	}
	point, ok := p.find(list[0].text)
	if !ok {
		return Fault{}, r.refuse(list[0].at, p.names(), "unknown point %q", list[0].text)
	}
	r.point, r.f.Where = point, point.Name
	for n, w := range list[1:] {
		if err := r.word(w, n == 0); err != nil {
			return Fault{}, err
		}
	}
	if r.f.Do == "" {
		return Fault{}, r.refuse(len(text), point.Do, "the action is missing")
	}
	return r.f, nil
}

func (p Points) names() (list []string) {
	for _, x := range p {
		list = append(list, x.Name)
	}
	return list
}

// whens are the words of WHEN.
var whens = []string{"nth=", "every=", "p=", "from=", "until=", "times=", "if="}

// reader is a fault that is being read.
type reader struct {
	text  string
	point Point
	f     Fault
	said  []string // the words of WHEN so far
}

// refuse is an error about what begins at a byte of the text.
func (r *reader) refuse(at int, known []string, format string, args ...any) error {
	column := utf8.RuneCountInString(r.text[:at]) + 1
	return &Error{Text: r.text, Column: column, What: fmt.Sprintf(format, args...), Known: known}
}

// word reads a word behind the point; whom can only be the first.
func (r *reader) word(w word, first bool) error {
	key, value, hasValue := strings.Cut(w.text, "=")
	kind := key
	if hasValue {
		kind += "="
	}
	switch {
	case r.f.Do != "":
		return r.refuse(w.at, nil, "%q comes after the action, which has to be last", w.text)
	case slices.Contains(r.point.Do, kind):
		r.f.Do = Kind(key)
		if hasValue {
			return r.argument(kind, word{value, w.at + len(kind)})
		}
		return nil
	case slices.Contains(whens, kind):
		if slices.Contains(r.said, key) {
			return r.refuse(w.at, nil, "%s is given twice", key)
		}
		r.said = append(r.said, key)
		if err := r.when(key, word{value, w.at + len(kind)}); err != nil {
			return err
		}
		return r.never(w)
	case first && !hasValue && strings.ContainsAny(w.text, "/*@"):
		return r.whom(w)
	}
	return r.refuse(w.at, append(slices.Clone(whens), r.point.Do...), "%q is not possible at %s", w.text, r.point.Name)
}

// whom reads a pattern of names.
func (r *reader) whom(w word) error {
	if _, err := path.Match(w.text, ""); err != nil {
		return r.refuse(w.at, nil, "%q is not a pattern: want CLASS/NAME, as in Counter/*", w.text)
	}
	other := strings.HasPrefix(w.text, "@")
	switch {
	case other && !r.point.Others:
		return r.refuse(w.at, nil, "%q is not an object: %s takes CLASS/NAME, as in Counter/*", w.text, r.point.Name)
	case !other && w.text != "*" && !strings.Contains(w.text, "/"):
		return r.refuse(w.at, nil, "%q is not a pattern: want CLASS/NAME, as in Counter/*", w.text)
	}
	r.f.Whom = w.text
	return nil
}

// when reads what one of the words of WHEN says.
func (r *reader) when(key string, value word) (err error) {
	f := &r.f
	switch key {
	case "nth":
		f.Nth, err = positive(value.text)
	case "every":
		f.Every, err = positive(value.text)
	case "times":
		f.Times, err = positive(value.text)
	case "from":
		f.From, err = ParseSpan(value.text)
	case "until":
		if f.Until, err = ParseSpan(value.text); err == nil && f.Until == 0 {
			err = fmt.Errorf("with %s the fault could never strike: want more than 0s", value.text)
		}
	case "p":
		f.Chance, err = parseChance(value.text)
	case "if":
		f.If = value.text
		at, known, err := r.point.state(value.text)
		if err != nil {
			return r.refuse(value.at+at, known, "%v", err)
		}
	}
	if err != nil {
		return r.refuse(value.at, nil, "%s: %v", key, err)
	}
	return nil
}

// never refuses the word that makes the fault one that could never strike.
func (r *reader) never(w word) error {
	switch f := &r.f; {
	case f.Until > 0 && f.Until <= f.From:
		return r.refuse(w.at, nil, "until=%v is not after from=%v: the fault could never strike", f.Until, f.From)
	case f.Nth > 0 && f.Every > 0:
		return r.refuse(w.at, nil, "nth= and every= do not go together: give one of them")
	}
	return nil
}

// argument reads what stands behind a kind of trouble: a name, a number, or else a span of time.
func (r *reader) argument(kind string, value word) (err error) {
	f, p := &r.f, &r.point
	known, named := p.Names[kind]
	switch {
	case named && (value.text == "" || known != nil && !slices.Contains(known, value.text)):
		return r.refuse(value.at, known, "%s does not take %s%s", p.Name, kind, value.text)
	case named:
		f.Name = value.text
	case slices.Contains(p.Counts, kind):
		f.Count, err = positive(value.text)
	default:
		if f.Span, err = ParseDist(value.text); err == nil && f.Span.Max() == 0 {
			err = fmt.Errorf("%s is out of bounds: want more than 0s", value.text)
		}
	}
	if err != nil {
		return r.refuse(value.at, nil, "%s: %v", f.Do, err)
	}
	return nil
}

func positive(s string) (int, error) {
	n, err := strconv.Atoi(s)
	switch {
	case errors.Is(err, strconv.ErrRange), err == nil && n < 1:
		return 0, fmt.Errorf("%s is out of bounds: want a whole number from 1 to %d", s, math.MaxInt)
	case err != nil:
		return 0, fmt.Errorf("%q is not a whole number", s)
	}
	return n, nil
}

// parseChance reads a probability.
func parseChance(text string) (float64, error) {
	number, percent := strings.CutSuffix(text, "%")
	p, err := strconv.ParseFloat(number, 64)
	if percent {
		p /= 100
	}
	switch {
	case err != nil || math.IsNaN(p):
		return 0, fmt.Errorf("%q is not a probability: want 0.01 or 1%%", text)
	case p*chances < 1 || p > 1:
		return 0, fmt.Errorf("%s is out of bounds: want 0.000001 to 1, or 0.0001%% to 100%%", text)
	}
	return p, nil
}
