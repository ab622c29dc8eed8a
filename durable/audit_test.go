package durable_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// lax acknowledges what it does not wait for.
type lax struct{ st *durable.State }

func (l *lax) Put(confirmed bool) error {
	if confirmed {
		return l.st.Storage.KV().Put("k", 1)
	}
	return l.st.Storage.KV().Put("k", 1, durable.AllowUnconfirmed)
}

// In sets the alarm.
func (l *lax) In(d time.Duration) error { return l.st.Storage.SetAlarm(l.st.Now().Add(d)) }

func (l *lax) Alarm(durable.AlarmInfo) error { return nil }

// audit runs calls on an object whose machine is lost before its second commit is durable.
func audit(t *testing.T, profile platform.Profile, faults []string, calls func(*durable.Stub)) (found []durable.Finding) {
	plan, err := platform.NewPlan(faults...)
	require.NoError(t, err)
	w := durabletest.New(t, durabletest.Profile(profile), durabletest.WorldOptions(sim.Options{}), durabletest.Objects(
		durable.WithFaults(plan), durable.WithAudit(func(f durable.Finding) { found = append(found, f) })))
	ns := durabletest.Class(w, "Lax", func(st *durable.State) *lax { return &lax{st} })
	calls(ns.GetByName("a"))
	w.Advance(time.Hour)
	return found
}

// TestAuditOfAcknowledgements: what was acknowledged stays, unless the code has given that away.
func TestAuditOfAcknowledgements(t *testing.T) {
	slow := platform.Ideal()
	slow.Commit = fault.Const(10 * time.Millisecond)
	put := func(confirmed bool) func(*durable.Stub) {
		return func(s *durable.Stub) { _, _ = s.Call("Put", confirmed) }
	}
	crash := []string{"commit nth=1 crash"}
	require.Empty(t, audit(t, slow, crash, put(true)))
	require.Empty(t, audit(t, slow, nil, put(false)))
	found := audit(t, slow, []string{"commit nth=1 delay=5s", "object.turn nth=3 crash"}, func(s *durable.Stub) {
		put(false)(s)
		put(false)(s)
	})
	require.Len(t, found, 1)
	require.Equal(t, durable.Finding{
		Oracle: "durable", Detail: "something was said, and what was written before it is gone", Who: "Lax/a",
		Note: "it was said after commit 2, and 0 is the last that is kept",
	}, found[0])
}

// TestAuditOfAlarms: a handler that begins too early is seen, one in time is not.
func TestAuditOfAlarms(t *testing.T) {
	ring := func(s *durable.Stub) { _, _ = s.Call("In", 10*time.Second) }
	require.Empty(t, audit(t, platform.Production(), nil, ring))
	found := audit(t, platform.Ideal(), []string{"alarm.timer early=2s"}, ring)
	require.Len(t, found, 1)
	require.Equal(t, "early", found[0].Oracle)
	require.Contains(t, found[0].Note, "by 2s")
}
