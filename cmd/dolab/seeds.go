package main

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"

	"dolab/experiments"
)

// sweep runs all seeds of the options, side by side, and returns their reports in the order of seeds. Worlds share
// nothing, so a report does not depend on who runs beside it.
func (a *app) sweep(e experiments.Experiment, o *options, trace io.Writer) ([]*experiments.Report, error) {
	m := a.meter(o.quiet)
	defer m.clear()
	if o.seeds == 1 {
		r, err := a.one(e, o, o.settings.Seed, trace, m.at)
		return []*experiments.Report{r}, err
	}
	reports := make([]*experiments.Report, o.seeds)
	errs := make([]error, o.seeds)
	var next, done atomic.Int64
	var all sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), o.seeds) {
		all.Go(func() {
			for {
				n := int(next.Add(1) - 1)
				if n >= o.seeds || a.stopped() {
					return
				}
				seed := o.settings.Seed + uint64(n)
				reports[n], errs[n] = a.one(e, o, seed, nil, nil)
				if errs[n] != nil {
					next.Store(int64(o.seeds)) // The first error is reported; seeds before it are under way.
				}
				m.at(float64(done.Add(1)), o.seeds, fmt.Sprintf("seed %d", seed))
			}
		})
	}
	all.Wait()
	for n, r := range reports {
		switch {
		case errs[n] != nil && !errors.Is(errs[n], errInterrupted):
			return nil, errs[n]
		case r == nil && n == 0:
			return nil, errInterrupted
		case r == nil:
			return reports[:n], nil // Those before the first that an interrupt has cut short.
		}
	}
	return reports, nil
}
