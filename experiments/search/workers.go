package search

//detcheck:file sync,clock,env worlds run side by side here and share nothing; a hunt's budget is the machine's time

import (
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// Hunt runs seeds, several at a time, until the quarry says enough, and groups what goes wrong by its signature. What
// it finds in a number of seeds does not depend on how many are run at a time. An error is one of the scenario. Once
// Options.Stop reports true, the bag holds what was found until then.
func Hunt(q Quarry) (*Bag, error) {
	workers := q.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	h := &hunt{Quarry: q, started: time.Now()}
	bags := make([]*Bag, workers)
	errs := make([]error, workers)
	var all sync.WaitGroup
	for n := range workers {
		all.Go(func() { bags[n], errs[n] = h.work() })
	}
	all.Wait()
	sum := &Bag{Seen: map[string]int{}}
	for n, b := range bags {
		if errs[n] != nil {
			return nil, errs[n]
		}
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
}

// work runs one seed after another.
func (h *hunt) work() (*Bag, error) {
	b := &Bag{Seen: map[string]int{}}
	for {
		n := h.next.Add(1) - 1
		if h.over(n) {
			return b, nil
		}
		seed := h.First + uint64(n)
		o, err := h.one(seed)
		if errors.Is(err, ErrStopped) {
			b.Stopped = true
			return b, nil
		}
		if err != nil {
			return nil, err
		}
		b.merge(seed, o)
		h.report(o)
	}
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
	case h.Seeds <= 0 && h.For <= 0, h.enough.Load():
		return true
	case h.Seeds > 0 && n >= int64(h.Seeds):
		return true
	}
	return h.For > 0 && time.Since(h.started) >= h.For
}
