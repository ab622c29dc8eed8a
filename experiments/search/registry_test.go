package search_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/durable"
	"dolab/experiments"
	"dolab/experiments/search"
	"dolab/experiments/search/schedules"
)

// TestRegistry: a text names its subject in the field of a family, or any subject in the field "subject"; a registry knows
// what it was given and nothing else.
func TestRegistry(t *testing.T) {
	shop := naming("buy", new([]search.Operation))
	shop.Name = "shop"
	both := search.Registry{schedules.Multiplexers(), search.Listed(*shop)}
	const rest = "\nprofile: ideal\nheal: 1s\nsettle: 1m\noperations: []\n"
	for _, c := range []struct {
		text  string
		known search.Registry
		want  string // the first line of the scenario, or an error
	}{
		{"mux: dolab", both, "mux: dolab\n"},
		{"mux: lumenize-2026-06 repaired B1", both, "mux: lumenize-2026-06 repaired B1\n"},
		{"subject: shop", both, "subject: shop\n"},
		{"subject: dolab", both, "mux: dolab\n"},
		{"mux: shop", both, `unknown multiplexer "shop": it is one of lumenize-2025-11-14, `},
		{"subject: shoe", both, `unknown subject "shoe": it is one of lumenize-2025-11-14, `},
		{"subject: shoe", own(shop), `unknown subject "shoe": it is one of shop`},
		{"mux: dolab\nsubject: shop", both, "mux dolab and subject shop: it is about one of them"},
		{"seed: 1", both, "mux or subject is missing: mux is one of lumenize-2025-11-14, "},
		{"seed: 1", own(shop), "subject is missing: subject is one of shop"},
		{"mux: dolab", own(shop), "line 1: field mux is unknown: it is one of subject, profile"},
		{"subject: shop", nil, `unknown subject "shop"`},
	} {
		s, err := search.Parse([]byte(c.text+rest), c.known)
		if err != nil {
			require.ErrorContains(t, err, c.want, c.text)
			continue
		}
		require.Contains(t, s.String(), c.want)
		require.Equal(t, c.want, s.String()[:len(c.want)])
	}
	var unknown *experiments.ErrUnknown
	_, err := both.Find("shoe")
	require.ErrorAs(t, err, &unknown)
	found, err := both.Find("shop")
	require.NoError(t, err)
	require.Equal(t, "shop", found.Name)
	_, err = search.Scenario{Profile: "ideal"}.Run(search.Options{})
	require.ErrorContains(t, err, "the scenario has no subject: give it one with About")
}

// TestDoorsOfASubject: what the subject of multiplexers needs beyond deeds is open to any subject: own draws and faults
// with choices of their own, a last hand on the scenario, rules over fields and operations, operations that no client does,
// counts, and a part of the page.
func TestDoorsOfASubject(t *testing.T) {
	size := search.Field[int]{Name: "size"}
	s := &search.Subject{
		Name: "doors", Swarm: []string{}, SwarmMore: []string{"commit delay=1ms..5s"},
		Draw: func(c actor.Chooser, x *search.Scenario) {
			x.Load = time.Duration(c.Choose("doors.load", 3)) * time.Millisecond
			x.Operations = []search.Operation{search.Operation{Do: "put"}.With(size.Is(1 + c.Choose("doors.size", 9)))}
		},
		Finish: func(x *search.Scenario) {
			x.Operations = append(x.Operations, search.Operation{Do: "own", At: x.Heal})
		},
		Check: func(x search.Scenario) error {
			if len(x.Operations) > 2 {
				return errors.New("three are too many")
			}
			return nil
		},
		HeldUp:  func(search.Scenario) time.Duration { return time.Hour },
		Simpler: []func(search.Operation) search.Operation{func(o search.Operation) search.Operation { return o.With(size.Is(7)) }},
	}
	s.Deeds = []search.Deed{
		{
			Name: "put", Do: search.Do((*doors).put), Fields: search.Fields{size},
			Check: func(o search.Operation) error {
				if size.Of(o) == 5 {
					return errors.New("put: 5 does not fit")
				}
				return nil
			},
		},
		{Name: "own", Do: search.Do((*doors).put), Unasked: func(search.Operation) bool { return true }},
	}
	page := ""
	s.Open = func(w *search.World) (search.Play, error) {
		_, err := w.Namespace(durable.Class{Name: "Door", New: func(*durable.State) (durable.Object, error) { return struct{}{}, nil }})
		return &doors{w: w, page: &page}, err
	}
	loads, faults := map[time.Duration]bool{}, 0
	for seed := range uint64(40) {
		x := s.Scenario("ideal", nil, seed)
		loads[x.Load] = true
		faults += len(x.Faults)
		require.Equal(t, "own", x.Operations[1].Do)
	}
	require.Len(t, loads, 3)
	require.NotZero(t, faults)

	x := s.Scenario("ideal", []string{}, 1)
	x.Operations[0] = x.Operations[0].With(size.Is(9))
	out, err := x.Run(search.Options{})
	require.NoError(t, err)
	require.Regexp(t, `(?m)^doors\n  size +0$`, page)
	require.Equal(t, []int{9, 90}, []int{out.Asked, out.Runs})
	require.True(t, out.Has("grace: it is an hour and more"))

	small, err := search.Shrink(x, "", search.Options{})
	require.NoError(t, err)
	require.Equal(t, 7, size.Of(small.Scenario.Operations[0]), small.Scenario)

	x.Operations[0] = x.Operations[0].With(size.Is(5))
	require.ErrorContains(t, x.Check(), "operation 1: put: 5 does not fit")
	x.Operations = append(x.Operations[1:], x.Operations[1], x.Operations[1])
	require.ErrorContains(t, x.Check(), "three are too many")
}

// doors is a subject that sums sizes up.
type doors struct {
	w    *search.World
	page *string
	sum  int
}

func (p *doors) put(c *search.Client, o search.Operation) error {
	if o.Do == "own" {
		panic("a client does it")
	}
	var err error
	if *p.page, err = p.w.Page(); err != nil {
		return err
	}
	p.sum += search.Field[int]{Name: "size"}.Of(o)
	if p.w.Grace() > time.Hour && !p.w.Violated("grace: it is an hour and more") {
		p.w.Violate("grace", "it is an hour and more", c.String())
	}
	return nil
}

func (p *doors) Count() (asked, runs int) { return p.sum, 10 * p.sum }

func (p *doors) Page(page *search.Page) {
	page.Head("doors", "")
	page.Item("size", "0")
}

// TestSwarmForgetsNothing: no fault that subjects draw by default makes the alarm manager forget an alarm.
func TestSwarmForgetsNothing(t *testing.T) {
	first, more := search.CommonSwarm()
	require.Subset(t, search.Swarm(), append(first, more...))
	for _, text := range search.Swarm() {
		require.NotRegexp(t, `^alarm\.(later (error|drop|reorder)|deliver drop|arm drop|sync stale|retry abandon|abandon error)`, text)
	}
}
