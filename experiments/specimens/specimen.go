package specimens

import (
	"errors"
	"slices"
	"strings"

	"dolab/durable"
	"dolab/experiments"
)

// Multiplexer is many schedules on the one native alarm of an object. It belongs to one incarnation and is used in
// its turns only.
type Multiplexer interface {
	// Schedule stores an order and returns the id of the schedule: the order's own where the multiplexer takes
	// ids from its callers, one of its making elsewhere. What it promises about when the order is stored is its own.
	Schedule(Order) (id string, err error)
	// Cancel removes a schedule and reports whether the multiplexer says that there was one.
	Cancel(id string) (found bool, err error)
	// Alarm is to be called by the object's alarm handler, and its error is to be returned from there.
	Alarm(durable.AlarmInfo) error
	// Trigger is the manual trigger for tests: it runs up to n schedules now, as the native alarm would.
	Trigger(n int) error
}

// Getter is a multiplexer that can be asked for one schedule.
type Getter interface {
	Get(id string) (t Task, found bool, err error)
}

// Order is what is to be run and when.
type Order struct {
	When     When
	ID       string // the caller's wish, "" for none
	Callback string // the name of what runs; "" is "run"
	Payload  any    // anything that has a JSON form
}

// Task is a schedule as its callback gets it.
type Task struct {
	ID       string
	Callback string
	Payload  any
	// Occurrence is the same for each run of what is to run once, and for nothing else; "" where the multiplexer
	// does not tell.
	Occurrence string
}

// Host is what a multiplexer has of the object that it lives in.
type Host struct {
	State *durable.State
	// Run runs a schedule's callback. It may block, and it returns the callback's error, or ErrNoCallback.
	Run func(Task) error

	repairs []string // see Specimen.Repaired
}

// ErrNoCallback is a schedule whose callback the object does not have (any more).
var ErrNoCallback = errors.New("the object has no such callback")

// Specimen is a multiplexer under its name.
type Specimen struct {
	Name  string
	About string // where it comes from
	// New is called in the constructor of each incarnation.
	New func(Host) (Multiplexer, error)
	// Stored is a query for the ids of the schedules that are stored, in one column.
	Stored string
	// Bugs are those of the catalogue that it has, in their order: see Repaired.
	Bugs []Bug
}

// The names of the specimens.
const (
	Lumenize1114 = "lumenize-2025-11-14"
	Lumenize1113 = "lumenize-2025-11-13"
	Lumenize2026 = "lumenize-2026-06"
	Actors       = "cloudflare-actors-2025-12"
	Agents       = "cloudflare-agents-2026-08"
	Dolab        = "dolab"
	Native       = "native"
)

// Where each keeps its schedules.
const (
	storedLumenize = "SELECT id FROM __lmz_alarms"
	storedActors   = "SELECT id FROM _actor_alarms"
	storedAgents   = "SELECT id FROM cf_agents_schedules"
	storedDolab    = "SELECT id FROM _alarms"
	storedNative   = "SELECT id FROM slot"
)

// All returns the specimens: the broken ones in the order of the field report, the cure, and the native alarm.
func All() []Specimen {
	return []Specimen{
		specimen(Lumenize1114, "lumenize at c45413b0, live in the experiment that failed", newLumenize1114, storedLumenize),
		specimen(Lumenize1113, "lumenize at ca2c3c6f, which lived for 15 minutes", newLumenize1113, storedLumenize),
		specimen(Lumenize2026, "lumenize in June 2026", newLumenize2026, storedLumenize),
		specimen(Actors, "cloudflare/actors in December 2025", newActors, storedActors),
		specimen(Agents, "cloudflare/agents in August 2026, the best peer", newAgents, storedAgents),
		specimen(Dolab, "dolab/alarms, the cure", newDolab, storedDolab),
		specimen(Native, "no multiplexer: raw setAlarm, one slot", newNative, storedNative),
	}
}

func specimen(name, about string, open func(Host) (Multiplexer, error), stored string) Specimen {
	return Specimen{Name: name, About: about, New: open, Stored: stored, Bugs: bugsOf(name)}
}

// Names returns the names of all specimens.
func Names() []string {
	var names []string
	for _, s := range All() {
		names = append(names, s.Name)
	}
	return names
}

// ByName returns the specimen of that name, repaired if the name says so, as in "native repaired B12,B13" (see
// Specimen.Repaired). A name or a bug that is not there is an *experiments.ErrUnknown.
func ByName(name string) (Specimen, error) {
	name, bugs, repaired := strings.Cut(name, " "+repairedWord+" ")
	all := All()
	i := slices.IndexFunc(all, func(s Specimen) bool { return s.Name == name })
	if i < 0 {
		return Specimen{}, &experiments.ErrUnknown{What: "multiplexer", Name: name, Known: Names()}
	}
	if !repaired {
		return all[i], nil
	}
	return all[i].Repaired(strings.Split(bugs, ",")...)
}
