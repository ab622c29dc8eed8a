package sqlite

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// After a crash and after DeleteAll the connection remembers no more than a new one, as recorded on the runtime for
// deleteAll(): not the last rowid, no count of changes, no pragma.
func TestConnectionForgets(t *testing.T) {
	for _, path := range []string{"", "file"} {
		for _, c := range []struct {
			name   string
			forget func(db *DB) error
		}{
			{"crash", (*DB).Crash},
			{"delete all", (*DB).DeleteAll},
		} {
			t.Run(path+" "+c.name, func(t *testing.T) {
				if path != "" {
					path = t.TempDir() + "/db.sqlite"
				}
				db := open(t, path)
				rows(t, db, "CREATE TABLE t(a INTEGER PRIMARY KEY, b REFERENCES t(a))")
				rows(t, db, "INSERT INTO t(a) VALUES (7)")
				_, err := db.Commit()
				require.NoError(t, err)
				for _, p := range []string{"foreign_keys=off", "case_sensitive_like=1", "recursive_triggers=on"} {
					rows(t, db, "PRAGMA "+p)
				}
				const counts = "SELECT last_insert_rowid(), changes(), total_changes()"
				require.Equal(t, [][]any{{int64(7), int64(1), int64(1)}}, rows(t, db, counts))
				require.Equal(t, [][]any{{int64(0)}}, rows(t, db, "SELECT 'a' LIKE 'A'"))

				require.NoError(t, c.forget(db))
				require.Equal(t, [][]any{{int64(0), int64(0), int64(0)}}, rows(t, db, counts))
				require.Equal(t, [][]any{{int64(1)}}, rows(t, db, "SELECT 'a' LIKE 'A'"))
				require.Equal(t, [][]any{{int64(0)}}, rows(t, db, "PRAGMA recursive_triggers"))
				rows(t, db, "CREATE TABLE IF NOT EXISTS t(a INTEGER PRIMARY KEY, b REFERENCES t(a))")
				_, err = db.Exec("INSERT INTO t VALUES (1, 2)")
				require.True(t, IsForeignKey(err), "%v", err)
				rows(t, db, "INSERT INTO t(a) VALUES (9), (10)")
				require.Equal(t, [][]any{{int64(10), int64(2), int64(2)}}, rows(t, db, counts))
				require.NoError(t, db.Close())
			})
		}
	}
}
