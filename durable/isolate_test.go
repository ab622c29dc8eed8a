package durable_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
)

// TestMemoryIsOfAnIsolate: too much memory resets all objects of the classes that share it, and nobody else. A class
// without an isolate has one for each object.
func TestMemoryIsOfAnIsolate(t *testing.T) {
	const most = 100 << 20
	for over, want := range map[string][]string{
		"One/a": {"One/a", "One/b", "Two/a"}, "Two/a": {"One/a", "One/b", "Two/a"}, "Other/a": {"Other/a"},
		"Alone/a": {"Alone/a"}, "Alone/b": {"Alone/b"},
	} {
		p := durable.Ideal()
		p.MemoryMax = most
		w := durabletest.New(t, durabletest.Profile(p))
		stubs := map[string]*durable.Stub{}
		for class, isolate := range map[string]string{"One": "shared", "Two": "shared", "Other": "other", "Alone": ""} {
			ns := w.Namespace(durable.Class{Name: class, Isolate: isolate, New: newSubject})
			for _, name := range []string{"a", "b"} {
				if name == "b" && (class == "Two" || class == "Other") {
					continue
				}
				stubs[class+"/"+name] = ns.GetByName(name)
			}
		}
		allocate := func(who string, bytes int) error {
			return w.Objects.Inside(stubs[who], func(_ durable.Object, st *durable.State) error {
				st.Allocate(bytes)
				return nil
			})
		}
		for who := range stubs {
			require.NoError(t, allocate(who, most/4))
		}
		err := allocate(over, most)
		require.ErrorContains(t, err, "exceeded its memory limit", over)
		var lost []string
		for who, stub := range stubs {
			v, err := w.Objects.Look(stub)
			require.NoError(t, err)
			if v.Lost > 0 {
				lost = append(lost, who)
			}
		}
		require.ElementsMatch(t, want, lost, over)
	}
}

// TestMemoryComesBack: what has been freed may be used again, and no more can be freed than there is.
func TestMemoryComesBack(t *testing.T) {
	p := durable.Ideal()
	p.MemoryMax = 100
	w := durabletest.New(t, durabletest.Profile(p))
	ns := w.Namespace(durable.Class{Name: "Obj", New: newSubject})
	inside := func(fn func(st *durable.State)) error {
		return w.Objects.Inside(ns.GetByName("a"), func(_ durable.Object, st *durable.State) error { fn(st); return nil })
	}
	require.NoError(t, inside(func(st *durable.State) {
		for range 3 {
			st.Allocate(100)
			st.Free(60)
			st.Free(1000)
		}
		st.Free(1)
		st.Allocate(99)
		st.Free(-1)
		st.Allocate(0)
		st.Allocate(1)
	}))
	require.ErrorContains(t, inside(func(st *durable.State) { st.Allocate(1) }), "exceeded its memory limit")
	require.NoError(t, inside(func(st *durable.State) { st.Allocate(100) }), "a new incarnation holds nothing")
}

// TestReplacedIncarnationLeavesTheMeter: the end of an incarnation that another has replaced does not end the time that
// the other is billed for.
func TestReplacedIncarnationLeavesTheMeter(t *testing.T) {
	plan, err := durable.NewPlan("object.turn nth=1 if=await deploy=30s")
	require.NoError(t, err)
	w := durabletest.New(t, durabletest.Objects(durable.WithFaults(plan)))
	ns := w.Namespace(durable.Class{Name: "Obj", New: newSubject})
	w.Go("old", func() { _, _ = ns.GetByName("a").Call("Run", "sleep 5s") })
	w.Advance(time.Second)
	w.Go("new", func() { _, _ = ns.GetByName("a").Call("Run", "sleep 20s") })
	w.Advance(time.Minute)
	require.Equal(t, []int{1}, plan.Struck())
	u, err := w.Objects.Usage(ns.GetByName("a"))
	require.NoError(t, err)
	require.Equal(t, 20*time.Second, u.Active)
	require.Equal(t, int64(2), u.Starts)
}
