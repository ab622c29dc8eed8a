package sqlite

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// A file is left without a log of writes once it is closed, whatever ran on it: SQLite keeps the log as long as a
// statement is left.
func TestCloseLeavesNoStatement(t *testing.T) {
	list := func(db *DB) { _, _ = db.List(ListOptions{Limit: 1}) }
	for name, use := range map[string]func(db *DB){
		"nothing":           func(*DB) {},
		"list":              list,
		"two lists":         func(db *DB) { list(db); list(db) },
		"list closed":       func(db *DB) { l, _ := db.List(ListOptions{}); l.Close() },
		"cursor":            func(db *DB) { _, _ = db.Exec("SELECT 1 UNION SELECT 2") },
		"cursor twice":      func(db *DB) { _, _ = db.Exec("SELECT 1"); _, _ = db.Exec("SELECT 1") },
		"several":           func(db *DB) { _, _ = db.Exec("SELECT 1; SELECT 2; SELECT 3") },
		"several, refused":  func(db *DB) { _, _ = db.Exec("SELECT 1; SELECT ?; SELECT 3") },
		"several, wrong":    func(db *DB) { _, _ = db.Exec("SELECT 1; SELECT 2; SELEC 3") },
		"wrong bindings":    func(db *DB) { _, _ = db.Exec("SELECT ?") },
		"reserved name":     func(db *DB) { _, _ = db.Exec("ALTER TABLE t RENAME TO _cf_x") },
		"error at a step":   func(db *DB) { _, _ = db.Exec("INSERT INTO t VALUES (1), (1)") },
		"one":               func(db *DB) { c, _ := db.Exec("SELECT 1 UNION SELECT 2"); _, _ = c.One() },
		"dump":              func(db *DB) { _, _ = db.Dump(1, 1) },
		"size":              func(db *DB) { _, _ = db.Size() },
		"delete all":        func(db *DB) { _ = db.DeleteAll(); _, _ = db.Commit() },
		"dropped out of it": func(db *DB) { _, _ = db.Exec("SELECT 1"); db.cache.clear() },
	} {
		path := t.TempDir() + "/db.sqlite"
		db := open(t, path)
		require.NoError(t, db.Put("k", nil))
		require.NoError(t, db.Put("l", nil))
		rows(t, db, "CREATE TABLE t(a UNIQUE)")
		commit(t, db)
		use(db)
		_, err := os.Stat(path + "-wal")
		require.NoError(t, err)
		require.NoError(t, db.Close())
		require.NoError(t, db.Close())
		require.Nil(t, db.conn)
		_, err = os.Stat(path + "-wal")
		require.ErrorIs(t, err, os.ErrNotExist, name)
	}
}

// What has looked at a database leaves nothing that keeps a table from being dropped.
func TestLooksAreOver(t *testing.T) {
	db := open(t, "")
	for name, look := range map[string]func() error{
		"size": func() error { _, err := db.Size(); return err },
		"dump": func() error { _, err := db.Dump(1, 1); return err },
		"get":  func() error { db.forget(); _, _, err := db.Get("k"); return err },
		"one":  func() error { c, _ := db.Exec("SELECT 1 UNION SELECT 2"); _, _ = c.One(); return nil },
		"closed": func() error {
			c, _ := db.Exec("SELECT 1 UNION SELECT 2")
			c.Close()
			require.False(t, c.Next())
			return nil
		},
		"several": func() error { _, err := db.Exec("SELECT x FROM a; SELECT 3 WHERE 0"); return err },
		"list": func() error {
			l, err := db.List(ListOptions{})
			l.Close()
			require.False(t, l.Next())
			return err
		},
	} {
		rows(t, db, "CREATE TABLE a(x)")
		rows(t, db, "INSERT INTO a VALUES (1), (2), (3)")
		require.NoError(t, db.Put("k", nil))
		require.NoError(t, db.Put("l", nil))
		require.NoError(t, look(), name)
		_, err := db.Exec("DROP TABLE a")
		require.NoError(t, err, name)
	}
	c, err := db.Exec("CREATE TABLE b(x); INSERT INTO b VALUES (1)")
	require.NoError(t, err)
	require.NoError(t, db.Close())
	n, err := c.RowsWritten()
	require.ErrorIs(t, err, ErrClosed)
	require.Equal(t, int64(1), n)
}
