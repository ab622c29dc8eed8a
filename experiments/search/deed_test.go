package search_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/experiments/search"
	"dolab/experiments/search/schedules"
)

// told counts the operations that a subject was asked to do.
type told struct{ list *[]search.Operation }

func (p told) note(_ *search.Client, o search.Operation) error {
	*p.list = append(*p.list, o)
	return nil
}

// Fields of all types, some under names that multiplexers use too, with other bounds and meanings.
var (
	in     = search.Field[time.Duration]{Name: "in", Draw: []time.Duration{time.Second, time.Minute}}
	count  = search.Field[int]{Name: "n", Draw: []int{3, 5, 8}}
	odd    = search.Field[string]{Name: "odd", Draw: []string{"left", "right"}}
	start  = search.Field[bool]{Name: "start"}
	cron   = search.Field[string]{Name: "cron"}
	amount = search.Field[int]{Name: "amount", Negative: true}
)

// naming is a subject with one deed of that name.
func naming(deed string, list *[]search.Operation) *search.Subject {
	return &search.Subject{
		Name: "own",
		Deeds: []search.Deed{{
			Name: deed, Do: search.Do(told.note), Fields: search.Fields{search.Keys("a", "b"), in, count, odd, start, cron, amount},
		}},
		Open: func(w *search.World) (search.Play, error) {
			_, err := w.Namespace(durable.Class{Name: "Own", New: func(*durable.State) (durable.Object, error) {
				return struct{}{}, nil
			}})
			return told{list}, err
		},
	}
}

// own is the registry of a subject of one's own.
func own(s *search.Subject) search.Registry { return search.Registry{search.Listed(*s)} }

// TestFreeNames: what deeds of multiplexers are called, and what their fields mean, binds no other subject. Its client
// does each operation once, as it is written.
func TestFreeNames(t *testing.T) {
	operations := func(do string) []search.Operation {
		o := search.Operation{Do: do}
		keyed := func(key string, values ...search.Value) search.Operation {
			return search.Operation{Do: do, Key: key}.With(values...)
		}
		return []search.Operation{
			o, // A schedule needs a key.
			keyed("a"),
			keyed("a"), // No two schedules have one key.
			keyed("a-1"),
			keyed("a", count.Is(2)),
			o.With(odd.Is("shoe")),
			o.With(start.Is(true)), // The object does it at its start.
			o.With(cron.Is("whenever"), in.Is(time.Second), count.Is(3)), // A cron is read, and goes with little else.
			o.With(amount.Is(-5)),
		}
	}
	for _, do := range []string{
		schedules.Schedule, schedules.Cancel, schedules.Probe, schedules.Foreign, schedules.Block, schedules.Ping,
		schedules.Hold, schedules.Increment, schedules.Read,
	} {
		var list []search.Operation
		s := naming(do, &list)
		x := s.Scenario("ideal", []string{}, 1)
		x.Operations, x.Heal = operations(do), time.Second
		read, err := search.Parse([]byte(x.String()), own(s))
		require.NoError(t, err, do)
		require.Equal(t, x.Operations, read.Operations)
		out, err := read.Run(search.Options{})
		require.NoError(t, err, do)
		require.Empty(t, out.Violations, do)
		require.Len(t, list, len(x.Operations), do)
		for n, o := range list {
			require.Equal(t, n, o.Place(), do)
			require.True(t, o.Equal(x.Operations[n]), do)
		}
	}
}

// TestFields: a field is drawn, written, read, held to its bounds, and made smaller, as its declaration says.
func TestFields(t *testing.T) {
	var list []search.Operation
	s := naming("buy", &list)
	seen := map[any]bool{}
	for seed := range uint64(30) {
		x := s.Scenario("ideal", []string{}, seed)
		for _, o := range x.Operations {
			if o.Do == "buy" {
				seen[o.Key], seen[in.Of(o)], seen[count.Of(o)], seen[odd.Of(o)] = true, true, true, true
				require.Zero(t, cron.Of(o))
			}
		}
		read, err := search.Parse([]byte(x.String()), own(s))
		require.NoError(t, err)
		require.Equal(t, x.Operations, read.Operations)
	}
	require.Equal(t, map[any]bool{
		"a": true, "b": true, time.Second: true, time.Minute: true, 3: true, 5: true, 8: true, "left": true, "right": true,
	}, seen)

	x := s.Scenario("ideal", []string{}, 1)
	const head = "subject: own\nprofile: ideal\nheal: 1s\nsettle: 1m\noperations:\n  - {at: 0s, do: buy, "
	for field, want := range map[string]string{
		"in: -1s}":          "buy: in: -1s is out of bounds: it is from 0s to",
		"n: 10001}":         "buy: n: 10001 is out of bounds: it is from 0 to 10000",
		"amount: -10001}":   "buy: amount: -10001 is out of bounds: it is from -10000 to 10000",
		"amount: 1.5}":      "line 6: amount: `1.5` is not a whole number",
		"start: maybe}":     "line 6: start: `maybe` is not true or false",
		"awaits: 1s}":       "line 6: field awaits is unknown: it is one of at, client, do, key, in, n, odd, start, cron, amount",
		"in: 1s, in: 2s}":   "line 6: field in is given twice",
		"n: 1}\nmux: dolab": "field mux is unknown: it is one of subject, profile",
	} {
		_, err := search.Parse([]byte(head+field+"\n"), own(s))
		require.ErrorContains(t, err, want, field)
	}
	x.Operations = []search.Operation{{Do: "buy"}}
	x.Operations[0] = x.Operations[0].With(search.Field[string]{Name: "n"}.Is("many"))
	_, err := x.Run(search.Options{})
	require.ErrorContains(t, err, "operation 1: buy: n: many is not a whole number")
}

// TestSimplerFields: Shrink makes each field of a subject of one's own as plain as it can be.
func TestSimplerFields(t *testing.T) {
	s := naming("buy", new([]search.Operation))
	s.Deeds[0].Do = func(c *search.Client, o search.Operation) error {
		if count.Of(o) >= 3 && amount.Of(o) <= -2 && in.Of(o) >= 2*time.Second {
			c.World().Violate("books", "too many", "")
		}
		return nil
	}
	x := s.Scenario("ideal", []string{}, 1)
	x.Operations = []search.Operation{search.Operation{Do: "buy", Key: "a", Client: 2}.With(
		in.Is(73*time.Second), count.Is(40), odd.Is("left"), start.Is(true), cron.Is("x"), amount.Is(-2),
	)}
	small, err := search.Shrink(x, "", search.Options{})
	require.NoError(t, err)
	require.Equal(t, []search.Operation{
		search.Operation{Do: "buy", Key: "a"}.With(in.Is(2*time.Second), count.Is(3), amount.Is(-2)),
	}, small.Scenario.Operations)
	require.Contains(t, small.Scenario.String(), `{at: 0s, do: buy, key: a, in: 2s, "n": 3, amount: -2}`)
}

// blocker blocks until the platform resets it.
type blocker struct{ st *durable.State }

func (b *blocker) Block() error {
	return b.st.BlockConcurrencyWhile(func() error { b.st.Sleep(time.Minute); return nil })
}

// blocking is a blocker in one world.
type blocking struct{ ns *durable.Namespace }

func (p blocking) block(*search.Client, search.Operation) error {
	_, err := p.ns.GetByName("a").Call("Block")
	return err
}

// TestBlockIsNoExcuse: a deed does not excuse the reset of its object by being called block, as that of multiplexers is,
// but by saying that it blocks.
func TestBlockIsNoExcuse(t *testing.T) {
	for _, deed := range []search.Deed{{Name: schedules.Block}, {Name: "wait"}, {Name: "wait", Blocks: true}} {
		deed.Do = search.Do(blocking.block)
		s := &search.Subject{
			Name: "own", Deeds: []search.Deed{deed},
			Open: func(w *search.World) (search.Play, error) {
				ns, err := w.Namespace(durable.Class{Name: "Own", New: func(st *durable.State) (durable.Object, error) {
					return &blocker{st}, nil
				}})
				return blocking{ns}, err
			},
		}
		x := s.Scenario("ideal", []string{}, 1)
		x.Operations = []search.Operation{{Do: deed.Name}}
		out, err := x.Run(search.Options{})
		require.NoError(t, err)
		const reset = "reset: the object was reset, though nothing had gone wrong"
		require.Equal(t, !deed.Blocks, out.Has(reset), "%s: %v", deed.Name, out.Violations)
	}
}

// TestNamesThatAreTaken: a deed cannot be called as what happens to objects, and its operations have no field that it has
// not declared.
func TestNamesThatAreTaken(t *testing.T) {
	var list []search.Operation
	for _, name := range []string{search.Evict, search.Crash, search.Restart} {
		_, err := naming(name, &list).Scenario("ideal", nil, 1).Run(search.Options{})
		require.ErrorIs(t, err, search.ErrSubject, name)
		require.ErrorContains(t, err, "subject own: deed "+name)
	}
	s := naming("buy", &list)
	s.Deeds[0].Fields = search.Fields{count}
	x := s.Scenario("ideal", []string{}, 1)
	x.Operations = []search.Operation{{Do: "buy", Key: "anna"}}
	_, err := x.Run(search.Options{})
	require.ErrorContains(t, err, "buy has no field key: its fields are at, client, do, n")
	x.Operations = []search.Operation{search.Operation{Do: "buy"}.With(in.Is(1))}
	_, err = x.Run(search.Options{})
	require.ErrorContains(t, err, "buy has no field in: its fields are at, client, do, n")
}
