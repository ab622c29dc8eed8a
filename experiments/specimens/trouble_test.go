package specimens

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"dolab/actor/fault"
	"dolab/durable/platform"
)

// The odds of a crash each time the object passes a point.
const (
	oddsInRun    = 4  // between a run and the end of its schedule, and within a run that awaits
	oddsArming   = 6  // between the commit and the alarm manager, on either side
	oddsAnywhere = 20 // at any point
)

// aim sets the faults that crash the object in this scenario; with inRun, also those that strike a run once. Each of
// the others strikes at most half as often as is left to crashesMax, so that no point takes all crashes.
func (x *trial) aim(inRun bool) {
	left := crashesMax - x.crashes()
	var faults []fault.Fault
	add := func(odds, times int, points ...string) {
		for _, point := range points {
			faults = append(faults, fault.Fault{
				Where: point, Chance: 1 / float64(odds), Times: times, Do: platform.DoCrash,
			})
		}
	}
	if inRun {
		x.aimedAt = x.crashes()
		add(oddsInRun, 1, platform.AtObjectTurn, platform.AtCommit)
	}
	if x.has("crash at arming") {
		add(oddsArming, (left+1)/2, platform.AtCommit, platform.AtAlarmArmed, platform.AtCommitDurable)
	}
	if x.has("crash anywhere") {
		add(oddsAnywhere, (left+1)/2, platform.AtObjectTurn, platform.AtCommit, platform.AtAlarmArmed,
			platform.AtCommitDurable)
	}
	if left <= 0 {
		faults = nil
	}
	plan := fault.NewPlan(faults...)
	x.plans = append(x.plans, plan)
	if err := x.rt.SetFaults(plan); err != nil {
		panic(err) // The points know these faults.
	}
}

// crashes is how often the object's machine has been lost.
func (x *trial) crashes() int {
	n := x.crashed
	for _, plan := range x.plans {
		for _, times := range plan.Struck() {
			n += times
		}
	}
	return n
}

// make makes the trouble that comes from outside, at random moments, until the world is healed.
func (x *trial) make() {
	for n := 0; !x.healed && n < 200; n++ {
		x.Sleep(time.Duration(1+x.Choose("trouble.pause", 1000)) * time.Millisecond)
		for _, trouble := range x.trouble {
			if !x.healed {
				x.disturb(trouble)
			}
		}
	}
}

func (x *trial) disturb(trouble string) {
	stub := x.ns.GetByName("a")
	switch trouble {
	case "eviction":
		_ = x.rt.Evict(stub) // It may be busy, or asleep already.
	case "crash anywhere":
		if x.crashes() < crashesMax && x.Choose("trouble.crash", 4) == 0 && x.rt.Crash(stub) == nil {
			x.crashed++
			x.aim(false) // With what is left.
		}
	case "spam":
		_ = x.inside(func(o *Object) error {
			x.keys++
			return o.Schedule(time.Duration(1+x.Choose("trouble.later", 3600))*second, fmt.Sprint("spam-", x.keys))
		})
	case "slow block":
		_ = x.inside(func(o *Object) error {
			return o.State.BlockConcurrencyWhile(func() error {
				o.State.Sleep(time.Duration(x.Choose("trouble.block", 5000)) * time.Millisecond)
				return nil
			})
		})
	case "foreign alarm":
		_ = x.inside(func(o *Object) error {
			in := time.Duration(x.Choose("trouble.foreign", 30_000)-1000) * time.Millisecond
			return o.State.Storage.SetAlarm(o.State.Now().Add(in))
		})
	}
}

// handle is the handler of the schedules.
func (x *trial) handle(o *Object, t Task) error {
	key := fmt.Sprint(t.Payload)
	if x.has("crash in run") && !x.healed && x.crashes() > x.aimedAt {
		x.aim(true)
	}
	if x.awaits {
		o.State.Sleep(time.Duration(1+o.State.Choose("handler", 4)) * time.Millisecond)
	}
	if x.has("throws") {
		if x.tries[key]++; x.tries[key] <= int(key[len(key)-1]-'0')%4 {
			return errors.New("not yet")
		}
	}
	if victim := fmt.Sprintf("op-%04d", o.State.Choose("victim", x.n)); x.has("cancels") && x.fresh(o, victim) {
		if _, err := o.Cancel(victim); err != nil {
			return err
		}
	}
	if x.has("schedules itself") && strings.Count(key, "+") < 3 && !x.healed {
		x.keys++
		_, err := o.Order(fmt.Sprintf("%s+%d", key, x.keys), Order{When: After(0)})
		return err
	}
	return nil
}

// fresh reports whether a schedule has not begun to run: what has run cannot be cancelled.
func (x *trial) fresh(o *Object, key string) bool {
	c, err := o.State.Storage.SQL().Exec(`SELECT 1 FROM ran WHERE key = ? LIMIT 1`, key)
	if err != nil {
		return false
	}
	rows, err := c.All()
	return err == nil && len(rows) == 0
}
