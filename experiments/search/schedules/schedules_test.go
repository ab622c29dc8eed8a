package schedules_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/experiments/check"
	"dolab/experiments/search"
	"dolab/experiments/search/schedules"
	"dolab/experiments/specimens"
)

// The hunts are small in a plain run of the tests. A longer one:
//
//	go test ./experiments/search/schedules -run TestCure -seeds 100000
var (
	seedFlag  = flag.Uint64("seed", 1, "the first seed of the hunts")
	seedsFlag = flag.Int("seeds", 300, "how many seeds the hunts try")
)

// Signatures of the oracles, as the tests below expect them.
const (
	early    = "early: by less than a second"
	unarmed  = "armed: work is due, and getAlarm() is null"
	starved  = "armed: work is due, and the alarm is set for later"
	wasted   = "armed: there is an alarm without work"
	neverRun = "lost: stored and due, and getAlarm() is null"
	starving = "lost: stored and due, and the alarm is set for another time"
	thrown   = "lost: it threw, and is gone"
	gone     = "lost: gone without a run"
	late     = "late: it ran later than its delays explain"
	again    = "twice: it ran again after it had ended well, without a crash"
	overlap  = "overlap: a schedule runs while it runs"
	disorder = "order: it ran behind what is due later, or was asked for later"
	undead   = "undead: it ran after it had been cancelled or replaced"
	unread   = "read-your-write: a schedule is not there after it has been made"
	yes      = "probe: it says that it has cancelled a schedule that never was"
	missing  = "probe: to ask for a schedule that never was is an error"
	reset    = "reset: the object was reset, though nothing had gone wrong"
	wake     = "wake: an alarm came, and nothing was due"
	poison   = "poison: a schedule whose callback is gone stays for ever"
	effects  = "once: an effect came about twice"
	skipped  = "cadence: an occurrence was skipped"
	rows     = "cost: more rows were written than schedules need"
	sets     = "cost: the alarm was set more often than it had to change"
	nowhere  = "awake: the object dies again and again and gets nowhere"
)

// finds is what a hunt finds on each specimen at least, with nothing but the generic scenarios: the bugs of the
// catalogue by what anybody sees of them. B1, B2: never run; B3: early; B5: starved; B6, B7: starving; B9: overlap,
// again; B10: thrown; B11: poison; B12: effects; B13, B14: gone; B15: nowhere; B16: reset; B17: unread; B18: undead;
// B19: order; B21: starving; B22: wake; B24: skipped; B25: yes, missing; B26: wasted; B27: rows, sets. Which bug it is
// in a scenario says Attribute.
var finds = map[string][]string{
	specimens.Lumenize1114: {
		early, unarmed, starved, neverRun, starving, thrown, again, overlap, unread, yes, reset, late, effects, rows, sets,
	},
	specimens.Lumenize1113: {early, unarmed, neverRun, starving, thrown, overlap, unread, yes, reset, effects},
	specimens.Lumenize2026: {early, unarmed, starved, neverRun, starving, thrown, gone, late, wake, wasted, effects, skipped},
	specimens.Actors:       {early, unarmed, neverRun, thrown, disorder, undead, yes, missing, poison, effects, nowhere},
	specimens.Agents:       {early, disorder, thrown, starving, effects, skipped, rows},
	specimens.Native:       {gone, thrown},
}

// few is how many of n seeds a test tries: a tenth under the race detector, where -seeds does not say how many.
func few(n int) int {
	if given := false; underRace {
		flag.Visit(func(f *flag.Flag) { given = given || f.Name == "seeds" })
		if !given {
			return max(1, n/10)
		}
	}
	return n
}

// TestFinds shows that hunts find what is wrong with the specimens without being told what to look for.
func TestFinds(t *testing.T) {
	for _, name := range specimens.Names() {
		bag, err := search.Hunt(search.Quarry{Scenario: mux(name).Of(""), First: *seedFlag, Seeds: few(*seedsFlag)})
		require.NoError(t, err)
		found := map[string]bool{}
		for _, g := range bag.Groups {
			found[g.Signature] = true
			t.Logf("%-26s %-66s from seed %d on, in %d of %d", name, g.Signature, g.First, g.Seeds, bag.Seeds)
		}
		if bag.Seeds < *seedsFlag {
			require.Equal(t, name != specimens.Dolab, len(found) > 0, name)
			continue
		}
		for _, signature := range finds[name] {
			require.True(t, found[signature], "%s: %s is not found in %d seeds", name, signature, bag.Seeds)
		}
	}
}

// TestCure holds the cure to all that is promised.
func TestCure(t *testing.T) {
	start := time.Now()
	bag := search.Demand(t, search.Quarry{Scenario: mux(specimens.Dolab).Of(""), First: *seedFlag, Seeds: few(*seedsFlag)})
	t.Logf("%d seeds, %d runs of handlers, %d crashes, %.0f worlds/s",
		bag.Seeds, bag.Runs, bag.Crashes, float64(bag.Seeds)/time.Since(start).Seconds())
	require.NotZero(t, bag.Runs)
	require.NotZero(t, bag.Crashes)
}

// TestCureOfCalls holds the cure to the same where links fail for a while, calls overtake one another, and callers are
// told that their call is lost while it runs.
func TestCureOfCalls(t *testing.T) {
	for _, fault := range []string{
		"link p=5% times=3 partition=1ms..5s", "link p=5% times=3 if=manager partition=1s,5s,1m",
		"stub.deliver p=20% error=L1", "stub.request p=20% reorder=5s",
	} {
		bag := search.Demand(t, search.Quarry{
			Scenario: mux(specimens.Dolab).Of("", fault), First: *seedFlag, Seeds: few(*seedsFlag / 4),
		})
		require.NotZero(t, bag.Runs)
	}
}

// TestShrinks: what is found is shrunk to a handful of operations, and its text replays byte for byte.
func TestShrinks(t *testing.T) {
	for _, name := range specimens.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // Shrinking goes one world after another.
			shrinks(t, name)
		})
	}
}

func shrinks(t *testing.T, name string) {
	t.Helper()
	q := search.Quarry{Scenario: mux(name).Of(""), First: *seedFlag, Seeds: few(40)}
	bag, err := search.Hunt(q)
	require.NoError(t, err)
	for _, g := range bag.Groups {
		small, err := search.Shrink(q.Scenario(g.First), g.Signature, search.Options{})
		require.NoError(t, err)
		require.LessOrEqual(t, len(small.Scenario.Operations), 6, "%v", small.Scenario)
		require.LessOrEqual(t, len(small.Scenario.Faults), 2, "%v", small.Scenario)
		read, err := search.Parse([]byte(small.Scenario.String()), registry)
		require.NoError(t, err)
		var one, two bytes.Buffer
		a, err := read.Run(search.Options{Trace: &one})
		require.NoError(t, err)
		b, err := small.Scenario.Run(search.Options{Trace: &two})
		require.NoError(t, err)
		require.Equal(t, one.String(), two.String())
		require.Equal(t, a.Violations, b.Violations)
		require.True(t, a.Has(g.Signature), small.Scenario)
	}
}

// TestSame: a seed gives the same each time, another seed another, and a hunt the same on any number of workers.
func TestSame(t *testing.T) {
	for seed := *seedFlag; seed < *seedFlag+20; seed++ {
		run := func(seed uint64) search.Outcome {
			o, err := mux(specimens.Lumenize1114).Scenario("", nil, seed).Run(search.Options{})
			require.NoError(t, err)
			return o
		}
		require.Equal(t, run(seed), run(seed))
		require.NotEqual(t, run(seed).Hash, run(seed+1).Hash)
	}
	var first *search.Bag
	for _, workers := range []int{1, 2, 8} {
		bag, err := search.Hunt(search.Quarry{
			Scenario: mux(specimens.Actors).Of(""), First: *seedFlag, Seeds: 60, Workers: workers, Twice: true,
		})
		require.NoError(t, err)
		if first == nil {
			first = bag
		}
		require.Equal(t, first, bag, "%d workers", workers)
	}
}

// TestHeals: faults strike while the storm lasts, and not later.
func TestHeals(t *testing.T) {
	struck := 0
	for seed := *seedFlag; seed < *seedFlag+60; seed++ {
		s := mux(specimens.Dolab).Scenario("ideal", []string{"object.turn crash"}, seed)
		s.Heal = 3 * time.Second
		var trace bytes.Buffer
		o, err := s.Run(search.Options{Trace: &trace})
		require.NoError(t, err)
		struck += o.Struck[0]
		for line := range strings.Lines(trace.String()) {
			var step int
			var ms float64
			if strings.Contains(line, `"ev":"fault"`) {
				_, err := fmt.Sscanf(line, `{"step":%d,"t":%f`, &step, &ms)
				require.NoError(t, err)
				require.LessOrEqual(t, ms, float64((s.Begin+s.Heal)/time.Millisecond), line)
			}
		}
	}
	require.Greater(t, struck, 60)
}

// counters is two clients that count up at the same time.
func counters(awaits time.Duration) search.Scenario {
	up := func(client int) search.Operation {
		return search.Operation{Do: schedules.Increment, Client: client}.With(schedules.Awaits.Is(awaits))
	}
	return search.Scenario{
		Profile: "ideal", Seed: 1, Operations: []search.Operation{up(0), up(0), up(1), up(1)},
		Heal: time.Second, Settle: time.Minute,
	}.About(mux(specimens.Native))
}

// TestExplore: every order of turns keeps a counter right, unless it waits between its read and its write: then each
// order loses an update.
func TestExplore(t *testing.T) {
	good, err := search.Explore(counters(0), search.Space{}, search.Options{})
	require.NoError(t, err)
	require.True(t, good.Complete)
	require.Greater(t, good.Seeds, 50)
	require.Greater(t, good.Traces, 20)
	require.Empty(t, good.Groups)

	bad, err := search.Explore(counters(time.Millisecond), search.Space{Limit: 300}, search.Options{})
	require.NoError(t, err)
	require.Equal(t, bad.Seeds, bad.Failing)
	require.Equal(t, "linear: no order of the operations explains the answers", bad.Groups[0].Signature)
	require.NotEmpty(t, bad.Tape)
	t.Logf("%d orders, %d traces", good.Seeds, good.Traces)
}

// TestExplorePCT: priorities find the lost update too, and keep the counter right that does not wait.
func TestExplorePCT(t *testing.T) {
	good, err := search.Explore(counters(0), search.Space{PCT: 3, Limit: 100}, search.Options{})
	require.NoError(t, err)
	require.Equal(t, 100, good.Seeds)
	require.Greater(t, good.Traces, 3)
	require.Empty(t, good.Groups)
	bad, err := search.Explore(counters(time.Millisecond), search.Space{PCT: 3, Limit: 20}, search.Options{})
	require.NoError(t, err)
	require.NotZero(t, bad.Failing)
}

// TestCrashSweep kills the object at every point of scenarios in turn: the cure survives each, the counter too, and
// each kind of point is struck.
func TestCrashSweep(t *testing.T) {
	points, seeds := map[string]int{}, uint64(12)
	if underRace {
		seeds = 2
	}
	for seed := *seedFlag; seed < *seedFlag+seeds; seed++ {
		s := mux(specimens.Dolab).Scenario("production", []string{}, seed)
		s.Operations = append(s.Operations, search.Operation{At: s.Operations[len(s.Operations)-1].At, Do: schedules.Increment})
		sweep, err := search.CrashSweep(s, search.Options{})
		require.NoError(t, err)
		require.Empty(t, sweep.Calm.Violations)
		for _, x := range sweep.Strikes {
			require.Empty(t, x.Outcome.Violations, "%s in\n%v", x.Fault, s)
			require.NotZero(t, x.Outcome.Crashes)
		}
		for _, r := range sweep.Table() {
			require.Equal(t, r.Strikes, r.Well+r.Again+r.Failing)
			points[r.Point] += r.Strikes
		}
	}
	t.Log(points)
	for _, name := range []string{"object.construct", "object.turn", "commit", "commit.durable", "alarm.armed", "alarm.ack"} {
		require.NotZero(t, points[name], name)
	}
}

// TestCompare: two multiplexers part in the first line that differs; one does not part from itself.
func TestCompare(t *testing.T) {
	a := mux(specimens.Dolab).Scenario("ideal", []string{}, 1)
	b := mux(specimens.Lumenize2026).Scenario("ideal", []string{}, 1)
	c, err := search.Compare(a, b, search.Options{})
	require.NoError(t, err)
	require.False(t, c.Same())
	require.Positive(t, c.Line)
	require.NotEqual(t, c.LineA, c.LineB)
	c, err = search.Compare(a, a, search.Options{})
	require.NoError(t, err)
	require.True(t, c.Same())
	require.Zero(t, c.Line)
}

// TestMore: what takes minutes is drawn, and happens: a host with much to do, an object that is held awake, a batch
// that an alarm has no time for, schedules that recur.
func TestMore(t *testing.T) {
	seen := map[string]int{}
	for seed := *seedFlag; seed < *seedFlag+300; seed++ {
		s := mux(specimens.Dolab).Scenario("ideal", []string{}, seed)
		if s.Load > 0 {
			seen["load"]++
		}
		for _, o := range s.Operations {
			switch {
			case schedules.Start.Of(o):
				seen["start"]++
			case schedules.Cron.Of(o) != "":
				seen["cron"]++
			case o.Do == schedules.Hold:
				seen["hold"]++
			case schedules.N.Of(o) > 0 && schedules.Awaits.Of(o) >= time.Minute:
				seen["long"]++
			}
		}
	}
	for _, what := range []string{"load", "start", "cron", "hold", "long"} {
		require.NotZero(t, seen[what], what)
	}

	recurs := search.Scenario{
		Profile: "ideal", Seed: 1, Heal: time.Second, Settle: time.Hour,
		Operations: []search.Operation{
			order("c", schedules.Cron.Is("*/10 * * * *")),
			order("b", schedules.ID.Is("start"), schedules.Cron.Is("*/20 * * * *"), schedules.Start.Is(true)),
			search.Operation{Do: schedules.Hold}.With(schedules.Awaits.Is(5 * time.Minute)),
		},
	}.About(mux(specimens.Dolab))
	out, err := recurs.Run(search.Options{})
	require.NoError(t, err)
	require.Empty(t, out.Violations)
	require.Equal(t, 6+3, out.Runs)
	recurs.Operations[1].At = 25 * time.Minute
	recurs.Operations[1], recurs.Operations[2] = recurs.Operations[2], recurs.Operations[1]
	out, err = recurs.Run(search.Options{})
	require.NoError(t, err)
	require.Equal(t, 6+2, out.Runs, "it is ordered at the first start from then on, after half an hour")
}

// TestWatch: promises of one's own are held too.
func TestWatch(t *testing.T) {
	o := search.Options{Watch: func(w *search.World, watch *check.Watch) {
		object := w.Objects.Lookup("Alarms").GetByName("a")
		watch.Always("no second incarnation", func() error {
			if v, err := w.Objects.Look(object); err == nil && v.Incarnation > 1 {
				return fmt.Errorf("there are %d", v.Incarnation)
			}
			return nil
		})
		watch.Sometimes("it has an alarm", func() bool { v, _ := w.Objects.Look(object); return !v.Alarm.IsZero() })
		watch.Sometimes("pigs fly", func() bool { return false })
	}}
	bag, err := search.Hunt(search.Quarry{Scenario: mux(specimens.Dolab).Of(""), First: *seedFlag, Seeds: 40, Options: o})
	require.NoError(t, err)
	require.Len(t, bag.Groups, 1, bag.Groups)
	require.Equal(t, "always: no second incarnation", bag.Groups[0].Signature)
	require.NotZero(t, bag.Seen["it has an alarm"])
	require.Contains(t, bag.Seen, "pigs fly")
	require.Zero(t, bag.Seen["pigs fly"])
}

// TestDemand: a test that finds something fails with the command that shows it, last.
func TestDemand(t *testing.T) {
	f := &failing{}
	search.Demand(f, search.Quarry{Scenario: mux(specimens.Lumenize2026).Of("ideal"), Seeds: 30})
	require.Contains(t, f.text, "seeds fail")
	require.Contains(t, f.text, "mux: lumenize-2026-06")
	lines := strings.Split(f.text, "\n")
	require.Regexp(t, `^go run ./cmd/dolab replay lumenize-2026-06 --profile ideal --seed \d+$`, lines[len(lines)-1])
}

type failing struct{ text string }

func (f *failing) Helper() {}

func (f *failing) Fatalf(format string, args ...any) { f.text = fmt.Sprintf(format, args...) }

// TestKept runs what hunts have found before.
func TestKept(t *testing.T) {
	data, err := os.ReadFile("testdata/kept.yaml")
	require.NoError(t, err)
	list, err := search.ParseAll(data, registry)
	require.NoError(t, err)
	require.NotEmpty(t, list)
	for n, s := range list {
		o, err := s.Run(search.Options{})
		require.NoError(t, err)
		require.Empty(t, s.Unmet(&o), "scenario %d", n+1)
	}
}
