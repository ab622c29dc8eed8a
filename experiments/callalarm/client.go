package callalarm

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"dolab/actor"
	"dolab/durable"
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
	w       *actor.World
	sock    *durable.Socket
	mode    string
	n       int
	timeout time.Duration
	// lost is called when an operation has timed out, before the client goes on.
	lost func()

	ops     []op // by id
	current int  // which one a sequential client waits for
	begun   time.Time
	total   time.Duration
	errors  []string
	late    int    // results that came when their own operation had ended
	others  int    // operations that ended with the result of another
	cut     string // how the connection was lost, "" while it holds
}

// op is what the client knows of one operation.
type op struct {
	ended    bool
	complete bool // in time, as the client sees it
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
			c.ops[id] = op{ended: true, complete: !failed}
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
			c.ops[id] = op{ended: true, complete: !failed}
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
		c.ops[id] = op{ended: true, complete: true}
	}
	c.giveUpRest()
	return nil
}

// ask sends a request. One on a lost connection is never answered.
func (c *client) ask(r request) error {
	text, err := encode(r)
	if err != nil {
		return err
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
	why := fmt.Sprintf("nothing within %v", c.timeout)
	if c.cut != "" {
		why = c.cut
	}
	c.errors = append(c.errors, fmt.Sprintf("op %d: %s", id, why))
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
