package search_test

import (
	"dolab/experiments/search"
	"dolab/experiments/search/schedules"
)

// registry is that of multiplexers, whose scenarios have fields of all types.
var registry = search.Registry{schedules.Multiplexers()}

// mux is the subject of a multiplexer that there is.
func mux(name string) *search.Subject {
	s, err := registry.Find(name)
	if err != nil {
		panic(err)
	}
	return s
}
