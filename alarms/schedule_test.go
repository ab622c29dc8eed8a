package alarms

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable/platform"
)

// Every delay of the field report's table, in a batch and one after another: all run, none early, in order.
func TestDelays(t *testing.T) {
	in(t, func(t *testing.T, p platform.Profile) {
		for _, delay := range []time.Duration{-sec, 0, ms, 300 * ms, sec, 5 * sec, 10 * sec} {
			for _, gap := range []time.Duration{0, 100 * ms, sec, 11 * sec} {
				l := newLab(t, setup{profile: p})
				var want []string
				asked := map[string]time.Duration{}
				for n := range 20 {
					id := fmt.Sprint(n)
					l.do(func(x *thing) error {
						asked[id] = l.w.Elapsed()
						_, err := x.a.After(delay, "note", n, ID(id))
						return err
					})
					want = append(want, id)
					if gap > 0 {
						l.advance(gap)
					}
				}
				l.advance(time.Minute)
				require.Equal(t, want, l.ids(), "delay %v, gap %v", delay, gap)
				for _, r := range l.runs {
					require.GreaterOrEqual(t, r.At, asked[r.ID]+max(delay, 0), "early: delay %v, gap %v", delay, gap)
					require.Less(t, r.At, asked[r.ID]+max(delay, 0)+time.Second, "late: delay %v, gap %v", delay, gap)
				}
				require.Equal(t, time.Duration(-1), l.alarm())
			}
		}
	})
}
