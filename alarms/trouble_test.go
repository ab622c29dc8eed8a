package alarms

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/durable/platform"
)

// lives are what an object with schedules does until a trouble has had its occasion: "a" is wanted at 1 m 10 s at the
// latest.
var lives = map[string]func(l *lab){
	"plain": func(l *lab) { l.do(after(70*sec, "a")) },
	"earlier": func(l *lab) { // A write is on its way when the alarm moves from 2 h to 1 m.
		l.do(after(2*time.Hour, "far"))
		l.advance(5 * sec)
		l.do(func(x *thing) error {
			if err := x.st.Storage.KV().Put("k", 1); err != nil {
				return err
			}
			x.st.Sleep(ms)
			return after(time.Minute, "a")(x)
		})
	},
	"behind": func(l *lab) { // The deletion of the alarm that has run is on its way when the next is set.
		l.do(after(10*sec, "first"))
		l.advance(10*sec - 12*ms)
		l.do(after(time.Minute, "a"))
	},
	"next": func(l *lab) {
		l.do(after(10*sec, "first"))
		l.advance(11 * sec)
		l.do(after(50*sec, "a"))
	},
}

// never: without traffic the schedule does not run.
const never = time.Duration(-1)

// trouble is what goes wrong with an alarm, and when the schedule runs then: in an object that is left alone, in one
// that is called at 10 m, and in one that stays in memory under a watchdog.
type trouble struct {
	about, life, faults     string
	alone, called, watchdog time.Duration // rounded down to seconds
}

const (
	runDies     = "object.turn if=alarm nth=1 reset=L13"
	machineDies = "object.turn nth=1 if=alarm crash"
	isCalled    = 10 * time.Minute
)

var troubles = []trouble{
	{"nothing", "plain", "", 70 * sec, 70 * sec, 70 * sec},
	{"a minute late (L24)", "plain", "alarm.deliver nth=1 delay=1m0s", 130 * sec, 130 * sec, 130 * sec},
	{"5 s early (L24b)", "plain", "alarm.timer nth=1 early=5s", 71 * sec, 71 * sec, 71 * sec},
	{"crash between run and commit (L23)", "plain", "alarm.ack nth=1 crash", 72 * sec, 72 * sec, 72 * sec},
	{"crash in the run (L25)", "plain", machineDies, 72 * sec, 72 * sec, 72 * sec},
	{
		"reset in the run, platform restarts (L25b)", "plain", runDies + "; alarm.retry nth=1 restart",
		70 * sec, 70 * sec, 70 * sec,
	},
	{"lost on its way (L26b)", "plain", "alarm.deliver nth=1 drop", never, isCalled, 150 * sec},
	{"lost when it was set (L26b)", "plain", "alarm.arm nth=1 drop", never, isCalled, 150 * sec},
	{"given up (L26c)", "plain", runDies + "; alarm.retry nth=1 abandon", never, isCalled, 100 * sec},
	{
		"given up, and its entry stays in the way (L26d)", "plain",
		runDies + "; alarm.retry nth=1 abandon; alarm.abandon error=L1", never, isCalled + 2*sec, never,
	},
	{
		"an older commit overtakes a move to earlier (L27b)", "earlier", "alarm.sync nth=1 if=changed stale",
		2 * time.Hour, isCalled, 150 * sec,
	},
	{"an older deletion removes the next (L27b)", "behind", "alarm.sync nth=1 if=none stale", never, isCalled, 150 * sec},
	{"a deletion comes again, later (L27c)", "next", "alarm.later nth=1 if=none reorder=5s", never, isCalled, 150 * sec},
	{"the platform lags (L27d)", "earlier", "alarm.sync chain", 65 * sec, 65 * sec, 65 * sec},
}

// TestAlarmTroubles says of each trouble of the platform's alarms what becomes of a schedule. All but the chain, which
// an object with one alarm hardly feels, move or stop the run.
func TestAlarmTroubles(t *testing.T) {
	const call = isCalled
	for _, c := range troubles {
		for _, mode := range []struct {
			name string
			want time.Duration
		}{{"alone", c.alone}, {"called", c.called}, {"watchdog", c.watchdog}} {
			t.Run(c.life+" "+c.faults+" "+mode.name, func(t *testing.T) {
				s := setup{profile: platform.Ideal()}
				s.profile.Commit, s.profile.AlarmHop = fault.Const(10*ms), fault.Const(2*ms)
				if c.faults != "" {
					s.faults = strings.Split(c.faults, "; ")
				}
				if mode.name == "watchdog" {
					s.options.Watchdog, s.profile.EvictAfter = 30*sec, fault.Const(time.Hour)
				}
				l := newLab(t, s)
				lives[c.life](l)
				l.advance(call - l.w.Elapsed())
				if mode.name == "called" {
					l.do(func(x *thing) error { return x.a.Repair() })
				}
				l.advance(3 * time.Hour)
				rows, err := l.rt.Query(l.stub, `SELECT id FROM _alarms WHERE id = 'a'`)
				require.NoError(t, err)
				got := never
				for _, r := range l.runs { // The last counts: what a crash has undone runs again, or is still stored.
					if r.ID == "a" && len(rows) == 0 {
						got = r.At.Truncate(time.Second)
					}
				}
				require.Equal(t, mode.want, got, "%v", l.events)
			})
		}
	}
}
