package overload

import (
	"errors"
	"fmt"
	"time"

	"dolab/actor/fault"
	"dolab/durable"
	"dolab/durable/platform"
	"dolab/experiments"
)

// Cell is what became of the calls of one design.
type Cell struct {
	Design    string `json:"design"`
	Clients   int    `json:"clients"`
	TimeoutMS int64  `json:"timeout_ms"`
	ServiceMS int64  `json:"service_ms"`
	QueueMax  int    `json:"queue_max"` // the platform's limit, 0 for none
	Calls     int    `json:"calls"`
	Attempts  int    `json:"attempts"`
	Useful    int    `json:"useful"` // answered while somebody waited
	Wasted    int    `json:"wasted"` // served and answered to nobody
	Refused   int    `json:"refused"`
	GivenUp   int    `json:"given_up"` // attempts that ran into the timeout
	DeepestQ  int    `json:"deepest_queue"`
	// TroubleMS is how long after the stall's end an attempt last failed, UselessPart the part of what was served
	// after it that nobody waited for.
	TroubleMS   int64   `json:"trouble_ms"`
	SlowestMS   int64   `json:"slowest_ms"`
	UselessPart float64 `json:"useless_part"`
	Recovered   bool    `json:"recovered"`
	Diagnosis   string  `json:"diagnosis"`

	healed time.Time
}

// recovery is within what time after a stall of 10 s trouble must be over.
const recovery = 30 * time.Second

func (c *Cell) took(d time.Duration) { c.SlowestMS = max(c.SlowestMS, d.Milliseconds()) }

// failed counts an attempt without an answer.
func (c *Cell) failed(lab *experiments.Lab, err error) {
	var e *platform.Error
	switch {
	case errors.Is(err, durable.ErrTimeout):
		c.GivenUp++
	case errors.As(err, &e) && e.Overloaded:
		c.Refused++
	}
	c.TroubleMS = max(c.TroubleMS, lab.Now().Sub(c.healed).Milliseconds())
}

// measure runs one design.
func measure(r *experiments.Run, d design, clients int, timeout, service time.Duration) (Cell, error) {
	c := Cell{
		Design: d.name, Clients: clients, TimeoutMS: timeout.Milliseconds(), ServiceMS: service.Milliseconds(),
	}
	p := r.Profile
	p.TurnTime = fault.Dist{} // The load is in the calls.
	p.QueueMax, p.QueueBytesMax, p.QueueAgeMax, p.RateMax = 0, 0, 0, 0
	if d.limited {
		p.QueueMax = max(1, int(timeout/service)/2) // What can be served while its clients wait.
	}
	lab := r.LabOf(p)
	c.QueueMax = lab.Objects.Profile().QueueMax
	defer lab.Close()
	served := 0
	ns, err := lab.Objects.Namespace(durable.Class{Name: "Shop", New: func(st *durable.State) (durable.Object, error) {
		return &shop{st, service, &served}, nil
	}})
	if err != nil {
		return c, err
	}
	c.healed = lab.Now().Add(stallAt + stallFor)
	end := c.healed.Add(after)
	for range clients {
		lab.Go("client", func() { c.client(lab, ns, d, timeout, end) })
	}
	lab.Go("stall", func() {
		lab.Sleep(stallAt)
		_, _ = ns.GetByName("a").Call("Stall") // Refused where the queue is full: then there is no need of it.
	})
	for lab.Now().Before(end) {
		if err := lab.Advance(100 * time.Millisecond); err != nil {
			return c, err
		}
		seen, err := lab.Objects.Look(ns.GetByName("a"))
		if err != nil {
			return c, err
		}
		c.DeepestQ = max(c.DeepestQ, seen.InFlight)
	}
	if err := lab.Settle(); err != nil {
		return c, err
	}
	c.judge(served)
	return c, nil
}

// judge holds what was served against what was wanted.
func (c *Cell) judge(served int) {
	c.Wasted = served - c.Useful
	if served > 0 {
		c.UselessPart = float64(c.Wasted) / float64(served)
	}
	c.Recovered = c.TroubleMS <= recovery.Milliseconds()
	if !c.Recovered {
		c.Diagnosis = fmt.Sprintf("trouble until %.0f s after a stall of %v; %d of %d served calls were answered to nobody, "+
			"up to %d waited", float64(c.TroubleMS)/1000, stallFor, c.Wasted, served, c.DeepestQ)
	}
}
