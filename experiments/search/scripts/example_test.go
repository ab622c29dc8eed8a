package scripts_test

import (
	"fmt"

	"dolab/experiments/search"
	"dolab/experiments/search/scripts"
)

// A hunt through the objects of a wrangler project.
func ExampleOpen() {
	p, err := scripts.Open("../shop", scripts.Options{Routes: []string{"POST /order/{n}"}})
	if err != nil {
		panic(err)
	}
	defer p.Close()
	bag, err := search.Hunt(search.Quarry{Scenario: p.Subject().Of(""), Seeds: 1000})
	if err != nil {
		panic(err)
	}
	for _, g := range bag.Groups {
		fmt.Println(g.Signature, g.First)
	}
}
