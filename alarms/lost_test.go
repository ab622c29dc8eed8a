package alarms

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/durable/platform"
)

// TestLostAfterAMinute: an alarm that is a minute late may be on its way, and one that is later than that is lost. A
// lost one is set again by a call, and by the mere start of the object.
func TestLostAfterAMinute(t *testing.T) {
	for name, look := range map[string]func(x *thing) error{
		"start":  func(*thing) error { return nil },
		"repair": func(x *thing) error { return x.a.Repair() },
		"after":  after(time.Hour, "z"),
		"cancel": func(x *thing) error { _, err := x.a.Cancel("nothing"); return err },
	} {
		for late, lost := range map[time.Duration]bool{time.Minute: false, time.Minute + ms: true} {
			for _, kept := range []bool{false, true} {
				if kept && name == "start" {
					continue
				}
				p := platform.Ideal()
				if kept {
					p.EvictAfter = fault.Const(time.Hour)
				}
				l := newLab(t, setup{profile: p, faults: []string{"alarm.deliver nth=1 drop"}})
				l.do(after(sec, "a"))
				l.advance(sec + late - l.w.Elapsed())
				l.do(look)
				l.advance(sec)
				require.Equal(t, lost, len(l.runs) > 0, "%s, %v late, kept %v", name, late, kept)
			}
		}
	}
}

// TestErrorsWithoutACaller: what looks after a lost alarm by itself has no caller, so it writes its errors to the
// trace. The next call mends what it could not. Later operations are those of the native alarm, which says so itself.
func TestErrorsWithoutACaller(t *testing.T) {
	for name, c := range map[string]struct {
		faults string
		begin  func(l *lab) error
		last   int
	}{
		"at the start": {
			"alarm.deliver nth=1 drop",
			func(l *lab) error { return l.try(func(*thing) error { return nil }) }, 4,
		},
		"after the start": {
			runDies + "; alarm.retry nth=1 abandon; alarm.abandon error=L1",
			func(l *lab) error { return l.w.Advance(2500 * ms) }, 2,
		},
	} {
		n := 1
		for ; ; n++ {
			require.Less(t, n, 20)
			l := newLab(t, setup{faults: strings.Split(c.faults, "; ")})
			l.do(after(time.Minute, "a")) // The object has been evicted by then: no stub breaks.
			l.advance(isCalled)
			if name == "after the start" {
				l.do(func(x *thing) error { return x.a.Repair() })
			}
			l.failOperation(n)
			err := c.begin(l)
			if err == nil {
				l.advance(ms)
			}
			if !l.endFailing() {
				require.NoError(t, err)
				break
			}
			if err != nil {
				continue // The constructor has a caller, whose stub is broken now.
			}
			require.Regexp(t, "alarms?: [^\"]*Exceeded", strings.Join(l.w.Tail(), ""), "%s, operation %d", name, n)
			l.do(func(x *thing) error { return x.a.Repair() })
			l.advance(2 * time.Minute)
			l.do(func(x *thing) error { return x.a.Repair() })
			l.advance(10 * sec)
			require.NotEmpty(t, l.runs, "%s, operation %d", name, n)
			require.GreaterOrEqual(t, l.runs[len(l.runs)-1].At, isCalled, "%s, operation %d", name, n)
		}
		require.Greater(t, n, c.last, name)
	}
}
