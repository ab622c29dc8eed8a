package storm

import (
	"errors"
	"fmt"
	"time"

	"dolab/durable"
	"dolab/durable/platform"
	"dolab/experiments"
)

// Cell is what the clients of one design have heard.
type Cell struct {
	Design     string `json:"design"`
	Clients    int    `json:"clients"`
	Trials     int    `json:"trials"`   // storms, each in a world of its own
	Lossy      int    `json:"lossy"`    // storms in which a client missed any message
	Messages   int    `json:"messages"` // of one storm
	Resets     int    `json:"resets"`
	Expected   int    `json:"expected"` // messages × clients, of all storms
	Missed     int    `json:"missed"`
	Missing    int    `json:"missing_clients"` // that missed any
	Twice      int    `json:"twice"`
	Disorder   int    `json:"disorder"`
	Dials      int    `json:"dials"`
	PeakDials  int    `json:"peak_dials"` // in one second
	Reconnects int    `json:"reconnects"`
	OfflineMS  int64  `json:"offline_ms"` // of a client in a storm, on average
	Diagnosis  string `json:"diagnosis"`
}

// The phases of a world: clients connect, the publisher begins, the storm lasts from 10 s on, and
// there is time to settle.
const (
	stormTo  = 70 * time.Second
	settle   = time.Minute
	messages = 75
)

// trouble is the storm: each turn that ends in it can be the incarnation's last, and twice the room does not start
// again for a while.
var trouble = []string{
	"object.turn Room/* from=10s until=1m10s p=3% reset=L3",
	"commit.durable Room/* from=10s until=1m10s p=10% reset=L3",
	"object.turn Room/* from=20s until=26s reset=L3",
	"object.activate Room/* from=22s until=32s error=L10",
	"object.turn Room/* from=50s until=56s reset=L3",
	"object.activate Room/* from=52s until=1m2s error=L10",
}

// resets counts the faults that were resets.
func resets(struck []int) int { return struck[0] + struck[1] + struck[2] + struck[4] }

// measure runs the storms of one design.
func measure(r *experiments.Run, d design, clients int) (Cell, error) {
	c := Cell{Design: d.name, Clients: clients, Messages: messages}
	for trial := range r.Settings.Trials {
		if err := c.storm(r, trial, d); err != nil {
			return c, fmt.Errorf("%s, trial %d: %w", d.name, trial, err)
		}
	}
	c.OfflineMS /= int64(c.Trials)
	c.Diagnosis = c.diagnose()
	return c, nil
}

// storm runs one storm.
func (c *Cell) storm(r *experiments.Run, trial int, d design) error {
	plan, err := platform.NewPlan(trouble...)
	if err != nil {
		return err
	}
	lab := r.Trial(trial, durable.WithFaults(plan))
	defer lab.Close()
	ns, err := lab.Objects.Namespace(durable.Class{Name: "Room", New: func(st *durable.State) (durable.Object, error) {
		return &room{st, d}, nil
	}})
	if err != nil {
		return err
	}
	all := make([]*client, c.Clients)
	for n := range all {
		all[n] = &client{heard: map[int]int{}}
		lab.Go("client", func() { all[n].listen(lab, ns, d) })
	}
	published := false
	lab.Go("publisher", func() {
		publish(lab, ns, messages)
		published = true
	})
	err = lab.RunUntil(func() bool { return published && lab.Elapsed() >= stormTo })
	if err := errors.Join(err, lab.Advance(settle)); err != nil {
		return err
	}
	c.Resets += resets(plan.Struck())
	c.count(all)
	return nil
}

// count holds what clients heard in one storm against what was published.
func (c *Cell) count(all []*client) {
	c.Trials++
	c.Expected += c.Messages * len(all)
	before := c.Missed
	dials := map[int]int{}
	var offline time.Duration
	for _, x := range all {
		missed := 0
		for n := 1; n <= c.Messages; n++ {
			switch times := x.heard[n]; {
			case times == 0:
				missed++
			case times > 1:
				c.Twice++
			}
		}
		c.Missed += missed
		if missed > 0 {
			c.Missing++
		}
		c.Disorder += x.disorder
		c.Dials += len(x.dials)
		c.Reconnects += x.reconnects
		offline += x.offline
		for _, second := range x.dials {
			dials[second]++
			c.PeakDials = max(c.PeakDials, dials[second])
		}
	}
	c.OfflineMS += offline.Milliseconds() / int64(len(all))
	if c.Missed > before {
		c.Lossy++
	}
}

// diagnose says in one line what went wrong, "" where each client has each message once and in order.
func (c *Cell) diagnose() string {
	if c.Missed+c.Twice+c.Disorder == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d messages missed, by %d of %d clients, in %d of %d storms; %d came twice, %d out of order",
		c.Missed, c.Expected, c.Missing, c.Clients*c.Trials, c.Lossy, c.Trials, c.Twice, c.Disorder)
}

// The rate of storms in which a design that does not resume, or resumes across an await, misses messages: more than
// lossyMin, as far as trialsMin storms or more can tell. A client can be lucky in one storm: its reconnecting takes less
// than the pause of the publisher.
const (
	lossyMin  = 0.25
	trialsMin = 4
)

// spared reports whether fewer storms were lossy than the claim says.
func (c *Cell) spared() bool {
	return c.Trials >= trialsMin && float64(c.Lossy) <= lossyMin*float64(c.Trials)
}
