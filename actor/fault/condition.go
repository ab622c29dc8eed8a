package fault

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// condition is one term of a fault's If: what must hold, or must not.
type condition struct {
	name Condition
	not  bool
}

// conditions reads the terms of an If.
func conditions(text string) (list []condition) {
	if text == "" {
		return nil
	}
	for _, term := range strings.Split(text, ",") {
		name, not := strings.CutPrefix(term, "!")
		list = append(list, condition{Condition(name), not})
	}
	return list
}

func allHold(list []condition, holds func(Condition) bool) bool {
	for _, c := range list {
		if (holds != nil && holds(c.name)) == c.not {
			return false
		}
	}
	return true
}

// in reports whether the fault's conditions hold, by what holds says of each.
func (f Fault) in(holds func(Condition) bool) bool { return allHold(conditions(f.If), holds) }

// state refuses an If that the point cannot be in. It returns which byte of the text is wrong, and what was possible.
func (p Point) state(text string) (at int, known []string, err error) {
	list := conditions(text)
	if len(list) == 0 {
		return 0, p.If, errors.New("a condition is missing")
	}
	for n, c := range list {
		switch {
		case !p.knows(string(c.name)):
			return at, p.If, fmt.Errorf("%s has no condition %q", p.Name, c.name)
		case slices.Contains(list[:n], c):
			return at, nil, fmt.Errorf("%q is given twice", c.name)
		case slices.Contains(list[:n], condition{c.name, !c.not}):
			return at, nil, fmt.Errorf("%q and its opposite never hold at once", c.name)
		}
		for _, other := range list[:n] {
			if !c.not && !other.not && p.apart(string(c.name), string(other.name)) {
				return at, nil, fmt.Errorf("%q and %q never hold at once", other.name, c.name)
			}
		}
		at += len(c.name) + len(",")
		if c.not {
			at += len("!")
		}
	}
	for _, group := range p.One {
		if !slices.ContainsFunc(group, func(name string) bool { return !slices.Contains(list, condition{Condition(name), true}) }) {
			return 0, nil, fmt.Errorf("one of %s always holds: the fault could never strike", strings.Join(group, ", "))
		}
	}
	return 0, nil, nil
}

// knows reports whether the point has a condition of the name, with an argument where it takes one.
func (p Point) knows(name string) bool {
	if kind, argument, has := strings.Cut(name, ":"); has {
		return argument != "" && slices.Contains(p.If, kind+":")
	}
	return name != "" && slices.Contains(p.If, name)
}

// apart reports whether of two conditions one holds at most.
func (p Point) apart(a, b string) bool {
	return slices.ContainsFunc(p.One, func(group []string) bool {
		return slices.Contains(group, a) && slices.Contains(group, b)
	})
}
