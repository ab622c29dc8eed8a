package durable

import (
	"time"

	"dolab/durable/platform"
)

// blockTimeout is how long a BlockConcurrencyWhile may take [B7].
const blockTimeout = 30 * time.Second

// ErrBlockNested: more than 64 BlockConcurrencyWhile within one another. It does not reset the object [B9].
var ErrBlockNested = &platform.Error{Name: "Error", Message: platform.TextBlockNested, User: true}

// BlockConcurrencyWhile runs fn under a locked input gate: nothing else of the object runs until fn returns, but
// what fn itself starts. It waits its turn behind blocks that were asked for earlier. An error of fn, or more
// than 30 s, resets the object: the call does not return then (semantics B5-B9).
func (st *State) BlockConcurrencyWhile(fn func() error) error {
	i := st.inst
	i.use("BlockConcurrencyWhile")
	t, outer := i.cur, i.cur.section
	k := i.w.Current().Waker()
	s := i.gate.begin(outer, entry{what: "blockConcurrencyWhile", enter: func() { t.resume(k, nil) }})
	if s == nil {
		return ErrBlockNested
	}
	t.sections++
	i.park("its blockConcurrencyWhile to begin", i.obj.label)
	t.section = s
	i.block(s, fn)
	t.section = outer
	i.leaveSection(t)
	return nil
}

// GoBlocking is a BlockConcurrencyWhile that is not awaited: it returns at once, and fn runs in a later turn, in
// the order of asking and before waiting events.
func (st *State) GoBlocking(fn func() error) error {
	i := st.inst
	i.use("GoBlocking")
	var s *section
	s = i.gate.begin(i.cur.section, entry{what: "blockConcurrencyWhile", enter: func() {
		i.trace("turn", "blockConcurrencyWhile", "")
		i.start(s, "blockConcurrencyWhile", func() { i.block(s, fn) })
	}})
	if s == nil {
		return ErrBlockNested
	}
	return nil
}

// block runs fn as the section s, which has begun.
func (i *instance) block(s *section, fn func() error) {
	limit := i.after(blockTimeout, blockOver{s}).For("limit of a blockConcurrencyWhile")
	defer limit.Stop()
	if err := fn(); err != nil {
		i.exit(func() { i.die(platform.Reset(err)) })
	}
	i.use("the end of blockConcurrencyWhile")
	i.gate.end(s)
}

// leaveSection ends the code of a task that was cancelled in a critical section of its own.
func (i *instance) leaveSection(t *task) {
	t.sections--
	if t.cancelled && t.sections == 0 {
		i.w.Current().Exit()
	}
}
