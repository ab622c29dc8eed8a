package durable_test

import (
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// called is an object that writes down the calls that reach it.
type called struct {
	st  *durable.State
	log *[]string
}

func (o *called) Note(what string) string {
	*o.log = append(*o.log, what)
	return what
}

func (o *called) Fetch(r *http.Request) (*http.Response, error) {
	return durable.Text("%s", o.Note(strings.TrimPrefix(r.URL.Path, "/"))), nil
}

// Hold calls others while nothing else gets in.
func (o *called) Hold() error {
	return o.st.BlockConcurrencyWhile(func() error {
		o.st.Sleep(30 * time.Millisecond)
		return nil
	})
}

// patternCaller is an object that calls one of the class Called by a pattern, awaiting nothing.
type patternCaller struct{ st *durable.State }

func (o *patternCaller) Calls(pattern, prefix string, names []string) error {
	stubs := stubsOf(o.st.Namespace("Called"), names)
	n := 0
	for _, c := range pattern {
		switch c {
		case 'w':
			o.st.Go(func() {
				if err := o.st.Storage.KV().Put("k", c); err != nil {
					panic(err)
				}
			})
		case 't':
			o.st.Sleep(0)
		default:
			call := callOf(c, prefix, n, stubs)
			n++
			o.st.Go(call)
		}
	}
	return nil
}

func stubsOf(ns *durable.Namespace, names []string) (stubs []*durable.Stub) {
	for _, name := range names {
		stubs = append(stubs, ns.GetByName(name))
	}
	return stubs
}

// callOf is the nth call of a pattern: r and f are by turns on each of the stubs.
func callOf(c rune, prefix string, n int, stubs []*durable.Stub) func() {
	s := stubs[n%len(stubs)]
	what := fmt.Sprintf("%s%c%d", prefix, c, n)
	return func() {
		var err error
		if c == 'f' {
			_, err = s.Fetch(durable.NewRequest("http://x/" + what))
		} else {
			_, err = s.Call("Note", what)
		}
		if err != nil {
			panic(err)
		}
	}
}

type callWorld struct {
	*durabletest.World
	called *durable.Namespace
	caller *durable.Namespace
	log    []string
}

func newCallWorld(t *testing.T, p platform.Profile, seed uint64) *callWorld {
	w := &callWorld{World: durabletest.New(t, durabletest.Profile(p), durabletest.Seed(seed))}
	w.called = durabletest.Class(w.World, "Called", func(st *durable.State) *called { return &called{st, &w.log} })
	w.caller = durabletest.Class(w.World, "Caller", func(st *durable.State) *patternCaller { return &patternCaller{st} })
	return w
}

// arrivals lets a client or an object make the calls of a pattern and returns the order in which they arrived.
func (w *callWorld) arrivals(t *testing.T, from, pattern string, names ...string) string {
	w.log = nil
	if from == "object" {
		_, err := w.caller.GetByName("caller").Call("Calls", pattern, "", names)
		require.NoError(t, err)
	} else {
		p := w.NewProcess("client")
		stubs := stubsOf(w.called, names)
		for n, c := range pattern {
			p.Go(callOf(c, "", n, stubs))
		}
	}
	w.Settle()
	return strings.Join(w.log, " ")
}

// TestCallOrderOfWorkerd holds the profile workerd against what the reference runtime did with all patterns of up to
// six calls (C9, M4.8, N9, rpc-order).
func TestCallOrderOfWorkerd(t *testing.T) {
	data, err := os.ReadFile("testdata/call-order.txt")
	require.NoError(t, err)
	w := newCallWorld(t, platform.Workerd(), 1)
	for n, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.SplitN(line, " ", 4)
		from, state, pattern, want := f[0], f[1], f[2], f[3]
		if want == "==" {
			want = inOrder(pattern)
		}
		name := strconv.Itoa(n)
		if state == "warm" {
			_, err := w.called.GetByName(name).Call("Note", "warm")
			require.NoError(t, err)
		}
		require.Equal(t, want, w.arrivals(t, from, pattern, name), line)
	}
}

func inOrder(pattern string) string {
	var calls []string
	for n, c := range pattern {
		calls = append(calls, fmt.Sprintf("%c%d", c, n))
	}
	return strings.Join(calls, " ")
}

// TestCallOrderOfSeveralStubs: which stub a call takes does not change the order, for any seed; other profiles keep
// that of one stub only.
func TestCallOrderOfSeveralStubs(t *testing.T) {
	for seed := range uint64(30) {
		w := newCallWorld(t, platform.Workerd(), seed)
		require.Equal(t, "f1 f3 r0 r2 r4", w.arrivals(t, "worker", "rfrfr", "a", "a"))
		require.Equal(t, inOrder("rrrrrrrrrr"), w.arrivals(t, "worker", "rrrrrrrrrr", "a", "a", "a"))
		require.Equal(t, inOrder("rrrrrrrrrr"), w.arrivals(t, "object", "rrrrrrrrrr", "a", "a", "a"))
		require.Equal(t, inOrder("ffffff"), w.arrivals(t, "object", "ffffff", "a", "a"))
		// By name and by ID.
		w.log = nil
		id, err := w.called.IDFromString(w.called.IDFromName("a").String())
		require.NoError(t, err)
		stubs := []*durable.Stub{w.called.GetByName("a"), w.called.Get(id), w.called.Get(w.called.IDFromName("a"))}
		for n := range 9 { // Each a client of its own.
			w.Go("client"+strconv.Itoa(n), callOf('r', "", n, stubs))
			w.Advance(0)
		}
		w.Settle()
		require.Equal(t, inOrder("rrrrrrrrr"), strings.Join(w.log, " "))
		w.log = nil
		for n, c := range "rfrfr" {
			w.Go("client"+strconv.Itoa(n), callOf(c, "", n, stubs))
			w.Advance(0)
		}
		w.Settle()
		require.Equal(t, "f1 f3 r0 r2 r4", strings.Join(w.log, " "))
	}
	shuffled := false
	for seed := range uint64(30) {
		w := newCallWorld(t, platform.Production(), seed)
		require.Equal(t, "r0 f1 r2 f3 r4", w.arrivals(t, "worker", "rfrfr", "a"))
		got := w.arrivals(t, "worker", "rrrr", "a", "a")
		shuffled = shuffled || got != inOrder("rrrr")
		require.Less(t, strings.Index(got, "r0"), strings.Index(got, "r2"))
		require.Less(t, strings.Index(got, "r1"), strings.Index(got, "r3"))
	}
	require.True(t, shuffled)
}

// TestCallOrderAcrossMoments is recorded on the reference runtime: a write lets the next fetch keep its place, what
// comes after a wait overtakes nothing before it, and each called object has an order of its own.
func TestCallOrderAcrossMoments(t *testing.T) {
	for pattern, want := range map[string]string{
		"wrfrf":       "r0 f1 r2 f3",
		"rwfrf":       "r0 f1 r2 f3",
		"rfwfwr":      "r0 f1 f2 r3",
		"wffrr":       "f0 r2 r3 f1",
		"fwfrr":       "f0 f1 r2 r3",
		"rftrf":       "r0 f1 r2 f3",
		"rfrfrtrfrfr": "r0 f1 r2 r4 f3 r5 f6 r7 r9 f8",
	} {
		w := newCallWorld(t, platform.Workerd(), 1)
		require.NotEmpty(t, w.arrivals(t, "worker", "r", "a"))
		require.Equal(t, want, w.arrivals(t, "object", pattern, "a"), pattern)
	}
	w := newCallWorld(t, platform.Workerd(), 1)
	require.NotEmpty(t, w.arrivals(t, "worker", "rr", "a", "b"))
	var a, b []string
	for _, what := range strings.Fields(w.arrivals(t, "object", "rffr", "a", "b")) {
		if n, _ := strconv.Atoi(what[1:]); n%2 == 0 {
			a = append(a, what)
		} else {
			b = append(b, what)
		}
	}
	require.Equal(t, []string{"r0", "f2"}, a)
	require.Equal(t, []string{"f1", "r3"}, b)
	// Behind a block, and from a client that waits in between.
	p := w.NewProcess("client")
	s := w.called.GetByName("a")
	w.log = nil
	w.Go("holder", func() { _, _ = s.Call("Hold") })
	w.Advance(10 * time.Millisecond)
	for n, c := range "rfrf" {
		p.Go(callOf(c, "", n, []*durable.Stub{s}))
	}
	w.Settle()
	require.Equal(t, "f1 f3 r0 r2", strings.Join(w.log, " "))
	w.log = nil
	for n, c := range "rfrf" {
		p.Go(callOf(c, "", n, []*durable.Stub{s}))
		w.Advance(time.Microsecond)
	}
	w.Settle()
	require.Equal(t, "r0 f1 r2 f3", strings.Join(w.log, " "))
}

// TestCallOrderOfTwoObjects: the calls of one turn come before those of a later turn of another object.
func TestCallOrderOfTwoObjects(t *testing.T) {
	for seed := range uint64(20) {
		w := newCallWorld(t, platform.Workerd(), seed)
		require.NotEmpty(t, w.arrivals(t, "worker", "r", "a"))
		w.log = nil
		for _, name := range []string{"x", "y"} {
			w.Go(name, func() { _, _ = w.caller.GetByName(name).Call("Calls", "rr", name, []string{"a", "a"}) })
			w.Advance(10 * time.Microsecond)
		}
		w.Settle()
		first, second := "x", "y"
		if strings.HasPrefix(w.log[0], "y") { // Their own turns have no order: cold starts differ.
			first, second = "y", "x"
		}
		require.Equal(t, []string{first + "r0", first + "r1", second + "r0", second + "r1"}, w.log)
	}
}

// TestAnswersInLine: answers of one object come back in the order in which they left it, a delayed one aside.
func TestAnswersInLine(t *testing.T) {
	for seed := range uint64(20) {
		w := newCallWorld(t, platform.Workerd(), seed)
		s := w.called.GetByName("a")
		p := w.NewProcess("client")
		var answers []string
		for n := range 8 {
			p.Go(func() {
				v, err := durable.Call[string](s, "Note", strconv.Itoa(n))
				require.NoError(t, err)
				answers = append(answers, v)
			})
		}
		w.Settle()
		require.Equal(t, strings.Fields("0 1 2 3 4 5 6 7"), answers)
	}
}

// TestDelayInLine: a call that a fault delays holds up those behind it on its own stub, and no others.
func TestDelayInLine(t *testing.T) {
	w := newCallWorld(t, platform.Workerd(), 1)
	require.NotEmpty(t, w.arrivals(t, "worker", "r", "a"))
	plan, err := platform.NewPlan("stub.request Called/a nth=1 delay=5ms")
	require.NoError(t, err)
	require.NoError(t, w.Objects.SetFaults(plan))
	require.Equal(t, "r1 r3 r0 r2", w.arrivals(t, "worker", "rrrr", "a", "a"))
}
