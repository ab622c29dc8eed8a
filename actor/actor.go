package actor

import (
	"fmt"
	"slices"
	"strconv"

	proto "github.com/asynkron/protoactor-go/actor"
)

// Receiver is what an actor does with a message: one call is one turn.
type Receiver interface {
	Receive(msg any)
}

// Actor is a live actor of a world: one protoactor actor with our mailbox.
type Actor struct {
	w     *World
	name  string
	pid   *proto.PID
	box   *mailbox
	index int // in World.actors, -1 when it is stopped

	number uint64 // among all that the world has had, from 1
}

// Spawn starts an actor. Name is how traces and errors call it; several may share a name. In a closed world it panics.
func (w *World) Spawn(name string, r Receiver) *Actor {
	w.guard()
	if w.closed {
		panic(fmt.Sprintf("actor: spawn %s: %v", name, ErrClosed))
	}
	w.spawned++
	a := &Actor{w: w, name: name, index: len(w.actors), number: w.spawned}
	a.box = &mailbox{w: w, actor: a}
	props := proto.PropsFromProducer(
		func() proto.Actor { return receiver{r} },
		proto.WithMailbox(func() proto.Mailbox { return a.box }),
	)
	id := w.takeID()
	pid, err := system().Root.SpawnNamed(props, id)
	if err != nil {
		panic(fmt.Sprintf("actor: spawn %s as %s: %v", name, id, err)) // Serials are unique: our own bug.
	}
	a.pid = pid
	w.actors = append(w.actors, a)
	return a
}

// takeID returns an id for protoactor, which no live actor of any world has. Ids of stopped actors come first: protoactor
// keeps memory for each id that it has ever seen, 10 MB in all.
func (w *World) takeID() string {
	if n := len(w.ids); n > 0 {
		id := w.ids[n-1]
		w.ids = w.ids[:n-1]
		return id
	}
	return "w" + strconv.FormatUint(w.serial, 36) + "/" + strconv.FormatUint(w.spawned, 36)
}

// Name returns the actor's name.
func (a *Actor) Name() string { return a.name }

// Number returns the actor's number among all that the world has had, from 1.
func (a *Actor) Number() uint64 { return a.number }

// Live reports whether the actor has not been stopped.
func (a *Actor) Live() bool { return a.index >= 0 }

// Messages returns the messages that wait in its mailbox, in the order of their turns.
func (a *Actor) Messages() []any { return slices.Clone(a.box.queue[a.box.head:]) }

// Send puts a message into the actor's mailbox: its turn comes after those of the messages before it. A
// message to a stopped actor is a bug of the sender, which must know its dead, and panics.
func (a *Actor) Send(msg any) {
	a.w.guard()
	if a.index < 0 {
		panic(fmt.Sprintf("actor: message %T to %s, which is stopped", msg, a.name))
	}
	system().Root.Send(a.pid, msg)
}

// Stop ends the actor. The messages that wait in its mailbox are dropped: who must answer them does so before.
func (a *Actor) Stop() {
	if a.index < 0 {
		return
	}
	last := len(a.w.actors) - 1
	a.w.actors[a.index] = a.w.actors[last]
	a.w.actors[a.index].index = a.index
	a.w.actors[last] = nil
	a.w.actors = a.w.actors[:last]
	a.index = -1
	a.box.queue, a.box.head = nil, 0
	system().Root.Stop(a.pid)
	a.w.ids = append(a.w.ids, a.pid.Id)
}

// receiver passes user messages on and leaves protoactor's life-cycle messages aside.
type receiver struct{ r Receiver }

func (r receiver) Receive(ctx proto.Context) {
	switch m := ctx.Message().(type) {
	case *proto.Started, *proto.Stopping, *proto.Stopped, *proto.Restarting:
	default:
		r.r.Receive(m)
	}
}
