package specimens

import (
	"fmt"
	"slices"
	"strings"

	"dolab/experiments"
)

// A repaired specimen is the same specimen with single bugs gone. It is how a failure gets its cause: what a scenario
// shows on a specimen, and does not show on the specimen with one bug repaired, that bug has caused.
//
// A repair is as small as it can be, at the line that is wrong: if t.repaired(B1) there. It is not the cure, which is
// dolab/alarms, and what it leaves wrong is another bug. Some bugs rest on the line of another, and go with it:
// Bug.Takes. Without repairs a specimen does what its version did.

// repairedWord stands between a specimen's name and the bugs that are gone.
const repairedWord = "repaired"

// Repaired returns the specimen with some of its bugs gone, under the name "native repaired B12,B13", which ByName
// takes too. A bug that it does not have is an *experiments.ErrUnknown.
func (s Specimen) Repaired(bugs ...string) (Specimen, error) {
	switch {
	case len(bugs) == 0:
		return s, nil
	case len(s.Bugs) == 0:
		return Specimen{}, fmt.Errorf("%s has no bugs to repair", s.Name)
	}
	for n, b := range bugs {
		if _, found := s.Bug(b); !found {
			return Specimen{}, &experiments.ErrUnknown{What: "bug of " + s.Name, Name: b, Known: s.bugs()}
		}
		if slices.Contains(bugs[:n], b) {
			return Specimen{}, fmt.Errorf("%s: %s is repaired twice", s.Name, b)
		}
	}
	made := s.New
	word := " " + repairedWord + " "
	if strings.Contains(s.Name, word) {
		word = ","
	}
	s.Name += word + strings.Join(bugs, ",")
	s.New = func(h Host) (Multiplexer, error) {
		h.repairs = append(h.repairs[:len(h.repairs):len(h.repairs)], bugs...)
		return made(h)
	}
	s.Bugs = slices.DeleteFunc(slices.Clone(s.Bugs), func(b Bug) bool { return slices.Contains(bugs, b.Name) })
	return s, nil
}

// Bug returns a bug that the specimen has, by its name.
func (s Specimen) Bug(name string) (b Bug, found bool) {
	i := slices.IndexFunc(s.Bugs, func(b Bug) bool { return b.Name == name })
	if i < 0 {
		return Bug{}, false
	}
	return s.Bugs[i], true
}

// bugs are the names of the bugs that the specimen has.
func (s Specimen) bugs() []string {
	names := make([]string, len(s.Bugs))
	for n, b := range s.Bugs {
		names[n] = b.Name
	}
	return names
}

// repaired reports whether a bug is gone.
func (h Host) repaired(bug string) bool { return slices.Contains(h.repairs, bug) }
