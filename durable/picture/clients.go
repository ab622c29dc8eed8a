package picture

import (
	"slices"
	"strings"
	"time"
)

// opsApart is up to how many operations of a client each have a row of their own.
const (
	opsApart = 14
	rowsMost = 8
)

// clientLanes show what each client does: as it says itself, or else by its calls in the trace.
func (t *Take) clientLanes() []lane {
	ops := t.Operations
	if len(ops) == 0 {
		ops = t.calls()
	}
	var names []string
	byClient := map[string][]Operation{}
	for _, o := range ops {
		if _, known := byClient[o.Client]; !known {
			names = append(names, o.Client)
		}
		byClient[o.Client] = append(byClient[o.Client], o)
	}
	slices.Sort(names)
	const most = 12
	var list []lane
	for n, name := range names {
		if n == most {
			break
		}
		list = append(list, t.clientLane(name, byClient[name]))
	}
	return list
}

func (t *Take) clientLane(name string, ops []Operation) lane {
	l := lane{group: "clients", name: name, sub: plural(len(ops), "operation"), kind: "client", rows: 1}
	slices.SortStableFunc(ops, func(a, b Operation) int { return int(a.From - b.From) })
	var free []time.Duration // when each row is free again
	for n, o := range ops {
		row := n
		if len(ops) > opsApart {
			row = slices.IndexFunc(free, func(at time.Duration) bool { return at <= o.From })
			if row < 0 {
				row = min(len(free), rowsMost-1)
			}
		}
		for len(free) <= row {
			free = append(free, 0)
		}
		free[row] = o.To
		l.rows = max(l.rows, row+1)
		style := styleGood
		switch o.Verdict {
		case Wrong:
			style = styleBad
		case Odd:
			style = styleOdd
		}
		label := o.Name
		if o.Outcome != "" {
			label += "|" + o.Outcome
		}
		l.bands = append(l.bands, band{o.From, o.To, style, label, t.firstAt(o.From), row})
	}
	return l
}

// firstAt is the first step at a time or later.
func (t *Take) firstAt(at time.Duration) int64 {
	n, _ := slices.BinarySearchFunc(t.events, at, func(e Event, at time.Duration) int { return int(e.At() - at) })
	if n == len(t.events) {
		return int64(n) - 1
	}
	return int64(n)
}

// calls are the calls in the trace that no object makes, each with its reply.
func (t *Take) calls() []Operation {
	var list []Operation
	open := map[string][]int{}
	for i := range t.events {
		e := &t.events[i]
		if e.Peer == "" || e.Peer == "alarms" || t.isObject(e.Peer) || e.Ev != "call" && e.Ev != "reply" {
			continue
		}
		key := e.Who + "\x00" + e.What + "\x00" + e.Peer
		if e.Ev == "call" {
			open[key] = append(open[key], len(list))
			list = append(list, Operation{
				Client: e.Peer, Name: strings.TrimPrefix(e.What, "call "), From: e.At(), To: t.end,
				Outcome: "no answer", Verdict: Wrong,
			})
			continue
		}
		if waiting := open[key]; len(waiting) > 0 {
			o := &list[waiting[0]]
			open[key] = waiting[1:]
			o.To, o.Verdict, o.Outcome = e.At(), Good, ""
			if e.Note != "" {
				o.Verdict, o.Outcome = Wrong, e.Note
			}
		}
	}
	return list
}

// isObject reports whether a name in the trace is an object's.
func (t *Take) isObject(name string) bool {
	if t.byLabel[name] != nil {
		return true
	}
	return strings.Contains(name, "/")
}
