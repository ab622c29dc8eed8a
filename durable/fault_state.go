package durable

import "strings"

// states are the conditions about an object that each point knows, whether the object is in memory or not.
var states = []string{
	"armed",   // its disk has an alarm
	"sockets", // it has accepted sockets
	"unsaved", // a commit of it is not durable yet
	"busy",    // more than one event is in flight
	"stored:", // it sees a value under this key of its key-value storage
}

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

// oneOf are the conditions of a point of which exactly one holds; "" stands for what has no name.
var oneOf = map[string][][]string{
	"link":            {peerNames[:]},
	"stub.request":    {{"call", "fetch"}},
	"stub.deliver":    {{"call", "fetch"}},
	"stub.response":   {{"call", "fetch"}},
	"object.activate": {{"call", "fetch", "alarm", "socket"}},
	"object.turn":     {{"await", "end"}, {"call", "fetch", "alarm", "socket", "construct", ""}},
	"storage.op":      {{"read", "write", "alarm", "deleteall"}},
	"alarm.sync":      {{"set", "none"}},
	"alarm.later":     {{"set", "none"}},
	"alarm.retry":     {{"counted", "uncounted"}},
	"socket.in":       {{"text", "binary", "close"}},
	"socket.out":      {{"text", "binary", "close"}},
	"socket":          {{"text", "binary", "close"}},
}
