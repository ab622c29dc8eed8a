package sqlite

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestLimitedBy: what is rewritten, and where the places of an error in it lie in the original. What the runtime does is
// held by the scenario sql-limited of package worker.
func TestLimitedBy(t *testing.T) {
	key := func(table string) string {
		if table == "two" {
			return "(a, b)"
		}
		return "rowid"
	}
	for sql, want := range map[string]string{
		"DELETE FROM t LIMIT 1":                          "DELETE FROM t WHERE rowid IN (SELECT rowid FROM t LIMIT 1 )",
		"DELETE FROM [t] WHERE (a)=1 ORDER BY a LIMIT ?": "DELETE FROM [t] WHERE rowid IN (SELECT rowid FROM [t] WHERE (a)=1 ORDER BY a LIMIT ? )",
		"DELETE FROM main.two AS x LIMIT 1;SELECT 1":     "DELETE FROM main.two AS x WHERE (a, b) IN (SELECT a, b FROM main.two AS x LIMIT 1 )",
		"UPDATE t INDEXED BY i SET a=1 LIMIT 1":          "UPDATE t SET a=1 WHERE rowid IN (SELECT rowid FROM t INDEXED BY i LIMIT 1 )",
		"UPDATE OR FAIL t SET a=';' RETURNING * LIMIT 1": "UPDATE OR FAIL t SET a=';' WHERE rowid IN (SELECT rowid FROM t LIMIT 1 ) RETURNING *",
		"WITH c AS (SELECT 1 LIMIT 1) DELETE FROM t":     "",
		"UPDATE t SET a=1 FROM u LIMIT 1": "UPDATE t SET a=1 FROM u WHERE t.rowid IN (SELECT t.rowid FROM t , u GROUP BY " +
			"t.rowid LIMIT 1 )",
		"UPDATE two AS x SET a=? FROM u, t WHERE c=? AND d=':e' AND ?7=? ORDER BY a LIMIT ?": "UPDATE two AS x SET a=?1 FROM u, t " +
			"WHERE ( c=?2 AND d=':e' AND ?7=?8 ) AND (x.a, x.b) IN (SELECT x.a, x.b FROM two AS x , u, t " +
			"WHERE c=?2 AND d=':e' AND ?7=?8 GROUP BY x.a, x.b ORDER BY a LIMIT ?9 )",
		"UPDATE t SET a=1 WHERE a IS DISTINCT FROM b LIMIT 1": "UPDATE t SET a=1 WHERE rowid IN (SELECT rowid FROM t WHERE a IS " +
			"DISTINCT FROM b LIMIT 1 )",
		"UPDATE t SET a=1 RETURNING ? LIMIT ?": "", // The parameters would change places.
		"DELETE FROM t ORDER BY a":             "",
		"SELECT 1 LIMIT 1":                     "",
		"DELETE LIMIT":                         "",
	} {
		l, ok, err := limitedBy(sql, key)
		if err != nil {
			require.EqualError(t, err, "ORDER BY without LIMIT on DELETE: SQLITE_ERROR", sql)
		}
		require.Equal(t, want != "", ok, sql)
		require.Equal(t, want, strings.Join(strings.Fields(l.sql), " "), sql)
		for n := range l.sql { // Each letter that was kept is the original's.
			if at := l.offset(n); at >= 0 {
				require.Equal(t, sql[at], l.sql[n], sql)
			}
		}
	}
}

// TestLimitedParameters: those of the original, by number and by place, and a plan that is compiled anew.
func TestLimitedParameters(t *testing.T) {
	db := open(t, "")
	rows := func(sql string, args ...any) [][]any {
		c, err := db.Exec(sql, args...)
		require.NoError(t, err, sql)
		all, err := c.All()
		require.NoError(t, err)
		return all
	}
	rows("CREATE TABLE t(id INTEGER PRIMARY KEY, v)")
	rows("INSERT INTO t SELECT value, value % 3 FROM json_each('[1,2,3,4,5,6,7,8,9]')")
	const del = "DELETE FROM t WHERE v = ? ORDER BY id DESC LIMIT ?"
	rows(del, 0.0, 2.0)
	require.Equal(t, [][]any{{"1 2 3 4 5 7 8"}}, rows("SELECT group_concat(id, ' ') FROM t"))
	rows("CREATE INDEX i ON t(v)")
	rows(del, 1.0, 1.0)
	require.Equal(t, [][]any{{"1 2 3 4 5 8"}}, rows("SELECT group_concat(id, ' ') FROM (SELECT id FROM t ORDER BY id)"))
	rows("UPDATE t SET v = ?1 WHERE v = ?2 LIMIT ?3", 7.0, 2.0, 1.0)
	require.Equal(t, [][]any{{int64(1)}}, rows("SELECT count(*) FROM t WHERE v = 7"))
	require.NoError(t, db.Close())
}

// TestChangesOfCompiledAnew: changes() tells of a kept statement that SQLite has compiled anew, whose program is listed
// after it has run.
func TestChangesOfCompiledAnew(t *testing.T) {
	db := open(t, "")
	do := func(sql string) [][]any {
		c, err := db.Exec(sql)
		require.NoError(t, err, sql)
		all, err := c.All()
		require.NoError(t, err)
		return all
	}
	for range 3 {
		do("DROP TABLE IF EXISTS t")
		do("CREATE TABLE t(v)")
		do("INSERT INTO t VALUES(1), (1), (2)")
		do("DELETE FROM t WHERE v = 1")
		require.Equal(t, [][]any{{int64(2)}}, do("SELECT changes()"))
		do("DELETE FROM t WHERE v = 5")
		require.Equal(t, [][]any{{int64(0)}}, do("SELECT changes()"))
	}
	require.NoError(t, db.Close())
}
