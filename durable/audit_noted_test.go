package durable

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/durable/platform"
)

// TestAuditOfWhatLeaves: what leaves rests on a commit, and is noted before it leaves.
func TestAuditOfWhatLeaves(t *testing.T) {
	for _, c := range []struct {
		name      string
		commits   int // issued and durable
		over      int64
		writing   bool
		from      int64
		said      int64
		uncovered bool
	}{
		{"it rests on what is durable", 2, 0, false, 0, 2, false},
		{"it rests on a commit that is not", 2, 1, false, 0, 2, true},
		{"it rests on a commit of the incarnation before", 2, 1, false, 3, 2, false},
		{"the turn has written", 2, 0, true, 0, 3, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var found []Finding
			_, rt, s := simple(t, platform.Ideal(), WithAudit(func(f Finding) { found = append(found, f) }))
			for range c.commits {
				require.NoError(t, rt.Inside(s, func(_ Object, st *State) error { return st.Storage.KV().Put("k", 1) }))
			}
			o := s.ns.object(s.id)
			i := o.inst
			o.audit = audit{from: c.from}
			i.commits.writing = c.writing
			var noted int64
			i.audited(i.commits.durable+c.over, func() { noted = o.audit.said })()
			i.commits.writing = false
			require.Equal(t, c.said, noted)
			require.Equal(t, c.uncovered, len(found) > 0, "%v", found)
		})
	}
}

// TestAuditJudgesEachIncarnationByItself: a promise that is broken is found once, and the incarnations that follow are
// not blamed for it: neither for the loss, nor for a handler that was cut off.
func TestAuditJudgesEachIncarnationByItself(t *testing.T) {
	var found []string
	p := platform.Ideal()
	p.Commit = fault.Const(time.Second)
	w, rt, s := simple(t, p, WithAudit(func(f Finding) { found = append(found, f.Detail) }))
	inside := func(fn func(st *State) error) {
		_ = rt.Inside(s, func(_ Object, st *State) error { return fn(st) })
	}
	put := func(st *State) error { return st.Storage.KV().Put("k", 1, AllowUnconfirmed) }
	inside(put)
	inside(put)
	require.NoError(t, rt.Crash(s))
	lost := []string{"something was said, and what was written before it is gone"}
	require.Equal(t, lost, found)
	for range 3 {
		inside(func(*State) error { return nil })
		require.NoError(t, rt.Crash(s))
	}
	inside(put)
	require.NoError(t, w.Advance(time.Minute))
	inside(func(*State) error { return nil })
	require.NoError(t, rt.Crash(s))
	require.Equal(t, lost, found)
}

// TestAuditOfAHandlerThatWasCutOff: the run that follows a crash in the handler does not overlap with it.
func TestAuditOfAHandlerThatWasCutOff(t *testing.T) {
	var found []Finding
	runs := 0
	w, rt, s := pagerWorld(t, platform.Ideal(), nil, func(st *State, _ AlarmInfo) error {
		if runs++; runs < 4 {
			st.Sleep(time.Second)
			return errors.New("no")
		}
		return nil
	})
	rt.found = func(f Finding) { found = append(found, f) }
	setAlarm(t, rt, s, time.Minute)
	require.NoError(t, w.Advance(time.Minute+time.Millisecond))
	require.NoError(t, rt.Crash(s))
	require.NoError(t, w.Advance(time.Hour))
	require.Equal(t, 4, runs)
	require.Empty(t, found)
}
