package picture

import (
	"slices"
	"time"

	"dolab/durable"
	"dolab/durable/scheduler"
)

// object is what was seen of one object.
type object struct {
	label    string
	moments  []moment
	writes   []write
	contents durable.Contents
	works    []work
	ledger   ledger
	partial  bool // its database was too large to be read on
}

// moment is an object as it stood from a step on.
type moment struct {
	step  int64 // the last line of the trace by then
	at    time.Duration
	seen  durable.Inspection
	pairs []pair
}

// write is what has changed in an object's database.
type write struct {
	step    int64
	why     string // the kind of the event that it comes with: "commit", "crash", …
	changes []durable.RowChange
}

// work is the work that an object has stored, from a moment on.
type work struct {
	at   time.Duration
	jobs []job
}

// lives are the events with which the database is to be read again, because a commit is made or undone.
var lives = []string{"commit", "crash", "reset", "new"}

// touch notes that something has happened to an object.
func (w *watch) touch(e *Event) {
	if w == nil || e.Who == "" {
		return
	}
	if !slices.Contains(w.touched, e.Who) {
		w.touched = append(w.touched, e.Who)
	}
	if slices.Contains(lives, e.Ev) {
		if w.writes == nil {
			w.writes = map[string]bool{}
		}
		w.writes[e.Who] = true
	}
}

// look looks at the objects to which something has happened, and at those that were not at rest.
func (w *watch) look() {
	if len(w.touched)+len(w.busy) == 0 || w.take.recorder.kept >= EventsMax {
		return
	}
	labels := w.touched
	for _, label := range w.busy {
		if !slices.Contains(labels, label) {
			labels = append(labels, label)
		}
	}
	w.touched, w.busy = nil, nil
	for _, label := range labels {
		stub := w.stub(label)
		if stub == nil {
			continue
		}
		x, err := w.rt.Glance(stub)
		if err != nil {
			continue // The world is closed, or fails: there is nothing more to see.
		}
		if !atRest(&x) {
			w.busy = append(w.busy, label)
		}
		o := w.take.object(label)
		o.moment(w.step(), w.w.Elapsed(), x, w.take.start)
		if w.writes[label] {
			delete(w.writes, label)
			w.read(o, stub)
		}
	}
	w.take.end = max(w.take.end, w.w.Elapsed())
}

// step is the newest line of the trace.
func (w *watch) step() int64 { return int64(len(w.take.events)) - 1 }

// stub finds an object by its label, nil for none: others have lines in the trace too.
func (w *watch) stub(label string) *durable.Stub {
	if s, known := w.stubs[label]; known {
		return s
	}
	for _, ns := range w.rt.Namespaces() {
		for _, id := range ns.Objects() {
			s := ns.Get(id)
			if _, known := w.stubs[s.Label()]; !known {
				w.stubs[s.Label()] = s
			}
		}
	}
	return w.stubs[label]
}

// atRest reports whether nothing changes at an object until something happens to it.
func atRest(x *durable.Inspection) bool {
	return len(x.Mailbox)+len(x.Slow)+len(x.Waiting)+len(x.Events)+len(x.Held)+len(x.Tasks)+len(x.Locks) == 0 &&
		!x.Commits.Writing && x.Commits.Issued == x.Commits.Durable && !x.Sight.Object.Asking &&
		x.Sight.Manager.State != scheduler.Started
}

// object returns the record of an object.
func (t *Take) object(label string) *object {
	o := t.byLabel[label]
	if o == nil {
		o = &object{label: label}
		t.byLabel[label] = o
		t.objects = append(t.objects, o)
	}
	return o
}

// moment notes how the object stands, if it does not stand as before.
func (o *object) moment(step int64, at time.Duration, x durable.Inspection, start time.Time) {
	m := moment{step, at, x, pairs(&x, start)}
	if n := len(o.moments); n > 0 && slices.Equal(o.moments[n-1].pairs, m.pairs) {
		return
	}
	o.moments = append(o.moments, m)
}

// read reads the object's database and notes what has changed.
func (w *watch) read(o *object, stub *durable.Stub) {
	if w.rows > rowsMax {
		o.partial = true
		return
	}
	now, err := w.rt.Contents(stub)
	if err != nil {
		return
	}
	w.rows += now.Rows()
	changed := now.Since(o.contents)
	o.contents = now
	if len(changed) == 0 && len(o.works) > 0 {
		return
	}
	step, why := w.lastWrite(o.label)
	if len(changed) > 0 {
		o.writes = append(o.writes, write{step, why, changed})
	}
	o.works = append(o.works, work{w.w.Elapsed(), stored(now, w.take.start)})
	o.ledger.read(now, w.take.start)
}

// lastWrite is the newest event with which the database of an object may have changed.
func (w *watch) lastWrite(label string) (step int64, why string) {
	events := w.take.events
	for n := len(events) - 1; n >= 0; n-- {
		if e := &events[n]; e.Who == label && slices.Contains(lives, e.Ev) {
			return int64(n), e.Ev
		}
	}
	return -1, ""
}
