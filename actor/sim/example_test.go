package sim_test

import (
	"fmt"

	"dolab/actor/sim"
)

// What a world has chosen can be written down, read back, and chosen again.
func ExampleParseTape() {
	record := &sim.Recorder{From: sim.Seed(1)}
	first := sim.New(sim.Options{Chooser: record})
	a := first.Choose("dice", 6)
	first.Close()
	tape, err := sim.ParseTape(record.Tape.String())
	if err != nil {
		panic(err)
	}
	again := sim.New(sim.Options{Chooser: sim.NewReplay(tape)})
	fmt.Println(again.Choose("dice", 6) == a)
	again.Close()
	// Output: true
}
