package durable_test

import (
	"testing"
	"time"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/platform"
)

// bench runs fn as a client of a world.
func bench(b *testing.B, fn func(ns *durable.Namespace)) {
	w := sim.New(sim.Options{StepsMax: 1 << 60})
	defer w.Close()
	rt := durable.New(w.World, platform.Ideal())
	ns, err := rt.Namespace(durable.Class{Name: "Bench", New: newBenched})
	if err != nil {
		b.Fatal(err)
	}
	if err := w.Do("client", func() { fn(ns) }); err != nil {
		b.Fatal(err)
	}
}

type benched struct {
	st   *durable.State
	n    int
	left int
	done func()
}

func newBenched(st *durable.State) (durable.Object, error) { return &benched{st: st}, nil }

func (o *benched) Nothing() {}

// Write is a turn with one write.
func (o *benched) Write() error {
	o.n++
	return o.st.Storage.KV().Put("n", o.n)
}

func (o *benched) Alarm(durable.AlarmInfo) error {
	if o.left--; o.left == 0 {
		o.done()
		return nil
	}
	return o.st.Storage.SetAlarm(o.st.Now().Add(time.Second))
}

// BenchmarkObjectToObject is a call from one object to another and back, through both gates.
func BenchmarkObjectToObject(b *testing.B) {
	inside(b, func(st *durable.State) {
		other := st.Namespace("Bench").GetByName("b")
		for b.Loop() {
			if _, err := other.Call("Nothing"); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkStoredTurn is a client's call of a method that writes: turn, write, commit, answer.
func BenchmarkStoredTurn(b *testing.B) {
	bench(b, func(ns *durable.Namespace) {
		s := ns.GetByName("a")
		for b.Loop() {
			if _, err := s.Call("Write"); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// inside runs fn in one turn of an object.
func inside(b *testing.B, fn func(st *durable.State)) {
	w := sim.New(sim.Options{StepsMax: 1 << 60})
	defer w.Close()
	rt := durable.New(w.World, platform.Ideal())
	ns, _ := rt.Namespace(durable.Class{Name: "Bench", New: newBenched})
	err := rt.Inside(ns.GetByName("a"), func(_ durable.Object, st *durable.State) error {
		fn(st)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func BenchmarkKVGet(b *testing.B) {
	inside(b, func(st *durable.State) {
		_ = st.Storage.KV().Put("k", 42)
		for b.Loop() {
			if _, err := durable.Get[int](st.Storage.KV(), "k"); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkKVPut(b *testing.B) {
	inside(b, func(st *durable.State) {
		n := 0
		for b.Loop() {
			n++
			if err := st.Storage.KV().Put("k", n); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkCommit is a write and the turn's end around it: the object sleeps for no time between writes.
func BenchmarkCommit(b *testing.B) {
	inside(b, func(st *durable.State) {
		n := 0
		for b.Loop() {
			n++
			_ = st.Storage.KV().Put("k", n)
			st.Sleep(0)
		}
	})
}

// BenchmarkAlarmChain is one alarm that sets the next: both copies, two commits, the manager's table.
func BenchmarkAlarmChain(b *testing.B) {
	w := sim.New(sim.Options{StepsMax: 1 << 60})
	defer w.Close()
	rt := durable.New(w.World, platform.Ideal())
	ns, _ := rt.Namespace(durable.Class{Name: "Bench", New: newBenched})
	s := ns.GetByName("a")
	for b.Loop() {
		const chain = 100
		finished := false
		err := rt.Inside(s, func(o durable.Object, st *durable.State) error {
			x := o.(*benched)
			x.left, x.done = chain, func() { finished = true }
			return st.Storage.SetAlarm(st.Now())
		})
		if err != nil {
			b.Fatal(err)
		}
		if err := w.RunUntil(func() bool { return finished }); err != nil {
			b.Fatal(err)
		}
		if err := w.Advance(time.Second / 2); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100, "ns/alarm")
}

// BenchmarkWorld is a world with one object and one call, from beginning to end.
func BenchmarkWorld(b *testing.B) {
	for b.Loop() {
		w := sim.New(sim.Options{})
		rt := durable.New(w.World, platform.Ideal())
		ns, _ := rt.Namespace(durable.Class{Name: "Bench", New: newBenched})
		if _, err := ns.GetByName("a").Call("Write"); err != nil {
			b.Fatal(err)
		}
		w.Close()
	}
}
