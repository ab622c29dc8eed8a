package search

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"dolab/experiments"
)

// Registry is the subjects that the text of a scenario can be about, family by family.
type Registry []Family

// Family is subjects that a scenario names in a field of their own, such as "mux: dolab".
type Family struct {
	Field string   // their Subject.Field; "": subject
	Names []string // of those that are listed
	// Find returns the subject of a name, or an *experiments.ErrUnknown. It may know more names than are listed.
	Find func(name string) (*Subject, error)
}

// Listed is the family of the subjects given, which a scenario names in its field "subject".
func Listed(subjects ...Subject) Family {
	f := Family{}
	for _, s := range subjects {
		f.Names = append(f.Names, s.Name)
	}
	f.Find = func(name string) (*Subject, error) {
		if i := slices.Index(f.Names, name); i >= 0 {
			return &subjects[i], nil
		}
		return nil, &experiments.ErrUnknown{What: subjectField, Name: name, Known: f.Names}
	}
	return f
}

// subjectField is the field of a scenario file that can name any subject.
const subjectField = "subject"

// Find returns the subject of a name, whatever its family, or an *experiments.ErrUnknown.
func (r Registry) Find(name string) (*Subject, error) {
	var known []string
	for _, f := range r {
		if s, err := f.Find(name); err == nil {
			return s, nil
		}
		known = append(known, f.Names...)
	}
	return nil, &experiments.ErrUnknown{What: subjectField, Name: name, Known: known}
}

// fields are those of a scenario file that name a subject.
func (r Registry) fields() []string {
	var list []string
	for _, f := range r {
		if f.Field != "" && f.Field != subjectField {
			list = append(list, f.Field)
		}
	}
	return append(list, subjectField)
}

// resolve finds the subject that a text names, by the fields that it has for that.
func (r Registry) resolve(named map[string]*string) (*Subject, error) {
	var given []string
	fields := r.fields()
	for _, field := range fields {
		if name := named[field]; name != nil && *name != "" {
			given = append(given, field)
		}
	}
	switch {
	case len(given) > 1:
		return nil, fmt.Errorf("%s %s and %s %s do not go together: give one of them",
			given[0], *named[given[0]], given[1], *named[given[1]])
	case len(given) == 0:
		first := Family{}
		if len(r) > 0 {
			first = r[0]
		}
		return nil, fmt.Errorf("%s is missing: %s is one of %s", strings.Join(fields, " or "),
			cmp.Or(first.Field, subjectField), strings.Join(first.Names, ", "))
	case given[0] == subjectField:
		return r.Find(*named[subjectField])
	}
	i := slices.IndexFunc(r, func(f Family) bool { return f.Field == given[0] })
	return r[i].Find(*named[given[0]])
}

// operations are the fields of the operations of all subjects, each name once.
func (r Registry) operations() Fields {
	var all Fields
	for _, family := range r {
		for _, name := range family.Names {
			s, err := family.Find(name)
			if err != nil {
				continue
			}
			all = all.and(s.fields())
		}
	}
	return all
}
