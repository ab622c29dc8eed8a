package callalarm

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"dolab/durable"
	"dolab/experiments"
	"dolab/experiments/specimens"
)

// Cell is one combination of the factors: what one client saw.
type Cell struct {
	Mux         string  `json:"mux"`
	Mode        string  `json:"mode"`
	Client      string  `json:"client"`
	N           int     `json:"n"`
	TimeoutMS   float64 `json:"timeout_ms"`
	Completed   int     `json:"completed"` // as the client sees it
	TimedOutOps []int   `json:"timed_out_ops"`
	Late        int     `json:"late"` // results that came when their own operation had ended
	TotalMS     float64 `json:"total_ms"`
	MSPerOp     float64 `json:"ms_per_op"`
	Diagnosis   string  `json:"diagnosis"`

	Misattributed int      `json:"misattributed"` // completed operations that got the result of another
	Errors        []string `json:"errors"`        // the first five
	Hibernations  int      `json:"hibernations"`  // of the controller, before the last operation ended

	first *sight // the controller when the first operation timed out
	cut   string // how the client lost its connection
	took  []float64
}

// sight is the controller as it stood when an operation timed out.
type sight struct {
	after  time.Duration // since the client began
	stored int           // schedules that have not run
	alarm  time.Duration // how far ahead the native alarm is set
	armed  bool
}

const errorsShown = 5

// measure runs one cell in a world of its own.
func measure(r *experiments.Run, cell Cell, timeout time.Duration) (Cell, error) {
	s, err := specimens.ByName(cell.Mux)
	if err != nil {
		return cell, err
	}
	lab := r.Lab()
	defer lab.Close()
	origin, err := lab.Objects.Namespace(durable.Class{Name: controllerClass, New: newController(s)})
	if err != nil {
		return cell, err
	}
	if _, err := lab.Objects.Namespace(durable.Class{Name: remoteClass, New: newRemote}); err != nil {
		return cell, err
	}
	stub := origin.GetByName("origin")
	c := &client{w: lab.World.World, mode: cell.Mode, n: cell.N, timeout: timeout, take: lab.Take}
	var looking error
	c.lost = func() {
		if cell.first == nil {
			cell.first, looking = look(lab, stub, s, c.begun)
		}
	}
	var failed error
	err = lab.Do("client", func() {
		if c.sock, failed = stub.Dial(durable.NewRequest("https://lab/ws")); failed == nil {
			failed = c.run(cell.Client)
		}
	})
	if err := errors.Join(err, failed, looking); err != nil {
		return cell, fmt.Errorf("%s %s %s: %w", cell.Mux, cell.Mode, cell.Client, err)
	}
	v, err := lab.Objects.Look(stub)
	cell.Hibernations = v.Incarnation - 1
	cell.take(c)
	cell.Diagnosis = cell.diagnose()
	cell.draw(lab.Take)
	return cell, err
}

// take puts into the cell what the client has seen.
func (c *Cell) take(from *client) {
	c.Completed, c.TimedOutOps, c.Late = from.completed(), from.timedOut(), from.late
	c.TotalMS = milliseconds(from.total)
	c.MSPerOp = milliseconds(from.total / time.Duration(from.n))
	c.Misattributed, c.cut, c.took = from.others, from.cut, from.took
	c.Errors = append([]string{}, from.errors[:min(len(from.errors), errorsShown)]...)
}

// milliseconds is d with three digits behind the point.
func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// look sees how the controller stands, without waking it.
func look(lab *experiments.Lab, stub *durable.Stub, s specimens.Specimen, begun time.Time) (*sight, error) {
	v, err := lab.Objects.Look(stub)
	if err != nil {
		return nil, err
	}
	rows, err := lab.Objects.Query(stub, s.Stored)
	if err != nil && !strings.Contains(err.Error(), "no such table") { // A lazy one may not have made it yet.
		return nil, err
	}
	now := lab.Now()
	seen := &sight{after: now.Sub(begun), stored: len(rows), armed: !v.Alarm.IsZero()}
	if seen.armed {
		seen.alarm = v.Alarm.Sub(now)
	}
	return seen, nil
}
