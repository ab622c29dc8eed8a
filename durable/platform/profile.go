package platform

import (
	"fmt"
	"strings"
	"time"

	"dolab/actor/fault"
)

// Profile is a named set of numbers: how long things take and when idle objects go. Each built-in number has its
// source in Sources, under the field's name; what nobody has published says "assumed".
type Profile struct {
	Name string

	ClientHop fault.Dist // one way between a client and an object
	ObjectHop fault.Dist // one way between two objects
	Commit    fault.Dist // from the end of a turn until its writes are confirmed
	ColdStart fault.Dist // from the first event for an object that is not in memory until its constructor runs
	AlarmHop  fault.Dist // one way between an object and the alarm manager
	// AlarmLate is how late an alarm reaches a warm object, by how long before its time it was set.
	AlarmLate []Lateness
	// ManagerAhead is how far the alarm manager's clock is ahead of the objects': its alarms come that much early.
	ManagerAhead time.Duration
	// TimersInLine lets the sleeps of an object end strictly in the order of their times, each only when the one before
	// has been let in by the input gate, so that an older one that is due can hold up a BlockConcurrencyWhile until it
	// breaks. The reference runtime is like that.
	TimersInLine bool
	// CallsInLine lets the calls of all stubs, and the frames of all sockets, reach an object in the order in which
	// they were sent, and its answers and frames their receivers, but for what overtakes within a moment: fetches, each
	// socket's first frame. The reference runtime is like that; elsewhere one stub or one socket is in order, and no
	// two are.
	CallsInLine bool
	// ClockRuns lets the clock of a script run while its code computes, by the CPU time that it takes, as the reference
	// runtime's does locally. Elsewhere it stands still during a turn [J1].
	ClockRuns bool
	// SameTimeRearms lets an alarm that is set in its own run, for the time it runs for, run again. The reference runtime
	// does not: it writes nothing, the manager drops its entry, and getAlarm goes on naming what never fires [N2].
	SameTimeRearms bool
	// TurnTime is how long a turn occupies its object: what arrives meanwhile waits. A loaded host has a lot.
	TurnTime fault.Dist

	HibernateAfter time.Duration // idle this long: evicted, hibernatable sockets stay
	EvictAfter     fault.Dist    // idle but with something pending that blocks hibernation: evicted after this

	CPUMax     time.Duration // CPU of an incarnation since its last event began, TurnTime included [K8]; 0: no limit, but see WithSQLSteps
	MemoryMax  int           // bytes that the incarnations of an isolate hold together [K9]; 0: no limit
	StorageMax int           // bytes of a database, in whole pages of 4096 [K1]; 0: no limit

	QueueMax      int           // calls that wait for one object before more are refused [L4]; 0: no limit
	QueueBytesMax int           // … and their bytes
	QueueAgeMax   time.Duration // … and how long the oldest has waited
	RateMax       int           // calls of one object within 10 s
	DepthMax      int           // objects that call one another for one call [H16]

	Sources map[string]string
}

// Lateness is the lateness of alarms that were set at most UpTo before their time; UpTo 0 stands for any.
type Lateness struct {
	UpTo time.Duration
	Late fault.Dist
}

// late returns the distribution for an alarm set ahead of its time by d.
func (p *Profile) Late(d time.Duration) fault.Dist {
	for _, l := range p.AlarmLate {
		if l.UpTo == 0 || d <= l.UpTo {
			return l.Late
		}
	}
	return fault.Dist{}
}

// The documented limits of the platform.
const (
	cpuMax     = 30 * time.Second
	memoryMax  = 128 << 20
	storageMax = 10 << 30
)

const ms = time.Millisecond

// us is a quantile list in microseconds.
func us(q ...int) fault.Dist {
	d := fault.Dist{Q: make([]time.Duration, len(q))}
	for i, v := range q {
		d.Q[i] = time.Duration(v) * time.Microsecond
	}
	return d
}

// Ideal is a world in which nothing takes time but what the code itself waits for.
func Ideal() Profile {
	return Profile{
		Name:           "ideal",
		HibernateAfter: 10 * time.Second,
		EvictAfter:     fault.Uniform(70*time.Second, 140*time.Second),
		Sources: map[string]string{
			"*":              "zero by definition",
			"HibernateAfter": sourceHibernate,
			"EvictAfter":     sourceEvict,
			"SameTimeRearms": "off as in workerd: " + sourceSameTime,
		},
	}
}

const (
	sourceSameTime  = "measured on workerd 2026-07-30: an alarm set in its run for its own time is lost; chains of setAlarm(Date.now()) stalled in 20 of 20 runs [N2]"
	sourceHibernate = "docs, Lifecycle of a Durable Object; measured on workerd 2026-07-30: 10 s"
	sourceEvict     = "docs, Lifecycle of a Durable Object; workerd server cleanupLoop: 70-140 s"
	sourceCPU       = "docs, Limits of Durable Objects: 30 s, topped up by each request and WebSocket message [K8]"
	sourceMemory    = "docs, Limits of Workers: 128 MB an isolate, read as MiB [K9]"
	sourceStorage   = "docs, Limits of Durable Objects: 10 GB an object with SQLite, read as GiB [K1]"
	sourceLateness  = "lumenize alarm-accuracy, 50 trials a bucket, one colo, 2026-04 (third party): warm object, p50 < 1 ms, p99 1 ms at 5 s, tails < 36 ms"
	sourceCold      = "lumenize alarm-accuracy (third party): a 300 s alarm finds its object gone, p50 241 ms, p99 709 ms; lumenize: 100-300 ms typical, 1.3-1.5 s with infrastructure; shape between assumed"
)

// Workerd is what wrangler dev does: one process, commits that are durable when the turn ends.
func Workerd() Profile {
	return Profile{
		Name:           "workerd",
		ClientHop:      us(150, 250, 400, 900),
		ObjectHop:      us(20, 50, 120),
		AlarmHop:       us(10, 20, 40),
		AlarmLate:      []Lateness{{Late: us(50, 400, 1000, 1000, 1500, 5000)}},
		ColdStart:      us(500, 1000, 3000),
		TimersInLine:   true,
		ClockRuns:      true,
		CallsInLine:    true,
		HibernateAfter: 10 * time.Second,
		EvictAfter:     fault.Uniform(70*time.Second, 140*time.Second),
		Sources: map[string]string{
			"ClientHop":      "assumed: loopback HTTP and WebSocket frames of a local process",
			"ObjectHop":      "assumed: in-process call of workerd",
			"AlarmHop":       "assumed: in-process call of workerd",
			"AlarmLate":      "field report: a 5 s alarm fired @5001, a 10 s alarm @10005 on workerd; shape assumed",
			"ColdStart":      "assumed: a local isolate is warm, only the constructor and the database open count",
			"SameTimeRearms": sourceSameTime,
			"ClockRuns":      "workerd server.c++ TimerChannel::now: the real clock",
			"TimersInLine":   "workerd TimeoutManagerImpl; measured on 2026-07-30: a block behind an older timer ends after 30 s",
			"CallsInLine":    "measured on workerd 2026-07-30: one order for all stubs, fetches overtake (golden rpc-order) [C9, N9]",
			"Commit":         "zero: workerd's commit is a synchronous fsync at the end of the turn (golden output-gate-order)",
			"HibernateAfter": sourceHibernate,
			"EvictAfter":     sourceEvict,
		},
	}
}

// Production is calibrated by what others measured on Cloudflare's network.
func Production() Profile {
	return Profile{
		Name:           "production",
		ClientHop:      us(12000, 13500, 14000, 14500, 16000, 22000),
		ObjectHop:      us(3000, 3800, 4000, 4200, 5000, 8000),
		AlarmHop:       us(2000, 4000, 6000),
		Commit:         us(10000, 11000, 12000, 13000),
		ColdStart:      fault.Percentiles(100*ms, 241*ms, 400*ms, 709*ms, 1500*ms),
		AlarmLate:      []Lateness{{Late: fault.Percentiles(0, ms/2, 900*time.Microsecond, ms, 36*ms)}},
		HibernateAfter: 10 * time.Second,
		EvictAfter:     fault.Uniform(70*time.Second, 140*time.Second),
		CPUMax:         cpuMax,
		MemoryMax:      memoryMax,
		StorageMax:     storageMax,
		Sources: map[string]string{
			"ClientHop":      "lumenize nebula results: 28 ms round trip of a client WebSocket (third party); spread assumed",
			"ObjectHop":      "lumenize gateway-hop: ~8 ms round trip in one colo (third party); spread assumed",
			"AlarmHop":       "assumed: as an object hop; a delivery's hop is in AlarmLate",
			"Commit":         "lumenize what-i-got-wrong: 10-13 ms until the output gate opens (third party)",
			"ColdStart":      sourceCold,
			"AlarmLate":      sourceLateness,
			"TimersInLine":   "assumed off: measured on workerd only",
			"ClockRuns":      "docs, Workers: Performance and timers: it stands still but for I/O",
			"CallsInLine":    "assumed off: the docs promise the order of one stub only [C9, L36]",
			"SameTimeRearms": "assumed off: the object's side is the same code, ActorSqlite",
			"HibernateAfter": sourceHibernate,
			"EvictAfter":     sourceEvict,
			"CPUMax":         sourceCPU,
			"MemoryMax":      sourceMemory,
			"StorageMax":     sourceStorage,
		},
	}
}

// Profiles returns the built-in profiles.
func Profiles() (list []Profile) {
	for _, b := range builtin {
		list = append(list, b.make())
	}
	return list
}

// Ordinary returns the built-in profiles of days on which nothing is wrong: in them things happen when they are due,
// but for a few seconds.
func Ordinary() []Profile { return []Profile{Ideal(), Workerd(), Production()} }

// ProfileByName returns a built-in profile. An unknown name is an error that lists the known ones.
func ProfileByName(name string) (Profile, error) {
	for _, b := range builtin {
		if b.name == name {
			return b.make(), nil
		}
	}
	var known []string
	for _, b := range builtin {
		known = append(known, b.name)
	}
	return Profile{}, fmt.Errorf("unknown profile %q: want one of %s", name, strings.Join(known, ", "))
}

// builtin are the built-in profiles by name. A search looks for one in every world, and makes that one only.
var builtin = []struct {
	name string
	make func() Profile
}{{"ideal", Ideal}, {"workerd", Workerd}, {"production", Production}, {"hostile", Hostile}}
