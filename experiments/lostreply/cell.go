package lostreply

import (
	"errors"
	"fmt"

	"dolab/durable"
	"dolab/durable/platform"
	"dolab/experiments"
)

// Cell is what became of the orders of one design.
type Cell struct {
	Design     string `json:"design"`
	Orders     int    `json:"orders"`
	Attempts   int    `json:"attempts"`
	Errors     int    `json:"errors"`     // attempts that ended with an error
	Silent     int    `json:"silent"`     // attempts that nobody answered
	Executed   int    `json:"executed"`   // orders whose client never heard of success, and that were charged
	Unanswered int    `json:"unanswered"` // orders whose client never heard of success
	Once       int    `json:"once"`       // orders charged exactly once
	Double     int    `json:"double"`     // orders charged more than once
	Never      int    `json:"never"`      // orders not charged
	Charges    int    `json:"charges"`
	Diagnosis  string `json:"diagnosis"`
}

// faults is the trouble: each strikes an eighth of the charges.
var faults = []string{
	"object.turn Account/* if=write p=12.5% crash",
	"commit.durable Account/* p=12.5% crash",
	"stub.response Account/* p=12.5% error=L1",
	"stub.response Account/* p=12.5% drop",
}

// measure runs the trials of one design.
func measure(r *experiments.Run, d design, n int) (Cell, error) {
	c := Cell{Design: d.name}
	for trial := range r.Settings.Trials {
		if err := c.try(r, trial, d, n); err != nil {
			return c, fmt.Errorf("%s, trial %d: %w", d.name, trial, err)
		}
	}
	c.Diagnosis = c.diagnose()
	return c, nil
}

// try charges for n orders, one client each, and then counts in peace.
func (c *Cell) try(r *experiments.Run, trial int, d design, n int) error {
	plan, err := platform.NewPlan(faults...)
	if err != nil {
		return err
	}
	lab := r.Trial(trial, durable.WithFaults(plan))
	defer lab.Close()
	ns, err := lab.Objects.Namespace(durable.Class{Name: "Account", New: func(st *durable.State) (durable.Object, error) {
		return &account{st: st, design: d, seen: map[string]bool{}}, nil
	}})
	if err != nil {
		return err
	}
	outcomes := make([]outcome, n)
	left := n
	for i := range outcomes {
		o := &outcomes[i]
		o.order = fmt.Sprintf("order-%d", i)
		lab.Go("client", func() {
			o.charge(lab, ns, d)
			left--
		})
	}
	err = lab.RunUntil(func() bool { return left == 0 })
	if err := errors.Join(err, lab.Settle(), lab.Objects.SetFaults(nil)); err != nil {
		return err
	}
	charges, err := durable.Call[[]string](ns.GetByName("a"), "Charges")
	c.count(outcomes, charges)
	return err
}

// count holds what clients heard against what was charged.
func (c *Cell) count(outcomes []outcome, charges []string) {
	times := map[string]int{}
	for _, order := range charges {
		times[order]++
	}
	c.Charges += len(charges)
	for _, o := range outcomes {
		c.Orders++
		c.Attempts += o.attempts
		c.Errors += o.errors
		c.Silent += o.silent
		if !o.answered {
			c.Unanswered++
			c.Executed += min(1, times[o.order])
		}
		switch times[o.order] {
		case 0:
			c.Never++
		case 1:
			c.Once++
		default:
			c.Double++
		}
	}
}

// diagnose says in one line what went wrong, "" where each order was charged for once.
func (c *Cell) diagnose() string {
	if c.Once == c.Orders {
		return ""
	}
	text := fmt.Sprintf("%d of %d orders charged once", c.Once, c.Orders)
	if c.Double > 0 {
		text += fmt.Sprintf(", %d more than once: %d charges in all", c.Double, c.Charges)
	}
	if c.Never > 0 {
		text += fmt.Sprintf(", %d never", c.Never)
	}
	if c.Unanswered > 0 {
		text += fmt.Sprintf("; of the %d that heard no success %d were charged", c.Unanswered, c.Executed)
	}
	return text
}
