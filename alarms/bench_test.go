package alarms

import (
	"fmt"
	"testing"
	"time"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/platform"
)

// bench is a world with one object, to be driven from inside.
func bench(b *testing.B, handler func(x *thing, r Run) error, fn func(s *durable.Stub, w *sim.World, rt *durable.Runtime)) {
	benchWith(b, Options{}, handler, fn)
}

func benchWith(
	b *testing.B, o Options, handler func(x *thing, r Run) error, fn func(s *durable.Stub, w *sim.World, rt *durable.Runtime),
) {
	w := sim.New(sim.Options{StepsMax: 1 << 60})
	defer w.Close()
	rt := durable.New(w.World, platform.Ideal())
	ns, err := rt.Namespace(durable.Class{Name: "Thing", New: func(st *durable.State) (durable.Object, error) {
		x := &thing{st: st}
		h := func(r Run) error { return handler(x, r) }
		o.Handlers = map[string]Handler{"h": h, "i": h}
		a, err := New(st, o)
		x.lab, x.a = &lab{}, a
		return x, err
	}})
	if err != nil {
		b.Fatal(err)
	}
	fn(ns.GetByName("a"), w, rt)
}

func nothing(*thing, Run) error { return nil }

// One schedule a turn, later than the first, and its cancel: two rows written, no native alarm.
func BenchmarkScheduleCancel(b *testing.B) {
	bench(b, nothing, func(s *durable.Stub, w *sim.World, rt *durable.Runtime) {
		err := rt.Inside(s, func(o durable.Object, _ *durable.State) error {
			a := o.(*thing).a
			if _, err := a.After(time.Hour, "h", nil); err != nil {
				return err
			}
			for b.Loop() {
				id, err := a.After(2*time.Hour, "h", nil)
				if err != nil {
					return err
				}
				if _, err := a.Cancel(id); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	})
}

// A hundred rows, scheduled in one turn and drained by one native alarm.
func BenchmarkDrain100(b *testing.B) {
	bench(b, nothing, func(s *durable.Stub, w *sim.World, rt *durable.Runtime) {
		for b.Loop() {
			err := rt.Inside(s, func(o durable.Object, _ *durable.State) error {
				for range 100 {
					if _, err := o.(*thing).a.After(0, "h", nil); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
			if err := w.Advance(time.Millisecond); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100, "ns/row")
	})
}

// A chain: each run schedules the next in a second.
func BenchmarkChain(b *testing.B) {
	runs := 0
	again := func(x *thing, r Run) error {
		runs++
		_, err := x.a.After(time.Second, "h", nil, Replace("chain"))
		return err
	}
	bench(b, again, func(s *durable.Stub, w *sim.World, rt *durable.Runtime) {
		err := rt.Inside(s, func(o durable.Object, _ *durable.State) error {
			_, err := o.(*thing).a.After(time.Second, "h", nil, Replace("chain"))
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		if err := w.Advance(500 * time.Millisecond); err != nil {
			b.Fatal(err)
		}
		n := 0
		for b.Loop() {
			n++
			if err := w.Advance(time.Second); err != nil {
				b.Fatal(err)
			}
		}
		if runs != n {
			b.Fatalf("%d runs in %d s", runs, n)
		}
	})
}

// A month of an object that does something each hour, evicted in between: a world of its own each time.
func BenchmarkMonth(b *testing.B) {
	runs := 0
	count := func(*thing, Run) error { runs++; return nil }
	for b.Loop() {
		runs = 0
		bench(b, count, func(s *durable.Stub, w *sim.World, rt *durable.Runtime) {
			err := rt.Inside(s, func(o durable.Object, _ *durable.State) error {
				_, err := o.(*thing).a.Every(time.Hour, "h", nil)
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
			if err := w.Advance(30*24*time.Hour + time.Minute); err != nil {
				b.Fatal(err)
			}
			if runs != 720 {
				b.Fatalf("%d runs in 720 hours", runs)
			}
		})
	}
}

// Many schedules in one object. What a run costs must not depend on how many wait: each wakes the object by itself
// (spread), or all are due at once and run in batches (backlog), also with handlers in turn (fair).
func BenchmarkMany(b *testing.B) {
	for _, n := range []int{100, 1_000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("spread/%d", n), func(b *testing.B) { many(b, n, 2*time.Hour, Options{}) })
		b.Run(fmt.Sprintf("backlog/%d", n), func(b *testing.B) { many(b, n, 0, Options{}) })
		b.Run(fmt.Sprintf("fair/%d", n), func(b *testing.B) { many(b, n, 0, Options{Fair: true}) })
	}
}

// What a limit costs: 1,000 schedules that are due at once, without one and with three that let them all pass.
func BenchmarkRate(b *testing.B) {
	b.Run("none", func(b *testing.B) { many(b, 1_000, 0, Options{}) })
	for _, runs := range []int{1_000, 100, 10} {
		b.Run(fmt.Sprint(runs, " a second"), func(b *testing.B) {
			many(b, 1_000, 0, Options{Rate: Rate{Runs: runs, Per: time.Second}})
		})
	}
}

func many(b *testing.B, n int, span time.Duration, o Options) {
	var making, running time.Duration
	var made, ran platform.Usage
	for b.Loop() {
		runs := 0
		count := func(*thing, Run) error { runs++; return nil }
		benchWith(b, o, count, func(s *durable.Stub, w *sim.World, rt *durable.Runtime) {
			began := time.Now()
			err := rt.Inside(s, func(o durable.Object, _ *durable.State) error {
				return o.(*thing).many(n, span)
			})
			if err != nil {
				b.Fatal(err)
			}
			making += time.Since(began)
			if made, err = rt.Usage(s); err != nil {
				b.Fatal(err)
			}
			began = time.Now()
			if err := w.Advance(4 * time.Hour); err != nil {
				b.Fatal(err)
			}
			running += time.Since(began)
			if ran, err = rt.Usage(s); err != nil {
				b.Fatal(err)
			}
			if runs != n {
				b.Fatalf("%d runs of %d schedules", runs, n)
			}
		})
	}
	each := func(what string, v float64) { b.ReportMetric(v/float64(n), what) }
	each("ns/schedule", float64(making.Nanoseconds())/float64(b.N))
	each("ns/run", float64(running.Nanoseconds())/float64(b.N))
	ran = ran.Since(made)
	each("read/run", float64(ran.RowsRead))
	each("written/run", float64(ran.RowsWritten))
}

// many schedules n runs within span, an hour from now.
func (x *thing) many(n int, span time.Duration) error {
	for k := range n {
		at := time.Hour + time.Duration(k*7919%n)*span/time.Duration(n)
		if _, err := x.a.After(at, []string{"h", "i"}[k%2], nil); err != nil {
			return err
		}
	}
	return nil
}
