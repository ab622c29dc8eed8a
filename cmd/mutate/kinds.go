package main

import (
	"go/ast"
	"slices"
)

// kind is a kind of mutation.
type kind struct {
	name string
	what string
	find func(*finder, ast.Node)
}

// kinds are all there are. To add one: a line here, and a function that tells the finder its sites.
func kinds() []kind {
	return []kind{
		{"comparison", "a comparison is turned into its opposite", (*finder).comparison},
		{"boundary", "a comparison includes its bound or excludes it; an integer is off by one", (*finder).boundary},
		{"logic", "&& and || change places; a condition is negated", (*finder).logic},
		{"arithmetic", "+ and - change places", (*finder).arithmetic},
		{"extreme", "max and min change places", (*finder).extreme},
		{"call", "a call is dropped", (*finder).call},
		{"assignment", "an assignment to a field or an element is dropped", (*finder).assignment},
		{"swap", "two effects change places", (*finder).swap},
		{"release", "a defer, or a call that releases something, is dropped", (*finder).release},
		{"error", "an error is ignored, or not returned", (*finder).ignored},
		{"return", "an early return is dropped; a constant that is returned is another", (*finder).returned},
		{"unit", "a unit of time, or a factor of 1000, is another", (*finder).unit},
	}
}

func isKind(name string) bool { return slices.Contains(kindNamesAll(), name) }

func kindNamesAll() []string {
	var names []string
	for _, k := range kinds() {
		names = append(names, k.name)
	}
	return names
}
