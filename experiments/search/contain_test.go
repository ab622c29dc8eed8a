package search_test

import (
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/durable"
	"dolab/experiments/search"
)

// fragile is a subject whose code ends in one place without returning.
type fragile struct {
	w     *search.World
	ns    *durable.Namespace
	place string
	end   func()
}

func (f *fragile) at(place string) {
	if f.place == place {
		f.end()
	}
}

// porcelain is its object.
type porcelain struct {
	st *durable.State
	f  *fragile
}

func (o *porcelain) Touch() error {
	o.f.at("handler")
	o.st.Go(func() {
		o.st.Sleep(time.Millisecond)
		o.f.at("coroutine")
	})
	return errors.Join(
		o.st.BlockConcurrencyWhile(func() error { o.f.at("block"); return nil }),
		o.st.Storage.TransactionSync(func() error { o.f.at("transaction"); return nil }),
		o.st.Storage.SetAlarm(o.st.Now().Add(time.Second)),
	)
}

func (o *porcelain) Alarm(durable.AlarmInfo) error {
	o.f.at("alarm")
	return nil
}

func (o *porcelain) Fetch(*http.Request) (*http.Response, error) {
	client, server := durable.NewWebSocketPair()
	return durable.Upgrade(client), o.st.AcceptWebSocket(server)
}

func (o *porcelain) WebSocketMessage(*durable.WebSocket, durable.Message) error {
	o.f.at("message")
	return nil
}

func (f *fragile) touch(c *search.Client, _ search.Operation) error {
	f.at("do")
	return c.Await(func() error {
		f.at("await")
		_, err := f.ns.GetByName("a").Call("Touch")
		sock, failed := f.ns.GetByName("a").Dial(durable.NewRequest("http://x/"))
		if failed == nil {
			failed = sock.SendText("x")
		}
		return errors.Join(err, failed)
	})
}

func (f *fragile) Look() {
	f.w.Watch.Look(f.w.Now())
	f.at("look")
}

func (f *fragile) Judge() {
	f.w.Violate("books", "noted before the end", "")
	f.at("judge")
}

// toucher is what can be touched.
type toucher interface {
	touch(*search.Client, search.Operation) error
}

// touch is what clients do.
var touch = search.Deed{Name: "touch", Do: search.Do(toucher.touch)}

func fragiles(place string, end func()) *search.Subject {
	return &search.Subject{
		Name: "fragile", Deeds: []search.Deed{touch}, Swarm: []string{}, Settle: time.Minute,
		Open: func(w *search.World) (search.Play, error) {
			f := &fragile{w: w, place: place, end: end}
			f.at("open")
			w.Watch.Always("whole", func() error { f.at("watch"); return nil })
			var err error
			f.ns, err = w.Namespace(durable.Class{Name: "Porcelain", New: func(st *durable.State) (durable.Object, error) {
				f.at("constructor")
				return &porcelain{st, f}, nil
			}})
			return f, err
		},
	}
}

// places are all where code of a subject runs in a world.
var places = []string{
	"open", "do", "await", "look", "watch", "judge",
	"handler", "coroutine", "block", "transaction", "alarm", "constructor", "message",
}

// one is a scenario of a subject in which it is touched.
func one(s *search.Subject) search.Scenario {
	x := s.Scenario("ideal", []string{}, 1)
	x.Operations = []search.Operation{{Do: "touch"}}
	return x
}

// TestCodeThatDoesNotReturn ends the code of a subject by Goexit, as require does, and by a panic, in each place: it is a
// finding that says where, another run gives the same, and nothing stays behind.
func TestCodeThatDoesNotReturn(t *testing.T) {
	before := runtime.NumGoroutine()
	for _, place := range places {
		exit := one(fragiles(place, leave))
		out, err := exit.Run(search.Options{TailMax: 1})
		require.NoError(t, err, place)
		v := out.Violations[len(out.Violations)-1]
		require.Equal(t, "exit: code of the subject called runtime.Goexit, as t.FailNow and require do", v.Signature(), place)
		require.Regexp(t, `at contain_test\.go:\d+ \(dolab/experiments/search_test\.leave\)$`, v.Note, place)
		require.Contains(t, out.Stack, "leave", place)
		if place == "judge" {
			require.Equal(t, "books", out.Violations[0].Oracle, "what was found before stays")
		}
		again, err := exit.Run(search.Options{TailMax: 1})
		require.NoError(t, err)
		require.Equal(t, out.Violations, again.Violations)
		require.Equal(t, out.Hash, again.Hash)

		out, err = one(fragiles(place, explode)).Run(search.Options{})
		require.NoError(t, err, place)
		require.Equal(t, "panic", out.Violations[0].Oracle, place)
		require.Contains(t, out.Violations[0].Detail, "bang", place)
		require.Contains(t, out.Stack, "explode", place)
	}
	noneLeft(t, before)
}

func leave() { runtime.Goexit() }

func explode() { panic("bang") }

// noneLeft holds the number of goroutines against what it was before; those that have ended need a moment to go.
func noneLeft(t *testing.T, before int) {
	t.Helper()
	for n := 0; n < 5_000_000 && runtime.NumGoroutine() > before; n++ {
		runtime.Gosched()
	}
	require.LessOrEqual(t, runtime.NumGoroutine(), before)
}

// TestHuntLeavesNothing hunts on objects that panic and whose code leaves: each seed is a finding, and closes its world.
func TestHuntLeavesNothing(t *testing.T) {
	before := runtime.NumGoroutine()
	for _, place := range []string{"handler", "alarm", "judge", "open"} {
		for name, end := range map[string]func(){"exit": leave, "panic": explode} {
			bag, err := search.Hunt(search.Quarry{Scenario: fragiles(place, end).Of(""), Seeds: 25, Workers: 3})
			require.NoError(t, err)
			require.Equal(t, 25, bag.Seeds)
			require.True(t, slices.ContainsFunc(bag.Groups, func(g search.Group) bool {
				return strings.HasPrefix(g.Signature, name+": ")
			}), "%s: %v", place, bag.Groups)
		}
	}
	noneLeft(t, before)
}

// TestWorldOfASubject: a subject that closes its world has done what is not its to do, and one that spins is told where.
func TestWorldOfASubject(t *testing.T) {
	var w *search.World
	s := fragiles("judge", func() { w.Close() })
	open := s.Open
	s.Open = func(given *search.World) (search.Play, error) {
		w = given
		return open(w)
	}
	out, err := one(s).Run(search.Options{})
	require.NoError(t, err)
	require.Contains(t, out.Violations[0].Signature(), "panic: search: the subject closes its world")
	for _, place := range []string{"open", "judge", "do", "handler", "alarm"} {
		*s = *fragiles(place, func() { w.World.Close() })
		open = s.Open
		s.Open = func(given *search.World) (search.Play, error) {
			w = given
			return open(w)
		}
		out, err = one(s).Run(search.Options{})
		require.NoError(t, err, place)
		last := out.Violations[len(out.Violations)-1]
		require.Equal(t, "stuck", last.Oracle, place)
		require.Contains(t, last.String(), "closed", place)
	}

	s.Open = func(w *search.World) (search.Play, error) {
		ns, err := w.Namespace(durable.Class{Name: "Poller", New: func(st *durable.State) (durable.Object, error) {
			return &poller{st}, nil
		}})
		return &polling{ns}, err
	}
	out, err = one(s).Run(search.Options{})
	require.NoError(t, err)
	require.Equal(t, "stuck: the world does not come to rest", out.Violations[0].Signature())
	require.Regexp(t, `10000 times Poller/a call Poll, last at contain_test.go:\d+ `, out.Violations[0].Note)
}

// poller waits for what never comes.
type poller struct{ st *durable.State }

func (p *poller) Poll() {
	for {
		p.st.Sleep(0)
	}
}

type polling struct{ ns *durable.Namespace }

func (p *polling) touch(*search.Client, search.Operation) error {
	_, err := p.ns.GetByName("a").Call("Poll")
	return err
}

// TestSubjectsThatCannotBeRun: what is missing or out of bounds in a subject is a named error that says what, and names
// the seed; what may be left out may be.
func TestSubjectsThatCannotBeRun(t *testing.T) {
	deed := func(d search.Deed) func(*search.Subject) {
		return func(s *search.Subject) { s.Deeds = []search.Deed{d} }
	}
	fields := func(list ...search.AnyField) func(*search.Subject) {
		return deed(search.Deed{Name: "touch", Do: touch.Do, Fields: list})
	}
	for _, c := range []struct {
		change func(*search.Subject)
		want   string // "": it can be run
	}{
		{func(s *search.Subject) { s.Name = "" }, "it has no Name"},
		{func(s *search.Subject) { s.Open = nil }, "subject fragile has no Open"},
		{func(s *search.Subject) {
			s.Open = func(*search.World) (search.Play, error) { return nil, nil }
		}, "Open returned no Play and no error"},
		{func(s *search.Subject) { s.Clients = -1 }, "Clients is -1: it is from 0 to 100"},
		{func(s *search.Subject) { s.Clients = 101 }, "Clients is 101"},
		{func(s *search.Subject) { s.Operations = -1 }, "Operations is -1"},
		{func(s *search.Subject) { s.Settle = -1 }, "Settle is -1ns"},
		{deed(search.Deed{}), "deed 1 has no Name"},
		{deed(search.Deed{Name: "crash"}), "deed crash: that is what happens to objects by itself"},
		{func(s *search.Subject) { s.Deeds = append(s.Deeds, s.Deeds[0]) }, "two deeds touch"},
		{deed(search.Deed{Name: "x"}), "deed x: it has no Do"},
		{deed(search.Deed{Name: "x", Do: touch.Do, Odds: -1}), "deed x: it has Odds -1"},
		{fields(search.Field[int]{}), "deed touch: field 1 has no Name"},
		{fields(search.Field[int]{Name: "at"}), "each operation has a field at: take another name"},
		{fields(search.Field[string]{Name: "key"}), "the field key is Keys: take another name"},
		{fields(search.Keys(), search.Keys("a")), "there are two fields key"},
		{func(s *search.Subject) {
			s.Deeds[0].Fields = search.Fields{search.Field[int]{Name: "n"}}
			s.Deeds = append(s.Deeds, search.Deed{Name: "x", Do: touch.Do, Fields: search.Fields{search.Field[bool]{Name: "n"}}})
		}, "deed x: its field n holds bool, and that of another deed int"},
		{func(s *search.Subject) {
			s.Open = func(*search.World) (search.Play, error) { return 1, nil }
		}, "deed touch is a method of search_test.toucher, and Open returned int"},
		{func(s *search.Subject) { s.Swarm = []string{""} }, `Swarm: "": `},
		{func(s *search.Subject) { s.Swarm = []string{"commmit crash"} }, `Swarm: "commmit crash": `},

		{func(s *search.Subject) { s.Swarm = nil }, ""},
		{func(s *search.Subject) { s.Swarm = []string{} }, ""},
		{func(s *search.Subject) { s.Swarm = []string{"commit if=armed crash"} }, ""},
		{func(s *search.Subject) { s.Deeds = nil }, ""},
		{func(s *search.Subject) { s.Deeds = []search.Deed{} }, ""},
		{fields(search.Keys()), ""},
		{func(s *search.Subject) { s.Draw = func(actor.Chooser, *search.Scenario) {} }, ""},
	} {
		s := fragiles("nowhere", nil)
		c.change(s)
		bag, err := search.Hunt(search.Quarry{Scenario: s.Of(""), First: 7, Seeds: 10})
		if c.want == "" {
			require.NoError(t, err)
			require.Equal(t, 10, bag.Seeds)
			continue
		}
		require.ErrorIs(t, err, search.ErrSubject, c.want)
		require.ErrorContains(t, err, c.want)
		var seed *search.SeedError
		require.ErrorAs(t, err, &seed, c.want)
		require.Equal(t, uint64(7), seed.Seed, c.want)
	}
}

// TestHuntsThatCannotBeRun: a hunt without scenarios or seeds is an error, and so is a seed whose scenario is not drawn
// or whose progress nobody takes: it names the seed and how to see it again.
func TestHuntsThatCannotBeRun(t *testing.T) {
	before := runtime.NumGoroutine()
	s := fragiles("nowhere", nil)
	_, err := search.Hunt(search.Quarry{Seeds: 1})
	require.ErrorIs(t, err, search.ErrNoScenario)
	_, err = search.Hunt(search.Quarry{Scenario: s.Of("")})
	require.ErrorIs(t, err, search.ErrNoSeeds)
	for _, c := range []struct {
		end  func()
		want string
	}{
		{leave, "runtime.Goexit at contain_test.go:"},
		{explode, "panic: bang"},
	} {
		f := &failing{}
		search.Demand(f, search.Quarry{First: 7, Seeds: 5, Scenario: func(seed uint64) search.Scenario {
			if seed == 9 {
				c.end()
			}
			return s.Scenario("ideal", nil, seed)
		}, Command: func(seed uint64) string { return fmt.Sprint("again with ", seed) }})
		require.Contains(t, f.text, "seed 9: draw its scenario: "+c.want)
		require.True(t, strings.HasSuffix(f.text, "\nagain with 9"), f.text)

		_, err := search.Hunt(search.Quarry{Scenario: s.Of(""), First: 7, Seeds: 5, Progress: func(int) { c.end() }})
		require.ErrorContains(t, err, "report progress: "+c.want)
	}
	noneLeft(t, before)
}

// failing is a test that fails.
type failing struct{ text string }

func (f *failing) Helper() {}

func (f *failing) Fatalf(format string, args ...any) { f.text = fmt.Sprintf(format, args...) }
