package specimens

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"dolab/durable"
)

// strike decides at each point of the object's life whether its machine is lost there.
func (x *trial) strike(p durable.Point) bool {
	if x.healed || x.crashes >= crashesMax {
		return false
	}
	odds := 0
	switch {
	case x.has("crash in run") && x.inRun && (p.Name == durable.PointTurn || p.Name == durable.PointCommit):
		odds = 4 // Between a run and the end of its schedule, and within a run that awaits.
	case x.has("crash at arming") && p.Name != durable.PointTurn:
		odds = 6 // Between the commit and the alarm manager, on either side.
	case x.has("crash anywhere"):
		odds = 20
	}
	if odds == 0 || x.Choose("strike", odds) > 0 {
		return false
	}
	x.crashes++
	x.inRun = false
	return true
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
		if x.crashes < crashesMax && x.Choose("trouble.crash", 4) == 0 && x.rt.Crash(stub) == nil {
			x.crashes++
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
	x.inRun = true
	defer func() { x.inRun = x.has("crash in run") }()
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
