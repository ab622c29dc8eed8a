package durable_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/live"
	"dolab/durable"
	"dolab/durable/platform"
)

// pen is an object that writes down what it is told, and tells others.
type pen struct {
	st    *durable.State
	lines []int
}

// Write adds a line.
func (p *pen) Write(n int) { p.lines = append(p.lines, n) }

// Lines returns all lines.
func (p *pen) Lines() []int { return p.lines }

// Fail returns an error.
func (p *pen) Fail() error {
	return &platform.Error{Name: "RangeError", Message: "too far", User: true}
}

// Wait never answers in time.
func (p *pen) Wait() { p.st.Sleep(time.Hour) }

// Tell lets another write n lines by one stub, without waiting in between.
func (p *pen) Tell(other string, n int) error {
	stub := p.st.Namespace("Pen").GetByName(other)
	var tasks []durable.Awaitable
	for line := range n {
		tasks = append(tasks, durable.Start(p.st, func() (any, error) { return stub.Call("Write", line) }))
	}
	return durable.All(tasks...)
}

// Ask returns what another says to a call without arguments.
func (p *pen) Ask(other, method string) (any, error) {
	return p.st.Namespace("Pen").GetByName(other).Call(method)
}

// Hurry is Ask that waits for a second at most.
func (p *pen) Hurry(other, method string) (any, error) {
	return p.st.Namespace("Pen").GetByName(other).WithTimeout(time.Second).Call(method)
}

// Browse fetches a path of another.
func (p *pen) Browse(other, path string) (string, error) {
	q, err := http.NewRequest("POST", "http://pen"+path, strings.NewReader("body"))
	if err != nil {
		return "", err
	}
	resp, err := p.st.Namespace("Pen").GetByName(other).Fetch(q)
	if err != nil {
		return "", err
	}
	b := make([]byte, 100)
	n, _ := resp.Body.Read(b)
	return fmt.Sprint(resp.StatusCode, " ", string(b[:n])), nil
}

// Fetch answers with the path and the length of the body.
func (p *pen) Fetch(r *http.Request) (*http.Response, error) {
	return durable.Text("%s %d", r.URL.Path, r.ContentLength), nil
}

// neighbours are live worlds with the same class.
type neighbours struct {
	group *live.Group
	peers *durable.Peers
	ns    []*durable.Namespace
}

func newNeighbours(t testing.TB, n int, options ...durable.Option) *neighbours {
	g, err := live.NewGroup(n, live.Options{}, nil)
	require.NoError(t, err)
	var posters []durable.Poster
	for _, w := range g.Worlds() {
		posters = append(posters, w)
	}
	x := &neighbours{group: g, peers: durable.NewPeers(posters)}
	for at, w := range g.Worlds() {
		mine := append(slices.Clone(options), durable.WithPeers(x.peers, at), durable.WithBeside(w.Beside))
		rt := durable.New(w.World, platform.Ideal(), mine...)
		ns, err := rt.Namespace(durable.Class{Name: "Pen", New: func(st *durable.State) (durable.Object, error) {
			return &pen{st: st}, nil
		}})
		require.NoError(t, err)
		_, err = rt.Namespace(durable.Class{Name: "Tally", New: newTally})
		require.NoError(t, err)
		_, err = rt.Namespace(durable.Class{Name: "Deaf", New: newDeaf})
		require.NoError(t, err)
		x.ns = append(x.ns, ns)
	}
	g.Start()
	t.Cleanup(func() { _ = g.Stop(context.Background()) })
	return x
}

// name returns a name whose object has its place in a world.
func (x *neighbours) name(place int) string {
	for n := 0; ; n++ {
		name := fmt.Sprint("n", n)
		if x.peers.Place(x.ns[0].IDFromName(name)) == place {
			return name
		}
	}
}

// in calls an object from the outside of one of the worlds.
func (x *neighbours) in(world int, object, method string, args ...any) (v any, err error) {
	failed := x.group.Worlds()[world].Do(context.Background(), "client", func() {
		v, err = x.ns[world].GetByName(object).Call(method, args...)
	})
	if failed != nil {
		return nil, failed
	}
	return v, err
}

// TestWorldsCallEachOther: calls, fetches, errors and limits are the same across worlds, and calls of one stub keep their
// order.
func TestWorldsCallEachOther(t *testing.T) {
	x := newNeighbours(t, 2)
	a, b := x.name(0), x.name(1)
	_, err := x.in(0, a, "Tell", b, 200)
	require.NoError(t, err)
	v, err := x.in(1, b, "Lines")
	require.NoError(t, err)
	lines := v.([]any)
	require.Len(t, lines, 200)
	for n, line := range lines {
		require.EqualValues(t, n, line)
	}
	again, err := x.in(0, b, "Lines")
	require.NoError(t, err)
	require.Equal(t, v, again, "from outside of the other world")

	_, here := x.in(1, b, "Fail")
	_, there := x.in(0, b, "Fail")
	require.Equal(t, here, there)
	_, err = x.in(0, a, "Hurry", b, "Wait")
	require.ErrorContains(t, err, durable.ErrTimeout.Error())
	text, err := x.in(0, a, "Browse", b, "/some/path")
	require.NoError(t, err)
	require.Equal(t, "200 /some/path 4", text)
	require.NoError(t, x.group.Worlds()[0].Do(t.Context(), "admin", func() {
		_, err = x.peers.Runtime(0).Look(x.ns[0].GetByName(b))
	}))
	require.ErrorIs(t, err, durable.ErrElsewhere)
}

// TestWorldEndsUnderCall: a call into a world that ends is a connection that is lost, and one that comes later is refused.
func TestWorldEndsUnderCall(t *testing.T) {
	x := newNeighbours(t, 2)
	a, b := x.name(0), x.name(1)
	result := make(chan error, 1)
	go func() {
		_, err := x.in(0, a, "Ask", b, "Wait")
		result <- err
	}()
	for { // Until the call has arrived.
		var v durable.Sight
		require.NoError(t, x.group.Worlds()[1].Do(t.Context(), "admin", func() {
			v, _ = x.peers.Runtime(1).Look(x.ns[1].GetByName(b))
		}))
		if v.InFlight > 0 {
			break
		}
	}
	require.NoError(t, x.group.Worlds()[1].Close())
	require.ErrorContains(t, <-result, platform.ErrConnectionLost.Message)
	_, err := x.in(0, a, "Ask", b, "Lines")
	require.ErrorContains(t, err, live.ErrStopped.Error())
}

// TestAlarmsOfOtherNumbers: alarms survive a restart with another number of worlds, in all directions.
func TestAlarmsOfOtherNumbers(t *testing.T) {
	dir := t.TempDir()
	const objects = 12
	for round, worlds := range []int{1, 3, 2, 2, 1} {
		x := newNeighbours(t, worlds, durable.WithDir(dir), durable.WithDurability(durable.Process))
		for n := range objects {
			name := fmt.Sprint("o", n)
			at := x.peers.Place(x.peers.Runtime(0).Lookup("Tally").IDFromName(name))
			var managed time.Time
			var err error
			require.NoError(t, x.group.Worlds()[at].Do(t.Context(), "client", func() {
				rt := x.peers.Runtime(at)
				stub := rt.Lookup("Tally").GetByName(name)
				if round == 0 {
					_, err = stub.Call("Ring", 3_600_000)
					if err != nil {
						return
					}
				}
				v, failed := rt.Look(stub)
				managed, err = v.Managed, failed
			}))
			require.NoError(t, err)
			require.False(t, managed.IsZero(), "round %d: the alarm of %s is lost", round, name)
		}
		require.NoError(t, x.group.Stop(t.Context()))
	}
}
