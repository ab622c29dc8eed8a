package slowstart

import (
	"errors"
	"fmt"
	"time"

	"dolab/durable"
	"dolab/durable/platform"
	"dolab/experiments"
)

// Cell is what became of the calls of one design.
type Cell struct {
	Design      string  `json:"design"`
	DownMS      int64   `json:"down_ms"`
	Calls       int     `json:"calls"`
	Failed      int     `json:"failed"`
	FailedPings int     `json:"failed_pings"` // calls that needed no configuration
	Timeouts    int     `json:"timeouts"`     // failed with the reset of blockConcurrencyWhile
	Slow        int     `json:"slow"`         // answered, but not within patience
	Old         int     `json:"old"`          // answered from the old copy
	WhileDown   int     `json:"while_down"`   // calls made while config was sure to stay down for what a block may take
	DownFailed  int     `json:"while_down_failed"`
	AfterFailed int     `json:"after_failed"` // calls made once config was up again
	SlowestMS   float64 `json:"slowest_ms"`
	Starts      int64   `json:"starts"`
	Error       string  `json:"error"` // the first
	Diagnosis   string  `json:"diagnosis"`

	patience time.Duration // what a call may take
}

const (
	patience  = 5 * time.Second  // a call that takes longer is slow, beside what the platform takes
	blockMax  = 30 * time.Second // what blockConcurrencyWhile may take [B7]
	afterward = time.Minute      // how long calls are made once config is up
)

// overhead is what the platform itself may add to a call: two hops, the start of the object, and a few turns.
func overhead(p platform.Profile) time.Duration {
	return 2*p.ClientHop.Max() + p.ColdStart.Max() + 4*p.TurnTime.Max()
}

// measure runs one design: a Ping and a Price each gap, each on a stub of its own, none waiting for another.
func measure(r *experiments.Run, d design, down, gap time.Duration) (Cell, error) {
	c := Cell{Design: d.name, DownMS: down.Milliseconds()}
	c.patience = patience + overhead(r.Profile)
	lab := r.Lab()
	defer lab.Close()
	up := lab.Now().Add(down)
	shops, err := declare(lab, d, up)
	if err != nil {
		return c, err
	}
	call := func(method string) {
		c.call(lab, shops.GetByName("a"), method, up)
	}
	for lab.Now().Before(up.Add(afterward)) {
		lab.Go("client", func() { call("Ping") })
		lab.Go("client", func() { call("Price") })
		if err := lab.Advance(gap); err != nil {
			return c, err
		}
	}
	if err := lab.Settle(); err != nil {
		return c, err
	}
	u, err := lab.Objects.Usage(shops.GetByName("a"))
	c.Starts = u.Starts
	c.Diagnosis = c.diagnose()
	return c, err
}

func declare(lab *experiments.Lab, d design, up time.Time) (*durable.Namespace, error) {
	_, err := lab.Objects.Namespace(durable.Class{Name: "Config", New: func(st *durable.State) (durable.Object, error) {
		return &config{st, up}, nil
	}})
	if err != nil {
		return nil, err
	}
	return lab.Objects.Namespace(durable.Class{Name: "Shop", New: func(st *durable.State) (durable.Object, error) {
		return newShop(lab, st, d)
	}})
}

// call makes one call and counts what becomes of it.
func (c *Cell) call(lab *experiments.Lab, s *durable.Stub, method string, up time.Time) {
	begun := lab.Now()
	v, err := s.Call(method)
	took := lab.Now().Sub(begun)
	c.Calls++
	c.SlowestMS = max(c.SlowestMS, float64(took.Microseconds())/1000)
	doomed := begun.Add(blockMax).Before(up)
	if doomed {
		c.WhileDown++
	}
	if err == nil {
		if took > c.patience {
			c.Slow++
		}
		if current, ok := v.(bool); ok && !current {
			c.Old++
		}
		return
	}
	c.Failed++
	if c.Error == "" {
		c.Error = err.Error()
	}
	if method == "Ping" {
		c.FailedPings++
	}
	if errors.Is(err, platform.ErrBlockTimeout) {
		c.Timeouts++
	}
	if doomed {
		c.DownFailed++
	}
	if !begun.Before(up) {
		c.AfterFailed++
	}
}

// diagnose says in one line what went wrong, "" where every call was answered in time.
func (c *Cell) diagnose() string {
	if c.Failed+c.Slow == 0 {
		return ""
	}
	text := fmt.Sprintf("%d of %d calls failed, %d of them although they needed no configuration", c.Failed, c.Calls, c.FailedPings)
	if c.Slow > 0 {
		text += fmt.Sprintf("; %d answered later than %v", c.Slow, c.patience)
	}
	if c.AfterFailed > 0 {
		text += fmt.Sprintf("; %d failed with config up again", c.AfterFailed)
	}
	if c.Error != "" {
		text += "; the first error: " + c.Error
	}
	return text
}
