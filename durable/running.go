package durable

// Gauges are how much of everything there is at one moment, in one object or in all together.
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

// Gauges reads those of all objects. It opens no database and wakes no object.
func (rt *Runtime) Gauges() (sum Gauges) {
	rt.w.Check()
	rt.w.Visit(func() {
		for o := range rt.objects() {
			g := o.gauges()
			sum.Objects += g.Objects
			sum.Running += g.Running
			sum.InFlight += g.InFlight
			sum.Queued += g.Queued
			sum.Waiting += g.Waiting
			sum.Held += g.Held
			sum.Sockets += g.Sockets
			sum.Alarms += g.Alarms
		}
	})
	return sum
}

// Select returns stubs for the objects that which returns true for, by their gauges: class by class in the order of
// declaration, and in a class in the order of first use. It opens no database and wakes no object.
func (rt *Runtime) Select(which func(Gauges) bool) (list []*Stub) {
	rt.w.Check()
	rt.w.Visit(func() {
		for o := range rt.objects() {
			if which(o.gauges()) {
				list = append(list, o.ns.Get(o.id))
			}
		}
	})
	return list
}

func (o *object) gauges() Gauges {
	g := Gauges{Objects: 1, Sockets: len(o.sockets)}
	if !o.rt.scheduler.Look((*scheduled)(o)).Next.IsZero() {
		g.Alarms = 1
	}
	i := o.inst
	if i == nil {
		return g
	}
	_, waiting := i.gate.inspect()
	g.Running, g.InFlight, g.Waiting, g.Held = 1, len(i.events), len(waiting), len(i.out.held)
	g.Queued = len(i.self.Messages()) + len(i.slow)
	return g
}
