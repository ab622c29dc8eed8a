package schedules_test

import (
	"fmt"

	"dolab/experiments/search"
	"dolab/experiments/search/schedules"
)

// A hunt finds what goes wrong with a multiplexer, and Attribute the bugs of its code that cause it.
func ExampleAttribute() {
	mux, err := schedules.Multiplexers().Find("lumenize-2026-06")
	if err != nil {
		panic(err)
	}
	bag, err := search.Hunt(search.Quarry{Scenario: mux.Of("hostile"), Seeds: 1000})
	if err != nil {
		panic(err)
	}
	for _, g := range bag.Groups {
		bugs, err := schedules.Attribute(mux.Scenario("hostile", nil, g.First), g.Signature, search.Options{})
		fmt.Println(g.Signature, bugs, err)
	}
}
