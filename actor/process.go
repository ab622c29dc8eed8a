package actor

import (
	"slices"
	"time"
)

// Process is code outside any object: a client, a driver. It is an actor without a gate; its coroutines
// interleave wherever they block.
type Process struct {
	w       *World
	actor   *Actor
	dead    bool
	closing bool // it ends with its last coroutine
	busy    bool // in a turn
	live    []*Coroutine
}

// start begins a coroutine, resume continues one.
type (
	start struct {
		name string
		job  func()
	}
	resume struct {
		k Waker
		v any
	}
)

// NewProcess starts a process without any code.
func (w *World) NewProcess(name string) *Process {
	p := &Process{w: w}
	p.actor = w.Spawn(name, p)
	return p
}

// Name returns the process's name.
func (p *Process) Name() string { return p.actor.name }

// Go runs job on a coroutine of the process, beginning in a later turn.
func (p *Process) Go(job func()) { p.GoAs(p.actor.name, job) }

// GoAs is Go for a job that has a name of its own in traces and reports.
func (p *Process) GoAs(name string, job func()) {
	if !p.dead {
		p.actor.Send(start{name, job})
	}
}

// Wake continues a coroutine of the process.
func (p *Process) Wake(k Waker, v any) {
	if !p.dead {
		p.actor.Send(resume{k, v})
	}
}

// Receive is one turn of the process.
func (p *Process) Receive(msg any) {
	p.busy = true
	p.receive(msg)
	p.busy = false
	p.rest()
}

func (p *Process) receive(msg any) {
	switch m := msg.(type) {
	case start:
		c, done := p.w.Start(p, m.name, m.job)
		if !done {
			p.live = append(p.live, c)
		}
	case resume:
		if m.k.Resume(m.v) {
			p.forget(m.k.c)
		}
	}
}

func (p *Process) forget(c *Coroutine) {
	for i, live := range p.live {
		if live == c {
			p.live = slices.Delete(p.live, i, i+1)
			return
		}
	}
}

// Close lets the process end when its coroutines have, which keeps a world small that has many of them. Coroutines of it
// may call it.
func (p *Process) Close() {
	p.closing = true
	p.rest()
}

// rest ends a closed process that has nothing left to do.
func (p *Process) rest() {
	if p.closing && !p.dead && !p.busy && len(p.live) == 0 && p.actor.Live() && p.actor.box.UserMessageCount() == 0 {
		p.dead = true
		p.actor.Stop()
	}
}

// Kill ends the process and every coroutine of it. It is not to be called by one of them.
func (p *Process) Kill() {
	p.w.guard()
	if p.dead {
		return
	}
	p.dead = true
	for _, c := range p.live {
		c.Kill()
	}
	p.live = nil
	p.actor.Stop()
}

// Go runs job as a process of its own.
func (w *World) Go(name string, job func()) *Process {
	p := w.NewProcess(name)
	p.Go(job)
	return p
}

// Do runs job as a process and returns when job has, with the process ended. It is called from outside the world: a
// simulated world runs meanwhile.
func (w *World) Do(name string, job func()) error { return w.driver.Do(name, job) }

// Visit runs fn, which looks at the world or changes it and does not wait: at once in code of the world, and between two
// steps for code outside.
func (w *World) Visit(fn func()) {
	if w.driving > 0 || w.current != nil {
		fn()
		return
	}
	w.driver.Visit(fn)
}

// Sleep parks the running coroutine for d.
func (w *World) Sleep(d time.Duration) {
	c := w.running("Sleep")
	k := c.Waker()
	t := w.After(d, func() { k.Wake(nil) }).For("sleep")
	defer t.Stop()
	c.Park("sleep", d.String())
}

// running returns the running coroutine for an operation that parks.
func (w *World) running(op string) *Coroutine {
	if w.current == nil {
		panic("actor: " + op + " outside a coroutine: use World.Do or World.Go")
	}
	return w.current
}
