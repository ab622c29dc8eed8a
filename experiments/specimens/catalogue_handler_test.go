package specimens

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// This file: what handlers do to their own schedules and objects, and what schedule() and cancel() promise.

// TestB13: a handler that schedules itself anew under its own id is deleted by id when it ends: heartbeats die after
// one beat. Only the version of June 2026 takes ids from its callers.
func TestB13(t *testing.T) {
	beat := Order{When: After(5 * second), ID: "heartbeat", Callback: "beat"}
	s := setting{callbacks: map[string]Callback{"beat": func(o *Object, _ Task) error {
		_, err := o.Order("beat", beat)
		return err
	}}}
	scenario := func(b *bench) {
		b.order("beat", beat)
		b.pass(61 * second)
	}
	on(t, []string{Lumenize2026}, s, func(b *bench) {
		scenario(b)
		require.Equal(b, 1, b.runs("beat"))
		require.Empty(b, b.record().Stored)
	})
	on(t, cure, s, func(b *bench) {
		scenario(b)
		require.Equal(b, 12, b.runs("beat"))
		require.Len(b, b.record().Stored, 1)
	})
}

// TestB14: a handler that schedules itself for now stops after one run.
func TestB14(t *testing.T) {
	s := setting{callbacks: map[string]Callback{"again": func(o *Object, task Task) error {
		n := len(fmt.Sprint(task.Payload))
		if n == 5 {
			return nil
		}
		_, err := o.Order(fmt.Sprint(task.Payload, "+"), Order{Callback: "again"})
		return err
	}}}
	scenario := func(b *bench) {
		b.order("+", Order{When: After(2 * second), Callback: "again"})
		b.pass(time.Hour)
	}
	on(t, floored, s, func(b *bench) {
		scenario(b)
		require.Equal(b, []string{"+"}, b.ran())
		require.Equal(b, 1, b.tally().NeverArmed)
	})
	on(t, append(cure, Agents), s, func(b *bench) {
		scenario(b)
		require.Equal(b, []string{"+", "++", "+++", "++++", "+++++"}, b.ran())
	})
}

// TestB15: the drain of construction takes longer than the 30 s of blockConcurrencyWhile: the object is reset, the
// row survives, and so does the crash at each further event.
func TestB15(t *testing.T) {
	scenario := func(b *bench) (failed int) {
		b.after(0, "slow") // Never armed where construction drains.
		b.pass(11 * second)
		for range 3 {
			b.stub = b.rt.Lookup("Alarms").GetByName("a") // The old one is dead.
			err := b.try(func(o *Object) error {
				_, err := o.Mux.Cancel("nobody") // The first use constructs a lazy one.
				return err
			})
			b.pass(time.Minute)
			if err != nil {
				failed++
			}
		}
		return failed
	}
	slow := setting{callbacks: map[string]Callback{"run": func(o *Object, _ Task) error {
		o.State.Sleep(31 * second)
		return nil
	}}}
	deadlock := setting{callbacks: map[string]Callback{"run": func(o *Object, _ Task) error {
		_, err := o.State.Namespace("Alarms").Get(o.State.ID).Call("Ping")
		return err
	}}}
	for name, s := range map[string]setting{"slow": slow, "deadlock": deadlock} {
		t.Run(name, func(t *testing.T) {
			on(t, []string{Lumenize1114, Actors}, s, func(b *bench) {
				failed := scenario(b)
				if b.mux.Name == Actors {
					require.Equal(b, 3, failed)
				}
				require.GreaterOrEqual(b, b.traced(`"ev":"reset"`, "blockConcurrencyWhile() in a Durable Object waited"), 3)
				require.Len(b, b.record().Stored, 1, "the row survives")
			})
			on(t, append(cure, Lumenize2026, Agents), s, func(b *bench) {
				require.Zero(b, scenario(b))
				require.Zero(b, b.traced(`"ev":"reset"`))
				require.Equal(b, 1, b.tally().Executed)
			})
		})
	}
}

// TestB16: a payload that has no serial form throws in a block that nobody awaits: schedule() had returned, and the
// whole object is reset.
func TestB16(t *testing.T) {
	scenario := func(b *bench) (scheduled error) {
		_ = b.try(func(o *Object) error { // Its own reply may be lost in the reset.
			_, scheduled = o.Order("bad", Order{When: After(5 * second), Payload: make(chan int)})
			return nil
		})
		b.pass(second)
		return scheduled
	}
	on(t, []string{Lumenize1114, Lumenize1113}, setting{}, func(b *bench) {
		require.NoError(b, scenario(b))
		require.Equal(b, 1, b.traced(`"ev":"reset"`, "unsupported type"))
	})
	on(t, append(cure, Lumenize2026, Actors, Agents), setting{}, func(b *bench) {
		require.Error(b, scenario(b))
		require.Zero(b, b.traced(`"ev":"reset"`))
		require.Empty(b, b.record().Stored)
	})
}

// TestB17: after schedule() has returned the row is not there yet: who asks for it in the same event gets nothing,
// and later it appears.
func TestB17(t *testing.T) {
	scenario := func(b *bench) (seen, later bool) {
		id := ""
		b.inside(func(o *Object) (err error) {
			if id, err = o.Order("one", Order{When: After(time.Minute)}); err != nil {
				return err
			}
			_, seen, err = o.Mux.(Getter).Get(id)
			return err
		})
		b.inside(func(o *Object) (err error) {
			_, later, err = o.Mux.(Getter).Get(id)
			return err
		})
		return seen, later
	}
	on(t, []string{Lumenize1114, Lumenize1113}, setting{}, func(b *bench) {
		seen, later := scenario(b)
		require.False(b, seen)
		require.True(b, later)
	})
	on(t, append(cure, Lumenize2026, Actors, Agents), setting{}, func(b *bench) {
		seen, later := scenario(b)
		require.True(b, seen)
		require.True(b, later)
	})
}

// TestB17Crash: what schedule() has promised is lost by a crash before the deferred store, although the caller has
// its answer.
func TestB17Crash(t *testing.T) {
	scenario := func(t *testing.T, mux string) *bench {
		b := open(t, mux, setting{})
		b.inside(func(*Object) error { return nil })
		crash := b.setFaults("commit.durable times=1 crash")
		_ = b.try(func(o *Object) error { return o.Schedule(5*second, "one") }) // The crash may take its answer.
		b.pass(time.Hour)
		require.Equal(t, 1, crash.Struck()[0])
		return b
	}
	require.Equal(t, 1, scenario(t, Lumenize1114).tally().Overwritten)
	for _, mux := range []string{Lumenize2026, Actors, Agents, Dolab} {
		require.Equal(t, 1, scenario(t, mux).tally().OnTime, mux)
	}
}

// TestB24: cron counts from the end of the handler: the occurrence that came due meanwhile is skipped. The cure
// counts from when it was due, and skips only if told to.
func TestB24(t *testing.T) {
	s := setting{callbacks: map[string]Callback{"run": func(o *Object, _ Task) error {
		o.State.Sleep(90 * second)
		return nil
	}}}
	scenario := func(b *bench) {
		b.order("each minute", Order{When: Cron("* * * * *"), ID: "cron"})
		b.pass(5*time.Minute + 30*second)
	}
	// The versions that drain in their constructor are reset by such a handler before they come to that: B15.
	on(t, []string{Lumenize2026, Agents}, s, func(b *bench) {
		scenario(b)
		require.Equal(b, 3, b.runs("each minute"), "minutes 1, 3 and 5")
	})
	on(t, cure, s, func(b *bench) {
		scenario(b)
		b.pass(4 * time.Minute)
		require.Equal(b, 6, b.runs("each minute"), "one after the other, 90 s each")
	})
}

// TestB24Restart: a cron schedule made at each start of the object adds a row each time, unless its making is
// idempotent.
func TestB24Restart(t *testing.T) {
	scenario := func(b *bench) {
		for range 4 {
			b.order("daily", Order{When: Cron("0 3 * * *"), ID: "daily"})
			b.pass(11 * second)
		}
	}
	on(t, []string{Lumenize1114, Actors}, setting{}, func(b *bench) {
		scenario(b)
		require.Len(b, b.record().Stored, 4)
	})
	on(t, append(cure, Lumenize2026, Agents), setting{}, func(b *bench) {
		scenario(b)
		require.Len(b, b.record().Stored, 1)
	})
}

// TestB24Early: an occurrence runs once although the alarm comes before its time. No specimen spreads occurrences by
// jitter; the manager's clock does the same to all.
func TestB24Early(t *testing.T) {
	for _, ahead := range []time.Duration{0, time.Millisecond, 700 * time.Millisecond, 5 * second} {
		on(t, cure, setting{profile: skewed(ahead)}, func(b *bench) {
			b.order("each minute", Order{When: Cron("* * * * *")})
			b.pass(5*time.Minute + 30*second)
			r := b.record()
			require.Len(b, r.Ran, 5)
			for n, ran := range r.Ran {
				behind := ran.At.Sub(r.Asked[0].Due.Add(time.Duration(n) * time.Minute))
				require.GreaterOrEqual(b, behind, time.Duration(0))
				require.Less(b, behind, 2*second)
			}
		})
	}
}

// TestB25: get of what is not there throws, and cancel of it says that it was.
func TestB25(t *testing.T) {
	scenario := func(b *bench) (cancelled bool, get error) {
		b.after(time.Minute, "one")
		b.inside(func(o *Object) (err error) {
			_, _, get = o.Mux.(Getter).Get("nobody")
			cancelled, err = o.Mux.Cancel("nobody")
			return err
		})
		return cancelled, get
	}
	on(t, []string{Lumenize1114, Actors}, setting{}, func(b *bench) {
		cancelled, get := scenario(b)
		require.True(b, cancelled)
		require.Equal(b, b.mux.Name == Actors, get != nil)
	})
	on(t, append(cure, Lumenize2026, Agents), setting{}, func(b *bench) {
		cancelled, get := scenario(b)
		require.False(b, cancelled)
		require.NoError(b, get)
	})
}
