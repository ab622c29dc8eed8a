package actor

import (
	"fmt"
	"slices"

	proto "github.com/asynkron/protoactor-go/actor"
)

// mailbox hands its actor one message a turn, in the order they came. It keeps no lock: all posts and turns of a world
// are on one goroutine.
type mailbox struct {
	w       *World
	actor   *Actor
	invoker proto.MessageInvoker
	queue   []any
	head    int
	ready   bool // its turn has been asked for
}

var _ proto.Mailbox = (*mailbox)(nil)

// PostUserMessage queues a message and asks for a turn.
func (m *mailbox) PostUserMessage(msg any) {
	if m.UserMessageCount() >= m.w.queueMax {
		m.w.fail(fmt.Errorf("%w: %d messages at %s", ErrQueueFull, m.w.queueMax, m.actor.name))
		return
	}
	m.queue = append(m.queue, msg)
	m.ask()
}

// PostSystemMessage obeys at once: life-cycle messages of protoactor carry no work of ours.
func (m *mailbox) PostSystemMessage(msg any) { m.invoker.InvokeSystemMessage(msg) }

// RegisterHandlers is called by protoactor when it spawns the actor. The world's driver calls the turns, so that
// protoactor's dispatcher has nothing to do.
func (m *mailbox) RegisterHandlers(invoker proto.MessageInvoker, _ proto.Dispatcher) {
	m.invoker = invoker
}

// Start is called by protoactor when the actor is ready.
func (m *mailbox) Start() {}

// UserMessageCount returns how many messages wait.
func (m *mailbox) UserMessageCount() int { return len(m.queue) - m.head }

func (m *mailbox) ask() {
	if !m.ready && m.UserMessageCount() > 0 {
		m.ready = true
		m.w.driver.Ready(m.actor)
	}
}

// run is one turn. A panic passes through to whoever runs the world: protoactor's supervision would hide it.
func (m *mailbox) run() {
	m.ready = false
	if m.UserMessageCount() == 0 {
		return // The actor was stopped with its turn asked for.
	}
	msg := m.queue[m.head]
	m.queue[m.head] = nil
	if m.head++; m.head == len(m.queue) {
		m.queue, m.head = m.queue[:0], 0
	} else if m.head > 1024 && m.head > len(m.queue)/2 {
		m.queue, m.head = slices.Delete(m.queue, 0, m.head), 0
	}
	defer m.ask()
	ran := m.w.spin.ran
	m.invoker.InvokeUserMessage(msg)
	m.w.spin.turned(ran, m.actor)
}
