package durable

import (
	"strings"

	"dolab/actor/fault"
	"dolab/durable/platform"
)

// state reports whether one of them holds.
func (o *object) state(c fault.Condition) bool {
	i := o.inst
	switch c {
	case platform.IfArmed:
		if i != nil {
			return i.alarm.confirmed.set
		}
		return o.seen(func() (bool, error) { _, set, err := o.db.Alarm(); return set, err })
	case platform.IfSockets:
		return len(o.sockets) > 0
	case platform.IfUnsaved:
		return i != nil && i.commits.issued > i.commits.durable
	case platform.IfBusy:
		return i != nil && len(i.events) > 1
	}
	key, stored := strings.CutPrefix(string(c), string(platform.IfStored))
	return stored && o.seen(func() (bool, error) { _, found, err := o.db.Get(key); return found, err })
}

// seen looks into the object's database, which may be a file that is not open yet. What cannot be read is not
// there.
func (o *object) seen(look func() (bool, error)) bool {
	if o.db == nil && (o.rt.dir == "" || o.open() != nil) {
		return false
	}
	found, err := look()
	return found && err == nil
}
