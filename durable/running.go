package durable

// Running returns stubs for the objects that are in memory, class by class in the order of declaration, and in a class in
// the order of first use.
func (rt *Runtime) Running() []*Stub {
	rt.w.Check()
	var list []*Stub
	for _, ns := range rt.order {
		for _, o := range ns.list {
			if o.inst != nil {
				list = append(list, ns.Get(o.id))
			}
		}
	}
	return list
}

// Gauges are how much of everything there is at one moment, in all objects together.
type Gauges struct {
	Objects  int // that have ever been reached
	Running  int // that are in memory
	InFlight int // events accepted and not yet answered
	Queued   int // messages that have arrived and wait for their turn
	Waiting  int // at input gates
	Held     int // by output gates
	Sockets  int // accepted ones
	Alarms   int // that the alarm manager has a timer for
}

// Gauges reads them. It opens no database and wakes no object.
func (rt *Runtime) Gauges() (g Gauges) {
	rt.w.Check()
	for _, ns := range rt.order {
		g.Objects += len(ns.list)
		for _, o := range ns.list {
			g.Sockets += len(o.sockets)
			if !rt.scheduler.Look((*scheduled)(o)).Next.IsZero() {
				g.Alarms++
			}
			i := o.inst
			if i == nil {
				continue
			}
			_, waiting := i.gate.inspect()
			g.Running++
			g.InFlight += len(i.events)
			g.Queued += len(i.self.Messages()) + len(i.slow)
			g.Waiting += len(waiting)
			g.Held += len(i.out.held)
		}
	}
	return g
}
