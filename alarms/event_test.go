package alarms

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestEvents: what a schedule goes through is told, each step once and in order, with when it comes next and what the
// handler said.
func TestEvents(t *testing.T) {
	retry := Retry{Attempts: 2, First: sec, Jitter: -1}
	for _, c := range []struct {
		name string
		life func(l *lab)
		want []string
	}{
		{"a run", func(l *lab) {
			l.do(after(sec, "a"))
			l.advance(2 * sec)
		}, []string{
			"armed at 1s",
			"scheduled a at 1s due 1s attempt 0",
			"started a at 1s due 1s attempt 0",
			"succeeded a at 1s due 1s attempt 0",
		}},
		{"a failure", func(l *lab) {
			l.do(func(x *thing) error { _, err := x.a.After(sec, "fail", nil, ID("f")); return err })
			l.advance(10 * sec)
			l.do(func(x *thing) error { _, err := x.a.Revive(letter(x)); return err })
			l.advance(10 * sec)
			l.do(func(x *thing) error { _, err := x.a.Discard(letter(x)); return err })
		}, []string{
			"armed at 1s",
			"scheduled f at 1s due 1s attempt 0",
			"started f at 1s due 1s attempt 0",
			"failed f at 1s due 1s attempt 1: boom",
			"retry f at 2s due 1s attempt 1: boom",
			"armed at 2s",
			"started f at 2s due 1s attempt 1",
			"failed f at 2s due 1s attempt 2: boom",
			"dead f at 2s due 1s attempt 2: boom",
			"discarded dead letter",
			"armed at 10s",
			"revived f at 10s due 1s attempt 0",
			"started f at 10s due 1s attempt 0",
			"failed f at 10s due 1s attempt 1: boom",
			"retry f at 11s due 1s attempt 1: boom",
			"armed at 11s",
			"started f at 11s due 1s attempt 1",
			"failed f at 11s due 1s attempt 2: boom",
			"dead f at 11s due 1s attempt 2: boom",
			"discarded dead letter",
		}},
		{"names", func(l *lab) {
			l.do(after(sec, "a"))
			l.do(after(sec, "a"))
			l.do(func(x *thing) error { _, err := x.a.After(2*sec, "note", nil, Replace("a")); return err })
			l.do(func(x *thing) error { _, err := x.a.Cancel("a"); return err })
		}, []string{
			"armed at 1s",
			"scheduled a at 1s due 1s attempt 0",
			"replaced a at 1s due 1s attempt 0",
			"armed at 2s",
			"replaced a at 2s due 2s attempt 0",
			"disarmed",
			"cancelled a at 2s due 2s attempt 0",
		}},
		{"others", func(l *lab) {
			l.do(after(sec, "a"))
			l.do(func(x *thing) error { return x.st.Storage.DeleteAlarm() })
			l.do(func(x *thing) error { return x.a.Repair() })
		}, []string{
			"armed at 1s",
			"scheduled a at 1s due 1s attempt 0",
			"repaired at 1s",
		}},
		{"recurs", func(l *lab) {
			l.do(func(x *thing) error { _, err := x.a.Every(sec, "slow", nil, ID("e")); return err })
			l.advance(4500 * ms)
			l.do(func(x *thing) error { _, err := x.a.Cancel("e"); return err })
			l.advance(10 * sec)
		}, []string{
			"armed at 1s",
			"scheduled e at 1s due 1s attempt 0",
			"started e at 1s due 1s attempt 0",
			"succeeded e at 1s due 1s attempt 0",
			"skipped e 1 that were due meanwhile at 1s due 1s attempt 0",
			"armed at 3s",
			"started e at 3s due 3s attempt 0",
			"succeeded e at 3s due 3s attempt 0",
			"skipped e 1 that were due meanwhile at 3s due 3s attempt 0",
			"armed at 5s",
			"disarmed",
			"cancelled e at 5s due 5s attempt 0",
		}},
		{"the last", func(l *lab) {
			l.do(func(x *thing) error { _, err := x.a.Every(100*year, "note", nil, ID("e")); return err })
			l.do(func(x *thing) error { return x.a.Trigger("e") })
		}, []string{
			"armed at 876000h0m0s",
			"scheduled e at 876000h0m0s due 876000h0m0s attempt 0",
			"started e at 876000h0m0s due 876000h0m0s attempt 0",
			"succeeded e at 876000h0m0s due 876000h0m0s attempt 0",
			"ended e at 876000h0m0s due 876000h0m0s attempt 0",
			"disarmed",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			l := newLab(t, setup{options: Options{Retry: retry, On: func(e Event) {
				note := strings.TrimRight(e.Note, "0123456789 ") // Without the number of a dead letter.
				text := strings.Join(strings.Fields(fmt.Sprintf("%s %s %s", e.Kind, e.ID, note)), " ")
				if !e.At.IsZero() {
					text += fmt.Sprintf(" at %v", e.At.Sub(start))
				}
				if e.ID != "" {
					text += fmt.Sprintf(" due %v attempt %d", e.Due.Sub(start), e.Attempt)
				}
				if e.Err != nil {
					text += ": " + e.Err.Error()
				}
				got = append(got, text)
			}}, handlers: map[string]func(*thing, Run) error{
				"fail": func(*thing, Run) error { return errors.New("boom") },
				"slow": func(x *thing, _ Run) error { x.st.Sleep(1500 * ms); return nil },
			}})
			c.life(l)
			require.Equal(t, c.want, got)
		})
	}
}
