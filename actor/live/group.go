package live

import (
	"context"
	"errors"
	"fmt"
)

// Group is several live worlds side by side.
type Group struct{ worlds []*World }

// NewGroup returns n worlds that have not started: GOMAXPROCS is a good number. Options are those of each world, but
// for a Chooser and a Trace, which worlds cannot share: each gives every world its own, and may be nil.
func NewGroup(n int, o Options, each func(n int, o *Options)) (*Group, error) {
	switch {
	case n < 1:
		return nil, fmt.Errorf("a group of %d worlds: want at least one", n)
	case n > 1 && (o.Chooser != nil || o.Trace != nil):
		return nil, errors.New("worlds of a group cannot share a Chooser or a Trace")
	}
	g := &Group{}
	for i := range n {
		mine := o
		if each != nil {
			each(i, &mine)
		}
		g.worlds = append(g.worlds, New(mine))
	}
	return g, nil
}

// Worlds returns the worlds in their order.
func (g *Group) Worlds() []*World { return g.worlds }

// Start lets all worlds run.
func (g *Group) Start() {
	for _, w := range g.worlds {
		w.Start()
	}
}

// Stop stops all worlds at once: see World.Stop. All take nothing more before the first of them closes.
func (g *Group) Stop(ctx context.Context) error {
	for _, w := range g.worlds {
		w.Start()
		w.d.inbox.drain()
	}
	errs := make([]error, 0, len(g.worlds))
	for n, w := range g.worlds {
		if err := w.Stop(ctx); err != nil {
			errs = append(errs, fmt.Errorf("world %d: %w", n, err))
		}
	}
	return errors.Join(errs...)
}
