package durable_test

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// TestMemoryIsOfAnIsolate: too much memory resets all objects of the classes that share it, and nobody else. A class
// without an isolate has one for each object.
func TestMemoryIsOfAnIsolate(t *testing.T) {
	const most = 100 << 20
	for over, want := range map[string][]string{
		"One/a": {"One/a", "One/b", "Two/a"}, "Two/a": {"One/a", "One/b", "Two/a"}, "Other/a": {"Other/a"},
		"Alone/a": {"Alone/a"}, "Alone/b": {"Alone/b"},
	} {
		p := platform.Ideal()
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
	p := platform.Ideal()
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

// sender answers with bodies of so many bytes: in memory, or in streams that wait for their reader.
type sender struct{ st *durable.State }

func (s *sender) Fetch(r *http.Request) (*http.Response, error) {
	n, err := strconv.Atoi(r.URL.Path[1:])
	if err != nil || r.URL.Host == "memory" {
		return durable.Response(200, strings.Repeat("x", n)), err
	}
	var body io.Reader
	for range n {
		w, b := s.st.NewStream()
		s.st.Go(func() { _, _ = w.WriteString(strings.Repeat("x", durable.StreamBytesMax)) })
		body = b
	}
	s.st.Sleep(time.Second)
	return &http.Response{StatusCode: 200, Body: body.(io.ReadCloser)}, nil
}

// TestBodiesTakeMemory: a body counts in the memory of its object until it has left, in memory and in a stream.
func TestBodiesTakeMemory(t *testing.T) {
	for path, fits := range map[string]bool{
		"memory/900000": true, "memory/1100000": false, "stream/15": true, "stream/17": false,
	} {
		p := platform.Ideal()
		p.MemoryMax = 1 << 20
		w := durabletest.New(t, durabletest.Profile(p))
		stub := durabletest.Class(w, "Sender", func(st *durable.State) *sender { return &sender{st} }).GetByName("a")
		resp, err := stub.Fetch(durable.NewRequest("http://" + path))
		if !fits {
			require.ErrorContains(t, err, "exceeded its memory limit", path)
			continue
		}
		require.NoError(t, err, path)
		require.NoError(t, resp.Body.Close())
	}
	p := platform.Ideal()
	p.MemoryMax = 1 << 20
	w := durabletest.New(t, durabletest.Profile(p))
	stub := durabletest.Class(w, "Sender", func(st *durable.State) *sender { return &sender{st} }).GetByName("a")
	for range 3 { // What has left takes none.
		_, err := stub.Fetch(durable.NewRequest("http://memory/600000"))
		require.NoError(t, err)
	}
	seen, err := w.Objects.Look(stub)
	require.NoError(t, err)
	require.Zero(t, seen.Lost)
}

// TestReplacedIncarnationLeavesTheMeter: the end of an incarnation that another has replaced does not end the time that
// the other is billed for.
func TestReplacedIncarnationLeavesTheMeter(t *testing.T) {
	plan, err := platform.NewPlan("object.turn nth=1 if=await deploy=30s")
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
