package durable_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// tortoise answers its first call after a minute and the others at once, and says which it was.
type tortoise struct {
	st    *durable.State
	calls int
	heads []string
}

func newTortoise(st *durable.State) (durable.Object, error) { return &tortoise{st: st}, nil }

func (o *tortoise) Race() int {
	o.calls++
	n := o.calls
	if n == 1 {
		o.st.Sleep(time.Minute)
	}
	return n
}

// Fetch gives the header X as it came, and spoils it.
func (o *tortoise) Fetch(r *http.Request) (*http.Response, error) {
	o.heads = append(o.heads, r.Header.Get("X"))
	r.Header.Set("X", "spoilt")
	return durable.Text("%s", r.Header.Get("X")), nil
}

func (o *tortoise) Heads() string { return fmt.Sprint(o.heads) }

// TestOfTwoTheFirstAnswerIsHeard: a call that comes twice is answered by whichever is done first, or not lost.
func TestOfTwoTheFirstAnswerIsHeard(t *testing.T) {
	for _, faults := range [][]string{
		{"stub.request nth=1 twice"},
		{"stub.request nth=1 twice", "stub.response nth=2 drop"}, // The first one's, after a minute.
	} {
		w := durabletest.New(t, faulty(t, faults...))
		s := w.Namespace(durable.Class{Name: "Obj", New: newTortoise}).GetByName("a")
		got, err := durable.Call[int](s, "Race")
		require.NoError(t, err)
		require.Equal(t, 2, got)
		require.Less(t, w.Elapsed(), time.Second)
		w.Advance(time.Hour)
		got, err = durable.Call[int](s, "Race")
		require.NoError(t, err)
		require.NotEqual(t, 2, got, "an answer came twice")
	}
}

// TestARequestThatComesTwiceIsTheSame: what the first run does to it the second does not see.
func TestARequestThatComesTwiceIsTheSame(t *testing.T) {
	w := durabletest.New(t, faulty(t, "stub.request if=fetch nth=1 twice"))
	s := w.Namespace(durable.Class{Name: "Obj", New: newTortoise}).GetByName("a")
	r := durable.NewRequest("http://x/")
	r.Header.Set("X", "fresh")
	_, err := s.Fetch(r)
	require.NoError(t, err)
	got, err := durable.Call[string](s, "Heads")
	require.NoError(t, err)
	require.Equal(t, "[fresh fresh]", got)
}

// TestABrokenStubSaysSoItself: its error comes from no object, and nothing befalls it on its way back.
func TestABrokenStubSaysSoItself(t *testing.T) {
	p, err := platform.NewPlan("object.turn nth=1 reset=L3", "stub.response nth=2 drop")
	require.NoError(t, err)
	w := durabletest.New(t, durabletest.Objects(durable.WithFaults(p)))
	s := w.Namespace(durable.Class{Name: "Obj", New: newSubject}).GetByName("a")
	for range 3 {
		_, err := durable.Call[string](s, "Run", "say x")
		require.ErrorContains(t, err, "code was updated")
	}
	require.Equal(t, []int{1, 0}, p.Struck())
}

// TestARefusalTakesNoLink: what never reached its object has no answer that a partition could lose, be it a call or an
// alarm.
func TestARefusalTakesNoLink(t *testing.T) {
	w := durabletest.New(t)
	s := w.Namespace(durable.Class{Name: "Obj", New: newSubject}).GetByName("a")
	_, err := durable.Call[string](s, "Run", "alarm 1m")
	require.NoError(t, err)
	p, err := platform.NewPlan("stub.request error=L4", "object.activate if=alarm nth=1 error=L10", "link nth=3 partition=1s")
	require.NoError(t, err)
	require.NoError(t, w.Objects.SetFaults(p))
	_, err = durable.Call[string](s, "Run", "say never") // The first on the link.
	require.ErrorContains(t, err, "overloaded")
	w.Advance(time.Minute + time.Second) // The second.
	require.Equal(t, []int{1, 1, 0}, p.Struck())
	w.Advance(time.Minute) // It is tried again.
	require.Equal(t, []int{1, 1, 1}, p.Struck())
}

// TestOwnHandsOvertakeNobody: what a test does in an object is no call.
func TestOwnHandsOvertakeNobody(t *testing.T) {
	w := durabletest.New(t, faulty(t, "stub.request nth=1 reorder=10s"))
	ns := w.Namespace(durable.Class{Name: "Obj", New: newSubject})
	var took time.Duration
	w.Go("client", func() {
		if _, err := durable.Call[string](ns.GetByName("a"), "Run", "say x"); err != nil {
			t.Error(err)
		}
		took = w.Elapsed()
	})
	w.Advance(time.Second)
	require.NoError(t, w.Objects.Inside(ns.GetByName("a"), func(durable.Object, *durable.State) error { return nil }))
	w.Advance(time.Minute)
	require.Equal(t, 10*time.Second, took)
}

// TestAConnectionForNobodyIsClosed: who is gone when its WebSocket arrives leaves none behind, nor do two for one call.
func TestAConnectionForNobodyIsClosed(t *testing.T) {
	p := platform.Ideal()
	p.ClientHop = fault.Const(10 * time.Millisecond)
	w := durabletest.New(t, durabletest.Profile(p), faulty(t, "stub.request if=fetch nth=2 twice"))
	ns := w.Namespace(durable.Class{Name: "Obj", New: newSubject})
	dial := func() {
		_, err := ns.GetByName("a").Dial(durable.NewRequest("http://x/"))
		if err != nil {
			t.Error(err)
		}
	}
	sockets := func() int {
		v, err := w.Objects.Look(ns.GetByName("a"))
		require.NoError(t, err)
		return v.Sockets
	}
	client := w.Go("client", dial)
	w.Advance(15 * time.Millisecond)
	require.Equal(t, 1, sockets())
	client.Kill()
	w.Advance(time.Second)
	require.Zero(t, sockets())

	w.Go("client", dial)
	w.Advance(time.Second)
	require.Equal(t, 1, sockets())
}

// TestACallThatWasCutEndsQuietly: also where its object dies, or its handler opens a connection.
func TestACallThatWasCutEndsQuietly(t *testing.T) {
	w := durabletest.New(t, faulty(t, "stub.deliver times=2 error=L1"))
	ns := w.Namespace(durable.Class{Name: "Obj", New: newSubject})
	s := ns.GetByName("a")
	_, err := s.Dial(durable.NewRequest("http://x/"))
	require.ErrorIs(t, err, platform.ErrConnectionLost)
	w.Advance(time.Second)
	v, err := w.Objects.Look(s)
	require.NoError(t, err)
	require.Zero(t, v.Sockets+v.InFlight)

	heard := 0
	w.Go("client", func() {
		_, err := durable.Call[string](s, "Run", "sleep 1s|abort")
		if !errors.Is(err, platform.ErrConnectionLost) {
			t.Error(err)
		}
		heard++
	})
	w.Advance(time.Minute)
	require.Equal(t, 1, heard)
}

// TestDialedSocketsAreCut: an object that has dialed is cut off from its socket's server by a partition of either,
// which one of their frames brings about, or anything else: then both notice at its end.
func TestDialedSocketsAreCut(t *testing.T) {
	for _, fault := range []string{
		"link Obj/a nth=1 if=socket partition=2s", "link Obj/b nth=1 if=socket partition=2s",
		"link Obj/a nth=1 partition=2s", "link Obj/b nth=1 partition=2s",
	} {
		w := durabletest.New(t)
		ns := w.Namespace(durable.Class{Name: "Obj", New: newSubject})
		var sock *durable.Socket
		inside := func(fn func() error) {
			require.NoError(t, w.Objects.Inside(ns.GetByName("a"), func(durable.Object, *durable.State) error { return fn() }))
		}
		inside(func() (err error) {
			sock, err = ns.GetByName("b").Dial(durable.NewRequest("http://x/"))
			return err
		})
		p, err := platform.NewPlan(fault)
		require.NoError(t, err)
		require.NoError(t, w.Objects.SetFaults(p))
		if strings.Contains(fault, "if=socket") {
			inside(func() error { return sock.SendText("say one") })
		} else {
			object, _, _ := strings.Cut(strings.TrimPrefix(fault, "link Obj/"), " ")
			_, err := durable.Call[string](ns.GetByName(object), "Run", "say never")
			require.ErrorIs(t, err, platform.ErrConnectionLost)
		}
		require.Equal(t, []int{1}, p.Struck(), fault)
		w.Advance(5 * time.Second) // Then the idle object has not gone yet.
		v, err := w.Objects.Look(ns.GetByName("b"))
		require.NoError(t, err)
		require.Zero(t, v.Sockets, fault)
		_, err = sock.Receive()
		require.ErrorContains(t, err, "1006", fault)
	}
}

// TestAPartitionLeavesNothing: while it lasts nothing passes and nothing is asked for, and then everything does, an
// alarm from before included.
func TestAPartitionLeavesNothing(t *testing.T) {
	w := durabletest.New(t)
	s := w.Namespace(durable.Class{Name: "Obj", New: newSubject}).GetByName("a")
	_, err := durable.Call[string](s, "Run", "on-alarm put rung 1|alarm 5s")
	require.NoError(t, err)
	p, err := platform.NewPlan("link until=1h partition=50m")
	require.NoError(t, err)
	require.NoError(t, w.Objects.SetFaults(p))
	for range 4 {
		_, err = durable.Call[string](s, "Run", "get rung")
		require.ErrorIs(t, err, platform.ErrConnectionLost)
		w.Advance(19 * time.Minute)
	}
	require.Equal(t, []int{2}, p.Struck()) // At the beginning, and again at once when that was over.
	w.Advance(time.Hour)                   // The manager tries every 20 minutes by now.
	got, err := durable.Call[string](s, "Run", "get rung")
	require.NoError(t, err)
	require.Equal(t, "rung=1", got)
}

// TestAConnectionInTheMaking is a call's answer to a partition of sockets, and is not broken by it.
func TestAConnectionInTheMaking(t *testing.T) {
	p := platform.Ideal()
	p.ClientHop = fault.Const(10 * time.Millisecond)
	w := durabletest.New(t, durabletest.Profile(p), faulty(t, "link if=socket nth=1 partition=1s"))
	ns := w.Namespace(durable.Class{Name: "Obj", New: newSubject})
	talk := func() error {
		sock, err := ns.GetByName("a").Dial(durable.NewRequest("http://x/"))
		if err == nil {
			w.Sleep(5 * time.Second)
			err = sock.SendText("say one")
		}
		if err == nil {
			_, err = sock.Receive()
		}
		return err
	}
	first, err := ns.GetByName("a").Dial(durable.NewRequest("http://x/"))
	require.NoError(t, err)
	var talked error
	w.Go("second", func() { talked = talk() })
	w.Advance(15 * time.Millisecond)
	require.NoError(t, first.SendText("say lost"))
	w.Advance(time.Minute)
	require.NoError(t, talked)
	_, err = first.Receive()
	require.ErrorContains(t, err, "1006")
}

// TestStatesOfFiles: what an object has stored is known before anybody has opened its database.
func TestStatesOfFiles(t *testing.T) {
	dir := t.TempDir()
	for run, want := range []error{nil, platform.ErrConnectionLost} {
		w := durabletest.New(t, durabletest.Objects(durable.WithDir(dir)), faulty(t, "stub.request if=stored:n error=L1"))
		_, err := durable.Call[string](w.Namespace(durable.Class{Name: "Obj", New: newSubject}).GetByName("a"), "Run", "put n 1")
		require.ErrorIs(t, err, want, run)
		w.Close()
	}
}

// faulty lets faults strike in a world.
func faulty(t *testing.T, texts ...string) durabletest.Option {
	p, err := platform.NewPlan(texts...)
	require.NoError(t, err)
	return durabletest.Objects(durable.WithFaults(p))
}
