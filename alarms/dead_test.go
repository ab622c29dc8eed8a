package alarms

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestDied: a dead letter tells when it was due and when it died, and a filter's times are those of death.
func TestDied(t *testing.T) {
	l := newLab(t, setup{
		options:  Options{Retry: Retry{Attempts: 3, First: 10 * sec, Jitter: -1}},
		handlers: map[string]func(*thing, Run) error{"fail": func(*thing, Run) error { return errors.New("boom") }},
	})
	l.do(func(x *thing) error { _, err := x.a.After(5*sec, "fail", "v", ID("f")); return err })
	l.advance(time.Minute)
	died := start.Add(35 * sec) // 5 s, and the delays of 10 s and 20 s.
	l.do(func(x *thing) error {
		for _, c := range []struct {
			f    Filter
			want int
		}{
			{Filter{}, 1},
			{Filter{From: died}, 1},
			{Filter{From: died.Add(ms)}, 0},
			{Filter{To: died}, 0},
			{Filter{To: died.Add(ms)}, 1},
			{Filter{Prefix: "f"}, 1},
			{Filter{Prefix: "ff"}, 0},
			{Filter{Prefix: "g"}, 0},
			{Filter{Handler: "note"}, 0},
			{Filter{Kind: KindDate}, 0},
		} {
			list, err := x.a.Dead(c.f)
			require.NoError(t, err)
			require.Len(t, list, c.want, "%+v", c.f)
			for _, d := range list {
				require.Equal(t, died, d.Died)
				require.Equal(t, start.Add(5*sec), d.Due)
				require.Equal(t, 3, d.Attempt)
				require.Equal(t, "boom", d.Reason)
				require.True(t, d.Ended)
			}
		}
		return nil
	})
}

// TestRevived: a revived occurrence is due now, has all its attempts before it, and no error left. The letter is gone.
func TestRevived(t *testing.T) {
	l := newLab(t, setup{
		options: Options{Retry: Retry{Attempts: 3, First: sec, Jitter: -1}},
		handlers: map[string]func(*thing, Run) error{"fail": func(x *thing, r Run) error {
			return errors.Join(x.note(r), errors.New("boom"))
		}},
	})
	l.do(func(x *thing) error { _, err := x.a.After(0, "fail", "v", ID("f")); return err })
	l.advance(time.Minute)
	require.Len(t, l.runs, 3)
	l.do(func(x *thing) error {
		dead, err := x.a.Dead(Filter{})
		require.NoError(t, err)
		id, err := x.a.Revive(dead[0].Number)
		require.Equal(t, "f", id)
		require.NoError(t, err)
		s, err := x.a.Get("f")
		require.NoError(t, err)
		require.Equal(t, start.Add(time.Minute), s.At)
		require.Zero(t, s.Attempt)
		require.Empty(t, s.Error)
		dead, err = x.a.Dead(Filter{})
		require.Empty(t, dead)
		return err
	})
	l.advance(time.Minute)
	require.Equal(t, []time.Duration{0, sec, 3 * sec, time.Minute, 61 * sec, 63 * sec}, l.times())
	require.Equal(t, []int{1, 2, 3}, []int{l.runs[3].Attempt, l.runs[4].Attempt, l.runs[5].Attempt})
	require.Equal(t, l.runs[0].Key, l.runs[3].Key)
}
