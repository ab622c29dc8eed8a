package durable_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// spinner is an object that runs on without its time moving.
type spinner struct{ st *durable.State }

func (s *spinner) Poll() {
	for {
		s.st.Sleep(0)
	}
}

func (s *spinner) PollInBlock() error {
	return s.st.BlockConcurrencyWhile(func() error { s.Poll(); return nil })
}

func (s *spinner) PollBeside() {
	s.st.Go(s.Poll)
	s.st.Sleep(time.Hour)
}

// Write polls too, and commits each time.
func (s *spinner) Write() error {
	for n := 0; ; n++ {
		if err := s.st.Storage.KV().Put("n", n); err != nil {
			return err
		}
		s.st.Sleep(0)
	}
}

func (s *spinner) Ask(other string) error {
	for {
		if _, err := s.st.Namespace("Spinner").GetByName(other).Call("Nothing"); err != nil {
			return err
		}
	}
}

func (s *spinner) Nothing() {}

func (s *spinner) Ring() error { return s.st.Storage.SetAlarm(s.st.Now()) }

// Alarm sets another alarm for at once.
func (s *spinner) Alarm(a durable.AlarmInfo) error {
	return s.st.Storage.SetAlarm(a.ScheduledTime)
}

// TestSpinningObjects lets objects run on without time moving: the error names the object, its handler and the line at
// which it waits.
func TestSpinningObjects(t *testing.T) {
	rearms := platform.Ideal()
	rearms.SameTimeRearms = true
	for _, c := range []struct {
		method  string
		args    []any
		profile platform.Profile
		is      error
		text    string
	}{
		{
			"Poll", nil, platform.Ideal(), actor.ErrSpin,
			`10000 times Spinner/a call Poll, last at spin_test.go:\d+ \(dolab/durable_test.\(\*spinner\).Poll\)$`,
		},
		{
			"Poll", nil, platform.Workerd(), actor.ErrSpin,
			`10000 times Spinner/a call Poll, last at spin_test.go:\d+ \(dolab/durable_test.\(\*spinner\).Poll\)$`,
		},
		{"PollInBlock", nil, platform.Ideal(), actor.ErrSpin, `10000 times Spinner/a call PollInBlock, last at spin_test.go`},
		{"PollBeside", nil, platform.Ideal(), actor.ErrSpin, `10000 times Spinner/a go, last at spin_test.go`},
		{"Write", nil, platform.Ideal(), actor.ErrInstant, `\n  \d+ times Spinner/a call Write, last at spin_test.go`},
		{
			"Ask",
			[]any{"b"},
			platform.Ideal(), actor.ErrInstant,
			`\n  \d+ times Spinner/a call Ask, last at spin_test.go:\d+ \(dolab/durable_test.\(\*spinner\).Ask\)\n` +
				`  \d+ times Spinner/b call Nothing`,
		},
		{"Ring", nil, rearms, actor.ErrInstant, `\n  \d+ times Spinner/a alarm 2026-01-01T00:00:00.000Z`},
	} {
		t.Run(c.method, func(t *testing.T) {
			w := durabletest.New(t,
				durabletest.WorldOptions(sim.Options{InstantMax: 45_000}), durabletest.Profile(c.profile))
			ns := durabletest.Class(w, "Spinner", func(st *durable.State) *spinner { return &spinner{st} })
			_, err := ns.GetByName("a").Call(c.method, c.args...)
			if err == nil {
				err = w.World.Advance(time.Second)
			}
			require.ErrorIs(t, err, c.is)
			require.Regexp(t, c.text, err.Error())
		})
	}
}
