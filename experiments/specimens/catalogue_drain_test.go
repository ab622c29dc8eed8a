package specimens

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/durable/platform"
)

// This file: what a drain runs, in which order, and what becomes of a row that fails.

// TestB08: a drain that counts rows and then takes the first ones runs a row of the next hour when a handler has
// cancelled one that is due.
func TestB08(t *testing.T) {
	s := setting{callbacks: map[string]Callback{"cancels": func(o *Object, _ Task) error {
		_, err := o.Cancel("second")
		o.State.Sleep(time.Millisecond) // The deferred cancel runs meanwhile.
		return err
	}}}
	scenario := func(b *bench) {
		b.order("first", Order{When: After(20 * second), Callback: "cancels"})
		b.after(20*second, "second")
		b.after(time.Hour, "in an hour")
		b.inside(func(o *Object) error { o.State.Sleep(15 * second); return nil }) // It does not sleep: no cold wake.
		b.pass(10 * second)
	}
	on(t, lumenize, s, func(b *bench) {
		scenario(b)
		require.Equal(b, []string{"first", "in an hour"}, b.ran())
		require.Equal(b, 1, b.tally().Early)
		b.pass(2 * time.Hour)
		require.Equal(b, 1, b.runs("in an hour"), "it is gone: in an hour nothing runs")
	})
	on(t, append(cure, Actors), s, func(b *bench) {
		scenario(b)
		if b.mux.Name == Dolab {
			require.Equal(b, []string{"first"}, b.ran())
		}
		require.Zero(b, b.tally().Early)
		b.pass(2 * time.Hour)
		require.Equal(b, 1, b.runs("in an hour"))
	})
}

// TestB09: a cold wake with a handler that awaits: the drain of construction and that of the alarm overlap, run the
// first row twice and rows of the future early.
func TestB09(t *testing.T) {
	s := setting{callbacks: map[string]Callback{"run": func(o *Object, _ Task) error {
		o.State.Sleep(100 * time.Millisecond)
		return nil
	}}}
	scenario := func(b *bench) {
		b.after(30*second, "due", "due too")
		b.after(time.Hour, "in an hour")
		b.pass(time.Minute)
	}
	on(t, []string{Lumenize1114}, s, func(b *bench) {
		scenario(b)
		require.Equal(b, []string{"due", "due", "due too", "in an hour"}, b.ran())
		require.Equal(b, 1, b.tally().Duplicate)
		require.Equal(b, 1, b.tally().Early, "the row of the next hour")
	})
	on(t, append(cure, Lumenize2026, Actors, Agents), s, func(b *bench) {
		scenario(b)
		require.Equal(b, []string{"due", "due too"}, b.ran())
	})
}

// TestB10: errors of handlers are swallowed: at most once, and the platform's retries never happen.
func TestB10(t *testing.T) {
	scenario := func(t *testing.T, mux string) *bench {
		failures := 0
		b := open(t, mux, setting{callbacks: map[string]Callback{"run": func(*Object, Task) error {
			if failures++; failures <= 2 {
				return errors.New("not yet")
			}
			return nil
		}}})
		b.after(5*second, "one")
		b.pass(time.Hour)
		return b
	}
	for _, mux := range floored {
		b := scenario(t, mux)
		require.Equal(t, 1, b.runs("one"), mux)
		require.Equal(t, 1, b.tally().Failed, mux)
		require.Empty(t, b.record().Stored)
	}
	b := scenario(t, Dolab)
	require.Equal(t, 3, b.runs("one"))
	require.Equal(t, 1, b.tally().Executed)
	require.Zero(t, b.tally().Early)
}

// TestB11: a row whose callback is missing stays for ever (actors) or is gone without a word (lumenize).
func TestB11(t *testing.T) {
	scenario := func(b *bench) {
		b.order("orphan", Order{When: After(5 * second), Callback: "gone"})
		b.after(10*second, "one")
		b.after(20*second, "two")
		b.pass(time.Hour)
	}
	on(t, []string{Actors}, setting{}, func(b *bench) {
		scenario(b)
		require.Equal(b, 1, b.tally().NeverArmed)
		require.GreaterOrEqual(b, b.traced(`"ev":"log"`, "no such callback"), 3, "each drain meets it again")
	})
	on(t, lumenize, setting{}, func(b *bench) {
		scenario(b)
		require.Equal(b, 1, b.tally().Overwritten)
	})
	on(t, cure, setting{}, func(b *bench) {
		scenario(b)
		require.Equal(b, 2, b.tally().OnTime)
		require.Equal(b, 1, b.dead())
		require.Empty(b, b.record().Stored)
		require.True(b, b.record().Alarm.IsZero())
	})
}

// TestB12: a crash between run and DELETE runs the row again, and nothing tells the handler so. No multiplexer can
// help running it again; the cure names the occurrence, so that a handler can have its effect once.
func TestB12(t *testing.T) {
	scenario := func(t *testing.T, mux string) (b *bench, occurrences []string) {
		b = open(t, mux, struckAfterRun("run", &occurrences))
		b.after(5*second, "one")
		b.pass(time.Hour)
		require.Equal(t, []fault.Standing{{Fault: crashAfterRun, Passed: 1, Struck: 1}}, b.rt.Faults())
		return b, occurrences
	}
	for _, mux := range peers {
		b, occurrences := scenario(t, mux)
		require.GreaterOrEqual(t, b.runs("one"), 2, mux)
		require.Equal(t, 1, b.tally().Duplicate, mux)
		require.Equal(t, "", occurrences[0])
	}
	b, occurrences := scenario(t, Dolab)
	require.Len(t, occurrences, 2)
	require.NotEmpty(t, occurrences[0])
	require.Equal(t, occurrences[0], occurrences[1])
	done := 0
	for _, r := range b.record().Ran {
		if r.Done {
			done++
		}
	}
	require.Equal(t, 1, done, "what is written in the last turn is written once")
}

// TestB18: a drain of a snapshot runs a row that an earlier handler of it has cancelled.
func TestB18(t *testing.T) {
	s := setting{callbacks: map[string]Callback{"cancels": func(o *Object, _ Task) error {
		_, err := o.Cancel("second")
		return err
	}}}
	scenario := func(b *bench) {
		b.order("first", Order{When: After(5 * second), Callback: "cancels"})
		b.after(5*second, "second")
		b.pass(time.Minute)
	}
	on(t, []string{Actors, Agents}, s, func(b *bench) {
		scenario(b)
		require.Equal(b, 1, b.tally().Undead)
	})
	on(t, append(cure, Lumenize2026), s, func(b *bench) {
		scenario(b)
		require.Equal(b, []string{"first"}, b.ran())
		require.Zero(b, b.tally().Undead)
	})
}

// TestB19: without ORDER BY rows run in the order of their making, not of their time.
func TestB19(t *testing.T) {
	s := setting{profile: late(2500 * time.Millisecond)}
	scenario := func(b *bench) {
		b.after(7*second, "due last")
		b.after(6*second, "due second")
		b.after(5*second, "due first")
		b.pass(time.Minute)
	}
	inOrder := []string{"due first", "due second", "due last"}
	on(t, []string{Actors, Agents}, s, func(b *bench) {
		scenario(b)
		require.Equal(b, []string{"due last", "due second", "due first"}, b.ran())
		require.NotZero(b, b.tally().Disorder)
	})
	on(t, append(cure, lumenize...), s, func(b *bench) {
		scenario(b)
		require.Equal(b, inOrder, b.ran())
		require.Zero(b, b.tally().Disorder)
	})
}

// TestB21: a row that throws the platform's error blocks the rows behind it until the retries are gone, and with
// them the alarm.
func TestB21(t *testing.T) {
	s := setting{callbacks: map[string]Callback{"down": func(*Object, Task) error { return platform.ErrConnectionLost }}}
	scenario := func(b *bench) {
		b.order("down", Order{When: After(5 * second), Callback: "down"})
		b.after(5*second, "behind")
		b.pass(time.Minute)
	}
	on(t, []string{Agents}, s, func(b *bench) {
		scenario(b)
		require.Zero(b, b.runs("behind"))
		b.pass(time.Hour)
		require.Zero(b, b.runs("behind"))
		require.Equal(b, 2, b.tally().NeverArmed)
	})
	on(t, cure, s, func(b *bench) {
		scenario(b)
		require.Equal(b, 1, b.runs("behind"))
		require.Equal(b, 1, b.tally().OnTime)
	})
}

// TestB23: a drain without a bound runs into the 15 min that an alarm may take: the row that runs then is cut off
// and runs again.
func TestB23(t *testing.T) {
	s := setting{callbacks: map[string]Callback{"run": func(o *Object, _ Task) error {
		o.State.Sleep(time.Minute)
		return nil
	}}}
	scenario := func(b *bench) {
		b.after(5*second, keys(20)...)
		b.pass(3 * time.Hour)
	}
	on(t, []string{Lumenize2026}, s, func(b *bench) {
		scenario(b)
		require.NotZero(b, b.traced(`"ev":"reset"`, "Alarm exceeded its allowed execution time"))
		require.NotZero(b, b.tally().Duplicate)
	})
	on(t, cure, s, func(b *bench) {
		scenario(b)
		require.Zero(b, b.traced(`"ev":"reset"`))
		got := b.tally()
		require.Equal(b, 20, got.Executed)
		require.Zero(b, got.Duplicate)
		require.Zero(b, got.Disorder)
	})
}

// TestB23Livelock: a cure that drains while rows are due never comes back from a handler that schedules itself for
// now. Ours does, and rows of other times run on time meanwhile.
func TestB23Livelock(t *testing.T) {
	on(t, cure, setting{callbacks: map[string]Callback{"again": func(o *Object, _ Task) error {
		_, err := o.Order("again", Order{Callback: "again"})
		return err
	}}}, func(b *bench) {
		b.order("again", Order{Callback: "again"})
		b.after(500*time.Millisecond, "other")
		b.pass(second)
		require.Equal(b, 1, b.runs("other"))
		require.Greater(b, b.runs("again"), 100)
		r := b.record()
		for _, ran := range r.Ran {
			if ran.Key == "other" {
				require.Less(b, ran.At.Sub(r.Asked[1].Due), 10*time.Millisecond)
			}
		}
	})
}

// TestB27: TEXT PRIMARY KEY without WITHOUT ROWID writes two rows a schedule.
func TestB27(t *testing.T) {
	tables := map[string]string{
		Lumenize1114: "__lmz_alarms", Lumenize2026: "__lmz_alarms", Actors: "_actor_alarms",
		Agents: "cf_agents_schedules", Dolab: "_alarms",
	}
	for mux, table := range tables {
		b := open(t, mux, setting{})
		b.after(time.Hour, "one")
		written := int64(0)
		b.inside(func(o *Object) error {
			sql := o.State.Storage.SQL()
			c, err := sql.Exec(`SELECT * FROM ` + table)
			if err != nil {
				return err
			}
			columns := c.ColumnNames()
			c.Close()
			require.Equal(t, "id", columns[0])
			c, err = sql.Exec(fmt.Sprintf(`INSERT INTO %s (%s) SELECT 'copy', %s FROM %[1]s LIMIT 1`, table,
				strings.Join(columns, ", "), strings.Join(columns[1:], ", ")))
			if err != nil {
				return err
			}
			written, err = c.RowsWritten()
			return err
		})
		want := int64(2)
		if mux == Dolab {
			want = 1
		}
		require.Equal(t, want, written, mux)
	}
}
