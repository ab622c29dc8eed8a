package search

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/tailscale/hujson"
	"go.yaml.in/yaml/v3"

	"dolab/actor"
	"dolab/durable"
	"dolab/experiments"
	"dolab/experiments/specimens"
)

// String is the text form of a scenario, YAML; Parse reads it.
func (s Scenario) String() string {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := errors.Join(e.Encode(s), e.Close()); err != nil {
		panic(err) // It is plain data.
	}
	return b.String()
}

// MarshalYAML writes an operation in one line.
func (o Operation) MarshalYAML() (any, error) {
	type plain Operation
	n := &yaml.Node{}
	if err := n.Encode(plain(o)); err != nil {
		return nil, err
	}
	n.Style = yaml.FlowStyle
	return n, nil
}

// Parse reads one scenario, of a multiplexer or of one of the subjects. Unknown fields, unknown names and what makes no
// sense together are errors, which name the line or the operation.
func Parse(data []byte, subjects ...Subject) (Scenario, error) {
	list, err := ParseAll(data, subjects...)
	if err != nil {
		return Scenario{}, err
	}
	if len(list) != 1 {
		return Scenario{}, fmt.Errorf("scenario: the text has %d scenarios: want one", len(list))
	}
	return list[0], nil
}

// ParseAll reads the scenarios of a corpus, YAML documents one after another. One that begins with a brace or a comment
// of JavaScript is JSON with comments and trailing commas, whose fields are the same.
func ParseAll(data []byte, subjects ...Subject) ([]Scenario, error) {
	list, err := parseAll(data, subjects)
	if err != nil {
		return nil, &textError{err}
	}
	return list, nil
}

// textError is an error of a text, of bounded length.
type textError struct{ err error }

func (e *textError) Error() string {
	text := "scenario: " + e.err.Error()
	if len(text) > errorMax {
		text = strings.ToValidUTF8(text[:errorMax], "") + "…"
	}
	return text
}

func (e *textError) Unwrap() error { return e.err }

func parseAll(data []byte, subjects []Subject) ([]Scenario, error) {
	if len(data) > textMax {
		return nil, fmt.Errorf("the text is longer than %d MiB", textMax>>20)
	}
	if err := checkCharacters(data); err != nil {
		return nil, err
	}
	if err := checkNesting(data); err != nil {
		return nil, err
	}
	data, err := plainJSON(data)
	if err != nil {
		return nil, err
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
	var list []Scenario
	for {
		var doc yaml.Node
		err := d.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			text := strings.ReplaceAll(err.Error(), "exceeded max depth of", "it is nested deeper than")
			return nil, errors.New(strings.TrimPrefix(text, "yaml: "))
		}
		if len(doc.Content) == 0 {
			continue
		}
		s, err := read(&doc, subjects)
		if err != nil && len(list) > 0 {
			return nil, fmt.Errorf("number %d, from line %d on: %w", len(list)+1, doc.Content[0].Line, err)
		}
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
}

// read reads the scenario of a document.
func read(doc *yaml.Node, subjects []Subject) (s Scenario, err error) {
	if err := decode(doc, &s); err != nil {
		return s, err
	}
	if err := s.resolve(subjects); err != nil {
		return s, err
	}
	return s, s.check()
}

// plainJSON takes the comments and trailing commas out of JSON, which then is YAML too. Other text stays as it is.
func plainJSON(data []byte) ([]byte, error) {
	text := bytes.TrimLeft(data, " \t\r\n")
	if !bytes.HasPrefix(text, []byte("{")) && !bytes.HasPrefix(text, []byte("/")) {
		return data, nil
	}
	return hujson.Standardize(data)
}

// names are the fields of a struct as its text form calls them.
func names(t reflect.Type) []string {
	var list []string
	for n := range t.NumField() {
		if f := t.Field(n); f.IsExported() {
			name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
			list = append(list, name)
		}
	}
	return list
}

// The bounds of a scenario.
const (
	operationsMax = 10_000
	nMax          = 10_000
	skewMax       = 10 * time.Minute
	spanMax       = actor.SpanMax
	clientMax     = 100
)

// About returns the scenario with another subject: a multiplexer, or one of those given.
func (s Scenario) About(name string, subjects []Subject) (Scenario, error) {
	s.Mux, s.Subject = name, ""
	if _, err := specimens.ByName(name); err != nil {
		s.Mux, s.Subject = "", name
	}
	err := s.resolve(subjects)
	return s, err
}

// resolve finds what the scenario is about.
func (s *Scenario) resolve(subjects []Subject) (err error) {
	switch {
	case s.subject != nil && s.subject.Name == s.Name():
		return nil
	case s.Mux != "" && s.Subject != "":
		return fmt.Errorf("mux %s and subject %s do not go together: give one of them", s.Mux, s.Subject)
	case s.Subject != "":
		s.subject, err = find(s.Subject, subjects)
		return err
	case s.Mux == "":
		return fmt.Errorf("mux or subject is missing: mux is one of %s", strings.Join(specimens.Names(), ", "))
	}
	mux, err := specimens.ByName(s.Mux)
	if err == nil {
		s.subject = Multiplexer(mux)
	}
	return err
}

// check holds a scenario to what can be run.
func (s *Scenario) check() error {
	if err := s.resolve(nil); err != nil {
		return err
	}
	if _, err := s.numbers(); err != nil {
		return err
	}
	if err := s.checkPhases(); err != nil {
		return err
	}
	if _, err := s.plan(); err != nil {
		return fmt.Errorf("faults: %w", err)
	}
	if err := s.Expect.check(); err != nil {
		return err
	}
	for _, x := range []bounded{{"begin", s.Begin}, {"load", s.Load}, {"heal", s.Heal}, {"settle", s.Settle}} {
		if err := x.within(0, spanMax); err != nil {
			return err
		}
	}
	if err := (bounded{"skew", s.Skew}).within(-skewMax, skewMax); err != nil {
		return err
	}
	if err := s.subject.check(); err != nil {
		return err
	}
	if len(s.Operations) > operationsMax {
		return fmt.Errorf("%d operations are too many: want at most %d", len(s.Operations), operationsMax)
	}
	for n, o := range s.Operations {
		if err := o.check(s.subject); err != nil {
			return fmt.Errorf("operation %d: %w", n+1, err)
		}
		if end := s.Heal + s.Settle; o.At > end {
			return fmt.Errorf("operation %d is at %v, after the end of the scenario (heal + settle) at %v", n+1, o.At, end)
		}
		if n > 0 && o.At < s.Operations[n-1].At {
			return fmt.Errorf("operation %d is at %v, before the operation above it: sort operations by at", n+1, o.At)
		}
	}
	return s.checkKeys()
}

// checkKeys demands that no two schedules of a multiplexer have one key.
func (s *Scenario) checkKeys() error {
	keys := map[string]bool{}
	for n, o := range s.Operations {
		if !s.subject.schedules || o.Do != Schedule {
			continue
		}
		for _, key := range o.keys() {
			if keys[key] {
				return fmt.Errorf("operation %d: key %s is the key of another schedule", n+1, key)
			}
			keys[key] = true
		}
	}
	return nil
}

// numbers are those of the platform.
func (s *Scenario) numbers() (durable.Profile, error) {
	p, err := durable.ProfileByName(s.Profile)
	if err != nil {
		return p, fmt.Errorf("profile: %w", err)
	}
	if p, err = p.Override(s.Set...); err != nil {
		return p, fmt.Errorf("set: %w", err)
	}
	return p, nil
}

func (o Operation) check(subject *Subject) error {
	d, err := subject.deed(o.Do)
	if err != nil {
		return err
	}
	if err := o.bounds(); err != nil {
		return fmt.Errorf("%s: %w", o.Do, err)
	}
	fields := append([]string{"at", "client", "do"}, d.Fields...)
	v := reflect.ValueOf(o)
	for n, name := range names(v.Type()) {
		if !v.Field(n).IsZero() && !slices.Contains(fields, name) {
			return fmt.Errorf("%s has no field %s: its fields are %s", o.Do, name, strings.Join(fields, ", "))
		}
	}
	if !subject.schedules {
		return nil
	}
	return o.checkSchedule()
}

// checkSchedule holds an operation on a multiplexer to what its fields mean there.
func (o Operation) checkSchedule() error {
	if o.Odd != "" && o.Odd != OddCallback && o.Odd != OddPayload {
		return &experiments.ErrUnknown{What: "value of odd", Name: o.Odd, Known: []string{OddCallback, OddPayload}}
	}
	if err := o.checkCron(); err != nil {
		return err
	}
	if (o.Do == Schedule || o.Do == Cancel) && o.Key == "" {
		return fmt.Errorf("%s needs a key", o.Do)
	}
	return nil
}

// bounds holds spans and numbers to their bounds.
func (o Operation) bounds() error {
	err := bounded{"in", o.In}.within(-spanMax, spanMax)
	for _, x := range []bounded{{"at", o.At}, {"awaits", o.Awaits}, {"every", o.Every}} {
		err = cmp.Or(err, x.within(0, spanMax))
	}
	for _, x := range []struct {
		name    string
		n, most int
	}{{"client", o.Client, clientMax}, {"n", o.N, nMax}, {"throws", o.Throws, nMax}, {"again", o.Again, nMax}} {
		if x.n < 0 || x.n > x.most {
			err = cmp.Or(err, fmt.Errorf("%s: %d is out of bounds: want 0 to %d", x.name, x.n, x.most))
		}
	}
	return err
}

// bounded is a span of time under the name of its field.
type bounded struct {
	name string
	span time.Duration
}

func (b bounded) within(least, most time.Duration) error {
	if b.span < least || b.span > most {
		return fmt.Errorf("%s: %s is out of bounds: want %s to %s",
			b.name, actor.SpanText(b.span), actor.SpanText(least), actor.SpanText(most))
	}
	return nil
}

// checkCron holds what recurs to what goes with that.
func (o Operation) checkCron() error {
	switch {
	case o.Cron == "" && o.Start:
		return errors.New("schedule: start needs cron")
	case o.Cron == "":
		return nil
	case o.In != 0 || o.N != 0 || o.Throws != 0 || o.Again != 0 || o.Odd != "":
		return errors.New("schedule: cron goes only with key, id, awaits, cancels and start")
	}
	_, err := specimens.Cron(o.Cron).Due(time.Unix(0, 0).UTC())
	return err
}
