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

// sweep runs an experiment under all seeds of the options, and returns the reports of eachSeed.
func (a *app) sweep(e experiments.Experiment, o *options, trace io.Writer) ([]*experiments.Report, error) {
	m := a.meter(o.quiet)
	defer m.clear()
	if o.seeds == 1 {
		r, err := a.one(e, o, o.settings.Seed, trace, m.at)
		return []*experiments.Report{r}, err
	}
	return eachSeed(a, m, o.settings.Seed, o.seeds, func(seed uint64) (*experiments.Report, error) {
		return a.one(e, o, seed, nil, nil)
	})
}

// eachSeed calls run for the seeds from first on, side by side, and returns the results in the order of seeds. After an
// interrupt it returns those before the first seed that was cut short. Worlds share nothing, so a result does not
// depend on what runs beside it.
func eachSeed[T any](a *app, m *meter, first uint64, seeds int, run func(seed uint64) (T, error)) ([]T, error) {
	list, errs, ran := make([]T, seeds), make([]error, seeds), make([]bool, seeds)
	var next, done atomic.Int64
	var all sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), seeds) {
		all.Go(func() {
			for {
				n := int(next.Add(1) - 1)
				if n >= seeds || a.stopped() {
					return
				}
				seed := first + uint64(n)
				list[n], errs[n] = run(seed)
				ran[n] = errs[n] == nil
				if errs[n] != nil {
					next.Store(int64(seeds)) // The first error is reported; seeds before it are under way.
				}
				m.at(float64(done.Add(1)), seeds, fmt.Sprintf("seed %d", seed))
			}
		})
	}
	all.Wait()
	for n := range list {
		switch {
		case errs[n] != nil && !errors.Is(errs[n], errInterrupted):
			return nil, errs[n]
		case !ran[n] && n == 0:
			return nil, errInterrupted
		case !ran[n]:
			return list[:n], nil // Those before the first that an interrupt has cut short.
		}
	}
	return list, nil
}
