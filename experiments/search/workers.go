package search

//detcheck:file sync,clock,env worlds run side by side here and share nothing; a hunt's budget is the machine's time

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// Hunt runs seeds, several at a time, until the quarry says enough, and groups what goes wrong by its signature. What
// it finds in a number of seeds does not depend on how many are run at a time. An error is that of a scenario, a
// *SeedError, or of the quarry. Once Options.Stop reports true, the bag holds what was found until then.
func Hunt(q Quarry) (*Bag, error) {
	workers := q.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	switch {
	case q.Scenario == nil:
		return nil, ErrNoScenario
	case q.Seeds <= 0 && q.For <= 0:
		return nil, ErrNoSeeds
	}
	h := &hunt{Quarry: q, started: time.Now()}
	bags := make([]*Bag, workers)
	var all sync.WaitGroup
	for n := range workers {
		bags[n] = &Bag{Seen: map[string]int{}}
		all.Go(func() { h.work(bags[n]) })
	}
	all.Wait()
	if h.failed != nil {
		return nil, h.failed
	}
	sum := &Bag{Seen: map[string]int{}}
	for _, b := range bags {
		sum.add(b)
	}
	sum.sort()
	return sum, nil
}

// hunt is what the workers of a Hunt share.
type hunt struct {
	Quarry
	started time.Time
	next    atomic.Int64
	enough  atomic.Bool
	lock    sync.Mutex
	done    int
	known   map[string]bool
	failed  *SeedError
}

// work runs one seed after another.
func (h *hunt) work(b *Bag) {
	for {
		n := h.next.Add(1) - 1
		if h.over(n) {
			return
		}
		seed := h.First + uint64(n)
		o, err := h.one(seed)
		if errors.Is(err, ErrStopped) {
			b.Stopped = true
			return
		}
		if err != nil {
			h.stop(&SeedError{seed, err})
			return
		}
		b.merge(seed, o)
		if end := contain(func() { h.report(o) }); end != nil {
			h.stop(&SeedError{seed, fmt.Errorf("report progress: %w", end)})
			return
		}
	}
}

// stop ends the hunt with an error: that of the lowest seed.
func (h *hunt) stop(err *SeedError) {
	h.lock.Lock()
	defer h.lock.Unlock()
	if h.failed == nil || err.Seed < h.failed.Seed {
		h.failed = err
	}
	h.enough.Store(true)
}

// report notes the end of a seed, for progress and for Enough.
func (h *hunt) report(o Outcome) {
	h.lock.Lock()
	defer h.lock.Unlock()
	h.done++
	if h.Progress != nil {
		h.Progress(h.done)
	}
	if h.Enough <= 0 {
		return
	}
	if h.known == nil {
		h.known = map[string]bool{}
	}
	for _, v := range o.Violations {
		h.known[v.Signature()] = true
	}
	if len(h.known) >= h.Enough {
		h.enough.Store(true)
	}
}

// over reports whether the n-th seed is not to be run any more.
func (h *hunt) over(n int64) bool {
	switch {
	case h.enough.Load():
		return true
	case h.Seeds > 0 && n >= int64(h.Seeds):
		return true
	}
	return h.For > 0 && time.Since(h.started) >= h.For
}
