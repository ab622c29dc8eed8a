package robustness

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/worker"
	"dolab/experiments"
	"dolab/experiments/scripted"
	"dolab/experiments/specimens"
)

var (
	seedFlag  = flag.Uint64("seed", 1, "first seed of the sweeps")
	seedsFlag = flag.Uint64("seeds", 15, "seeds of a sweep")
)

// script loads the Worker of this experiment.
func script(t *testing.T) scripted.Script {
	t.Helper()
	w, err := worker.Load("worker")
	require.NoError(t, err)
	t.Cleanup(w.Close)
	return scripted.Script{Worker: w}
}

// TestTwins: the multiplexers in TypeScript and those in Go agree cell by cell on all tests of the table, on each
// multiplexer, under each profile: what becomes of how many schedules, and, where nothing takes any time by itself, when.
// Times agree to a few milliseconds: the clock of a script is in whole ones, and the CPU that it uses takes time.
func TestTwins(t *testing.T) {
	s := script(t)
	for _, profile := range []string{"ideal", "workerd", "production"} {
		settings := experiments.Settings{Mux: specimens.Names(), Profile: profile, Seed: *seedFlag}
		classes := start(t, settings)
		settings.Worker = s
		scripts := start(t, settings)
		require.Len(t, scripts.Cells, len(classes.Cells))
		require.Equal(t, classes.Table.Header, scripts.Table.Header)
		for n := range classes.Cells {
			a, b := classes.Cells[n].(Cell), scripts.Cells[n].(Cell)
			name := fmt.Sprintf("%s, %v, %s", profile, a.test, a.Mux)
			require.Equal(t, fates(a), fates(b), name)
			require.Equal(t, len(a.lag), len(b.lag), name)
			if profile != "ideal" {
				continue
			}
			slices.Sort(a.lag)
			slices.Sort(b.lag)
			for k := range a.lag {
				require.InDelta(t, a.lag[k], b.lag[k], 10, name)
			}
		}
		require.Equal(t, len(classes.Failures), len(scripts.Failures))
		for n, v := range classes.Verdicts {
			require.Equal(t, v.Answer, scripts.Verdicts[n].Answer, v.Question)
		}
		require.Equal(t, classes.Verdicts[1], scripts.Verdicts[1], "visibility, in all its counts")
	}
}

// fates is what the twins agree on.
func fates(c Cell) string {
	return fmt.Sprintf("scheduled %d, executed %d, on time %d, late %d, early %d, duplicate %d, failed %d, overwritten %d, "+
		"never armed %d, starving %d", c.Scheduled, c.Executed, c.OnTime, c.Late, c.Early, c.Duplicate, c.Failed,
		c.Overwritten, c.NeverArmed, c.Starving)
}

// TestProductTwins: so do they with other factors.
func TestProductTwins(t *testing.T) {
	settings := experiments.Settings{
		Seed: 1, Mux: specimens.Names(), N: []int{7}, Delay: []time.Duration{-time.Second, 0, 999 * time.Millisecond, 3 * time.Second},
		Pattern: []string{batch, sequential}, Gap: []time.Duration{0}, Trigger: []string{byAlarm, byHand},
		Profile: "ideal",
	}
	classes := start(t, settings)
	settings.Worker = script(t)
	scripts := start(t, settings)
	for n := range classes.Cells {
		a, b := classes.Cells[n].(Cell), scripts.Cells[n].(Cell)
		require.Equal(t, fates(a), fates(b), "%v, N=%d, %s", a.test, a.N, a.Mux)
	}
}

// TestOperationTwins gives the same drawn operations to both: schedules by delay, date, cron and interval, under ids of
// their own, whose callbacks run, throw or are missing; cancels, evictions, the trigger, and time. Everything that is on
// record afterwards is the same. Left out is what the twins leave to chance, or have on purpose otherwise: how long
// cloudflare-agents and dolab wait before they try again what has thrown.
func TestOperationTwins(t *testing.T) {
	s := script(t)
	for _, mux := range specimens.All() {
		for seed := *seedFlag; seed < *seedFlag+*seedsFlag; seed++ {
			classes, scripts := operate(t, mux, seed, nil), operate(t, mux, seed, s)
			require.Equal(t, classes, scripts,
				"go test ./experiments/robustness -run TestOperationTwins -seed %d -seeds 1: %s", seed, mux.Name)
		}
	}
}

// operate draws operations, lets an object take them, and returns what is on record.
func operate(t *testing.T, mux specimens.Specimen, seed uint64, s experiments.Script) (record []string) {
	t.Helper()
	e := experiments.Experiment{Run: func(r *experiments.Run) error {
		o, err := newLocal(r, experiments.Simulated, r.Profile, mux)
		require.NoError(t, err)
		defer o.Close()
		if o.typed {
			o.ns, err = o.Objects.Namespace(specimens.Class("Drawn", mux, map[string]specimens.Callback{
				"throw": func(*specimens.Object, specimens.Task) error { return errors.New("thrown") },
			}))
			require.NoError(t, err)
		}
		draw := rand.New(rand.NewPCG(seed, 1))
		require.NoError(t, o.Do("client", func() {
			for n := range 12 {
				o.Sleep(time.Millisecond) // ULIDs of one millisecond and two incarnations are ordered by chance.
				if err := operation(o, draw, n); err != nil {
					record = append(record, fmt.Sprint("an error of operation ", n))
				}
			}
		}))
		require.NoError(t, o.Lab.Advance(3*time.Hour))
		got, err := o.observe(0)
		require.NoError(t, err)
		for _, a := range got.Asked {
			record = append(record, fmt.Sprintf("asked %s due %v at %v ended %v until %d stored %t",
				a.Key, a.Due, a.At, a.Ended, a.Until, got.Stored[a.ID]))
		}
		for _, a := range got.Ran {
			record = append(record, fmt.Sprintf("ran %s at %v done %t %s", a.Key, a.At, a.Done, a.Err))
		}
		record = append(record, fmt.Sprint("alarm ", got.Alarm))
		return nil
	}}
	_, err := experiments.Start(e, experiments.Settings{Profile: "ideal", Worker: s}, nil, nil)
	require.NoError(t, err)
	return record
}

// operation is one drawn operation.
func operation(o *local, draw *rand.Rand, n int) (err error) {
	pick := draw.IntN(10)
	key := fmt.Sprint("k", draw.IntN(n+1))
	span := []time.Duration{0, 400 * time.Millisecond, time.Second, 3 * time.Second, 11 * time.Second, 5 * time.Minute}[draw.IntN(6)]
	tries := o.mux.Name == specimens.Agents || o.mux.Name == specimens.Dolab
	callback := []string{"run", "run", "throw", "gone"}[draw.IntN(4)]
	if tries && callback == "throw" {
		callback = "run"
	}
	id := []string{"", "", "own"}[draw.IntN(3)]
	when, script := specimens.After(span), map[string]any{"delay": millis(span)}
	switch kind := draw.IntN(6); {
	case kind == 0:
		at := o.Now().Truncate(time.Millisecond).Add(span - time.Second)
		when, script = specimens.At(at), map[string]any{"date": at.UnixMilli()}
	case kind == 1:
		when, script = specimens.Cron("*/20 * * * *"), map[string]any{"cron": "*/20 * * * *"}
	case kind == 2 && span >= 3*time.Second:
		span = 25 * time.Minute
		when, script = specimens.Every(span), map[string]any{"every": millis(span)}
	}
	inside := func(fn func(x *specimens.Object) error) {
		err = o.Objects.Inside(o.stub(0), func(x durable.Object, _ *durable.State) error { return fn(x.(*specimens.Object)) })
	}
	switch {
	case pick < 5 && o.typed:
		inside(func(x *specimens.Object) error {
			_, err := x.Order(fmt.Sprint("k", n), specimens.Order{When: when, ID: id, Callback: callback})
			return err
		})
	case pick < 5:
		order := map[string]any{"when": script, "callback": callback}
		if id != "" {
			order["id"] = id
		}
		_, err = o.stub(0).Call("order", fmt.Sprint("k", n), order)
	case pick == 5 && o.typed:
		inside(func(x *specimens.Object) error {
			_, err := x.Cancel(key)
			return err
		})
	case pick == 5:
		_, err = o.stub(0).Call("cancel", key)
	case pick == 6:
		err = o.call(0, "Trigger", "trigger", 2)
	case pick == 7:
		err = forget(o.Place, o.stub(0))
	default:
		o.Sleep(span)
	}
	return err
}
