package loopcost

import (
	"fmt"
	"time"

	"dolab/durable"
	"dolab/durable/platform"
	"dolab/experiments"
)

// Cell is what one loop used and what that costs, in the simulated time and for a month of it.
type Cell struct {
	EveryMS     int64   `json:"every_ms"`
	Design      string  `json:"design"`
	SpanMS      int64   `json:"span_ms"` // simulated; less than asked for where the loop was cut
	Alarms      int64   `json:"alarms"`
	Requests    float64 `json:"requests"`
	RowsRead    int64   `json:"rows_read"`
	RowsWritten int64   `json:"rows_written"`
	ActiveMS    int64   `json:"active_ms"`
	GBSeconds   float64 `json:"gb_seconds"`
	StoredBytes int64   `json:"stored_bytes"`
	Starts      int64   `json:"starts"`
	Prices      string  `json:"prices"` // the name of the table
	// Dollars is the bill of the simulated span without allowances, Plan that of an account with this object only.
	Dollars float64 `json:"dollars"`
	Plan    float64 `json:"plan_dollars"`
	// Month is Dollars for 30 days; -1 where no time passed.
	Month     float64 `json:"month_dollars"`
	Loop      string  `json:"loop"` // what the detector says, "" for nothing
	Diagnosis string  `json:"diagnosis"`

	plot plot
	bill platform.Bill
	// days and dollars are the bill as it grew.
	days, dollars []float64
}

// The detector's bounds, and what an unnamed loop may cost.
var bounds = durable.LoopBounds{ChainMax: 10_000, EveryMin: 10 * time.Second}

const (
	unnamedMax = 1.0 // dollars
	month      = 30 * 24 * time.Hour
	// runsMax ends a cell whose loop is so fast that its month would not end today.
	runsMax = 3_000_000
	// partRuns are the runs between two reports of progress.
	partRuns = 20_000
)

// plot is one setting of all factors.
type plot struct {
	design design
	every  time.Duration
}

func (p plot) String() string { return p.design.name + " every " + p.every.String() }

// run lets one loop run, alone.
func (p plot) run(r *experiments.Run) (c Cell, err error) {
	lab := r.Lab()
	defer lab.Close()
	runs := 0
	ns, err := lab.Objects.Namespace(durable.Class{Name: "Loop", New: func(st *durable.State) (durable.Object, error) {
		return &loop{st: st, plot: p, ran: func() { runs++ }}, nil
	}})
	if err != nil {
		return c, err
	}
	over, started := false, lab.Elapsed()
	grew := growth{Name: p.String(), X: []float64{0}, Y: []float64{0}}
	lab.After(r.Settings.Span, func() { over = true })
	if _, err := ns.GetByName("a").Call("Start"); err != nil {
		return c, err
	}
	for !over && runs < runsMax {
		begun := runs // The steps of a world are bounded: a run of it is a part of the loop.
		if err := lab.RunUntil(func() bool { return over || runs-begun == partRuns }); err != nil {
			return c, err
		}
		if err := grew.read(lab, *r.Settings.Prices); err != nil {
			return c, err
		}
		r.Part(max(float64(lab.Elapsed()-started)/float64(r.Settings.Span), float64(runs)/runsMax))
	}
	m, err := lab.Objects.Meter()
	if err != nil {
		return c, err
	}
	c = p.cell(m, *r.Settings.Prices)
	c.days, c.dollars = grew.X, grew.Y
	return c, nil
}

// cell is a meter's reading with its bill.
func (p plot) cell(m durable.Meter, prices platform.Prices) Cell {
	u := m.Total
	c := Cell{
		Prices:  prices.Name,
		EveryMS: p.every.Milliseconds(), Design: p.design.name, SpanMS: m.Elapsed.Milliseconds(), Alarms: u.Alarms,
		Requests: u.Requests(), RowsRead: u.RowsRead, RowsWritten: u.RowsWritten, ActiveMS: u.Active.Milliseconds(),
		GBSeconds: u.GBSeconds(), StoredBytes: u.StoredBytes, Starts: u.Starts, Month: -1, plot: p,
	}
	c.bill = prices.Marginal().Bill(u, m.Elapsed)
	c.Dollars, c.Plan = c.bill.Dollars, prices.Bill(u, m.Elapsed).Dollars
	if m.Elapsed > 0 {
		c.Month = c.Dollars * float64(month) / float64(m.Elapsed)
	}
	for _, l := range m.Loops(bounds) {
		c.Loop = l.String()
	}
	if c.Loop == "" && c.Dollars >= unnamedMax {
		c.Diagnosis = fmt.Sprintf("$%.2f in %v, and the detector does not name it: %d runs in a row, %v apart",
			c.Dollars, m.Elapsed, u.Chain, p.every)
	}
	return c
}
