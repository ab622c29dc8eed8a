package platform

import (
	"time"

	"dolab/actor/fault"
)

const sourceHostile = "assumed: "

// The distributions of Hostile, made once: a search asks for the profile in every world.
var (
	hostileClientHop = fault.Percentiles(ms, 40*ms, 300*ms, 2*time.Second, 8*time.Second)
	hostileObjectHop = fault.Percentiles(ms, 8*ms, 100*ms, time.Second, 5*time.Second)
	hostileCommit    = fault.Percentiles(ms, 12*ms, 200*ms, 2*time.Second, 10*time.Second)
	hostileColdStart = fault.Percentiles(50*ms, 400*ms, 1500*ms, 3*time.Second, 10*time.Second)
	hostileAlarmHop  = fault.Percentiles(ms, 8*ms, 100*ms, time.Second, 5*time.Second)
	hostileTurnTime  = fault.Percentiles(0, ms, 5*ms, 50*ms, 500*ms)
	hostileLate      = fault.Percentiles(0, ms, 200*ms, 10*time.Second, time.Minute)
)

// Hostile is a bad day: every latency wide, queues short, objects evicted soon. Nothing of it was measured; each number
// says what it is drawn from. What holds here under faults holds in production.
func Hostile() Profile {
	return Profile{
		Name:           "hostile",
		ClientHop:      hostileClientHop,
		ObjectHop:      hostileObjectHop,
		Commit:         hostileCommit,
		ColdStart:      hostileColdStart,
		AlarmHop:       hostileAlarmHop,
		AlarmLate:      []Lateness{{Late: hostileLate}},
		TurnTime:       hostileTurnTime,
		HibernateAfter: 2 * time.Second,
		EvictAfter:     fault.Uniform(5*time.Second, 30*time.Second),
		CPUMax:         cpuMax,
		MemoryMax:      memoryMax,
		StorageMax:     storageMax,
		QueueMax:       100,
		QueueBytesMax:  8 << 20,
		QueueAgeMax:    10 * time.Second,
		RateMax:        2000,
		DepthMax:       16,
		Sources: map[string]string{
			"ClientHop":      sourceHostile + "a mobile network at its worst; production's median is 14 ms",
			"ObjectHop":      sourceHostile + "objects in colos far apart; production's median is 4 ms",
			"Commit":         sourceHostile + "production's 10-13 ms, with a tail that stays below the 30 s of a reset [D8]",
			"ColdStart":      sourceHostile + "lumenize's 1.5 s with infrastructure is the median of the tail here",
			"AlarmHop":       sourceHostile + "as an object hop",
			"AlarmLate":      "docs, Alarms: up to a minute late during maintenance or failover; shape assumed",
			"TurnTime":       sourceHostile + "a host with little CPU left",
			"HibernateAfter": sourceHostile + "shorter than the documented 10 s: what must not be relied on is gone sooner",
			"TimersInLine":   "assumed off: measured on workerd only",
			"ClockRuns":      "docs, Workers: Performance and timers: it stands still but for I/O",
			"CallsInLine":    "assumed off: the docs promise the order of one stub only [C9, L36]",
			"SameTimeRearms": "assumed off: the object's side is the same code, ActorSqlite",
			"EvictAfter":     sourceHostile + "shorter than the documented 70-140 s; production may evict at any time",
			"CPUMax":         sourceCPU,
			"MemoryMax":      sourceMemory,
			"StorageMax":     sourceStorage,
			"QueueMax":       sourceHostile + "the limits are not published [L4]",
			"QueueBytesMax":  sourceHostile + "the limits are not published [L4]",
			"QueueAgeMax":    sourceHostile + "the limits are not published [L4]",
			"RateMax":        sourceHostile + "a fifth of the documented soft limit of 1,000 a second, over 10 s [K10]",
			"DepthMax":       "miniflare 2 used 16; production's number is not known [H16]",
		},
	}
}
