package durable_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
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
	p, err := durable.NewPlan("object.turn nth=1 reset=L3", "stub.response nth=2 drop")
	require.NoError(t, err)
	w := durabletest.New(t, durabletest.Objects(durable.WithFaults(p)))
	s := w.Namespace(durable.Class{Name: "Obj", New: newSubject}).GetByName("a")
	for range 3 {
		_, err := durable.Call[string](s, "Run", "say x")
		require.ErrorContains(t, err, "code was updated")
	}
	require.Equal(t, []int{1, 0}, p.Struck())
}

// TestAConnectionForNobodyIsClosed: who is gone when its WebSocket arrives leaves none behind, nor do two for one call.
func TestAConnectionForNobodyIsClosed(t *testing.T) {
	p := durable.Ideal()
	p.ClientHop = durable.Const(10 * time.Millisecond)
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
	require.ErrorIs(t, err, durable.ErrConnectionLost)
	w.Advance(time.Second)
	v, err := w.Objects.Look(s)
	require.NoError(t, err)
	require.Zero(t, v.Sockets+v.InFlight)

	heard := 0
	w.Go("client", func() {
		_, err := durable.Call[string](s, "Run", "sleep 1s|abort")
		if !errors.Is(err, durable.ErrConnectionLost) {
			t.Error(err)
		}
		heard++
	})
	w.Advance(time.Minute)
	require.Equal(t, 1, heard)
}

// TestDialedSocketsAreCut: an object that has dialed is cut off from its socket's server, by a partition of either.
func TestDialedSocketsAreCut(t *testing.T) {
	for _, whom := range []string{"Obj/a", "Obj/b"} {
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
		p, err := durable.NewPlan("link " + whom + " nth=1 if=socket partition=10s")
		require.NoError(t, err)
		require.NoError(t, w.Objects.SetFaults(p))
		inside(func() error { return sock.SendText("say one") })
		w.Advance(time.Minute)
		v, err := w.Objects.Look(ns.GetByName("b"))
		require.NoError(t, err)
		require.Zero(t, v.Sockets, whom)
		_, err = sock.Receive()
		require.ErrorContains(t, err, "1006", whom)
	}
}

// TestAPartitionLeavesNothing: while it lasts nothing passes, and then everything does, an alarm from before included.
func TestAPartitionLeavesNothing(t *testing.T) {
	w := durabletest.New(t)
	s := w.Namespace(durable.Class{Name: "Obj", New: newSubject}).GetByName("a")
	_, err := durable.Call[string](s, "Run", "on-alarm put rung 1|alarm 5s")
	require.NoError(t, err)
	p, err := durable.NewPlan("link nth=1 partition=1h")
	require.NoError(t, err)
	require.NoError(t, w.Objects.SetFaults(p))
	for range 3 {
		_, err = durable.Call[string](s, "Run", "get rung")
		require.ErrorIs(t, err, durable.ErrConnectionLost)
		w.Advance(20 * time.Minute)
	}
	require.Equal(t, []int{1}, p.Struck())
	w.Advance(30 * time.Minute) // The manager tries every 20 minutes by now.
	got, err := durable.Call[string](s, "Run", "get rung")
	require.NoError(t, err)
	require.Equal(t, "rung=1", got)
}

// faulty lets faults strike in a world.
func faulty(t *testing.T, texts ...string) durabletest.Option {
	p, err := durable.NewPlan(texts...)
	require.NoError(t, err)
	return durabletest.Objects(durable.WithFaults(p))
}
