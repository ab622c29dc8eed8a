package alarms

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestReplaceLaterThenCancel: the native alarm follows the only schedule when that is replaced by a later one, and
// goes with it: nothing wakes the object for nothing (B26).
func TestReplaceLaterThenCancel(t *testing.T) {
	l := newLab(t, setup{})
	l.do(func(x *thing) error {
		_, err := x.a.After(5*time.Second, "note", nil, ID("one"))
		return err
	})
	l.advance(80 * time.Millisecond)
	l.do(func(x *thing) error {
		_, err := x.a.After(5*time.Second, "note", nil, Replace("one"))
		return err
	})
	require.Equal(t, 5080*time.Millisecond, l.alarm())
	l.do(func(x *thing) error {
		found, err := x.a.Cancel("one")
		require.NoError(t, err)
		require.True(t, found)
		return nil
	})
	require.Equal(t, time.Duration(-1), l.alarm())
	l.advance(time.Minute)
	require.Zero(t, l.alarms)
}
