package durable

import (
	"time"

	"dolab/actor/fault"
	"dolab/durable/platform"
)

// storageTimeout is how long a commit may take before the object is reset [D8, K17].
const storageTimeout = 30 * time.Second

// storage is called by every operation of the object's storage: does is read, write, alarm or deleteall. It refuses an
// incarnation that another has replaced, repeats the error of a turn that is lost, and asks for a fault. An error that
// resets the object does so at once, and the code that asked does not go on.
func (i *instance) storage(does fault.Condition) error {
	if i.ghost != nil {
		return i.ghost.touch(i)
	}
	if err := i.critical(); err != nil {
		return storageError(err)
	}
	var ev *event
	if i.cur != nil {
		ev = i.cur.ev
	}
	if !i.rt.faulty[platform.AtStorageOp] && (ev == nil || ev.faults == nil) { // Operations are many.
		return nil
	}
	f, struck := i.obj.faultIn(ev, platform.AtStorageOp, func(c fault.Condition) bool { return c == does })
	switch {
	case !struck:
		return nil
	case f.Do == platform.DoFull:
		i.obj.fill(f)
		return nil
	}
	err := i.rt.failure(f.Name)
	if !err.DurableObjectReset {
		return err
	}
	i.exit(func() { i.die(err) })
	return err
}

// change is write for an operation that a fault may strike.
func (i *instance) change(op string, confirm bool) error {
	i.use(op)
	if err := i.storage(platform.IfWrite); err != nil {
		return err
	}
	return i.write(op, confirm)
}

// disk lets the disk confirm commit n after a time, by calling done. A disk that takes too long resets the object, and
// the commits under way may have arrived there or not.
func (i *instance) disk(after time.Duration, done func()) {
	var failed *platform.Error
	if f := i.onDisk; f != nil {
		i.onDisk = nil
		switch f.Do {
		case platform.DoError:
			failed = i.rt.failure(f.Name)
		case platform.DoDelay:
			after += f.Delay(i.w)
		case platform.DoStuck:
			after += storageTimeout + 1
		}
	}
	left := storageTimeout - i.commits.waited
	i.commits.waited = 0
	late := after > left
	i.obj.disk.Deliver(min(after, left), func() { i.Receive(diskAnswer{failed, late, done}) })
}

// storageTimedOut is the end of an object whose output gate has been locked for too long.
func storageTimedOut() *platform.Error {
	return &platform.Error{Name: "Error", Message: platform.TextStorageTimeout, Overloaded: true, DurableObjectReset: true}
}
