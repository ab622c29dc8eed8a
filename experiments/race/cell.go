package race

import (
	"errors"
	"fmt"
	"time"

	"dolab/durable"
	"dolab/experiments"
)

// Cell is all trials of one design with that many clients.
type Cell struct {
	Design      string  `json:"design"`
	N           int     `json:"n"` // increments at about the same time
	Trials      int     `json:"trials"`
	Asked       int     `json:"asked"`
	Lost        int     `json:"lost"`
	Losing      int     `json:"losing"`             // trials that lost any
	WorstLost   int     `json:"worst_lost"`         // in one trial
	MeanMS      float64 `json:"mean_ms"`            // until all were answered
	FirstLosing int     `json:"first_losing_trial"` // -1 for none
	Diagnosis   string  `json:"diagnosis"`

	safe bool
	took time.Duration
}

// measure runs the trials of one design.
func measure(r *experiments.Run, d design, n int) (Cell, error) {
	c := Cell{Design: d.name, N: n, Trials: r.Settings.Trials, FirstLosing: -1, safe: d.safe}
	for trial := range r.Settings.Trials {
		counted, took, err := try(r.Trial(trial), d, n)
		if err != nil {
			return c, fmt.Errorf("%s, trial %d: %w", d.name, trial, err)
		}
		lost := n - counted
		c.Asked += n
		c.Lost += lost
		c.took += took
		if lost == 0 {
			continue
		}
		c.Losing++
		c.WorstLost = max(c.WorstLost, lost)
		if c.FirstLosing < 0 {
			c.FirstLosing = trial
		}
	}
	c.MeanMS = float64((c.took / time.Duration(c.Trials)).Microseconds()) / 1000
	if c.Lost > 0 {
		c.Diagnosis = fmt.Sprintf("%d of %d increments lost, in %d of %d trials, up to %d of %d at once",
			c.Lost, c.Asked, c.Losing, c.Trials, c.WorstLost, n)
	}
	return c, nil
}

// beginMax is within what time of one another the clients begin.
const beginMax = 50 * time.Millisecond

// try lets n clients increment at about the same time and returns what the counter has then, and how long the last one took.
func try(lab *experiments.Lab, d design, n int) (counted int, took time.Duration, err error) {
	defer lab.Close()
	ns, err := lab.Objects.Namespace(durable.Class{Name: "Counter", New: func(st *durable.State) (durable.Object, error) {
		return &counter{st: st, design: d}, nil
	}})
	if err != nil {
		return 0, 0, err
	}
	left := n
	var failed error
	for range n {
		lab.Go("client", func() {
			lab.Sleep(time.Duration(lab.Choose("race.begin", int(beginMax/time.Millisecond))) * time.Millisecond)
			_, err := ns.GetByName("a").Call("Increment")
			failed = errors.Join(failed, err)
			left--
		})
	}
	if err := errors.Join(lab.RunUntil(func() bool { return left == 0 }), failed); err != nil {
		return 0, 0, err
	}
	took = lab.Elapsed()
	counted, err = durable.Call[int](ns.GetByName("a"), "Value")
	return counted, took, err
}
