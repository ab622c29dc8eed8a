package durabletest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/durable"
)

// fake stands in for a test that may fail.
type fake struct {
	testing.TB
	failed   bool
	said     []string
	cleanups []func()
}

// fatal is what a fake panics with, to end what it is the test of.
type fatal struct{ err error }

func (f *fake) Helper()           {}
func (f *fake) Name() string      { return "TestFake" }
func (f *fake) Failed() bool      { return f.failed }
func (f *fake) Cleanup(fn func()) { f.cleanups = append(f.cleanups, fn) }
func (f *fake) Log(args ...any)   { f.said = append(f.said, fmt.Sprint(args...)) }
func (f *fake) Logf(format string, args ...any) {
	f.said = append(f.said, fmt.Sprintf(format, args...))
}
func (f *fake) Errorf(format string, args ...any) { f.failed = true; f.Logf(format, args...) }
func (f *fake) Fatal(args ...any)                 { f.failed = true; panic(fatal{args[0].(error)}) }

// fails returns the error that a function ends the test with, nil if it does not.
func fails(fn func()) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = v.(fatal).err
		}
	}()
	fn()
	return nil
}

func (f *fake) end() {
	for _, fn := range f.cleanups {
		fn()
	}
}

// TestErrorsEndTheTest: where a method of the world has no error to return, an error ends the test.
func TestErrorsEndTheTest(t *testing.T) {
	f := &fake{}
	w := New(f)
	stub := Class(w, "Ringer", newRinger).GetByName("a")
	for _, err := range []error{
		fails(func() { w.Namespace(durable.Class{Name: "Ringer"}) }),
		fails(func() { Class(w, "Ringer", newRinger) }),
	} {
		require.ErrorContains(t, err, "world: ")
	}
	require.NoError(t, fails(func() { w.Do(func() { _, _ = stub.Call("Ring", 1) }) }))
	require.NoError(t, fails(w.Settle))
	w.Close()
	for name, fn := range map[string]func(){
		"Advance": func() { w.Advance(time.Second) },
		"Settle":  w.Settle,
		"Do":      func() { w.Do(func() {}) },
	} {
		require.ErrorIs(t, fails(fn), actor.ErrClosed, name)
	}
	for name, fn := range map[string]func(){
		"Used":    func() { w.Used(0) },
		"AtMost":  func() { w.AtMost(0, durable.Rates{}) },
		"NoLoops": func() { w.NoLoops(durable.LoopBounds{}) },
	} {
		err := fails(fn)
		require.ErrorContains(t, err, "world: ", name)
		require.NotErrorIs(t, err, actor.ErrClosed, "%s reads the meter first", name)
	}
}

// ringer sets an alarm each time that one comes, as often as it was told.
type ringer struct{ st *durable.State }

func newRinger(st *durable.State) *ringer { return &ringer{st} }

func (r *ringer) Ring(left int) error {
	if left <= 0 {
		return nil
	}
	if err := r.st.Storage.KV().Put("left", left-1); err != nil {
		return err
	}
	return r.st.Storage.SetAlarm(r.st.Now().Add(time.Minute))
}

func (r *ringer) Alarm(durable.AlarmInfo) error {
	left, err := durable.Get[int](r.st.Storage.KV(), "left")
	if err != nil {
		return err
	}
	return r.Ring(left)
}

// TestRatesFailTheTest: a rate above its limit fails the test and does not end it; what was used is returned.
func TestRatesFailTheTest(t *testing.T) {
	f := &fake{}
	w := New(f)
	defer f.end()
	stub := Class(w, "Ringer", newRinger).GetByName("a")
	_, err := stub.Call("Ring", 30)
	require.NoError(t, err)
	u := w.AtMost(time.Hour, durable.Rates{Alarms: 30})
	require.EqualValues(t, 30, u.Alarms)
	require.Empty(t, f.said)
	require.Zero(t, w.Used(time.Hour).Alarms, "it has rung as often as it was told")

	_, err = stub.Call("Ring", 30)
	require.NoError(t, err)
	require.EqualValues(t, 30, w.AtMost(time.Hour, durable.Rates{Alarms: 29}).Alarms)
	require.Equal(t, []string{"in 1h0m0s of the world: 30 alarms an hour, at most 29"}, f.said)
	require.True(t, f.failed)
}

// TestFailureSaysHowToReplay: a test that fails shows the end of the trace, and then how to run it again. One that does
// not fail shows nothing.
func TestFailureSaysHowToReplay(t *testing.T) {
	for _, failed := range []bool{false, true} {
		f := &fake{}
		w := New(f, Seed(7))
		w.Trace(actor.Event{Kind: "last"})
		f.failed = failed
		f.end()
		require.ErrorIs(t, w.World.Settle(), actor.ErrClosed)
		var want []string
		if failed {
			want = []string{
				"the end of the trace:\n{\"step\":0,\"t\":0,\"ev\":\"last\"}\n",
				"seed 7: go test -run '^TestFake$' -dolab.seed=7",
			}
		}
		require.Equal(t, want, f.said)
	}
}

// TestAlarmHelper: the alarm that is set runs at once, once, with its time; none runs where none is set.
func TestAlarmHelper(t *testing.T) {
	w := New(t)
	stub := Class(w, "Ringer", newRinger).GetByName("a")
	ran, err := RunDurableObjectAlarm(w, stub)
	require.NoError(t, err)
	require.False(t, ran)
	begun := w.Now()
	_, err = stub.Call("Ring", 1)
	require.NoError(t, err)
	at, err := Alarm(w, stub)
	require.NoError(t, err)
	require.Equal(t, begun.Add(time.Minute), at)
	ran, err = RunDurableObjectAlarm(w, stub)
	require.NoError(t, err)
	require.True(t, ran)
	require.Equal(t, begun, w.Now())
	at, err = Alarm(w, stub)
	require.NoError(t, err)
	require.Zero(t, at)
	w.Advance(time.Hour)
	require.Zero(t, w.Used(time.Hour).Alarms)

	boom := errors.New("boom")
	require.ErrorIs(t, RunInDurableObject(w, stub, func(*ringer, *durable.State) error { return boom }), boom)
	require.Equal(t, []durable.ID{stub.ID()}, ListDurableObjectIDs(stubNamespace(w)))

	w.Close()
	_, err = Alarm(w, stub)
	require.Error(t, err, "the world is over")
}

// TestAlarmHelperReportsErrors: where storage fails under the helper, the helper says so, and no alarm has run.
func TestAlarmHelperReportsErrors(t *testing.T) {
	for n, struck := 1, true; struck; n++ {
		require.Less(t, n, 10)
		w := New(t)
		stub := Class(w, "Ringer", newRinger).GetByName("a")
		_, err := stub.Call("Ring", 1)
		require.NoError(t, err)
		plan, err := durable.NewPlan(fmt.Sprintf("storage.op nth=%d error=L33c", n))
		require.NoError(t, err)
		require.NoError(t, w.Objects.SetFaults(plan))
		ran, err := RunDurableObjectAlarm(w, stub)
		struck = w.Objects.Faults()[0].Struck > 0
		require.NoError(t, w.Objects.SetFaults(nil))
		require.Equal(t, struck, err != nil, "operation %d: %v", n, err)
		if n <= 2 {
			require.ErrorContains(t, err, "Exceeded allowed rows", "operation %d", n)
			require.False(t, ran)
		}
		if !struck {
			require.True(t, ran)
			require.Greater(t, n, 3)
		}
		w.Close()
	}
}

// TestLoopsFailTheTest: each object with an alarm loop fails the test, which goes on.
func TestLoopsFailTheTest(t *testing.T) {
	f := &fake{}
	w := New(f)
	defer f.end()
	ns := Class(w, "Ringer", newRinger)
	bounds := durable.LoopBounds{ChainMax: 10}
	w.NoLoops(bounds)
	require.Empty(t, f.said)
	for _, name := range []string{"a", "b"} {
		_, err := ns.GetByName(name).Call("Ring", 100)
		require.NoError(t, err)
	}
	w.Advance(2 * time.Hour)
	w.NoLoops(bounds)
	require.True(t, f.failed)
	require.Len(t, f.said, 2)
	require.Contains(t, f.said[0], "an alarm loop: ")
	require.Contains(t, f.said[0], "Ringer/a")
	require.Contains(t, f.said[1], "Ringer/b")
}

func stubNamespace(w *World) *durable.Namespace { return w.Objects.Lookup("Ringer") }
