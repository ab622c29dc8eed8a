package slowstart

import (
	"errors"
	"time"

	"dolab/durable"
	"dolab/experiments"
)

// design is when a shop loads its configuration.
type design struct {
	name     string
	block    bool          // in the constructor, under blockConcurrencyWhile
	callback bool          // config calls back before it answers
	timeout  time.Duration // of the load, 0 for none: an old copy is taken then
}

func (d design) Label() string { return d.name }

// loadTimeout is what a load may take in the designs that bound it.
const loadTimeout = 2 * time.Second

var designs = []design{
	{name: "block", block: true},
	{name: "block-timeout", block: true, timeout: loadTimeout},
	{name: "callback", block: true, callback: true},
	{name: "lazy"},
	{name: "lazy-timeout", timeout: loadTimeout},
}

// config answers once it is up.
type config struct {
	st *durable.State
	up time.Time
}

// Load returns the configuration; back names the shop to call first, "" for none.
func (c *config) Load(back string) (int, error) {
	if down := c.up.Sub(c.st.Now()); down > 0 {
		c.st.Sleep(down)
	}
	if back != "" {
		if _, err := c.st.Namespace("Shop").GetByName(back).Call("Ping"); err != nil {
			return 0, err
		}
	}
	return 1, nil
}

// shop sells at a price that it needs the configuration for.
type shop struct {
	lab    *experiments.Lab
	st     *durable.State
	design design
	loaded bool
}

func newShop(lab *experiments.Lab, st *durable.State, d design) (*shop, error) {
	s := &shop{lab: lab, st: st, design: d}
	if !d.block {
		return s, nil
	}
	return s, st.BlockConcurrencyWhile(s.load)
}

// Ping needs no configuration.
func (s *shop) Ping() {}

// Price needs it, and reports whether it is the current one.
func (s *shop) Price() (current bool, err error) {
	if !s.loaded && !s.design.block {
		err = s.load()
	}
	return s.loaded, err
}

var errLate = errors.New("config did not answer in time")

// load asks for the configuration. A late answer is no error: the old copy has to do, and the next call tries again.
func (s *shop) load() error {
	back := ""
	if s.design.callback {
		back = "a"
	}
	ask := func() error {
		_, err := s.st.Namespace("Config").GetByName("config").Call("Load", back)
		return err
	}
	err := s.within(s.design.timeout, ask)
	if errors.Is(err, errLate) {
		return nil
	}
	s.loaded = err == nil
	return err
}

// within waits for fn for at most d, if d is not 0.
func (s *shop) within(d time.Duration, fn func() error) error {
	if d == 0 {
		return fn()
	}
	k := s.lab.Current().Waker()
	s.st.Go(func() { k.Wake(fn()) })
	t := s.lab.After(d, func() { k.Wake(errLate) })
	defer t.Stop()
	err, _ := s.lab.Current().Park("config, or the timeout", d.String()).(error)
	return err
}
