package durable_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/durable"
	"dolab/durable/durabletest"
)

// TestTrace: code that lives in an object writes its own lines into the trace, under the object's name and no other.
func TestTrace(t *testing.T) {
	w := durabletest.New(t)
	stub := w.Namespace(durable.Class{Name: "Counter", New: newCounter}).GetByName("a")
	require.NoError(t, w.Objects.Inside(stub, func(_ durable.Object, st *durable.State) error {
		st.Trace(actor.Event{Kind: "lib.chosen", Who: "Other/b", What: "key", Peer: "p", N: 3, Note: "why"})
		st.Log("%d of %d", 1, 2)
		return nil
	}))
	text := strings.Join(w.Tail(), "")
	require.Contains(t, text, `"ev":"lib.chosen","who":"Counter/a","what":"key","peer":"p","n":3,"note":"why"}`)
	require.Contains(t, text, `"ev":"log","who":"Counter/a","note":"1 of 2"}`)
}
