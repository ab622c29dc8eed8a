package worker

import (
	"time"

	"dolab/actor"
	"dolab/durable"
)

// incarnation is the place of code of an object.
type incarnation struct{ st *durable.State }

func (p incarnation) start(fn func()) {
	durable.Start(p.st, func() (struct{}, error) {
		fn()
		return struct{}{}, nil
	})
}

func (p incarnation) after(d time.Duration, fn func()) func() {
	t := p.st.After(d, fn)
	return func() { t.Stop() }
}

func (p incarnation) guard(fn func()) { p.st.Guard(fn) }
func (p incarnation) ended() bool     { return p.st.Ended() }
func (p incarnation) now() time.Time  { return p.st.Now() }
func (p incarnation) log(text string) { p.st.Log("%s", text) }
func (p incarnation) stream() (*durable.StreamWriter, *durable.StreamReader) {
	return p.st.NewStream()
}

// request is the place of an event of the Worker itself: a process of the world.
type request struct {
	rt   *durable.Runtime
	w    *actor.World
	p    *actor.Process
	name string
	done bool
}

func (p *request) start(fn func()) { p.p.Go(fn) }

func (p *request) after(d time.Duration, fn func()) func() {
	t := p.w.After(d, func() {
		if !p.done {
			p.p.Go(fn)
		}
	}).For("timer")
	return func() { t.Stop() }
}

func (p *request) guard(fn func()) { fn() }
func (p *request) ended() bool     { return p.done }
func (p *request) now() time.Time  { return p.w.Now() }

func (p *request) log(text string) {
	p.w.Trace(actor.Event{Kind: "log", Who: p.name, Note: text})
}

func (p *request) stream() (*durable.StreamWriter, *durable.StreamReader) { return p.rt.NewStream() }
