package durable

import "strings"

// state reports whether one of them holds.
func (o *object) state(condition string) bool {
	i := o.inst
	switch condition {
	case "armed":
		if i != nil {
			return i.alarm.confirmed.set
		}
		return o.seen(func() (bool, error) { _, set, err := o.db.Alarm(); return set, err })
	case "sockets":
		return len(o.sockets) > 0
	case "unsaved":
		return i != nil && i.commits.issued > i.commits.durable
	case "busy":
		return i != nil && len(i.events) > 1
	}
	key, stored := strings.CutPrefix(condition, "stored:")
	return stored && o.seen(func() (bool, error) { _, found, err := o.db.Get(key); return found, err })
}

// seen looks into the object's database, which may be a file that nobody has opened yet. What cannot be read is not
// there.
func (o *object) seen(look func() (bool, error)) bool {
	if o.db == nil && (o.rt.dir == "" || o.open() != nil) {
		return false
	}
	found, err := look()
	return found && err == nil
}
