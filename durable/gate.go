package durable

// gate is the input gate: a pure state machine that says who may enter an object now. Turns are not
// interrupted, so the lock of an ordinary turn needs no state; what it keeps are critical sections, which hold
// the gate across turns.
//
// Sections nest. Whoever enters does so within a section: the one it was started in, or the root. It may enter
// if that section is the innermost active one; otherwise it waits there, first in, first out. A section that
// wants to begin waits likewise, before ordinary waiters (workerd: InputGate, waitingChildren). When a section
// ends, who waits in it moves to its parent.
type gate struct {
	root section
	top  *section // the innermost active section
}

// section is a critical section, or the root.
type section struct {
	parent   *section
	what     string // who began it
	depth    int
	ended    bool
	starters []entry // sections that want to begin inside this one
	waiters  []entry
}

// entry is one who wants to enter: enter is called when it may.
type entry struct {
	begins *section // the section that begins with it, nil for an ordinary turn
	enter  func()
	what   string
}

// depthMax is how deep critical sections nest [B9].
const depthMax = 64

func newGate() *gate {
	g := &gate{}
	g.top = &g.root
	return g
}

// in returns the section that who was started in s runs in now: s, or the innermost of its parents that lasts.
func (g *gate) in(s *section) *section {
	if s == nil {
		return &g.root
	}
	for s.ended {
		s = s.parent
	}
	return s
}

// open reports whether an ordinary turn within s may enter at once: no other waits there before it.
func (g *gate) open(s *section) bool {
	s = g.in(s)
	return s == g.top && len(s.starters) == 0 && len(s.waiters) == 0
}

// wait queues an ordinary turn within s.
func (g *gate) wait(s *section, e entry) {
	s = g.in(s)
	s.waiters = append(s.waiters, e)
}

// begin queues a new section within s and returns it, nil where it would nest too deeply.
func (g *gate) begin(s *section, e entry) *section {
	s = g.in(s)
	if s.depth+1 > depthMax {
		return nil
	}
	e.begins = &section{parent: s, what: e.what, depth: s.depth + 1}
	s.starters = append(s.starters, e)
	return e.begins
}

// beginning reports whether a section is about to begin within s.
func (g *gate) beginning(s *section) bool { return len(g.in(s).starters) > 0 }

// ready reports whether next would return an entry.
func (g *gate) ready() bool { return len(g.top.starters) > 0 || len(g.top.waiters) > 0 }

// next takes the next entry that may enter. A section begins with it.
func (g *gate) next() (entry, bool) {
	t := g.top
	var e entry
	switch {
	case len(t.starters) > 0:
		e = shift(&t.starters)
		e.begins.parent = t
		g.top = e.begins
	case len(t.waiters) > 0:
		e = shift(&t.waiters)
	default:
		return entry{}, false
	}
	return e, true
}

// end ends a section. Who waits in it moves to its parent, before those who already wait there if they want to
// begin a section, behind them if they are ordinary.
func (g *gate) end(s *section) {
	if s.ended {
		bug("section ended twice")
	}
	s.ended = true
	p := g.in(s.parent)
	p.starters = append(s.starters, p.starters...)
	p.waiters = append(p.waiters, s.waiters...)
	s.starters, s.waiters = nil, nil
	for g.top.ended {
		g.top = g.top.parent
	}
}

// drain takes all entries that wait anywhere, in order of their section from the innermost outwards.
func (g *gate) drain() []entry {
	var all []entry
	for s := g.top; s != nil; s = s.parent {
		all = append(append(all, s.starters...), s.waiters...)
		s.starters, s.waiters = nil, nil
	}
	return all
}

// shift takes the first element out of a queue. The queue keeps nothing of it, nor any memory once it is empty.
func shift[T any](queue *[]T) T {
	var none T
	first := (*queue)[0]
	(*queue)[0] = none
	if *queue = (*queue)[1:]; len(*queue) == 0 {
		*queue = nil
	}
	return first
}
