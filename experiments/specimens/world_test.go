package specimens

import (
	"fmt"
	"testing"
	"time"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/platform"
)

// BenchmarkWorld100 is a whole world: an object that hosts a multiplexer, 100 schedules in a batch, their runs, and
// the end.
func BenchmarkWorld100(b *testing.B) {
	for _, name := range []string{Dolab, Lumenize1114, Native} {
		b.Run(name, func(b *testing.B) {
			mux, err := ByName(name)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if err := world100(mux); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "worlds/s")
		})
	}
}

func world100(mux Specimen) error {
	w := sim.New(sim.Options{})
	defer w.Close()
	rt := durable.New(w.World, platform.Workerd())
	ns, err := rt.Namespace(Class("Alarms", mux, nil))
	if err != nil {
		return err
	}
	err = rt.Inside(ns.GetByName("a"), func(o durable.Object, _ *durable.State) error {
		for n := range 100 {
			if err := o.(*Object).Schedule(time.Duration(n)*10*time.Millisecond, fmt.Sprint("op-", n)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return w.Advance(time.Minute)
}
