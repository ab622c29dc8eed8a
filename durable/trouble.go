package durable

// Point is a place where a running object can be struck.
type Point struct {
	Name string // one of the Point constants
	Who  string // the object's label, "Class/name"
	N    int64  // the commit number
}

// The points, in the order in which a turn that writes passes them.
const (
	PointTurn    = "turn"    // a turn has ended; nothing of it is committed yet
	PointCommit  = "commit"  // the turn is committed; the disk has not confirmed it
	PointArm     = "arm"     // the alarm manager knows the new alarm; the disk does not have it
	PointDurable = "durable" // the commit is durable; nothing that rests on it has been said
)

// The points where what an object asks of the platform can be refused.
const (
	PointAsk  = "ask"  // a wish arrives at the alarm manager; N is the time wanted in milliseconds, 0 for none
	PointDisk = "disk" // a commit arrives at the disk
)

// WithRefusals lets refuse decide at each such point whether the platform fails there: its error is the reason. A
// refused commit, and a refused wish for an earlier alarm, reset the object; other refused wishes are made again when
// the alarm fires too early (semantics D7, G21).
func WithRefusals(refuse func(Point) error) Option { return func(rt *Runtime) { rt.refuse = refuse } }

// refused asks whether the platform fails at a point.
func (rt *Runtime) refused(name, who string, n int64) error {
	if rt.refuse == nil {
		return nil
	}
	return rt.refuse(Point{name, who, n})
}

// WithTrouble lets strike decide at each point whether the object's machine is lost there. It is asked in the
// order of events and may ask the world's Chooser.
func WithTrouble(strike func(Point) bool) Option { return func(rt *Runtime) { rt.strike = strike } }

// struck asks for trouble and reports whether the incarnation is gone.
func (i *instance) struck(name string, n int64) bool {
	if i.rt.strike != nil && i.rt.strike(Point{name, i.obj.label, n}) {
		i.crash()
		return true
	}
	return len(i.rt.faulty) > 0 && i.ghost == nil && i.befallen(name)
}
