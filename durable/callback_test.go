package durable_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// hander is an object that hands out a callback, and then waits.
type hander struct {
	st *durable.State
	cb *durable.Callback
}

func (h *hander) Hand() error {
	h.cb = h.st.NewCallback()
	h.cb.Hold()
	h.st.Sleep(time.Second)
	return nil
}

func (h *hander) Give() { h.cb = h.st.NewCallback() }

// TestHoldOfAnIdleIncarnation: one that is held stays in memory, though it was idle already, and goes after the release.
func TestHoldOfAnIdleIncarnation(t *testing.T) {
	var o *hander
	w := durabletest.New(t)
	ns := durabletest.Class(w, "Hander", func(st *durable.State) *hander {
		o = &hander{st: st}
		return o
	})
	_, err := ns.GetByName("a").Call("Give")
	require.NoError(t, err)
	w.Advance(20 * time.Second) // The stub is on its way.
	cb := o.cb
	cb.Hold()
	w.Advance(time.Minute)
	call := func() error {
		_, err := cb.Call(cb.Stub(), "it", 0, func(r durable.Reply[[]byte]) { r.Return(nil) })
		return err
	}
	require.NoError(t, call())
	cb.Release(func(r durable.Reply[durable.None]) { r.Return(durable.None{}) })
	w.Advance(time.Minute)
	require.ErrorContains(t, call(), platform.TextTargetGone)
}

// TestEvictWhileHeld: an object cannot be evicted while a callback into it travels or is held.
func TestEvictWhileHeld(t *testing.T) {
	var o *hander
	w := durabletest.New(t)
	ns := durabletest.Class(w, "Hander", func(st *durable.State) *hander {
		o = &hander{st: st}
		return o
	})
	stub := ns.GetByName("a")
	evict := func() (err error) {
		w.Do(func() { err = w.Objects.Evict(stub) })
		return err
	}
	_, err := stub.Call("Give")
	require.NoError(t, err)
	require.ErrorIs(t, evict(), durable.ErrBusy)
	o.cb.Hold()
	w.Advance(time.Minute)
	require.ErrorIs(t, evict(), durable.ErrBusy)
	o.cb.Release(func(r durable.Reply[durable.None]) { r.Return(durable.None{}) })
	w.Advance(0)
	require.NoError(t, evict())
	_, err = stub.Call("Give")
	require.NoError(t, err)
	w.Advance(29 * time.Second)
	require.ErrorIs(t, evict(), durable.ErrBusy)
	w.Advance(time.Second)
	require.ErrorIs(t, evict(), durable.ErrNotRunning, "it was idle")
}

// TestCallbackOfAReplacedIncarnation: the code that a callback leads to runs in its own incarnation only. Once another
// has replaced that, a call fails and a release runs nothing.
func TestCallbackOfAReplacedIncarnation(t *testing.T) {
	for _, replacing := range []string{"", "deploy", "double"} {
		var o *hander
		var texts []string
		if replacing != "" {
			texts = append(texts, "object.turn nth=1 if=await "+replacing+"=30s")
		}
		faults, err := platform.NewPlan(texts...)
		require.NoError(t, err)
		w := durabletest.New(t, durabletest.Objects(durable.WithFaults(faults)))
		ns := durabletest.Class(w, "Hander", func(st *durable.State) *hander {
			o = &hander{st: st}
			return o
		})
		w.Go("client", func() { _, _ = ns.GetByName("a").Call("Hand") })
		w.Advance(100 * time.Millisecond)
		cb := o.cb
		called, released := 0, 0
		_, err = cb.Call(cb.Stub(), "it", 0, func(r durable.Reply[[]byte]) {
			called++
			r.Return(nil)
		})
		cb.Release(func(r durable.Reply[durable.None]) {
			released++
			r.Return(durable.None{})
		})
		w.Advance(time.Minute)
		if replacing == "" {
			require.NoError(t, err)
			require.Equal(t, []int{1, 1}, []int{called, released})
			continue
		}
		require.ErrorContains(t, err, platform.TextTargetGone, replacing)
		require.Zero(t, called, replacing)
		require.Zero(t, released, replacing)
	}
}
