package specimens

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable/platform"
	"dolab/experiments/check"
)

// The bug catalogue of the field report, B1 to B27: each bug reproduced on the specimens that have it, and the same
// scenario passed by the cure. This file: when the native alarm is set, and for when.

// TestB01: a row whose second has begun is never armed, and a later alarm sweeps it.
func TestB01(t *testing.T) {
	scenario := func(b *bench) check.Tally {
		b.inside(func(o *Object) error {
			for key, w := range []When{
				After(0), At(o.State.Now().Add(-time.Hour)), After(-5 * second), After(300 * time.Millisecond),
			} {
				if _, err := o.Order(keys(4)[key], Order{When: w}); err != nil {
					return err
				}
			}
			return nil
		})
		b.pass(5 * time.Minute)
		before := b.tally()
		b.after(5*second, "sweeper")
		b.pass(10 * second)
		return before
	}
	s := setting{phase: 500 * time.Millisecond}
	on(t, floored, s, func(b *bench) {
		before := scenario(b)
		require.Equal(b, 4, before.NeverArmed)
		after := b.tally()
		require.Equal(b, 5, after.Executed, "the failure rate depends on an unrelated schedule")
		require.Equal(b, 4, after.Late)
	})
	on(t, append(cure, Agents), s, func(b *bench) {
		before := scenario(b)
		require.Equal(b, 4, before.Executed)
	})
}

// TestB02: a delay of less than a second is lost if its second has begun.
func TestB02(t *testing.T) {
	for _, phase := range []time.Duration{100 * time.Millisecond, 900 * time.Millisecond} {
		lost := 0 // .1 + .3 is the same second, .9 + .3 the next
		if phase < 700*time.Millisecond {
			lost = 1
		}
		on(t, floored, setting{phase: phase}, func(b *bench) {
			b.after(300*time.Millisecond, "one")
			b.pass(time.Hour)
			require.Equal(b, lost, b.tally().NeverArmed)
		})
		on(t, cure, setting{phase: phase}, func(b *bench) {
			b.after(300*time.Millisecond, "one")
			b.pass(time.Hour)
			require.Equal(b, 1, b.tally().OnTime)
		})
	}
}

// TestB03: each delay fires up to 999 ms early: a backoff of 1 s runs after 1 ms.
func TestB03(t *testing.T) {
	s := setting{phase: 999 * time.Millisecond}
	on(t, append(peers, Lumenize1113), s, func(b *bench) {
		b.after(second, "backoff")
		b.pass(time.Hour)
		got := b.tally()
		require.Equal(b, 1, got.Early)
		require.Equal(b, time.Millisecond, got.FirstRun)
	})
	on(t, cure, s, func(b *bench) {
		b.after(second, "backoff")
		b.pass(time.Hour)
		got := b.tally()
		require.Zero(b, got.Early)
		require.Equal(b, second, got.FirstRun)
	})
}

// TestB04: where the store is deferred and runs after the second has turned, a whole batch is lost.
func TestB04(t *testing.T) {
	s := setting{profile: loaded(400 * time.Millisecond), phase: 700 * time.Millisecond}
	scenario := func(b *bench) check.Tally {
		b.after(time.Second, keys(20)...)
		b.pass(time.Hour)
		return b.tally()
	}
	on(t, []string{Lumenize1114, Lumenize1113}, s, func(b *bench) {
		require.Equal(b, 0, scenario(b).NeverArmed, ".7 + .4: within the second of the row, .7 + 1 s")
	})
	s.profile = loaded(time.Second)
	on(t, []string{Lumenize1114, Lumenize1113}, s, func(b *bench) {
		require.Equal(b, 20, scenario(b).NeverArmed)
	})
	on(t, append(cure, Lumenize2026, Actors, Agents), s, func(b *bench) {
		require.Equal(b, 20, scenario(b).Executed)
	})
}

// TestB05: to schedule or to cancel after a row is due and before it is delivered gives its alarm to a later row.
func TestB05(t *testing.T) {
	s := setting{profile: late(200 * time.Millisecond)}
	steal := map[string]func(b *bench){
		"schedule": func(b *bench) { b.after(time.Minute, "later") },
		"cancel": func(b *bench) {
			b.inside(func(o *Object) error { _, err := o.Cancel("cancelled"); return err })
		},
	}
	for how, fn := range steal {
		t.Run(how, func(t *testing.T) {
			scenario := func(b *bench) (run time.Duration) {
				b.after(5*second, "due")
				b.after(time.Minute, "cancelled")
				b.after(2*time.Minute, "last")
				b.pass(5*second + 100*time.Millisecond)
				fn(b)
				b.pass(time.Hour)
				r := b.record()
				require.Equal(b, "due", r.Ran[0].Key)
				return r.Ran[0].At.Sub(r.Asked[0].Due)
			}
			on(t, floored, s, func(b *bench) { require.Greater(b, scenario(b), 50*second) })
			on(t, append(cure, Agents), s, func(b *bench) {
				require.Less(b, scenario(b), second)
			})
		})
	}
}

// TestB06: foreign code sets the alarm; the alarm that comes finds nothing due and is not set again.
func TestB06(t *testing.T) {
	scenario := func(b *bench, foreign time.Duration) {
		b.after(time.Minute, "mine")
		b.inside(func(o *Object) error { return o.State.Storage.SetAlarm(o.State.Now().Add(foreign)) })
		b.pass(time.Hour)
	}
	on(t, lumenize, setting{}, func(b *bench) {
		scenario(b, 30*second)
		require.Equal(b, 1, b.tally().NeverArmed)
	})
	for _, foreign := range []time.Duration{0, 30 * second, 59999 * time.Millisecond} {
		on(t, append(cure, Actors), setting{}, func(b *bench) {
			scenario(b, foreign)
			require.Equal(b, 1, b.tally().OnTime, "foreign alarm after %v", foreign)
		})
	}
	on(t, cure, setting{}, func(b *bench) { // A later one delays at most until it comes.
		scenario(b, 90*second)
		require.Equal(b, 1, b.tally().Executed)
	})
}

// TestB07: the alarm comes a millisecond early, or more: nothing is due, and the alarm is not set again.
func TestB07(t *testing.T) {
	for _, ahead := range []time.Duration{time.Millisecond, 40 * time.Millisecond, 700 * time.Millisecond, 5 * second} {
		t.Run(ahead.String(), func(t *testing.T) {
			scenario := func(b *bench) check.Tally {
				b.after(10*second, "one")
				b.after(20*second, "two")
				b.pass(time.Hour)
				return b.tally()
			}
			on(t, lumenize, setting{profile: skewed(ahead)}, func(b *bench) {
				require.Equal(b, 2, scenario(b).NeverArmed)
			})
			on(t, cure, setting{profile: skewed(ahead)}, func(b *bench) {
				got := scenario(b)
				require.Equal(b, 2, got.OnTime)
				require.Zero(b, got.Early)
			})
		})
	}
}

// TestB20: when the platform has given up an alarm, nothing sets it again until the next schedule.
func TestB20(t *testing.T) {
	fail := map[string]Callback{"down": func(*Object, Task) error { return platform.ErrConnectionLost }}
	scenario := func(b *bench) {
		b.order("down", Order{When: After(5 * second), Callback: "down"})
		b.after(30*second, "behind") // While the platform still retries.
		b.pass(time.Hour)
		b.inside(func(*Object) error { return nil }) // A new incarnation.
		b.pass(time.Hour)
	}
	on(t, []string{Agents}, setting{callbacks: fail}, func(b *bench) {
		scenario(b)
		got := b.tally()
		require.Equal(b, 2, got.NeverArmed)
		require.Equal(b, 1, b.traced(`"ev":"alarm.abandon"`))
		require.Equal(b, 7, b.runs("down"))
		b.after(time.Minute, "rescue")
		b.pass(time.Hour)
		require.NotZero(b, b.runs("down")-7, "the next schedule arms again")
	})
	on(t, cure, setting{callbacks: fail}, func(b *bench) {
		scenario(b)
		require.Equal(b, 7, b.runs("down"), "its own retries")
		require.Equal(b, 1, b.tally().OnTime, "the row behind is not concerned")
		require.Equal(b, 1, b.dead(), "given up visibly")
		require.Zero(b, b.traced(`"ev":"alarm.abandon"`))
	})
}

// dead counts the cure's dead letters.
func (b *bench) dead() int {
	rows, err := b.rt.Query(b.stub, `SELECT id FROM _alarms_dead`)
	require.NoError(b, err)
	return len(rows)
}

// TestB22: a constructor that sets the alarm for now while an alarm wakes the object makes an empty run.
func TestB22(t *testing.T) {
	s := setting{profile: late(5 * time.Millisecond)}
	scenario := func(b *bench) {
		b.after(30*second, "one") // The object sleeps by then.
		b.pass(time.Hour)
		require.Equal(b, 1, b.tally().Executed)
	}
	on(t, []string{Lumenize2026}, s, func(b *bench) {
		scenario(b)
		require.Equal(b, 2, b.wakes())
	})
	on(t, append(cure, Agents), s, func(b *bench) {
		scenario(b)
		require.Equal(b, 1, b.wakes())
	})
}

// TestB26: cancelling the last row leaves the alarm set: the object wakes for nothing.
func TestB26(t *testing.T) {
	scenario := func(b *bench) {
		b.after(time.Minute, "one")
		b.inside(func(o *Object) error { _, err := o.Cancel("one"); return err })
		b.pass(second)
	}
	on(t, floored, setting{}, func(b *bench) {
		scenario(b)
		require.False(b, b.record().Alarm.IsZero())
		b.pass(time.Hour)
		require.Equal(b, 1, b.wakes())
		require.Zero(b, b.tally().Scheduled)
	})
	on(t, append(cure, Agents), setting{}, func(b *bench) {
		scenario(b)
		require.True(b, b.record().Alarm.IsZero())
		b.pass(time.Hour)
		require.Zero(b, b.wakes())
	})
}
