package durable_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dolab/actor/live"
	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/platform"
)

// must ends an example that fails.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// inExample runs fn in a turn of an object, in a world of its own, and then for as long as there is something to do.
func inExample(fn func(st *durable.State)) {
	w := sim.New(sim.Options{})
	defer w.Close()
	rt := durable.New(w.World, platform.Ideal())
	ns, err := rt.Namespace(durable.Class{Name: "Example", New: func(*durable.State) (durable.Object, error) {
		return struct{}{}, nil
	}})
	must(err)
	must(rt.Inside(ns.GetByName("a"), func(_ durable.Object, st *durable.State) error {
		fn(st)
		return nil
	}))
	must(w.Advance(time.Minute))
}

// Tasks run beside their caller, as async functions do.
func ExampleStart() {
	inExample(func(st *durable.State) {
		after := func(seconds int, err error) func() (int, error) {
			return func() (int, error) {
				st.Sleep(time.Duration(seconds) * time.Second)
				return seconds, err
			}
		}
		broken := errors.New("broken")
		fast, slow, bad := durable.Start(st, after(1, nil)), durable.Start(st, after(3, nil)), durable.Start(st, after(2, broken))
		n, err := durable.First(fast, slow, bad)
		fmt.Println("first:", n, err)
		n, err = durable.Any(bad, slow)
		fmt.Println("any:", n, err)
		fmt.Println("settled:", durable.Settled(fast, slow, bad))
		fmt.Println("all:", durable.All(fast, slow), durable.All(fast, bad))
		v, err := slow.Await()
		fmt.Println("await:", v, err)

		long := durable.Start(st, after(60, nil))
		long.Cancel()
		_, err = long.Await()
		fmt.Println("cancelled:", errors.Is(err, durable.ErrCancelled))
		err = st.WithTimeout(time.Second, func() error { st.Sleep(time.Hour); return nil })
		fmt.Println("too late:", errors.Is(err, durable.ErrTimeout))
	})
	// Output:
	// first: 0 <nil>
	// any: 1 <nil>
	// settled: [<nil> <nil> broken]
	// all: <nil> broken
	// await: 3 <nil>
	// cancelled: true
	// too late: true
}

// What is stored is read as a T, or into what a pointer points to. What is missing is an error.
func ExampleGet() {
	type order struct {
		Item string
		N    int
	}
	inExample(func(st *durable.State) {
		kv := st.Storage.KV()
		must(kv.Put("o", order{"tea", 2}))
		o, err := durable.Get[order](kv, "o")
		fmt.Println(o, err)
		into := order{N: 1}
		fmt.Println(kv.Read("o", &into), into)
		_, err = durable.Get[order](kv, "none")
		fmt.Println(errors.Is(err, durable.ErrNoKey))
		_, err = st.Storage.GetAlarm()
		fmt.Println(errors.Is(err, durable.ErrNoAlarm))

		c, err := st.Storage.SQL().Exec("SELECT 1 AS a, 'x' AS b UNION SELECT 2, 'y'")
		must(err)
		for row, err := range c.Rows() {
			fmt.Println(row["a"], row["b"], err)
		}
		_, ws := durable.NewWebSocketPair()
		must(ws.SerializeAttachment(order{"milk", 1}))
		fmt.Println(ws.DeserializeAttachment(&into), into)
	})
	// Output:
	// {tea 2} <nil>
	// <nil> {tea 2}
	// true
	// true
	// 1 x <nil>
	// 2 y <nil>
	// <nil> {milk 1}
}

// Code that recovers lets what ends a dead incarnation go on.
func ExampleUnwinding() {
	inExample(func(st *durable.State) {
		defer func() {
			if v := recover(); durable.Unwinding(v) {
				panic(v)
			} else if v != nil {
				fmt.Println("recovered:", v)
			}
		}()
		panic("a bug")
	})
	// Output: recovered: a bug
}

// An object says what it uses, and the runtime shows it from outside.
func ExampleRuntime_Inspect() {
	w := sim.New(sim.Options{})
	defer w.Close()
	rt := durable.New(w.World, platform.Workerd(), durable.WithSQLSteps(1_000_000))
	ns, err := rt.Namespace(durable.Class{Name: "Cell", New: func(*durable.State) (durable.Object, error) {
		return struct{}{}, nil
	}})
	must(err)
	s := ns.GetByName("a")
	rt.Remember()
	must(rt.Inside(s, func(_ durable.Object, st *durable.State) error {
		st.Allocate(64 << 20)
		st.Free(32 << 20)
		st.WaitUntil(func() { st.Log("done") })
		return st.Storage.KV().Put("k", "old")
	}))
	must(rt.Inside(s, func(_ durable.Object, st *durable.State) error {
		_, err := st.Storage.KV().Delete("k")
		return errors.Join(err, st.Storage.KV().Put("n", 7))
	}))
	x, err := rt.Inspect(s)
	must(err)
	for _, c := range x.Stored.Last {
		fmt.Println(c.Table == durable.KeyValue, c.Kind == durable.RowRemoved, c.Key)
	}
	fmt.Println(s.ID().Equals(ns.IDFromName("a")))
	bill, err := rt.Cost(platform.PaidPlan())
	must(err)
	fmt.Println(bill.Dollars > 0)
	fmt.Println(rt.Clock("client").Now().Equal(w.Now()))
	// Output:
	// true false [n]
	// true true [k]
	// true
	// true
	// true
}

// A body is written in parts: Room says how much of it would go without waiting for the reader.
func ExampleState_NewStream() {
	inExample(func(st *durable.State) {
		w, body := st.NewStream()
		fmt.Println(w.Room() == durable.StreamBytesMax)
		n, err := w.Write([]byte("first"))
		fmt.Println(n, err, w.Room() < durable.StreamBytesMax)
		must(body.Close())
	})
	// Output:
	// true
	// 5 <nil> true
}

// Live worlds, one a core, whose objects call each other.
func ExamplePeers() {
	g, err := live.NewGroup(2, live.Options{}, nil)
	must(err)
	var doors []durable.Poster
	for _, w := range g.Worlds() {
		doors = append(doors, w)
	}
	peers := durable.NewPeers(doors)
	for n, w := range g.Worlds() {
		rt := durable.New(w.World, platform.Ideal(),
			durable.WithPeers(peers, n), durable.WithBeside(w.Beside), durable.WithOpenMax(100))
		_, err := rt.Namespace(durable.Class{Name: "Tally", New: newTally})
		must(err)
	}
	g.Start()
	id := peers.Runtime(0).Lookup("Tally").IDFromName("a")
	away := 1 - peers.Place(id) // The world that does not have the object: its stub carries the call there.
	must(g.Worlds()[away].Do(context.Background(), "client", func() {
		s := peers.Runtime(away).Lookup("Tally").Get(id).WithTimeout(time.Minute)
		n, err := durable.Call[int](s, "Add", 2)
		fmt.Println(n, err)
	}))
	must(g.Stop(context.Background()))
	// Output: 2 <nil>
}
