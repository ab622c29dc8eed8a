package search_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/experiments/check"
	"dolab/experiments/search"
	"dolab/experiments/search/schedules"
)

// ticker rings five times; an alarm set for the time that has just fired is lost (semantics N2), one a moment later not.
type ticker struct {
	st    *durable.State
	later time.Duration
}

func (t *ticker) Start() error { return t.st.Storage.SetAlarm(t.st.Now().Add(time.Second)) }

func (t *ticker) Alarm(info durable.AlarmInfo) error {
	kv := t.st.Storage.KV()
	n, err := durable.Get[int](kv, "n")
	if err != nil && !errors.Is(err, durable.ErrNoKey) {
		return err
	}
	if n == 5 {
		return nil
	}
	return errors.Join(kv.Put("n", n+1), t.st.Storage.SetAlarm(info.ScheduledTime.Add(t.later)))
}

// Rings is how often it has rung.
func (t *ticker) Rings() (int, error) { return durable.Get[int](t.st.Storage.KV(), "n") }

// ticking is a ticker in one world.
type ticking struct{ ns *durable.Namespace }

func (p *ticking) start(c *search.Client, _ search.Operation) error {
	return c.Await(func() error {
		_, err := p.ns.GetByName("a").Call("Start")
		return err
	})
}

func tickers(later time.Duration) *search.Subject {
	return &search.Subject{
		Name: "ticker", Deeds: []search.Deed{{Name: "start", Do: search.Do((*ticking).start)}}, Operations: 1,
		Open: func(w *search.World) (search.Play, error) {
			ns, err := w.Namespace(durable.Class{Name: "Ticker", New: func(st *durable.State) (durable.Object, error) {
				return &ticker{st, later}, nil
			}})
			return &ticking{ns}, err
		},
	}
}

// TestAnyObject: the alarms of objects that nobody has written an oracle for are held to what holds of all.
func TestAnyObject(t *testing.T) {
	hunt := func(later time.Duration) []string {
		bag, err := search.Hunt(search.Quarry{Scenario: tickers(later).Of("ideal"), First: 1, Seeds: 40})
		require.NoError(t, err)
		var found []string
		for _, g := range bag.Groups {
			found = append(found, g.Signature)
		}
		return found
	}
	require.Empty(t, hunt(time.Millisecond))
	require.Equal(t, []string{"armed: the alarm manager does not know the alarm"}, hunt(0))
}

// judged is a ticker in a world that goes on at the end.
type judged struct {
	*ticking
	w     *search.World
	begin func(*search.World)
}

func (p judged) Judge() {
	p.begin(p.w)
	if p.w.SettleAgain() {
		p.w.Violate("test", "settled", p.w.Elapsed().String())
	}
}

// settled is a judged world in which begin is called at the end. The run ends once stop reports true.
func settled(begin func(*search.World), stop func() bool) (search.Outcome, error) {
	s := tickers(time.Millisecond)
	open := s.Open
	s.Open = func(w *search.World) (search.Play, error) {
		play, err := open(w)
		return judged{play.(*ticking), w, begin}, err
	}
	s.Deeds[0].Do = search.Do(func(p judged, c *search.Client, o search.Operation) error { return p.start(c, o) })
	x := search.Scenario{Profile: "ideal", Heal: time.Second, Settle: time.Minute}.About(s)
	return x.Run(search.Options{Stop: stop})
}

// TestSettleAgain: what a judge begins has the time to come right that all has, and has to rest by then. A world that is
// stopped meanwhile says nothing.
func TestSettleAgain(t *testing.T) {
	stopped := false
	stop := func() bool { return stopped }
	out, err := settled(func(*search.World) {}, stop)
	require.NoError(t, err)
	require.Equal(t, "test: settled (2m1s)", out.Note("test: settled"))

	out, err = settled(func(w *search.World) {
		w.Go("restless", func() {
			for {
				w.Sleep(time.Nanosecond)
			}
		})
	}, stop)
	require.NoError(t, err)
	require.Equal(t, []string{"stuck: the world does not come to rest"}, check.Signatures(out.Violations))

	_, err = settled(func(*search.World) { stopped = true }, stop)
	require.ErrorIs(t, err, search.ErrStopped)
}

// TestManyViolations: a violation that is noted again and again hides no other, and the same counts once.
func TestManyViolations(t *testing.T) {
	out, err := settled(func(w *search.World) {
		for n := range 1000 {
			w.Violate("test", "often", fmt.Sprint(n/2))
		}
	}, nil)
	require.NoError(t, err)
	require.Len(t, out.Violations, 101)
	require.Equal(t, "test: often (99)", out.Violations[99].String())
	require.Equal(t, []string{"test: often", "test: settled"}, check.Signatures(out.Violations))
}

// accounts is objects whose answers can leave before they are durable.
type accounts struct{ ns *durable.Namespace }

type account struct{ st *durable.State }

// Add counts up, and does not wait for the disk.
func (a *account) Add() (int, error) {
	n, err := durable.Get[int](a.st.Storage.KV(), "n")
	if err != nil && !errors.Is(err, durable.ErrNoKey) {
		return 0, err
	}
	return n + 1, a.st.Storage.KV().Put("n", n+1, durable.AllowUnconfirmed)
}

func (p *accounts) add(c *search.Client, _ search.Operation) error {
	return c.Access("n", "increment", 0, func() (n int, err error) {
		err = c.Await(func() error {
			n, err = durable.Call[int](p.ns.GetByName("a"), "Add")
			return err
		})
		return n, err
	})
}

// TestUnconfirmed: what was said and is undone is found, by what the runtime sees of itself and by the answers that no
// order explains, and the first is shrunk to a call or two.
func TestUnconfirmed(t *testing.T) {
	s := &search.Subject{
		Name: "account", Deeds: []search.Deed{{Name: "add", Do: search.Do((*accounts).add)}},
		Open: func(w *search.World) (search.Play, error) {
			ns, err := w.Namespace(durable.Class{Name: "Account", New: func(st *durable.State) (durable.Object, error) {
				return &account{st}, nil
			}})
			return &accounts{ns}, err
		},
	}
	bag, err := search.Hunt(search.Quarry{Scenario: s.Of("production"), First: 1, Seeds: 300})
	require.NoError(t, err)
	found := map[string]uint64{}
	for _, g := range bag.Groups {
		found[g.Signature] = g.First
	}
	const undone = "durable: something was said, and what was written before it is gone"
	require.Contains(t, found, undone)
	require.Contains(t, found, "linear: no order of the operations explains the answers")
	small, err := search.Shrink(s.Scenario("production", nil, found[undone]), undone, search.Options{})
	require.NoError(t, err)
	require.LessOrEqual(t, len(small.Scenario.Operations), 2, small.Scenario)
	require.Len(t, small.Scenario.Faults, 1, small.Scenario)
}

// bomb breaks when it is touched.
type bomb struct{}

func (bomb) touch(*search.Client, search.Operation) error { panic("bang") }

// TestBrokenSubjects: a panic in a subject is a finding, in a sweep too; a subject that can do nothing has no operations,
// and one that cannot be opened is refused.
func TestBrokenSubjects(t *testing.T) {
	s := &search.Subject{
		Name: "bomb", Deeds: []search.Deed{{Name: "touch", Do: search.Do(bomb.touch)}},
		Open: func(*search.World) (search.Play, error) { return bomb{}, nil },
	}
	x := s.Scenario("ideal", []string{"commit nth=1 crash"}, 1)
	x.Operations = []search.Operation{{Do: "touch"}}
	out, err := x.Run(search.Options{})
	require.NoError(t, err)
	require.Contains(t, out.Violations[0].Signature(), "bang")
	require.Equal(t, []int{0}, out.Struck)
	sweep, err := search.CrashSweep(x, search.Options{})
	require.NoError(t, err)
	require.NotEmpty(t, sweep.Calm.Violations)

	s.Deeds = nil
	require.Empty(t, s.Scenario("ideal", nil, 1).Operations)
	s.Open = nil
	_, err = s.Scenario("ideal", []string{}, 1).Run(search.Options{})
	require.ErrorContains(t, err, "subject bomb has no Open")
}

// TestSweepBehindHeal: the object is killed at points that it passes after all else has healed, too.
func TestSweepBehindHeal(t *testing.T) {
	s := search.Scenario{
		Profile: "ideal", Seed: 1, Settle: time.Minute,
		Operations: []search.Operation{
			search.Operation{Do: schedules.Schedule, Key: "a"}.With(schedules.In.Is(5 * time.Second)),
		},
	}.About(mux("dolab"))
	sweep, err := search.CrashSweep(s, search.Options{})
	require.NoError(t, err)
	struck := map[string]int{}
	for _, r := range sweep.Table() {
		struck[r.Point] = r.Strikes
		require.Zero(t, r.Failing)
	}
	require.NotZero(t, struck["alarm.ack"], struck)
}
