package specimens

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable/platform"
	"dolab/experiments/check"
)

// The truth table: what the field report measured by running the historical code on real workerd. The numbers here
// are what is expected; nothing in the specimens knows them.

func keys(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("op-%04d", i)
	}
	return list
}

// TestTruthZeroBatch: 0 s, N = 10 and 100 in a rapid batch.
func TestTruthZeroBatch(t *testing.T) {
	for mux, all := range map[string]bool{
		Lumenize1114: false, Lumenize2026: false, Actors: false, Lumenize1113: true, Agents: true, Dolab: true,
	} {
		for _, n := range []int{10, 100} {
			b := open(t, mux, setting{phase: 370 * time.Millisecond})
			b.after(0, keys(n)...)
			b.pass(time.Hour)
			got := b.tally()
			if all {
				require.Equal(t, n, got.OnTime, mux)
				continue
			}
			require.Equal(t, n, got.NeverArmed, mux)
			require.Zero(t, got.Executed, mux)
			require.Equal(t, fmt.Sprintf("%d rows due, getAlarm() is null: never armed", n), got.Diagnosis())
		}
	}
}

// TestTruthSequential: 0 s, N = 10, one call after another, and with gaps of 100 ms and 1 s.
func TestTruthSequential(t *testing.T) {
	for _, gap := range []time.Duration{0, 100 * time.Millisecond, second} {
		for mux, want := range map[string]int{Lumenize1114: 0, Lumenize2026: 0, Actors: 0, Agents: 10, Dolab: 10} {
			b := open(t, mux, setting{profile: platform.Workerd(), phase: 123 * time.Millisecond})
			for _, key := range keys(10) {
				b.after(0, key)
				b.pass(gap)
			}
			b.pass(time.Hour)
			require.Equal(t, want, b.tally().Executed, "%s, gap %v", mux, gap)
		}
	}
}

// TestTruthSingle: one native setAlarm(now) runs, one schedule(0) does not.
func TestTruthSingle(t *testing.T) {
	for mux, want := range map[string]int{Lumenize1114: 0, Lumenize2026: 0, Actors: 0, Agents: 1, Dolab: 1, Native: 1} {
		b := open(t, mux, setting{phase: 500 * time.Millisecond})
		b.after(0, "one")
		b.pass(time.Hour)
		require.Equal(t, want, b.tally().Executed, mux)
	}
}

// TestTruthLoaded: 1 s, N = 100, on a host where storing crosses the second: with the deferred store all are lost.
func TestTruthLoaded(t *testing.T) {
	for mux, want := range map[string]int{Lumenize1114: 0, Lumenize2026: 100, Actors: 100, Agents: 100, Dolab: 100} {
		b := open(t, mux, setting{profile: loaded(1100 * time.Millisecond), phase: 5 * time.Millisecond})
		b.after(second, keys(100)...)
		b.pass(time.Hour)
		got := b.tally()
		require.Equal(t, want, got.Executed, mux)
		if want > 0 {
			require.Equal(t, 1100*time.Millisecond, got.FirstRun, mux)
		}
	}
}

// TestTruthEarly: 5 and 10 s, N = 100: whole seconds fire early by what had passed of the second, and early is what
// they count as.
func TestTruthEarly(t *testing.T) {
	for _, delay := range []time.Duration{5 * second, 10 * second} {
		for _, phase := range []time.Duration{97 * time.Millisecond, 879 * time.Millisecond} {
			for _, mux := range append(peers, Lumenize1113) {
				b := open(t, mux, setting{phase: phase})
				b.after(delay, keys(100)...)
				b.pass(time.Hour)
				got := b.tally()
				require.Equal(t, 100, got.Executed, mux)
				require.Equal(t, 100, got.Early, mux)
				require.Zero(t, got.OnTime, mux)
				require.Equal(t, delay-phase, got.FirstRun, "%s: 5 s at .879 run @4121", mux)
			}
			b := open(t, Dolab, setting{phase: phase})
			b.after(delay, keys(100)...)
			b.pass(time.Hour)
			got := b.tally()
			require.Equal(t, 100, got.OnTime)
			require.Equal(t, delay, got.FirstRun)
		}
	}
}

// TestTruthHibernated: 11 s between the calls: eviction, not time, triggers the flush.
func TestTruthHibernated(t *testing.T) {
	for mux, want := range map[string]int{Lumenize1114: 3, Lumenize2026: 4, Actors: 3, Agents: 4, Dolab: 4} {
		for _, p := range platform.Profiles() {
			b := open(t, mux, setting{profile: p, phase: 250 * time.Millisecond})
			for _, key := range keys(4) {
				b.after(0, key)
				b.pass(11 * second)
			}
			b.pass(time.Hour)
			require.Equal(t, want, b.tally().Executed, "%s, profile %s", mux, p.Name)
		}
	}
}

// TestTruthHalf: a delay of d < 1 s is lost with probability 1-d, over moments of the second drawn by the seed. Each
// schedule has an object of its own, since each alarm sweeps what was lost before.
func TestTruthHalf(t *testing.T) {
	const n = 200
	for _, mux := range append(floored, Agents, Dolab) {
		for _, delay := range []time.Duration{250 * time.Millisecond, 500 * time.Millisecond, 800 * time.Millisecond} {
			b := open(t, mux, setting{seed: 7})
			lost := 0
			for i := range n {
				b.pass(time.Duration(b.Choose("phase", 1000)) * time.Millisecond)
				b.stub = b.rt.Lookup("Alarms").GetByName(fmt.Sprint(i))
				b.after(delay, "one")
				b.pass(2 * second)
				lost += b.tally().NeverArmed
			}
			if mux == Agents || mux == Dolab {
				require.Zero(t, lost, mux)
				continue
			}
			lo, hi := check.Wilson(lost, n)
			p := 1 - delay.Seconds()
			require.True(t, lo <= p && p <= hi, "%s: %d of %d lost at %v: [%.3f, %.3f] is not about %.2f",
				mux, lost, n, delay, lo, hi, p)
			require.Less(t, hi-lo, 0.25, "the interval says something")
		}
	}
}

// TestTruthManual: with the manual trigger all run at once everywhere, which is how the broken ones passed.
func TestTruthManual(t *testing.T) {
	for _, mux := range append(peers, Dolab) {
		b := open(t, mux, setting{})
		b.after(0, keys(10)...)
		b.inside(func(o *Object) error { return o.Trigger(10) })
		require.Equal(t, 10, b.tally().Executed, mux)
	}
}

// TestNativeOverwrites: without a multiplexer the last schedule has the alarm.
func TestNativeOverwrites(t *testing.T) {
	b := open(t, Native, setting{})
	b.after(second, keys(10)...)
	b.pass(time.Hour)
	got := b.tally()
	require.Equal(t, 1, got.OnTime)
	require.Equal(t, 9, got.Overwritten)
	require.Equal(t, []string{"op-0009"}, b.ran())
}
