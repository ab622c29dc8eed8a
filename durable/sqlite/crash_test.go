package sqlite

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestCrashOutcomes makes three turns and a fourth left open, confirms in every possible order and number, crashes at
// every point, and lists all outcomes: exactly the confirmed prefixes, whatever came between.
func TestCrashOutcomes(t *testing.T) {
	for _, file := range []bool{false, true} {
		for confirmed := int64(0); confirmed <= 3; confirmed++ {
			for when := confirmed; when <= 4; when++ { // Confirm comes once this many turns have begun.
				path := ""
				if file {
					path = t.TempDir() + "/crash.sqlite"
				}
				db := open(t, path)
				for turn := int64(1); turn <= 4; turn++ {
					require.NoError(t, db.Put("turn", fmt.Append(nil, turn)))
					require.NoError(t, db.Put(fmt.Sprint("own", turn), nil))
					if turn == when {
						mark(t, db, turn)
						require.NoError(t, db.Confirm(confirmed))
						continue
					}
					mark(t, db, turn)
				}
				require.NoError(t, db.Put("open", nil))
				require.NoError(t, db.Crash())
				require.Equal(t, prefix(confirmed), keys(t, db), "confirmed %d when %d", confirmed, when)

				// The database is as good as new: numbers go on, and a late confirmation of a dead mark is nothing.
				require.NoError(t, db.Confirm(4))
				require.NoError(t, db.Put("after", nil))
				n, err := db.Mark()
				require.NoError(t, err)
				require.Equal(t, int64(5), n)
				require.NoError(t, db.Crash())
				require.Equal(t, prefix(confirmed), keys(t, db))
				require.NoError(t, db.Close())
			}
		}
	}
}

func open(t *testing.T, path string) *DB {
	t.Helper()
	db, err := Open(Options{Path: path, NoSync: true})
	require.NoError(t, err)
	return db
}

func mark(t *testing.T, db *DB, want int64) {
	t.Helper()
	n, err := db.Mark()
	require.NoError(t, err)
	require.Equal(t, want, n)
}

func prefix(n int64) string {
	var b strings.Builder
	for i := int64(1); i <= n; i++ {
		fmt.Fprintf(&b, "own%d ", i)
	}
	if n > 0 {
		fmt.Fprintf(&b, "turn=%d", n)
	}
	return b.String()
}

func keys(t *testing.T, db *DB) string {
	t.Helper()
	l, err := db.List(ListOptions{})
	require.NoError(t, err)
	var b strings.Builder
	for l.Next() {
		if v := string(l.Value()); v != "" {
			fmt.Fprintf(&b, "%s=%s", l.Key(), v)
		} else {
			fmt.Fprintf(&b, "%s ", l.Key())
		}
	}
	require.NoError(t, l.Err())
	return b.String()
}

// TestKill kills a process in the middle of a turn with unconfirmed marks and looks at the file it leaves: all that was
// marked, which includes what was confirmed, and nothing of the turn.
func TestKill(t *testing.T) {
	if path := os.Getenv("SQLITE_TEST_KILL"); path != "" {
		db := open(t, path)
		require.NoError(t, db.Put("own1", nil))
		require.NoError(t, db.Put("turn", []byte("1")))
		_, err := db.Commit()
		require.NoError(t, err)
		require.NoError(t, db.Put("own2", nil))
		mark(t, db, 2)
		require.NoError(t, db.Put("own3", nil))
		p, err := os.FindProcess(os.Getpid())
		require.NoError(t, err)
		require.NoError(t, p.Kill())
		<-make(chan struct{})
	}
	path := t.TempDir() + "/kill.sqlite"
	cmd := exec.Command(os.Args[0], "-test.run", "TestKill")
	cmd.Env = append(os.Environ(), "SQLITE_TEST_KILL="+path)
	require.Error(t, cmd.Run())
	db := open(t, path)
	require.Equal(t, "own1 own2 turn=1", keys(t, db))
	require.NoError(t, db.Close())
}

// TestMarksMax fills the stack of marks to its bound; a confirmation empties it.
func TestMarksMax(t *testing.T) {
	db := open(t, "")
	for i := int64(1); i <= marksMax; i++ {
		require.NoError(t, db.Put("turn", fmt.Append(nil, i)))
		mark(t, db, i)
	}
	require.NoError(t, db.Put("turn", []byte("more")))
	_, err := db.Mark()
	require.ErrorIs(t, err, ErrMarks)
	require.NoError(t, db.Rollback())
	require.NoError(t, db.Confirm(marksMax/2))
	require.Equal(t, marksMax, len(db.marks))
	require.NoError(t, db.Confirm(marksMax))
	require.Zero(t, len(db.marks))
	require.NoError(t, db.Close())
}

// TestLostMarks shows what a rollback by SQLite itself costs: the marks above the last real commit, confirmed or not.
func TestLostMarks(t *testing.T) {
	db := open(t, "")
	require.NoError(t, db.Put("own1", nil))
	_, err := db.Commit()
	require.NoError(t, err)
	require.NoError(t, db.Put("own2", nil))
	mark(t, db, 2)
	_, err = db.Exec("CREATE TABLE t(x UNIQUE); INSERT INTO t VALUES(1); INSERT OR ROLLBACK INTO t VALUES(1)")
	require.Error(t, err)
	_, err = db.Mark()
	require.ErrorIs(t, err, ErrLost)
	require.NoError(t, db.Crash())
	require.Equal(t, "own1 ", keys(t, db))
	require.NoError(t, db.Close())
}
