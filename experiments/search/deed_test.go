package search_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/experiments/search"
)

// told counts the operations that a subject was asked to do.
type told struct{ list *[]search.Operation }

func (p told) Do(_ *search.Client, o search.Operation) error {
	*p.list = append(*p.list, o)
	return nil
}

// naming is a subject with one deed of that name, and every field.
func naming(deed string, list *[]search.Operation) *search.Subject {
	fields := []string{
		"key", "in", "id", "n", "awaits", "throws", "passing", "cancels", "again", "every", "odd", "cron", "start",
	}
	return &search.Subject{
		Name: "own", Deeds: []search.Deed{{Name: deed, Fields: fields}},
		Open: func(w *search.World) (search.Play, error) {
			_, err := w.Namespace(durable.Class{Name: "Own", New: func(*durable.State) (durable.Object, error) {
				return struct{}{}, nil
			}})
			return told{list}, err
		},
	}
}

// TestFreeNames: what deeds of multiplexers are called, and what their fields mean, binds no other subject. Its client
// does each operation once, as it is written.
func TestFreeNames(t *testing.T) {
	operations := func(do string) []search.Operation {
		return []search.Operation{
			{Do: do}, // A schedule needs a key.
			{Do: do, Key: "a"},
			{Do: do, Key: "a"}, // No two schedules have one key.
			{Do: do, Key: "a-1"},
			{Do: do, Key: "a", N: 2},
			{Do: do, Odd: "shoe"},
			{Do: do, Start: true}, // The object does it at its start.
			{Do: do, Cron: "whenever", In: time.Second, N: 3}, // A cron is read, and goes with little else.
		}
	}
	for _, do := range []string{
		search.Schedule, search.Cancel, search.Probe, search.Foreign, search.Block, search.Ping, search.Hold,
		search.Increment, search.Read,
	} {
		var list []search.Operation
		s := naming(do, &list)
		x := s.Scenario("ideal", []string{}, 1)
		x.Operations, x.Heal = operations(do), time.Second
		read, err := search.Parse([]byte(x.String()), *s)
		require.NoError(t, err, do)
		out, err := read.Run(search.Options{})
		require.NoError(t, err, do)
		require.Empty(t, out.Violations, do)
		require.Len(t, list, len(x.Operations), do)
		for n, o := range list {
			require.Equal(t, n, o.Place(), do)
		}
	}
}

// blocker blocks until the platform resets it.
type blocker struct{ st *durable.State }

func (b *blocker) Block() error {
	return b.st.BlockConcurrencyWhile(func() error { b.st.Sleep(time.Minute); return nil })
}

// blocking is a blocker in one world.
type blocking struct{ ns *durable.Namespace }

func (p blocking) Do(*search.Client, search.Operation) error {
	_, err := p.ns.GetByName("a").Call("Block")
	return err
}

// TestBlockIsNoExcuse: a deed called block does not excuse the reset of its object, as that of multiplexers does.
func TestBlockIsNoExcuse(t *testing.T) {
	for _, deed := range []string{search.Block, "wait"} {
		s := &search.Subject{
			Name: "own", Deeds: []search.Deed{{Name: deed}},
			Open: func(w *search.World) (search.Play, error) {
				ns, err := w.Namespace(durable.Class{Name: "Own", New: func(st *durable.State) (durable.Object, error) {
					return &blocker{st}, nil
				}})
				return blocking{ns}, err
			},
		}
		x := s.Scenario("ideal", []string{}, 1)
		x.Operations = []search.Operation{{Do: deed}}
		out, err := x.Run(search.Options{})
		require.NoError(t, err)
		const reset = "reset: the object was reset, though nothing had gone wrong"
		require.True(t, out.Has(reset), "%s: %v", deed, out.Violations)
	}
}

// TestNamesThatAreTaken: a deed cannot be called as what happens to objects, nor use a field that no operation has.
func TestNamesThatAreTaken(t *testing.T) {
	var list []search.Operation
	for _, name := range []string{search.Evict, search.Crash, search.Restart} {
		_, err := naming(name, &list).Scenario("ideal", nil, 1).Run(search.Options{})
		require.ErrorIs(t, err, search.ErrSubject, name)
		require.ErrorContains(t, err, "subject own: deed "+name)
	}
	s := naming("buy", &list)
	s.Deeds[0].Fields = []string{"key", "amount"}
	_, err := s.Scenario("ideal", nil, 1).Run(search.Options{})
	require.ErrorContains(t, err, `deed buy: an operation has no field "amount" for Fields: it has at, client, do, key`)

	s.Deeds[0].Fields = []string{"n"}
	x := s.Scenario("ideal", []string{}, 1)
	x.Operations = []search.Operation{{Do: "buy", Key: "anna"}}
	_, err = x.Run(search.Options{})
	require.ErrorContains(t, err, "buy has no field key: its fields are at, client, do, n")
}
