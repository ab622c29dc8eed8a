package durable

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/actor/sim"
	"dolab/durable/platform"
	"dolab/durable/scheduler"
)

// armed is an object whose handler says that it runs.
type armed struct {
	st   *State
	said *[]string
}

func (a *armed) Alarm(i AlarmInfo) error {
	at, err := a.st.Storage.GetAlarm()
	left := at.Sub(i.ScheduledTime).String()
	if errors.Is(err, ErrNoAlarm) {
		left, err = "null", nil
	}
	*a.said = append(*a.said, fmt.Sprintf("%v ran, getAlarm %s", a.st.inst.w.Elapsed(), left))
	return err
}

// nobody hears the answers to requests behind the object's back.
type nobody struct{}

func (nobody) Answered(scheduler.Request, error) {}

// TestArming holds what becomes of a delivered alarm against what the object has stored, for manager and object that
// disagree. The names are those of the reference runtime's actor-sqlite-test [G8].
func TestArming(t *testing.T) {
	const s = time.Second
	for _, c := range []struct {
		name            string
		stored, managed time.Duration // since the beginning; 0 is none
		change          time.Duration // set 1 ms before the delivery, and not confirmed by then; 0 for no change
		ahead           time.Duration // the manager's clock
		said            []string
		alarm, manager  time.Duration // in the end
	}{
		{
			name:    "tells alarm handler to cancel when committed alarm is empty",
			managed: 10 * s,
		},
		{
			name:   "tells alarm handler to reschedule when handler alarm is later than committed alarm",
			stored: 30 * s, managed: 31 * s, ahead: 21 * s,
			said: []string{"10.03s ran, getAlarm null"},
		},
		{
			name:   "tells alarm handler to reschedule when handler alarm is earlier than committed alarm",
			stored: 20 * s, managed: 10 * s,
			said: []string{"20s ran, getAlarm null"},
		},
		{
			name:   "runs overdue alarm immediately when local alarm time is in the past",
			stored: 10 * s, managed: 12 * s,
			said: []string{"12s ran, getAlarm null"},
		},
		{
			name:   "does not cancel handler when local db alarm state is later than scheduled alarm",
			stored: 10 * s, managed: 10 * s, change: 500 * s,
			said:  []string{"10s ran, getAlarm 8m10s"},
			alarm: 500 * s, manager: 500 * s,
		},
		{
			name:   "does not cancel handler when local db alarm state is earlier than scheduled alarm",
			stored: 20 * s, managed: 20 * s, ahead: 10 * s, change: 15 * s,
			said: []string{"10s ran, getAlarm -5s", "10.039s ran, getAlarm null"},
		},
		{
			name:   "getAlarm() returns null during handler; clears alarm when dropped with no writes",
			stored: 10 * s, managed: 10 * s,
			said: []string{"10s ran, getAlarm null"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var said []string
			w := sim.New(sim.Options{Chooser: sim.Seed(1)})
			defer w.Close()
			start := w.Now()
			p := platform.Ideal()
			p.Commit, p.AlarmHop, p.ManagerAhead = fault.Const(10*time.Millisecond), fault.Const(10*time.Millisecond), c.ahead
			rt := New(w.World, p)
			ns, err := rt.Namespace(Class{Name: "Obj", New: func(st *State) (Object, error) { return &armed{st, &said}, nil }})
			require.NoError(t, err)
			stub := ns.GetByName("a")
			set := func(at time.Duration) {
				require.NoError(t, rt.Inside(stub, func(_ Object, st *State) error {
					if at == 0 {
						return nil
					}
					return st.Storage.SetAlarm(start.Add(at), AllowUnconfirmed)
				}))
			}
			set(c.stored)
			require.NoError(t, w.Advance(100*time.Millisecond))
			rt.scheduler.Arm(scheduler.Request{
				Object: (*scheduled)(ns.object(stub.ID())), From: nobody{}, Point: platform.AtAlarmLater, At: start.Add(c.managed),
			})
			require.NoError(t, w.Advance(20*time.Millisecond))
			if c.change > 0 {
				require.NoError(t, w.Advance(c.managed-c.ahead-w.Elapsed()-time.Millisecond))
				set(c.change)
			}
			require.NoError(t, w.Advance(time.Minute))
			require.Equal(t, c.said, said)
			v, err := rt.Look(stub)
			require.NoError(t, err)
			since := func(at time.Time) time.Duration {
				if at.IsZero() {
					return 0
				}
				return at.Sub(start)
			}
			require.Equal(t, c.alarm, since(v.Alarm), "the object's copy")
			require.Equal(t, c.manager, since(v.Managed), "the manager's copy")
		})
	}
}
