package durable

import "dolab/durable/sqlite"

// What a runtime that remembers reads at each commit, and an inspection compares.
const (
	tablesSeen = 100
	rowsSeen   = 500
)

// state is what is in a database after a commit.
type state struct {
	n    int64
	dump *sqlite.Dump
}

// Remember lets the runtime keep, from now on, what each commit left, so that Inspect can tell what is not durable. It
// reads the whole database at each commit: it is for looking.
func (rt *Runtime) Remember() { rt.remembers = true }

// remember keeps what commit n has left, and forgets what is older than the durable one before the newest.
func (o *object) remember(n int64) {
	if !o.rt.remembers {
		return
	}
	dump, err := o.db.Dump(tablesSeen, rowsSeen)
	if err != nil {
		bug("%s: read commit %d: %v", o.label, n, err)
	}
	if at := o.durableState(); at > 0 {
		o.states = o.states[at-1:]
	}
	o.states = append(o.states, state{n, dump})
}

// unremember forgets the commits that a crash has undone.
func (o *object) unremember() { o.states = o.states[:o.durableState()+1] }

// durableState is where the newest durable state is, -1 for none.
func (o *object) durableState() int {
	_, confirmed := o.db.Marks()
	at := len(o.states) - 1
	for at >= 0 && o.states[at].n > confirmed {
		at--
	}
	return at
}
