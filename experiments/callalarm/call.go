package callalarm

import (
	"errors"
	"fmt"
	"time"

	"dolab/durable"
	"dolab/experiments/specimens"
)

// operation is a call's data while it waits, and again while its result is awaited.
type operation struct {
	ID    int
	Mode  string
	Batch bool
}

// callTimeout is how long the call layer would wait for a result.
const callTimeout = 30 * time.Second

// The callbacks of the call layer.
const (
	processCallback = "processCall"
	timeoutCallback = "callTimeout"
)

func callKey(id int) string    { return fmt.Sprintf("call:%06d", id) }
func pendingKey(id int) string { return fmt.Sprintf("pending:%06d", id) }
func timeoutID(id int) string  { return fmt.Sprintf("timeout:%06d", id) }

// call stores what is to be called and lets the multiplexer process it, or processes it at once.
func (c *controller) call(op operation) error {
	if err := c.st.Storage.KV().Put(callKey(op.ID), op); err != nil {
		return err
	}
	if op.Mode == modeDirect {
		return c.processCall(op.ID)
	}
	_, err := c.mux.Schedule(specimens.Order{When: specimens.After(0), Callback: processCallback, Payload: op.ID})
	return err
}

// run is what the multiplexer runs.
func (c *controller) run(t specimens.Task) error {
	id, ok := t.Payload.(float64) // A JSON number.
	if !ok {
		return fmt.Errorf("schedule %s: payload %v is no id of a call", t.ID, t.Payload)
	}
	switch t.Callback {
	case processCallback:
		return c.processCall(int(id))
	case timeoutCallback:
		return c.timedOut(int(id))
	}
	return specimens.ErrNoCallback
}

// processCall makes a call. Its data is read and deleted first, so that a second run of the same schedule finds
// nothing to do.
func (c *controller) processCall(id int) error {
	kv := c.st.Storage.KV()
	op, err := durable.Get[operation](kv, callKey(id))
	if errors.Is(err, durable.ErrNoKey) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := kv.Delete(callKey(id)); err != nil {
		return err
	}
	if err := c.setTimeout(id); err != nil {
		return err
	}
	if err := kv.Put(pendingKey(id), op); err != nil {
		return err
	}
	_, err = c.st.Namespace(remoteClass).GetByName("echo").Call("Execute", c.st.ID.String(), id)
	return err
}

// setTimeout sets the call's timeout: the raw native alarm, which replaces whatever else is set, or a schedule of the
// multiplexer that wants to be its only user.
func (c *controller) setTimeout(id int) error {
	if !c.sole {
		return c.st.Storage.SetAlarm(c.st.Now().Add(callTimeout))
	}
	_, err := c.mux.Schedule(specimens.Order{
		When: specimens.After(callTimeout), ID: timeoutID(id), Callback: timeoutCallback, Payload: id,
	})
	return err
}

// timedOut gives up a call whose result has not come. The original never got as far.
func (c *controller) timedOut(id int) error {
	found, err := c.st.Storage.KV().Delete(pendingKey(id))
	if err != nil || !found {
		return err
	}
	return c.send(callError{typeError, id, fmt.Sprintf("no result within %v", callTimeout)})
}

// Result takes the result of a call from the remote object and runs the continuation.
func (c *controller) Result(id int) error {
	kv := c.st.Storage.KV()
	op, err := durable.Get[operation](kv, pendingKey(id))
	if errors.Is(err, durable.ErrNoKey) {
		return nil // Given up, or a second result.
	}
	if err != nil {
		return err
	}
	if _, err := kv.Delete(pendingKey(id)); err != nil {
		return err
	}
	if c.sole {
		if _, err := c.mux.Cancel(timeoutID(id)); err != nil {
			return err
		}
	}
	if op.Batch {
		return c.batchResult()
	}
	return c.send(callComplete{typeComplete, id})
}

// echo is the object that is called: it takes a call and sends back its echo in a call of its own.
type echo struct{ st *durable.State }

func newRemote(st *durable.State) (durable.Object, error) { return &echo{st}, nil }

// Execute accepts a call. It answers before the result goes back: the caller may be waiting under a locked gate.
func (r *echo) Execute(origin string, id int) error {
	ns := r.st.Namespace(controllerClass)
	to, err := ns.IDFromString(origin)
	if err != nil {
		return err
	}
	r.st.Go(func() {
		if _, err := ns.Get(to).Call("Result", id); err != nil {
			r.st.Log("result of call %d: %v", id, err)
		}
	})
	return nil
}
