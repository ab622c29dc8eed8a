package durable_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
)

// TestContents: contents are what a database has at one moment, and two moments can be compared. A glance is an
// inspection without them.
func TestContents(t *testing.T) {
	w := durabletest.New(t)
	stub := w.Namespace(durable.Class{Name: "Counter", New: newCounter}).GetByName("a")
	before, err := w.Objects.Contents(stub)
	require.NoError(t, err)
	require.Zero(t, before.Rows())
	require.NoError(t, w.Objects.Inside(stub, func(_ durable.Object, st *durable.State) error {
		if _, err := st.Storage.SQL().Exec(`CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)`); err != nil {
			return err
		}
		_, err := st.Storage.SQL().Exec(`INSERT INTO t VALUES (7, 'seven')`)
		return err
	}))
	after, err := w.Objects.Contents(stub)
	require.NoError(t, err)
	table, found := after.Table("t")
	require.True(t, found)
	require.Equal(t, []string{"id", "name"}, table.Columns)
	require.Equal(t, [][]any{{int64(7), "seven"}}, table.Rows)
	changes := after.Since(before)
	require.Len(t, changes, 1)
	require.Equal(t, durable.RowAdded, changes[0].Kind)
	require.Equal(t, durable.RowRemoved, before.Since(after)[0].Kind)
	require.Empty(t, after.Since(after))

	hash := w.Hash()
	glance, err := w.Objects.Glance(stub)
	require.NoError(t, err)
	whole, err := w.Objects.Inspect(stub)
	require.NoError(t, err)
	require.NotZero(t, whole.Stored.Bytes)
	whole.Stored = durable.Stored{}
	require.Equal(t, whole, glance)
	require.Equal(t, hash, w.Hash())
}
