package durable

import (
	"time"

	"dolab/durable/platform"
)

// Callback is the way back into one incarnation: what its code has handed out by RPC, a function or a target with
// methods. While it is held, the incarnation stays in memory (semantics H8, H10).
type Callback struct {
	inst    *instance
	held    int
	travels bool // nothing has held it yet
}

// travelMax is how long a callback that nothing holds yet keeps its incarnation in memory: it is on its way.
const travelMax = 30 * time.Second

// NewCallback returns a callback into the running incarnation, which nothing holds yet. Until the first Hold, at most for
// 30 s, the incarnation stays in memory.
func (st *State) NewCallback() *Callback {
	st.inst.use("NewCallback")
	st.inst.travelling++
	st.inst.travelsUntil = st.inst.w.Now().Add(travelMax)
	return &Callback{inst: st.inst, travels: true}
}

// callbackTravels reports whether a callback is on its way to the code that will hold it.
func (i *instance) callbackTravels() bool {
	return i.travelling > 0 && i.w.Now().Before(i.travelsUntil)
}

// Stub returns a new stub to call the callback by. Calls on one stub arrive in the order they were made.
func (c *Callback) Stub() *Stub {
	o := c.inst.obj
	return o.ns.Get(o.id)
}

// Hold keeps the incarnation in memory until Release.
func (c *Callback) Hold() {
	c.held++
	c.inst.held++
	if c.travels {
		c.travels = false
		c.inst.travelling--
	}
	if i := c.inst; !i.dead && i.obj.inst == i {
		i.busy() // It may have been idle since the reply that brought the stub.
	}
}

// Release takes one Hold back. With the last one it lets run end what was held, in a turn of the incarnation, unless
// that has ended or another has replaced it.
func (c *Callback) Release(run func(r Reply[None])) {
	i := c.inst
	c.held--
	i.held--
	if i.obj.inst != i || c.held > 0 {
		return
	}
	i.obj.deliver(&event{
		kind: kindCall, what: "dispose", peer: clientName(i.w), done: func(any, error) {},
		run: func(_ *instance, end func(any, error)) { run(Reply[None]{i, end}) },
	})
}

// Call lets run handle a call in a turn of the incarnation, as a method of the object would, by a stub that Stub has
// given. What names it in traces, size is that of its arguments in bytes. Where the incarnation has ended, or another has
// replaced it, Call fails.
func (c *Callback) Call(s *Stub, what string, size int, run func(r Reply[[]byte])) ([]byte, error) {
	if err := tooLarge(size); err != nil {
		return nil, err
	}
	gone := &platform.Error{Name: "Error", Message: platform.TextTargetGone}
	if c.inst.dead {
		return nil, gone
	}
	v, err := s.request(kindCall, what, size, func(i *instance, end func(any, error)) {
		if i != c.inst {
			end(nil, gone)
			return
		}
		run(i.replied(end))
	})
	if err != nil && platform.Thrown(err).DurableObjectReset {
		err = platform.Remote(err)
	}
	data, _ := v.([]byte)
	return data, err
}
