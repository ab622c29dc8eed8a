package alarms

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	_ "github.com/cockroachdb/datadriven" // has the flag -rewrite
	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/platform"
)

// TestFigures measures the tables of README.md and holds those in it to be current; -rewrite writes them. A table is
// between <!-- measured: NAME --> and <!-- end -->.
func TestFigures(t *testing.T) {
	const file = "README.md"
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	text := string(data)
	for _, figure := range []struct {
		name    string
		measure func(t *testing.T) [][]string
	}{{"lost", losses}, {"cost", costs}, {"rate", rates}, {"jitter", jitters}} {
		head := "<!-- measured: " + figure.name + " -->\n"
		before, rest, found := strings.Cut(text, head)
		require.True(t, found, "README.md has no %s", head)
		_, after, found := strings.Cut(rest, "<!-- end -->")
		require.True(t, found, "README.md has no end of %s", head)
		text = before + head + markdown(figure.measure(t)) + "<!-- end -->" + after
	}
	if flag.Lookup("rewrite").Value.String() == "true" {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		return
	}
	require.Equal(t, text, string(data), "run with -rewrite")
}

// markdown is a table whose first row is its head.
func markdown(rows [][]string) string {
	var b strings.Builder
	for n, row := range rows {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(row, " | "))
		if n == 0 {
			b.WriteString("|---" + strings.Repeat("|---:", len(row)-1) + "|\n")
		}
	}
	return b.String()
}

// losses are the figures that TestAlarmTroubles holds.
func losses(*testing.T) [][]string {
	rows := [][]string{{"what goes wrong", "alone", "called", "watchdog"}}
	text := func(d time.Duration) string {
		if d == never {
			return "never"
		}
		return d.String()
	}
	for _, c := range troubles {
		rows = append(rows, []string{c.about, text(c.alone), text(c.called), text(c.watchdog)})
	}
	return rows
}

// costs are what single operations and runs cost in an object in which ten later schedules wait.
func costs(t *testing.T) [][]string {
	const far = 24 * time.Hour
	asking := func(fn func(a *Schedules) (string, error)) func(l *lab) {
		return func(l *lab) {
			l.do(func(x *thing) error {
				_, err := fn(x.a)
				return err
			})
		}
	}
	runs := func(l *lab) { l.advance(time.Hour + time.Minute) }
	nothing := func(*lab) {}
	rows := [][]string{{"what", "rows written", "of them native alarms", "rows read"}}
	for _, c := range []struct {
		name    string
		options Options
		before  func(l *lab)
		what    func(l *lab)
		times   int64
	}{
		{"`After`, later than the native alarm", Options{}, nothing, asking(func(a *Schedules) (string, error) {
			return a.After(2*far, "note", nil)
		}), 1},
		{"`After`, earlier than it", Options{}, nothing, asking(func(a *Schedules) (string, error) {
			return a.After(time.Hour, "note", nil)
		}), 1},
		{"`After` with `ID` or `Ensure`, there already", Options{}, nothing, asking(func(a *Schedules) (string, error) {
			return a.After(far, "note", nil, ID("0"))
		}), 1},
		{"`After` with `Replace`, same time", Options{}, nothing, asking(func(a *Schedules) (string, error) {
			return a.After(far+time.Hour, "note", nil, Replace("9"))
		}), 1},
		{"`Cancel` of one that is not next", Options{}, nothing, func(l *lab) {
			l.do(func(x *thing) error { _, err := x.a.Cancel("9"); return err })
		}, 1},
		{"a run of an `After`", Options{}, asking(func(a *Schedules) (string, error) {
			return a.After(time.Hour, "note", nil)
		}), runs, 1},
		{"a run of an `After`, 100 due together", Options{}, func(l *lab) {
			for range 100 {
				asking(func(a *Schedules) (string, error) { return a.After(time.Hour, "note", nil) })(l)
			}
		}, runs, 100},
		{"a run of an `Every` or `Cron`", Options{}, asking(func(a *Schedules) (string, error) {
			return a.Every(time.Hour, "note", nil)
		}), runs, 1},
		{"a run that makes its next by `After` and `Replace`", Options{}, asking(func(a *Schedules) (string, error) {
			return a.After(time.Hour, "chain", nil, Replace("chain"))
		}), runs, 1},
		{"a run that fails and is tried again", Options{Retry: Retry{First: far}}, asking(func(a *Schedules) (string, error) {
			return a.After(time.Hour, "bad", nil)
		}), runs, 1},
		{"a run that ends as a dead letter", Options{Retry: Once()}, asking(func(a *Schedules) (string, error) {
			return a.After(time.Hour, "bad", nil)
		}), runs, 1},
	} {
		l := newLab(t, setup{options: c.options, handlers: map[string]func(*thing, Run) error{
			"bad": func(*thing, Run) error { return errors.New("bad") },
			"chain": func(x *thing, _ Run) error {
				_, err := x.a.After(time.Hour, "chain", nil, Replace("chain"))
				return err
			},
		}})
		l.do(func(x *thing) error {
			for n := range 10 {
				if _, err := x.a.After(far+time.Duration(n)*time.Minute, "note", nil, ID(fmt.Sprint(n))); err != nil {
					return err
				}
			}
			return nil
		})
		c.before(l)
		began := l.used()
		c.what(l)
		u := l.used().Since(began)
		require.Empty(t, l.errs)
		per := func(n int64) string {
			return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/float64(c.times)), ".0")
		}
		rows = append(rows, []string{c.name, per(u.RowsWritten), per(u.AlarmsSet), per(u.RowsRead)})
	}
	return rows
}

// rates are what a limit does to a backlog of 300 schedules that are due at once.
func rates(t *testing.T) [][]string {
	rows := [][]string{{
		"`Options.Rate`", "done after", "most in a second", "native alarms", "rows written a run", "rows read a run",
	}}
	for _, c := range []struct {
		name string
		rate Rate
	}{
		{"none", Rate{}},
		{"100 a second", Rate{Runs: 100, Per: sec}},
		{"10 a second", Rate{Runs: 10, Per: sec}},
		{"10 a minute", Rate{Runs: 10, Per: time.Minute}},
		{"200 an hour", Rate{Runs: 200, Per: time.Hour}},
	} {
		l := newLab(t, setup{options: Options{Rate: c.rate}})
		const due = time.Hour
		l.do(func(x *thing) error {
			for n := range 300 {
				if err := after(due, fmt.Sprint(n))(x); err != nil {
					return err
				}
			}
			return nil
		})
		began := l.used()
		l.advance(6 * time.Hour)
		u := l.used().Since(began)
		require.Len(t, l.runs, 300)
		per := func(n int64) string { return fmt.Sprintf("%.2f", float64(n)/300) }
		last := l.runs[len(l.runs)-1].At - due
		rows = append(rows, []string{
			c.name, last.Truncate(sec).String(), fmt.Sprint(most(l.times(), sec)), fmt.Sprint(u.Alarms),
			per(u.RowsWritten), per(u.RowsRead),
		})
	}
	return rows
}

// most is how many of the times, which are in order, lie within one span.
func most(times []time.Duration, span time.Duration) int {
	n, first := 0, 0
	for i, at := range times {
		for at-times[first] >= span {
			first++
		}
		n = max(n, i-first+1)
	}
	return n
}

// jitters are what jitter does to 200 objects that call one at the same hour. The one takes 20 ms for a call.
func jitters(t *testing.T) [][]string {
	rows := [][]string{{"`WithJitter`", "most calls in a second", "longest call", "all done after"}}
	for _, c := range []struct {
		name   string
		jitter time.Duration
	}{{"none", 0}, {"2 s", 2 * sec}, {"10 s", 10 * sec}, {"1 min", time.Minute}} {
		calls, longest, last := herd(t, c.jitter)
		rows = append(rows, []string{
			c.name, fmt.Sprint(most(calls, sec)), longest.Round(10 * ms).String(), last.Round(sec).String(),
		})
	}
	return rows
}

// bank is what the objects of a herd call.
type bank struct{ st *durable.State }

// Pay takes 20 ms, one call at a time.
func (b *bank) Pay() error {
	return b.st.BlockConcurrencyWhile(func() error { b.st.Sleep(20 * ms); return nil })
}

// herd has 200 objects call one bank, an hour after they were made. It returns when the calls began, how long the
// longest took, and how long after the hour the last ended.
func herd(t *testing.T, jitter time.Duration) (calls []time.Duration, longest, last time.Duration) {
	w := sim.New(sim.Options{Chooser: sim.Seed(1)})
	defer w.Close()
	rt := durable.New(w.World, platform.Ideal())
	_, err := rt.Namespace(durable.Class{Name: "Bank", New: func(st *durable.State) (durable.Object, error) {
		return &bank{st}, nil
	}})
	require.NoError(t, err)
	ns, err := rt.Namespace(durable.Class{Name: "Payer", New: func(st *durable.State) (durable.Object, error) {
		x := &thing{st: st, lab: &lab{}}
		pay := func(Run) error {
			began := w.Elapsed()
			calls = append(calls, began)
			_, err := st.Namespace("Bank").GetByName("a").Call("Pay")
			longest, last = max(longest, w.Elapsed()-began), w.Elapsed()-time.Hour
			return err
		}
		x.a, err = New(st, Options{Handlers: map[string]Handler{"pay": pay}})
		return x, err
	}})
	require.NoError(t, err)
	for n := range 200 {
		require.NoError(t, rt.Inside(ns.GetByName(fmt.Sprint(n)), func(o durable.Object, _ *durable.State) error {
			var options []Option
			if jitter > 0 {
				options = append(options, WithJitter(jitter))
			}
			_, err := o.(*thing).a.After(time.Hour, "pay", nil, options...)
			return err
		}))
	}
	require.NoError(t, w.Advance(2*time.Hour))
	require.Len(t, calls, 200)
	return calls, longest, last
}
