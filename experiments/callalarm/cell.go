package callalarm

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"dolab/durable"
	"dolab/experiments"
	"dolab/experiments/remote"
	"dolab/experiments/specimens"
)

// Cell is one combination of the factors: what one client saw.
type Cell struct {
	Place       string  `json:"place"` // "simulated", "live", or the URL of a server
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

// measure runs one cell in a world of its own, or on a server.
func measure(r *experiments.Run, cell Cell, timeout time.Duration) (Cell, error) {
	s, err := specimens.ByName(cell.Mux)
	if err != nil {
		return cell, err
	}
	c := &client{mode: cell.Mode, n: cell.N, timeout: timeout, lost: func() {}}
	ended := 0
	c.ended = func() {
		ended++
		r.Part(float64(ended) / float64(cell.N))
	}
	if cell.Place == experiments.Simulated || cell.Place == experiments.InService {
		err = cell.inWorld(r, s, c)
	} else {
		err = cell.onServer(r, c)
	}
	if err != nil {
		return cell, fmt.Errorf("%s %s %s: %w", cell.Mux, cell.Mode, cell.Client, err)
	}
	cell.take(c)
	cell.Diagnosis = cell.diagnose()
	cell.draw(c.take)
	return cell, nil
}

// inWorld lets the client run in a world.
func (c *Cell) inWorld(r *experiments.Run, s specimens.Specimen, by *client) error {
	place := r.Place(c.Place)
	defer place.Close()
	stub, dial, err := objects(r, place, s)
	if err != nil {
		return err
	}
	by.w, by.take = place.World, place.Take
	var looking error
	if stub != nil {
		by.lost = func() {
			if c.first == nil {
				c.first, looking = look(place, stub, s, by.begun)
			}
		}
	}
	var failed error
	err = place.Do("client", func() {
		if by.sock, failed = dial(); failed == nil {
			failed = by.run(c.Client)
		}
	})
	if err := errors.Join(err, failed, looking); err != nil || stub == nil {
		return err
	}
	v, err := place.Objects.Look(stub)
	c.Hibernations = max(0, v.Incarnation-1)
	return err
}

// objects puts the objects into a world, those in Go or those of the settings' Worker. Dial connects to the controller.
// A Worker that does not bind the multiplexer's name has a stub that is nil: there is nothing to look at.
func objects(
	r *experiments.Run, place experiments.Place, s specimens.Specimen,
) (stub *durable.Stub, dial func() (*durable.Socket, error), err error) {
	if r.Settings.Worker == nil {
		origin, err := place.Objects.Namespace(durable.Class{Name: controllerClass, New: newController(s)})
		if err != nil {
			return nil, nil, err
		}
		if _, err := place.Objects.Namespace(durable.Class{Name: remoteClass, New: newRemote}); err != nil {
			return nil, nil, err
		}
		stub = origin.GetByName(originName)
		return stub, func() (*durable.Socket, error) { return stub.Dial(durable.NewRequest("https://lab/ws")) }, nil
	}
	app, err := r.Settings.Worker.Deploy(place.Objects)
	if err != nil {
		return nil, nil, err
	}
	if ns := app.Bound(experiments.BindingOf(s.Name)); ns != nil {
		stub = ns.GetByName(originName)
	}
	return stub, func() (*durable.Socket, error) {
		q := durable.NewRequest("https://lab/?" + url.Values{"mux": {s.Name}, "object": {originName}}.Encode())
		q.Header.Set("Upgrade", "websocket")
		resp, err := app.Fetch(q)
		if err != nil {
			return nil, err
		}
		return place.Objects.Accept(resp)
	}, nil
}

// originName is the name of the controller in a world.
const originName = "origin"

// onServer lets the client talk to a server, in real time.
func (c *Cell) onServer(r *experiments.Run, by *client) error {
	server, err := remote.New(c.Place, r.Settings.Stop)
	if err != nil {
		return &experiments.SettingError{Name: "url", Err: err}
	}
	sock, err := server.Dial(c.Mux, server.Object(originName))
	if err != nil {
		return &experiments.SettingError{Name: "url", Err: err}
	}
	by.w, by.sock = server, sock
	return errors.Join(by.run(c.Client), sock.Close())
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
func look(place experiments.Place, stub *durable.Stub, s specimens.Specimen, begun time.Time) (*sight, error) {
	v, err := place.Objects.Look(stub)
	if err != nil {
		return nil, err
	}
	rows, err := place.Objects.Query(stub, s.Stored)
	if err != nil && !strings.Contains(err.Error(), "no such table") { // A lazy one may not have made it yet.
		return nil, err
	}
	now := place.Now()
	seen := &sight{after: now.Sub(begun), stored: len(rows), armed: !v.Alarm.IsZero()}
	if seen.armed {
		seen.alarm = v.Alarm.Sub(now)
	}
	return seen, nil
}
