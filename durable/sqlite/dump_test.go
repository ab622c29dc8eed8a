package sqlite

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDump: tables of users and of the runtime, by name, with keys that tell rows apart, uncommitted writes included,
// and within bounds. It opens no transaction and disturbs no cursor.
func TestDump(t *testing.T) {
	db := open(t, "")
	d, err := db.Dump(10, 10)
	require.NoError(t, err)
	require.Equal(t, &Dump{}, d)
	require.False(t, db.InTxn())

	rows(t, db, `CREATE TABLE "odd ""name" (a TEXT, b BLOB); CREATE VIEW v AS SELECT 1`)
	rows(t, db, `INSERT INTO "odd ""name" VALUES ('x', x'01'), (NULL, NULL), (1.5, 7)`)
	rows(t, db, "CREATE TABLE pair (b INTEGER, c TEXT, a TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID")
	rows(t, db, "INSERT INTO pair VALUES (2, 'late', 'k'), (1, 'early', 'k')")
	require.NoError(t, db.Put("key", []byte{1, 2}))
	_, err = db.Mark()
	require.NoError(t, err)
	rows(t, db, `DELETE FROM "odd ""name" WHERE a IS NULL`)

	c, err := db.Exec(`SELECT a FROM "odd ""name"`)
	require.NoError(t, err)
	require.True(t, c.Next())
	d, err = db.Dump(10, 10)
	require.NoError(t, err)
	require.Equal(t, &Dump{Tables: []Table{
		{Name: "_cf_KV", Columns: []string{"key", "value"}, Keys: [][]any{{"key"}}, Rows: [][]any{{"key", []byte{1, 2}}}},
		{
			Name: `odd "name`, Columns: []string{"a", "b"},
			Keys: [][]any{{int64(1)}, {int64(3)}}, Rows: [][]any{{"x", []byte{1}}, {"1.5", int64(7)}},
		},
		{
			Name: "pair", Columns: []string{"b", "c", "a"}, Keys: [][]any{{"k", int64(1)}, {"k", int64(2)}},
			Rows: [][]any{{int64(1), "early", "k"}, {int64(2), "late", "k"}},
		},
	}}, d)
	require.True(t, c.Next(), "the cursor goes on")
	require.False(t, c.Next())

	d, err = db.Dump(2, 1)
	require.NoError(t, err)
	require.True(t, d.More)
	require.Len(t, d.Tables, 2)
	require.True(t, d.Tables[1].More)
	require.Len(t, d.Tables[1].Rows, 1)
	require.False(t, d.Tables[0].More)

	require.NoError(t, db.Crash())
	d, err = db.Dump(10, 10)
	require.NoError(t, err)
	require.Empty(t, d.Tables, "nothing was confirmed")
	require.NoError(t, db.Close())
	_, err = db.Dump(1, 1)
	require.ErrorIs(t, err, ErrClosed)
}
