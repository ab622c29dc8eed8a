package actor

import (
	"fmt"
	"iter"
	"runtime/debug"
	"slices"
)

// Coroutine runs one job that may block. It advances only while its host resumes it; Park gives the turn away.
// Finished coroutines are pooled by their world and serve the next job.
//
// A coroutine rests on iter.Pull: a switch costs about 80 ns, a panic in the job surfaces at the resumer as a
// *PanicError with the job's stack, and runtime.Goexit (require.FailNow) ends the resumer too. After Goexit the world
// does not go on: see ExitError.
type Coroutine struct {
	w     *World
	host  Host
	job   func()
	next  func() (struct{}, bool)
	stop  func()
	yield func(struct{}) bool

	phase  phase
	gen    uint64 // which park this is: a Waker of an earlier one has no effect
	value  any    // what Park will return
	killed bool
	spent  bool // its goroutine is gone: the job panicked or left by Goexit

	unwinds int  // how often the killed job was told to end
	dropped bool // the killed job left by Goexit, which has no effect

	name  string // who runs here, for a deadlock report
	what  string // what it waits for
	whom  string // from whom
	where string // its code, file and line, while the world watches for spinning
	since int64  // since when, as Driver.Now
}

type phase uint8

const (
	idle phase = iota
	running
	parked
)

// Host is where a coroutine lives: an object's incarnation, a process. Wake must bring about, in a later turn
// of the host, a call of Waker.Resume: a host with a gate lets it wait there first.
type Host interface {
	Wake(k Waker, v any)
}

// Waker brings one parked coroutine back, once: whatever comes after the first Resume has no effect.
type Waker struct {
	c   *Coroutine
	gen uint64
}

// Wake asks the coroutine's host to go on with v as what Park returns, and reports whether there is anybody to go on.
// It may come before the Park it is for, in the same turn.
func (k Waker) Wake(v any) bool {
	about := k.c != nil && k.c.phase == running && k.c.gen+1 == k.gen
	if !about && !k.Waiting() {
		return false
	}
	k.c.w.guard()
	k.c.host.Wake(k, v)
	return true
}

// Waiting reports whether the coroutine is still parked where the Waker was made.
func (k Waker) Waiting() bool { return k.c != nil && k.c.phase == parked && k.c.gen == k.gen }

// Resume runs the coroutine until it parks again or ends, in the turn of the caller, which must be its host's.
// It reports whether the job has ended, and does nothing for a waker that is no longer waiting.
func (k Waker) Resume(v any) (done bool) {
	if !k.Waiting() {
		return false
	}
	k.c.value = v
	k.c.w.spin.resumed(k.c)
	return k.c.run()
}

// PanicError is a panic of code that ran on a coroutine, with the stack of that code.
type PanicError struct {
	Value any    // what panic was called with
	Who   string // whose code it was
	Stack []byte // where
}

func (p *PanicError) Error() string {
	return fmt.Sprintf("panic in %s: %v\n\n%s", p.Who, p.Value, p.Stack)
}

// Unwrap gives the panic's value where that is an error.
func (p *PanicError) Unwrap() error {
	err, _ := p.Value.(error)
	return err
}

// Start runs job on a coroutine of h in the current turn, until it parks or ends. Name says whose code it is.
func (w *World) Start(h Host, name string, job func()) (c *Coroutine, done bool) {
	if n := len(w.pool); n > 0 {
		c, w.pool = w.pool[n-1], w.pool[:n-1]
	} else {
		c = &Coroutine{w: w}
		c.next, c.stop = iter.Pull(c.loop)
		w.coroutines = append(w.coroutines, c)
	}
	c.host, c.job, c.name, c.killed, c.value = h, job, name, false, nil
	c.unwinds, c.where = 0, ""
	w.spin.started(c)
	return c, c.run()
}

func (c *Coroutine) loop(yield func(struct{}) bool) {
	c.yield = yield
	returned := true
	defer func() {
		v := recover()
		switch {
		case v != nil:
			panic(v)
		case !returned:
			c.exited()
		}
	}()
	for {
		returned = false
		c.runJob()
		returned = true
		c.phase = idle
		if !yield(struct{}{}) {
			return
		}
	}
}

// runJob returns when the job has ended. Where it leaves by Goexit, runJob does not return either, even if it recovers
// from a panic of the job's deferred functions.
func (c *Coroutine) runJob() {
	defer func() {
		v := recover() //detcheck:allow recover the job ends here: nothing of it goes on
		if _, wrapped := v.(*PanicError); wrapped {
			panic(v)
		}
		if v != nil && c.unwinds == 0 {
			stack := debug.Stack() //detcheck:allow pointer a panic ends the world: its stack is for a person
			panic(&PanicError{Value: v, Who: c.name, Stack: stack})
		}
	}()
	c.job()
}

// run switches to the coroutine and back.
func (c *Coroutine) run() (done bool) {
	outer := c.w.current
	c.w.current = c
	c.phase = running
	c.gen++
	c.spent = true // Stays so where next does not return: a panic or Goexit took the goroutine with it.
	defer func() {
		c.w.current = outer
		if c.dropped {
			_ = recover() //detcheck:allow recover it is the panic into which exited has turned a Goexit
			c.phase, c.job, c.host, c.value, done = idle, nil, nil, nil, true
		}
	}()
	c.next()
	c.spent = false
	if c.phase != idle {
		return false
	}
	c.job, c.host, c.value = nil, nil, nil
	if len(c.w.pool) < poolMax {
		c.w.pool = append(c.w.pool, c)
	} else {
		c.end()
	}
	return true
}

// poolMax is how many finished coroutines a world keeps for the next jobs: each has a goroutine.
const poolMax = 256

// end gives the goroutine of a finished coroutine back, and once half of the world's have none the world forgets those.
func (c *Coroutine) end() {
	c.stop()
	c.spent = true
	w := c.w
	if w.ended++; 2*w.ended > len(w.coroutines) {
		w.coroutines = slices.DeleteFunc(w.coroutines, func(c *Coroutine) bool { return c.spent })
		w.ended = 0
	}
}

// Host returns where the coroutine lives, nil when its job has ended.
func (c *Coroutine) Host() Host { return c.host }

// Waker returns what will bring the running coroutine back from its next Park.
func (c *Coroutine) Waker() Waker { return Waker{c, c.gen + 1} }

// Park gives the turn away until the coroutine is resumed, and returns what it is resumed with. What and whom
// say for a deadlock report what is waited for and from whom. A coroutine that has been killed does not return
// from Park: its stack unwinds, running its deferred functions.
func (c *Coroutine) Park(what, whom string) any {
	if c.w.current != c {
		panic("actor: Park outside the coroutine " + c.name)
	}
	c.Check()
	c.phase, c.what, c.whom, c.since = parked, what, whom, c.w.driver.Now()
	c.w.spin.parked(c)
	c.gen++
	c.yield(struct{}{})
	c.Check()
	return c.value
}

// Name returns whose code the coroutine runs.
func (c *Coroutine) Name() string { return c.name }
