package durable

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/scheduler"
)

// TestEachDeliveryIsAnswered: the alarm manager waits for the end of each delivery, also of one that joined another.
func TestEachDeliveryIsAnswered(t *testing.T) {
	i := &instance{rt: &Runtime{}, dead: true} // So that none of them runs.
	i.heap.isolate = &isolate{}
	var answers []string
	deliver := func(name string, at int64) bool {
		ev := &event{kind: kindAlarm}
		r := &alarmRun{ev: ev, scheduled: instant{at, true}}
		ev.alarm = r
		ev.done = func(v any, _ error) {
			require.NotContains(t, i.events, ev, "an event that is answered is not in flight")
			answers = append(answers, name+" "+v.(scheduler.Outcome).Note)
		}
		i.events = append(i.events, ev)
		return r.admit(i)
	}
	require.True(t, deliver("first", 1))
	require.False(t, deliver("first again", 1))
	require.False(t, deliver("second", 2))
	require.False(t, deliver("second again", 2))
	require.False(t, deliver("second once more", 2))
	require.Empty(t, answers)
	require.False(t, deliver("third", 3))
	require.Equal(t, []string{"second again replaced", "second once more replaced", "second replaced"}, answers)

	answers = nil
	i.alarm.running.over(i, scheduler.Outcome{Note: "ran"}, nil)
	require.Equal(t, []string{"first again ran"}, answers, "the run itself is answered by its end")
}
