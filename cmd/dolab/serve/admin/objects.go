package admin

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"dolab/durable"
	"dolab/durable/scheduler"
)

// ObjectsQuery says which objects Objects lists. The zero value is the first 100.
type ObjectsQuery struct {
	Class  string // only objects of this class
	Prefix string // only objects whose name has this prefix
	After  string // only objects after this one: the Next of the page before
	Limit  int    // 1 to 1000; 0: 100
}

// ObjectList is a page of objects.
type ObjectList struct {
	Objects []Object `json:"objects"`
	Next    string   `json:"next,omitempty"` // the After of the next page
}

// Object is a summary of an object.
type Object struct {
	Object      string `json:"object"` // what traces call it: Class/name
	Class       string `json:"class"`
	Name        string `json:"name,omitempty"` // if known
	ID          string `json:"id"`
	State       string `json:"state"` // running, evicted, or stored: not reached since the server began
	Incarnation int    `json:"incarnation"`
	Lost        int    `json:"lost"` // incarnations that were reset or crashed
	InFlight    int    `json:"in_flight"`
	Sockets     int    `json:"sockets"`
	Alarm       string `json:"alarm,omitempty"` // when the alarm manager wakes it

	class int // its place in the order of the classes
}

// Objects lists objects, class by class and in the order of their IDs: those that have been reached, and those that
// earlier runs left in files.
func (a *Admin) Objects(ctx context.Context, q ObjectsQuery) (ObjectList, error) {
	if err := checkLimit(&q.Limit); err != nil {
		return ObjectList{}, err
	}
	pages, err := askAll(ctx, a, func(rt *durable.Runtime) (page []Object, err error) { return q.page(rt) })
	if err != nil {
		return ObjectList{}, err
	}
	list := ObjectList{Objects: append([]Object{}, slices.Concat(pages...)...)}
	slices.SortStableFunc(list.Objects, func(x, y Object) int {
		return cmp.Or(cmp.Compare(x.class, y.class), strings.Compare(x.ID, y.ID))
	})
	if len(list.Objects) > q.Limit {
		list.Objects = list.Objects[:q.Limit]
		last := list.Objects[q.Limit-1]
		list.Next = last.Class + "/" + last.ID
	}
	return list, nil
}

// page lists the objects of one world, up to one more than the limit.
func (q ObjectsQuery) page(rt *durable.Runtime) (list []Object, err error) {
	if q.Class != "" {
		if _, err := namespace(rt, q.Class, "class"); err != nil {
			return nil, err
		}
	}
	afterClass, afterID, _ := strings.Cut(q.After, "/")
	behind := afterClass == ""
	for n, ns := range rt.Namespaces() {
		at := !behind && ns.Name() == afterClass
		if behind = behind || at; !behind || q.Class != "" && ns.Name() != q.Class {
			continue
		}
		ids, err := ns.All()
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			if name, _ := id.Name(); at && id.String() <= afterID || !strings.HasPrefix(name, q.Prefix) {
				continue
			}
			if len(list) > q.Limit {
				return list, nil
			}
			x, err := rt.Glance(ns.Get(id))
			if err != nil {
				return nil, err
			}
			o := object(ns.Name(), id, &x)
			o.class = n
			list = append(list, o)
		}
	}
	return list, nil
}

func object(class string, id durable.ID, x *durable.Inspection) Object {
	o := Object{
		Object: x.Who, Class: class, ID: id.String(), State: "stored", Incarnation: x.Sight.Incarnation,
		Lost: x.Sight.Lost, InFlight: x.Sight.InFlight, Sockets: x.Sight.Sockets, Alarm: stamp(x.Sight.Managed),
	}
	o.Name, _ = id.Name()
	switch {
	case x.Sight.Live:
		o.State = "running"
	case x.Sight.Incarnation > 0:
		o.State = "evicted"
	}
	return o
}

// stamp is the text of a time, "" for none.
func stamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return scheduler.Text(at)
}

// Details show all of an object but its keys and rows.
type Details struct {
	Object
	Alarms  Alarm        `json:"alarms"`
	Gates   Gates        `json:"gates"`
	Sockets []SocketEnd  `json:"socket_list"`
	Stored  Stored       `json:"stored"`
	Used    Usage        `json:"used"`
	Bodies  []string     `json:"bodies"` // of requests and responses that stream
	Timers  []string     `json:"timers"` // when they are due
	Tasks   []Coroutine  `json:"tasks"`
	Commits CommitNumber `json:"commits"`
}

// CommitNumber are the numbers of an object's commits.
type CommitNumber struct {
	Newest  int64 `json:"newest"`
	Sent    int64 `json:"sent"` // on its way to the disk
	Durable int64 `json:"durable"`
}

// Stored is how much an object has in its database.
type Stored struct {
	Bytes  int64          `json:"bytes"`
	Keys   int            `json:"keys"`   // of the key-value store, at most some hundred
	Tables map[string]int `json:"tables"` // rows, at most some hundred
	More   bool           `json:"more"`   // there are more
}

// Coroutine is code of an object that waits.
type Coroutine struct {
	Name   string `json:"name"`
	Within string `json:"within,omitempty"` // the critical section it runs in
	Waits  string `json:"waits"`            // what for
}

// Object shows an object.
func (a *Admin) Object(ctx context.Context, who string) (Details, error) {
	return askObject(ctx, a, who, func(rt *durable.Runtime, s *durable.Stub) (d Details, err error) {
		x, err := rt.Inspect(s)
		if err != nil {
			return d, err
		}
		u, err := rt.Usage(s)
		if err != nil {
			return d, err
		}
		class, _, _ := strings.Cut(x.Who, "/")
		d = Details{
			Object: object(class, s.ID(), &x), Alarms: alarmOf(&x), Gates: gatesOf(&x), Sockets: socketsOf(&x), Used: usageOf(u),
			Stored:  Stored{Bytes: x.Stored.Bytes, Keys: x.Stored.Keys, Tables: map[string]int{}, More: x.Stored.More},
			Commits: CommitNumber{x.Commits.Issued, x.Commits.Sent, x.Commits.Durable},
			Bodies:  []string{}, Timers: []string{}, Tasks: []Coroutine{},
		}
		for _, t := range x.Stored.Tables {
			d.Stored.Tables[t.Name] = t.Rows
		}
		for _, b := range x.Bodies {
			d.Bodies = append(d.Bodies, b.What)
		}
		for _, t := range x.Timers {
			d.Timers = append(d.Timers, stamp(t))
		}
		for _, t := range x.Tasks {
			d.Tasks = append(d.Tasks, Coroutine{t.Name, t.Within, strings.TrimSpace(t.Wait.What + " " + t.Wait.Whom)})
		}
		return d, nil
	})
}

// Gates are what waits at an object, and where.
type Gates struct {
	Object   string   `json:"object"`
	Locks    []string `json:"locks"`     // critical sections that hold the input gate, the innermost last
	Waiting  []string `json:"waiting"`   // at the input gate, in the order of entering
	Mailbox  []string `json:"mailbox"`   // arrived, without a turn so far
	Held     []string `json:"held"`      // by the output gate, with the commit that each waits for
	InFlight []string `json:"in_flight"` // accepted and not yet answered
}

func gatesOf(x *durable.Inspection) Gates {
	g := Gates{
		Object: x.Who, Locks: append([]string{}, x.Locks...), Waiting: []string{}, Held: []string{}, InFlight: []string{},
		Mailbox: append(append([]string{}, x.Mailbox...), x.Slow...),
	}
	for _, e := range x.Waiting {
		text := e.What
		if e.Within != "" {
			text += " (within " + e.Within + ")"
		}
		g.Waiting = append(g.Waiting, text)
	}
	for _, h := range x.Held {
		g.Held = append(g.Held, strings.TrimSpace(h.Who+" until commit "+itoa(h.Commit)))
	}
	for _, e := range x.Events {
		state := "waits"
		if e.Started {
			state = "is running"
		}
		g.InFlight = append(g.InFlight, e.What+" from "+e.Peer+" "+state)
	}
	return g
}

// Gates lists the objects at which something waits or is under way.
func (a *Admin) Gates(ctx context.Context) ([]Gates, error) {
	return glances(ctx, a, func(g durable.Gauges) bool { return g.InFlight+g.Queued+g.Waiting+g.Held > 0 }, gatesOf)
}

// glances returns a part of the Inspection of each object that which selects, at most rowsMax of them.
func glances[T any](
	ctx context.Context, a *Admin, which func(durable.Gauges) bool, part func(*durable.Inspection) T,
) ([]T, error) {
	lists, err := askAll(ctx, a, func(rt *durable.Runtime) (list []T, err error) {
		selected := rt.Select(which)
		for _, s := range selected[:min(len(selected), rowsMax)] {
			x, err := rt.Glance(s)
			if err != nil {
				return nil, err
			}
			list = append(list, part(&x))
		}
		return list, nil
	})
	return joined(lists), err
}

// joined joins the lists of all worlds, to at most rowsMax items.
func joined[T any](lists [][]T) []T {
	all := append([]T{}, slices.Concat(lists...)...) // Not nil: JSON has an empty list.
	return all[:min(len(all), rowsMax)]
}

// SocketEnd is an object's end of a WebSocket.
type SocketEnd struct {
	Object string   `json:"object"`
	Socket int64    `json:"socket"` // which of the object's, from 1
	State  string   `json:"state"`
	Tags   []string `json:"tags"`
	Heard  int      `json:"heard"` // frames that have arrived and are not dispatched
	Held   int      `json:"held"`  // frames that the output gate holds
}

var readyStates = [...]string{"connecting", "open", "closing", "closed"}

func socketsOf(x *durable.Inspection) []SocketEnd {
	list := []SocketEnd{}
	for _, s := range x.Sockets {
		list = append(list, SocketEnd{x.Who, s.N, readyStates[s.State], append([]string{}, s.Tags...), s.Heard, s.Said})
	}
	return list
}

// Sockets lists the accepted WebSockets.
func (a *Admin) Sockets(ctx context.Context) ([]SocketEnd, error) {
	lists, err := glances(ctx, a, func(g durable.Gauges) bool { return g.Sockets > 0 }, socketsOf)
	return joined(lists), err
}
