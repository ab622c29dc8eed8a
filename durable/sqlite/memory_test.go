package sqlite

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// operation is one call of the package, with what comes before it. The call returns all that a caller learns of it.
type operation struct {
	name string
	prep string // see prepare
	call func(db *DB) (any, error)
}

// none is for calls that return only an error.
func none(f func(db *DB) error) func(db *DB) (any, error) {
	return func(db *DB) (any, error) { return nil, f(db) }
}

func query(sql string, args ...any) func(db *DB) (any, error) {
	return func(db *DB) (any, error) {
		c, err := db.Exec(sql, args...)
		if err != nil {
			return nil, err
		}
		defer c.Close()
		rows, err := c.All()
		if err != nil {
			return nil, err
		}
		written, err := c.RowsWritten()
		return []any{c.ColumnNames(), rows, written}, err
	}
}

func listed(o ListOptions) func(db *DB) (any, error) {
	return func(db *DB) (any, error) {
		l, err := db.List(o)
		if err != nil {
			return nil, err
		}
		defer l.Close()
		var out []string
		for l.Next() {
			out = append(out, fmt.Sprintf("%s %d", l.Key(), len(l.Value())))
		}
		return out, l.Err()
	}
}

var operations = []operation{
	{"get", "", func(db *DB) (any, error) { v, found, err := db.Get("a"); return []any{v, found}, err }},
	{"get large", "", func(db *DB) (any, error) { v, found, err := db.Get("large"); return []any{v, found}, err }},
	{"get of none", "empty", func(db *DB) (any, error) { v, found, err := db.Get("a"); return []any{v, found}, err }},
	{"list of none", "empty", listed(ListOptions{})},
	{"alarm of none", "empty", func(db *DB) (any, error) { ns, found, err := db.Alarm(); return []any{ns, found}, err }},
	{"put", "", none(func(db *DB) error { return db.Put("new", []byte("v")) })},
	{"put large", "", none(func(db *DB) error { return db.Put("new", make([]byte, 20_000)) })},
	{"put first", "empty", none(func(db *DB) error { return db.Put("new", []byte("v")) })},
	{"put on a mark", "mark", none(func(db *DB) error { return db.Put("new", []byte("v")) })},
	{"delete", "", func(db *DB) (any, error) { return db.Delete("a") }},
	{"delete first", "empty", func(db *DB) (any, error) { return db.Delete("a") }},
	{"list", "", listed(ListOptions{})},
	{"list part", "", listed(ListOptions{Prefix: "a", Limit: 2, Reverse: true})},
	{"alarm", "", func(db *DB) (any, error) { ns, found, err := db.Alarm(); return []any{ns, found}, err }},
	{"set alarm", "", func(db *DB) (any, error) { return db.SetAlarm(7) }},
	{"set alarm first", "empty", func(db *DB) (any, error) { return db.SetAlarm(7) }},
	{"set alarm known", "stale", func(db *DB) (any, error) { return db.SetAlarm(5) }},
	{"delete alarm", "", func(db *DB) (any, error) { return db.DeleteAlarm() }},
	{"bookmark", "", func(db *DB) (any, error) { n, found, err := db.Bookmark(); return []any{n, found}, err }},
	{"set bookmark", "", none(func(db *DB) error { return db.SetBookmark(9) })},
	{"select", "", query("SELECT * FROM t ORDER BY b DESC")},
	{"select bound", "", query("SELECT * FROM t WHERE b = ?", "y")},
	{"insert", "", query("INSERT INTO t(b) VALUES (?), ('w') RETURNING a", "v")},
	{"update", "", query("UPDATE t SET b = b || 'z' WHERE a > 1")},
	{"several", "", query("CREATE TABLE n(a); INSERT INTO n VALUES (1); SELECT * FROM n")},
	{"several again", "", func(db *DB) (any, error) {
		const sql = "INSERT INTO t(b) VALUES (NULL); SELECT count(*) FROM t"
		if _, err := query(sql)(db); err != nil {
			return nil, err
		}
		return query(sql)(db)
	}},
	{"function of a later SQLite", "", query("SELECT count(*) FROM jsonb_each")},
	{"rename", "", query("ALTER TABLE t RENAME TO u")},
	{"mark", "turn", func(db *DB) (any, error) { return db.Mark() }},
	{"commit", "turn", func(db *DB) (any, error) { return db.Commit() }},
	{"commit on a mark", "mark turn", func(db *DB) (any, error) { return db.Commit() }},
	{"confirm", "mark", none(func(db *DB) error { return db.Confirm(2) })},
	{"rollback", "turn", none((*DB).Rollback)},
	{"rollback to a mark", "mark turn", none((*DB).Rollback)},
	{"crash", "turn", none((*DB).Crash)},
	{"crash to a mark", "mark mark confirm turn", none((*DB).Crash)},
	{"crash of pragmas", "pragma turn", none((*DB).Crash)},
	{"savepoint", "turn", none((*DB).Savepoint)},
	{"release", "turn savepoint", none((*DB).Release)},
	{"rollback to savepoint", "turn savepoint", none((*DB).RollbackTo)},
	{"delete all", "", none((*DB).DeleteAll)},
	{"delete all on a mark", "mark turn", none((*DB).DeleteAll)},
	{"delete all of pragmas", "pragma turn", none((*DB).DeleteAll)},
	{"dump", "turn", func(db *DB) (any, error) { return db.Dump(3, 3) }},
	{"size", "", func(db *DB) (any, error) { return db.Size() }},
	{"full", "", none(func(db *DB) error { return db.Full(true) })},
	{"full on a mark", "mark", none(func(db *DB) error { return db.Full(true) })},
	{"full no more", "full", none(func(db *DB) error { return db.Full(false) })},
	{"write on a mark of a full database", "full mark", none(func(db *DB) error { return db.Put("b", nil) })},
	{"delete all on a mark of a full database", "full mark", none((*DB).DeleteAll)},
	{"full on a mark, then write", "full mark turn", none(func(db *DB) error { return db.Put("b", nil) })},
}

// prepare makes a database to call an operation on: with a commit in it unless words has "empty", and then as the words
// say. What it remembers about its tables is not known.
func prepare(t *testing.T, words string) *DB {
	db := open(t, "")
	if words != "empty" {
		rows(t, db, "CREATE TABLE t(a INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT UNIQUE)")
		rows(t, db, "CREATE TABLE w(k TEXT PRIMARY KEY, v) WITHOUT ROWID; CREATE VIEW v AS SELECT * FROM t; CREATE TABLE jsonb_each(x)")
		rows(t, db, "INSERT INTO t(b) VALUES ('x'), ('y'), (NULL)")
		rows(t, db, "INSERT INTO w VALUES ('k', 1)")
		for _, k := range []string{"a", "aa", "ab", "b"} {
			require.NoError(t, db.Put(k, []byte("value "+k)))
		}
		require.NoError(t, db.Put("large", make([]byte, 3_000)))
		_, err := db.SetAlarm(5)
		require.NoError(t, err)
		require.NoError(t, db.SetBookmark(1))
		commit(t, db)
	}
	require.NoError(t, db.Crash())
	for _, word := range strings.Fields(words) {
		switch word {
		case "turn":
			require.NoError(t, db.Put("turn", nil))
		case "mark":
			require.NoError(t, db.Put("mark", nil))
			_, err := db.Mark()
			require.NoError(t, err)
		case "confirm":
			require.NoError(t, db.Confirm(2))
		case "savepoint":
			require.NoError(t, db.Savepoint())
			require.NoError(t, db.Put("savepoint", nil))
		case "stale":
			_, _, err := db.Alarm()
			require.NoError(t, err)
			db.forget()
		case "pragma":
			rows(t, db, "PRAGMA case_sensitive_like = on")
		case "full":
			require.NoError(t, db.Full(true))
		}
	}
	return db
}

// content is what a database holds.
func content(t *testing.T, db *DB) string {
	d, err := db.Dump(20, 100)
	require.NoError(t, err)
	for _, table := range d.Tables {
		for _, row := range table.Rows {
			for i, v := range row {
				if b, ok := v.([]byte); ok && len(b) > 20 {
					row[i] = fmt.Sprintf("%d bytes", len(b))
				}
			}
		}
	}
	return fmt.Sprint(d)
}

// state is all that can be seen of a database.
func state(t *testing.T, db *DB) string {
	newest, confirmed := db.Marks()
	return fmt.Sprintf("%s\nmarks %d %d stack %d depth %d turn %v open %d %+v",
		content(t, db), newest, confirmed, len(db.marks), db.depth, db.InTxn(), len(db.open), db.limit)
}

// TestNoMemory refuses blocks of memory that SQLite asks for in an operation, one in each try. Either the operation
// says so, and a crash leads back to a commit: the last one, or the last that SQLite knows of. Or it does and gives what
// it does and gives with all memory.
func TestNoMemory(t *testing.T) {
	db := prepare(t, "")
	base := content(t, db)
	require.NoError(t, db.Close())
	for _, o := range operations {
		t.Run(o.name, func(t *testing.T) {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			commits := []string{base, "&{[] false}"}
			db := prepare(t, o.prep)
			require.NoError(t, db.Crash())
			commits = append(commits, content(t, db))
			require.NoError(t, db.Close())
			db = prepare(t, o.prep)
			want, err := o.call(db)
			require.NoError(t, err)
			after := state(t, db)
			require.NoError(t, db.Crash())
			commits = append(commits, content(t, db))
			require.NoError(t, db.Close())
			if o.prep != "empty" {
				commits = slices.Delete(commits, 1, 2)
			}
			for n := 1; noMemory(t, o, n, want, after, commits); n += 1 + n/12 {
				continue
			}
		})
	}
}

// noMemory refuses the n-th block, and reports whether there was one.
func noMemory(t *testing.T, o operation, n int, want any, after string, commits []string) bool {
	db := prepare(t, o.prep)
	failMemory(n)
	got, err := o.call(db)
	left := failMemory(0)
	_, _ = db.Size() // What SQLite could not say it says at the next call.
	if err == nil {
		require.Equal(t, want, got, "block %d", n)
		require.Equal(t, after, state(t, db), "block %d", n)
	} else {
		require.ErrorContains(t, err, "SQLITE_NOMEM", "block %d", n)
		require.NotEqual(t, true, got, "block %d", n)
		require.Empty(t, db.open, "block %d", n)
	}
	require.NoError(t, db.Crash(), "block %d", n)
	require.Contains(t, commits, content(t, db), "block %d", n)
	require.NoError(t, db.Put("after", nil), "block %d", n)
	commit(t, db)
	require.NoError(t, db.Close())
	return left == 0
}
