package durable

import (
	"dolab/actor/fault"
	"dolab/durable/sqlite"
)

// pageSize is the bytes of a page of a database.
const pageSize = 4096

// pagesMax is how many pages a database may have, 0 for any number.
func (rt *Runtime) pagesMax() int64 {
	if limit := rt.profile.StorageMax; limit > 0 {
		return max(int64(limit)/pageSize, 1)
	}
	return 0
}

// critical returns the error by which the running turn is lost, because the database could not grow: the code that
// asked may catch it, later operations of the turn give it again, and at the turn's end the object is reset (semantics
// D10; workerd: ActorSqlite::onCriticalError).
func (i *instance) critical() error {
	if err := i.obj.db.Lost(); err != nil && (sqlite.IsFull(err) || sqlite.IsSteps(err)) {
		return err
	}
	return nil
}

// fill lets the object's database grow no more, for the time that a fault says, or until other faults are set.
func (o *object) fill(f fault.Effect) {
	o.fills++
	mine := o.fills
	o.setFull(true)
	if d := f.Delay(o.rt.w); d > 0 {
		o.rt.w.Background(d, func() {
			if o.fills == mine {
				o.setFull(false)
			}
		})
	}
}

func (o *object) setFull(full bool) {
	o.full = full
	if err := o.db.Full(full); err != nil {
		bug("bound the database of %s: %v", o.label, err)
	}
}

// heal lets all databases grow again.
func (rt *Runtime) heal() {
	for o := range rt.objects() {
		if o.full {
			o.setFull(false)
		}
	}
}
