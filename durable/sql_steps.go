package durable

import (
	"time"

	"dolab/durable/sqlite"
)

// A statement that never ends is stopped after a number of steps, so that a world stays the same on every machine.
const (
	// stepTime is how much CPU a step of SQLite's machine counts for where the profile has a limit of CPU. Assumed: it
	// takes 15 to 30 ns on an idle core.
	stepTime = 250 * time.Nanosecond
	// turnStepsMax is how many steps the SQL of one turn may take where there is no limit of CPU: see WithSQLSteps.
	turnStepsMax = 100_000_000
)

// WithSQLSteps says how many steps of SQLite's machine the SQL of one turn may take under a profile without CPUMax. A
// recursive query takes some ten steps a row. More is ErrSQLSteps.
func WithSQLSteps(n int64) Option { return func(rt *Runtime) { rt.turnSteps = max(n, 1) } }

// counted runs SQL within what the object may still use. What ends costs no CPU. What does not uses up the rest, and
// resets the object: counted does not return then (semantics K8, L13).
func (i *instance) counted(run func() error) {
	db := i.obj.db
	limit, left := i.rt.profile.CPUMax, i.rt.turnSteps-i.cpu.steps
	if limit > 0 {
		left = int64((limit-i.cpu.used)/stepTime) - i.cpu.steps
	}
	db.Allow(max(left, 1))
	before := db.Steps()
	err := run()
	i.cpu.steps += db.Steps() - before
	if limit <= 0 || !sqlite.IsSteps(err) {
		return
	}
	if i.savings > 0 || i.guard != nil { // Neither may block.
		i.exit(i.exhaust)
		return
	}
	i.useCPU(limit - i.cpu.used + 1)
}
