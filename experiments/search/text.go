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

	"github.com/tailscale/hujson"
	"go.yaml.in/yaml/v3"
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

// MarshalYAML writes a scenario with the name of its subject before all else, and the fields of its operations in the
// order of their deeds.
func (s Scenario) MarshalYAML() (any, error) {
	type plain Scenario
	s.Operations = slices.Clone(s.Operations)
	for n, o := range s.Operations {
		s.Operations[n] = o.ordered(s.subject)
	}
	n := &yaml.Node{}
	if err := n.Encode(plain(s)); err != nil || s.subject == nil {
		return n, err
	}
	field, name := &yaml.Node{}, &yaml.Node{}
	err := errors.Join(field.Encode(cmp.Or(s.subject.Field, subjectField)), name.Encode(s.subject.Name))
	if err != nil {
		return nil, err
	}
	n.Content = append([]*yaml.Node{field, name}, n.Content...)
	return n, nil
}

// Parse reads one scenario of a subject of the registry. Unknown fields, unknown names and what makes no sense together
// are errors, which name the line or the operation.
func Parse(data []byte, known Registry) (Scenario, error) {
	list, err := ParseAll(data, known)
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
func ParseAll(data []byte, known Registry) ([]Scenario, error) {
	list, err := parseAll(data, known)
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

// plainText checks the bounds of a text, YAML or JSON with comments, and returns it as YAML.
func plainText(data []byte) ([]byte, error) {
	if len(data) > textMax {
		return nil, fmt.Errorf("the text is longer than %d MiB", textMax>>20)
	}
	if err := checkCharacters(data); err != nil {
		return nil, err
	}
	if err := checkNesting(data); err != nil {
		return nil, err
	}
	return plainJSON(data)
}

func parseAll(data []byte, known Registry) ([]Scenario, error) {
	data, err := plainText(data)
	if err != nil {
		return nil, err
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
	fields := known.operations()
	var list []Scenario
	for {
		var doc yaml.Node
		err := d.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, parserError(err)
		}
		if len(doc.Content) == 0 {
			continue
		}
		s, err := read(&doc, known, fields)
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
func read(doc *yaml.Node, known Registry, fields Fields) (s Scenario, err error) {
	if err := decode(doc, &s, known, fields); err != nil {
		return s, err
	}
	return s, s.Check()
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
