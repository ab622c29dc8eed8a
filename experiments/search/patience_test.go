package search_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/experiments/check"
	"dolab/experiments/search"
)

// slow is an object whose methods take longer than a client waits.
type slow struct{ st *durable.State }

// Sleep answers after 40 s.
func (s *slow) Sleep() { s.st.Sleep(40 * time.Second) }

// Never does not answer.
func (s *slow) Never() { s.st.Sleep(1000 * time.Hour) }

// Block runs into the platform's limit of 30 s.
func (s *slow) Block() error {
	return s.st.BlockConcurrencyWhile(func() error { s.st.Sleep(time.Minute); return nil })
}

// sleeping is a slow object in one world. Its clients call the method that the operation names.
type sleeping struct{ ns *durable.Namespace }

func (p *sleeping) call(c *search.Client, o search.Operation) error {
	return c.Await(func() error {
		_, err := p.ns.GetByName("a").Call(o.Do)
		return err
	})
}

// TestPatience: a client that gives up has no answer yet, which is no violation. An answer that then fails, or never
// comes, is one, unless a fault has struck.
func TestPatience(t *testing.T) {
	subject := &search.Subject{
		Name: "slow", Deeds: []search.Deed{
			{Name: "Sleep", Do: search.Do((*sleeping).call)},
			{Name: "Never", Do: search.Do((*sleeping).call)},
			{Name: "Block", Do: search.Do((*sleeping).call)},
		},
		Open: func(w *search.World) (search.Play, error) {
			ns, err := w.Namespace(durable.Class{Name: "Slow", New: func(st *durable.State) (durable.Object, error) {
				return &slow{st}, nil
			}})
			return &sleeping{ns}, err
		},
	}
	const (
		failed = "call: it failed, though nothing had gone wrong"
		reset  = "reset: the object was reset, though nothing had gone wrong"
		stuck  = "stuck: a call is never answered"
		fault  = "stub.response nth=9 drop" // Nobody makes nine calls: it never strikes.
	)
	for _, x := range []struct {
		do, profile, fault string
		want               []string
	}{
		{"Sleep", "ideal", fault, nil},
		{"Sleep", "hostile", fault, nil},
		{"Never", "ideal", fault, []string{stuck}},
		{"Never", "ideal", "stub.response nth=1 drop", []string{stuck}}, // The response it would lose never comes.
		{"Never", "ideal", "stub.request nth=1 drop", nil},
		{"Block", "ideal", fault, []string{failed, reset}},
		{"Block", "workerd", fault, []string{failed, reset}},
	} {
		s := subject.Scenario(x.profile, []string{x.fault}, 1)
		s.Operations = []search.Operation{{Do: x.do}}
		s.Heal, s.Settle = time.Minute, time.Hour
		out, err := s.Run(search.Options{})
		require.NoError(t, err)
		require.Equal(t, x.want, check.Signatures(out.Violations), "%s, %s, %s", x.do, x.profile, x.fault)
	}
}

// TestEndIsNoAnswer: in a world that the subject ends before its time, a call that is under way is not one that is never
// answered.
func TestEndIsNoAnswer(t *testing.T) {
	subject := &search.Subject{
		Name: "cut", Deeds: []search.Deed{{Name: "Never", Do: search.Do((*sleeping).call)}},
		Open: func(w *search.World) (search.Play, error) {
			ns, err := w.Namespace(durable.Class{Name: "Slow", New: func(st *durable.State) (durable.Object, error) {
				return &slow{st}, nil
			}})
			w.After(time.Minute, func() {
				w.Violate("test", "it ends", "")
				w.End()
			})
			return &sleeping{ns}, err
		},
	}
	s := subject.Scenario("ideal", nil, 1)
	s.Operations = []search.Operation{{Do: "Never"}}
	s.Heal, s.Settle = 2*time.Minute, time.Hour
	out, err := s.Run(search.Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"test: it ends"}, check.Signatures(out.Violations))
}
