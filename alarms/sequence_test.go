package alarms

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestSequenceIDs: the ids that schedules get without a name are of one length, sort as their numbers do, and are read
// back in base 36.
func TestSequenceIDs(t *testing.T) {
	numbers := []int64{0, 1, 35, 36, 1 << 40, 1<<62 - 1, math.MaxInt64}
	var ids []string
	for _, n := range numbers {
		id := sequenceID(n)
		require.Len(t, id, 13)
		back, err := strconv.ParseInt(id, 36, 64)
		require.NoError(t, err)
		require.Equal(t, n, back)
		ids = append(ids, id)
	}
	require.True(t, slices.IsSorted(ids), ids)
	require.Equal(t, "000000000000z", ids[2])
	require.Equal(t, "1y2p0ij32e8e7", ids[6])
}

// TestOccurrenceKeys: an occurrence is named by the schedule's id, when it is due, and its sequence number, unless its
// maker has given it a key.
func TestOccurrenceKeys(t *testing.T) {
	r := row{id: "x", due: 1000, seq: 71}
	require.Equal(t, "x@1000#1z", r.occurrenceKey())
	r.key = "k"
	require.Equal(t, "k", r.occurrenceKey())
}

// TestSequenceOfOneMoment: numbers grow although the clock stands still.
func TestSequenceOfOneMoment(t *testing.T) {
	l := newLab(t, setup{})
	l.do(func(x *thing) error {
		first, err := x.a.sequence()
		require.NoError(t, err)
		require.Equal(t, start.UnixMilli(), first>>(countBits+incarnationBits))
		require.EqualValues(t, x.st.Incarnation(), first>>countBits&(1<<incarnationBits-1))
		for n := range int64(5) {
			next, err := x.a.sequence()
			require.NoError(t, err)
			require.Equal(t, first+n+1, next)
		}
		return nil
	})
}

// TestDiscardIsTold: a dead letter that is discarded is told once, and one that is not there is not.
func TestDiscardIsTold(t *testing.T) {
	l := newLab(t, setup{options: Options{Retry: Retry{Attempts: 1}}, handlers: map[string]func(*thing, Run) error{
		"fail": func(*thing, Run) error { return errors.New("boom") },
	}})
	l.do(func(x *thing) error { _, err := x.a.After(0, "fail", nil, ID("x")); return err })
	l.advance(time.Minute)
	told := func() (list []string) {
		for _, e := range l.events {
			if strings.HasPrefix(e, "discarded") {
				list = append(list, e)
			}
		}
		return list
	}
	l.do(func(x *thing) error {
		dead, err := x.a.Dead(Filter{})
		require.NoError(t, err)
		require.Len(t, dead, 1)
		found, err := x.a.Discard(dead[0].Number + 1)
		require.NoError(t, err)
		require.False(t, found)
		require.Empty(t, told())
		for _, there := range []bool{true, false} {
			found, err = x.a.Discard(dead[0].Number)
			require.NoError(t, err)
			require.Equal(t, there, found)
			require.Len(t, told(), 1)
		}
		return nil
	})
}
