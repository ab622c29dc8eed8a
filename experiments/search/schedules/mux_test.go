package schedules_test

import (
	"time"

	"dolab/experiments/search"
	"dolab/experiments/search/schedules"
)

// registry is that of multiplexers alone.
var registry = search.Registry{schedules.Multiplexers()}

// mux is the subject of a multiplexer that there is.
func mux(name string) *search.Subject {
	s, err := registry.Find(name)
	if err != nil {
		panic(err)
	}
	return s
}

// order is an operation that schedules.
func order(key string, values ...search.Value) search.Operation {
	return search.Operation{Do: schedules.Schedule, Key: key}.With(values...)
}

// at is the operation at another time.
func at(age time.Duration, o search.Operation) search.Operation {
	o.At = age
	return o
}
