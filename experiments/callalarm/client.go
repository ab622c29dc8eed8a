package callalarm

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"dolab/durable"
	"dolab/durable/picture"
)

// The names of the clients and the modes.
const (
	clientUncorrelated = "sequential-uncorrelated"
	clientCorrelated   = "sequential-correlated"
	clientParallel     = "parallel"
	clientBatch        = "batch"

	modeAlarm  = "alarm"
	modeDirect = "direct"
)

var (
	clients = []string{clientUncorrelated, clientCorrelated, clientParallel, clientBatch}
	modes   = []string{modeAlarm, modeDirect}
)

// client is the process that holds the stopwatch.
type client struct {
	w       clock
	sock    socket
	mode    string
	n       int
	timeout time.Duration
	// lost is called when an operation has timed out, before the client goes on; ended when one has ended.
	lost  func()
	ended func()
	take  *picture.Take // a nil one records nothing
	took  []float64     // milliseconds of each completed operation

	ops     []op // by id
	current int  // which one a sequential client waits for
	begun   time.Time
	total   time.Duration
	errors  []string
	late    int    // results that came when their own operation had ended
	others  int    // operations that ended with the result of another
	cut     string // how the connection was lost, "" while it holds
}

// clock is the client's: that of a world, or of the machine.
type clock interface {
	Now() time.Time
	Elapsed() time.Duration
}

// socket is the client's connection: a *durable.Socket or a *remote.Socket.
type socket interface {
	SendText(text string) error
	ReceiveTimeout(d time.Duration) (durable.Message, error)
}

// op is what the client knows of one operation.
type op struct {
	ended    bool
	complete bool // in time, as the client sees it
	begun    time.Duration
}

// run speaks to the object until all operations have ended.
func (c *client) run(how string) error {
	c.ops = make([]op, c.n)
	c.begun = c.w.Now()
	defer func() { c.total = c.w.Now().Sub(c.begun) }()
	switch how {
	case clientUncorrelated, clientCorrelated:
		return c.sequential(how == clientCorrelated)
	case clientParallel:
		return c.parallel()
	default:
		return c.batch()
	}
}

// sequential makes one operation after the other. A client that does not correlate takes whatever completion comes
// for its own: it goes on too early, and reports as its result what is another's.
func (c *client) sequential(correlated bool) error {
	for id := range c.n {
		c.current = id
		if err := c.ask(request{Action: actionCall, Mode: c.mode, ID: id}); err != nil {
			return err
		}
		deadline := c.w.Now().Add(c.timeout)
		for !c.ops[id].ended {
			text, err := c.hear(deadline)
			if err != nil {
				return err
			}
			if text == "" {
				c.giveUp(id)
				break
			}
			got, failed, err := c.answered(text)
			if err != nil {
				return err
			}
			if got != id && correlated {
				continue
			}
			if got != id {
				c.others++
			}
			c.end(id, !failed, got)
		}
	}
	return nil
}

// parallel makes all operations at once.
func (c *client) parallel() error {
	c.current = -1
	for id := range c.n {
		if err := c.ask(request{Action: actionCall, Mode: c.mode, ID: id}); err != nil {
			return err
		}
	}
	deadline := c.w.Now().Add(c.timeout)
	for left := c.n; left > 0; {
		text, err := c.hear(deadline)
		if err != nil {
			return err
		}
		if text == "" {
			break
		}
		id, failed, err := c.answered(text)
		if err != nil {
			return err
		}
		if !c.ops[id].ended {
			c.end(id, !failed, id)
			left--
		}
	}
	c.giveUpRest()
	return nil
}

// batch lets the controller make all operations. It hears how many are done, not which: those that are done count as
// the first.
func (c *client) batch() error {
	if err := c.ask(request{Action: actionBatch, Mode: c.mode, Count: c.n}); err != nil {
		return err
	}
	deadline := c.w.Now().Add(c.timeout)
	done := 0
	for over := false; !over; {
		text, err := c.hear(deadline)
		if err != nil {
			return err
		}
		if text == "" {
			break
		}
		r, err := decode[batchComplete](text) // Has the fields of the other replies too.
		if err != nil {
			return err
		}
		switch r.Type {
		case typeError:
			return fmt.Errorf("batch: %s", text)
		case typeProgress, typeBatch:
			done = r.Completed
			c.errors = append(c.errors, r.ErrorMessages...)
			over = r.Type == typeBatch
		}
	}
	for id := range done {
		c.end(id, true, id)
	}
	c.giveUpRest()
	return nil
}

// end ends an operation with the result of operation got.
func (c *client) end(id int, complete bool, got int) {
	c.ops[id].ended, c.ops[id].complete = true, complete
	c.ended()
	if complete {
		c.took = append(c.took, milliseconds(c.w.Elapsed()-c.ops[id].begun))
	}
	o := picture.Operation{Client: "client", Name: fmt.Sprint("op ", id), From: c.ops[id].begun, To: c.w.Elapsed()}
	switch {
	case !complete:
		o.Outcome, o.Verdict = "an error", picture.Wrong
	case got != id:
		o.Outcome, o.Verdict = fmt.Sprintf("takes the result of op %d for its own", got), picture.Odd
	}
	c.take.Operation(o)
}

// ask sends a request. One on a lost connection is never answered.
func (c *client) ask(r request) error {
	text, err := encode(r)
	if err != nil {
		return err
	}
	if r.Action == actionCall {
		c.ops[r.ID].begun = c.w.Elapsed()
	}
	return c.heldUp(c.sock.SendText(text))
}

// hear returns the next message, "" when the deadline comes first or the connection is lost.
func (c *client) hear(deadline time.Time) (string, error) {
	m, err := c.sock.ReceiveTimeout(deadline.Sub(c.w.Now()))
	if errors.Is(err, durable.ErrTimeout) {
		return "", nil
	}
	return m.Text, c.heldUp(err)
}

// heldUp notes the loss of the connection, which is an outcome and no error: a reset of the object brings it about.
func (c *client) heldUp(err error) error {
	var end *durable.CloseError
	if errors.As(err, &end) {
		c.cut = end.Error()
		return nil
	}
	return err
}

// answered reads a completion or an error and counts it where its own operation has ended before.
func (c *client) answered(text string) (id int, failed bool, err error) {
	r, err := decode[callError](text)
	if err != nil {
		return 0, false, err
	}
	if r.Type != typeComplete && r.Type != typeError || r.ID < 0 || r.ID >= c.n {
		return 0, false, fmt.Errorf("unexpected message %s", text)
	}
	if r.Type == typeError {
		c.errors = append(c.errors, fmt.Sprintf("op %d: %s", r.ID, r.Message))
		return r.ID, true, nil
	}
	if c.ops[r.ID].ended {
		c.late++
	}
	return r.ID, false, nil
}

// giveUp ends an operation that has timed out, or whose answer cannot come any more.
func (c *client) giveUp(id int) {
	c.ops[id].ended = true
	c.ended()
	why := fmt.Sprintf("nothing within %v", c.timeout)
	if c.cut != "" {
		why = c.cut
	}
	c.errors = append(c.errors, fmt.Sprintf("op %d: %s", id, why))
	c.take.Operation(picture.Operation{
		Client: "client", Name: fmt.Sprint("op ", id), From: c.ops[id].begun, To: c.w.Elapsed(),
		Outcome: "gave up", Verdict: picture.Wrong,
	})
	c.lost()
}

func (c *client) giveUpRest() {
	for id, o := range c.ops {
		if !o.ended {
			c.giveUp(id)
		}
	}
}

// completed counts the operations that the client takes for completed.
func (c *client) completed() int {
	n := 0
	for _, o := range c.ops {
		if o.complete {
			n++
		}
	}
	return n
}

// timedOut lists the operations that are not.
func (c *client) timedOut() []int {
	ids := []int{}
	for id, o := range c.ops {
		if !o.complete {
			ids = append(ids, id)
		}
	}
	return slices.Clip(ids)
}
