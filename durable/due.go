package durable

import (
	"time"

	"dolab/actor"
	"dolab/durable/platform"
)

// due is a message that a timer of an incarnation, or the disk, sends to it when its time has come. It waits for no turn
// and no gate: Receive takes it at once, also while the object is occupied. An incarnation that has ended takes none.
type due interface {
	arrive(i *instance)
}

// after lets msg come when d has passed.
func (i *instance) after(d time.Duration, msg due) *actor.Timer {
	return i.w.After(d, func() { i.Receive(msg) })
}

// background is after for housekeeping, which a world that settles does not wait for.
func (i *instance) background(d time.Duration, msg due) *actor.Timer {
	return i.w.Background(d, func() { i.Receive(msg) })
}

// The messages.
type (
	// coldStartOver: the constructor may run.
	coldStartOver struct{}
	// cpuUsed: the CPU that a turn has asked for is used, and enough tells whether it was granted all of it.
	cpuUsed struct {
		granted time.Duration
		enough  bool
		next    func() // the turn goes on
	}
	// cpuExhausted: the budget is used up.
	cpuExhausted struct{}
	// freeAgain: the object may be free for the first message that waits.
	freeAgain struct{}
	// limitOver: something has taken longer than it may.
	limitOver struct{ end func() }
	// blockOver: a critical section has taken longer than it may.
	blockOver struct{ section *section }
	// commitOver: the alarm manager, or the disk, has let commits wait for too long.
	commitOver struct{}
	// ghostOver: an incarnation that another has replaced ends as a row of the catalogue says.
	ghostOver struct{ row string }
	// ghostIdle: such an incarnation may have nothing left to do.
	ghostIdle struct{}
	// leaves: an incarnation that is to go may do so.
	leaves struct{}
	// idleCheck: the incarnation looks whether it is idle.
	idleCheck struct{}
	// diskAnswer: the disk has answered, or has not for too long.
	diskAnswer struct {
		failed *platform.Error
		late   bool
		done   func()
	}
)

func (coldStartOver) arrive(i *instance) { i.self.Send(construct{}) }

func (m cpuUsed) arrive(i *instance) {
	i.cpu.busy = false
	i.cpu.turn += m.granted
	if !m.enough {
		i.exhaust()
		return
	}
	m.next()
}

func (cpuExhausted) arrive(i *instance) { i.exhaust() }

func (freeAgain) arrive(i *instance) { i.takeFirst() }

func (m limitOver) arrive(*instance) { m.end() }

func (m blockOver) arrive(i *instance) {
	if !m.section.ended {
		i.die(platform.ErrBlockTimeout)
	}
}

func (commitOver) arrive(i *instance) {
	if i.ghost == nil {
		i.die(storageTimedOut())
	}
}

func (m ghostOver) arrive(i *instance) { i.die(i.rt.failure(m.row)) }

func (ghostIdle) arrive(i *instance) {
	if i.finished() {
		i.evict("replaced")
	}
}

func (leaves) arrive(i *instance) {
	if i.free() {
		i.evictAs(string(i.eviction.Do), "fault", i.eviction.Name == "close")
	}
}

func (idleCheck) arrive(i *instance) { i.checkIdle() }

func (m diskAnswer) arrive(i *instance) {
	switch {
	case i.ghost != nil:
	case m.failed != nil:
		i.commits.sent = i.commits.durable // Nothing that is under way arrives.
		i.die(m.failed)
	case m.late:
		if i.w.Choose("fault.stuck", 2) == 0 {
			i.commits.sent = i.commits.durable
		}
		i.die(storageTimedOut())
	default:
		m.done()
	}
}
