package alarms

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// traced are the lines of package alarms in the world's trace. Ids that no caller has given are shown as ID, and
// numbers of dead letters as DEAD.
func (l *lab) traced() (lines []string) {
	for _, text := range l.w.Tail() {
		var e struct {
			T                         float64
			Ev, Who, What, Peer, Note string
			N                         int64
		}
		require.NoError(l.t, json.Unmarshal([]byte(text), &e))
		kind, ours := strings.CutPrefix(e.Ev, "alarms.")
		if !ours {
			continue
		}
		require.Equal(l.t, "Thing/a", e.Who)
		switch {
		case kind == "discarded":
			e.What = "DEAD"
		case len(e.What) == 13:
			e.What = "ID"
		}
		line := fmt.Sprint(e.T, "ms ", kind, " ", e.What, " ", e.Peer, " n=", e.N, " ", e.Note)
		lines = append(lines, strings.Join(strings.Fields(line), " "))
	}
	return lines
}

// TestTraceLines shows each line that the package writes into the trace, and that what runs as it was scheduled has
// none.
func TestTraceLines(t *testing.T) {
	boom := func(*thing, Run) error { return errors.New("boom") }
	slow := func(x *thing, _ Run) error { x.st.Sleep(25 * time.Second); return nil }
	handlers := map[string]func(x *thing, r Run) error{
		"boom": boom, "slow": slow,
		"hopeless": func(*thing, Run) error { return Permanent(errors.New("no such account")) },
		"leaving":  func(x *thing, r Run) error { _, err := x.a.Cancel(r.ID); return err },
	}
	flat := WithRetry(Retry{Attempts: 2, First: time.Second, Jitter: -1})
	after := func(d time.Duration, handler string, options ...Option) func(x *thing) error {
		return func(x *thing) error { _, err := x.a.After(d, handler, nil, options...); return err }
	}
	for _, c := range []struct {
		name    string
		options Options
		faults  []string
		dos     []func(x *thing) error // one turn each, and a minute behind each
		want    []string
	}{
		{name: "as scheduled", dos: []func(x *thing) error{
			after(time.Second, "note"),
			func(x *thing) error { _, err := x.a.Every(10*time.Second, "note", nil); return err },
			func(x *thing) error { _, err := x.a.Cron("* * * * *", "", "note", nil, Ensure("c")); return err },
			func(x *thing) error { _, err := x.a.Cron("* * * * *", "", "note", nil, Ensure("c")); return err },
		}},
		{name: "failed, tried again, dead", dos: []func(x *thing) error{
			after(time.Second, "boom", ID("order-17"), flat),
		}, want: []string{
			"1000ms failed order-17 boom n=1 boom",
			"1000ms retry order-17 boom n=1 2026-01-01T00:00:02.000Z",
			"2000ms failed order-17 boom n=2 boom",
			"2000ms dead order-17 boom n=2 boom",
		}},
		{name: "permanent", dos: []func(x *thing) error{after(0, "hopeless")}, want: []string{
			"0ms failed ID hopeless n=1 no such account",
			"0ms dead ID hopeless n=1 no such account",
		}},
		{name: "named", dos: []func(x *thing) error{
			after(time.Hour, "note", ID("a")),
			after(time.Hour, "slow", ID("a")),
			after(time.Hour, "slow", Replace("a")),
			func(x *thing) error { _, err := x.a.Cancel("a"); return err },
			func(x *thing) error { _, err := x.a.Cancel("a"); return err },
		}, want: []string{
			"60000ms duplicate a note n=0", "120000ms replaced a slow n=0", "180000ms cancelled a slow n=0",
		}},
		{name: "passed over", dos: []func(x *thing) error{
			func(x *thing) error { _, err := x.a.Every(15*time.Second, "slow", nil, ID("tick")); return err },
			func(x *thing) error { _, err := x.a.Cancel("tick"); return err },
		}, want: []string{
			"40000ms skipped tick slow n=0 1 that were due meanwhile",
			"60000ms cancelled tick slow n=0", "70000ms superseded tick slow n=0",
		}},
		{name: "cancelled in its run", dos: []func(x *thing) error{after(0, "leaving", ID("x"))}, want: []string{
			"0ms cancelled x leaving n=0", "0ms superseded x leaving n=0",
		}},
		{name: "bounded", options: Options{Batch: 2}, dos: []func(x *thing) error{
			func(x *thing) error {
				return errors.Join(after(0, "note")(x), after(0, "note")(x), after(0, "note")(x))
			},
		}, want: []string{"0ms stopped n=0 batch"}},
		{name: "late", faults: []string{"alarm.deliver nth=1 delay=10m"}, dos: []func(x *thing) error{
			func(x *thing) error { _, err := x.a.Every(3*time.Minute, "note", nil, ID("tick")); return err },
			func(*thing) error { return nil },
			func(x *thing) error { _, err := x.a.Every(10*time.Minute, "note", nil); return err },
		}, want: []string{
			"780000ms late 2026-01-01T00:03:00.000Z n=0 by 10m0s, 2 due",
			"780000ms skipped tick note n=0 3 that were due meanwhile",
		}},
		{name: "dead letters", dos: []func(x *thing) error{
			after(0, "hopeless", ID("x")),
			func(x *thing) error { _, err := x.a.Revive(letter(x)); return err },
			func(x *thing) error { _, err := x.a.Discard(letter(x)); return err },
		}, want: []string{
			"0ms failed x hopeless n=1 no such account", "0ms dead x hopeless n=1 no such account",
			"60000ms revived x hopeless n=0",
			"60000ms failed x hopeless n=1 no such account", "60000ms dead x hopeless n=1 no such account",
			"120000ms discarded DEAD n=0",
		}},
		{name: "foreign alarm", dos: []func(x *thing) error{
			after(time.Hour, "note"),
			func(x *thing) error { return errors.Join(x.st.Storage.DeleteAlarm(), x.a.Repair()) },
		}, want: []string{"60000ms repaired 2026-01-01T01:00:00.000Z n=0"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLab(t, setup{options: c.options, faults: c.faults, handlers: handlers})
			for _, do := range c.dos {
				l.do(do)
				l.advance(time.Minute)
			}
			l.advance(14 * time.Minute)
			require.Equal(t, c.want, l.traced())
		})
	}
}

// TestTraceTextIsShort: a long text is cut, and only there.
func TestTraceTextIsShort(t *testing.T) {
	require.Equal(t, strings.Repeat("é", 100), short(strings.Repeat("é", 100)))
	require.Equal(t, strings.Repeat("é", 99)+"…", short(strings.Repeat("é", 101)))
}
