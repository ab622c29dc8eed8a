package durable_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/clone"
	"dolab/durable/durabletest"
)

// oneTurn runs fn in a turn of a new object.
func oneTurn(t *testing.T, fn func(st *durable.State)) {
	t.Helper()
	w, ns := counters(t)
	require.NoError(t, w.Objects.Inside(ns.GetByName("a"), func(_ durable.Object, st *durable.State) error {
		fn(st)
		return nil
	}))
}

func keysOf(t *testing.T, kv *durable.KV, o durable.ListOptions) string {
	t.Helper()
	var list []string
	for e, err := range kv.List(o) {
		require.NoError(t, err)
		list = append(list, e.Key)
	}
	return strings.Join(list, " ")
}

// synckv-basic, synckv-errors, clone-nested-depth.
func TestSyncKV(t *testing.T) {
	oneTurn(t, func(st *durable.State) {
		kv := st.Storage.KV()
		_, err := durable.Get[any](kv, "x")
		require.ErrorIs(t, err, durable.ErrNoKey)
		for _, c := range []struct {
			key         string
			value, back any
		}{
			{"x", map[string]any{"a": []any{1, 2}}, map[string]any{"a": []any{1.0, 2.0}}},
			{"n", nil, nil},
			{"u", clone.Undefined, clone.Undefined}, // Stored, unlike by the asynchronous put.
			{"", "empty", "empty"},
			{"a\x00b", "nul", "nul"},
			{"é😀", true, true},
			{strings.Repeat("k", 2049), "no limit of 2048 bytes", "no limit of 2048 bytes"},
			{"deep", nestedIn(1000), nestedIn(1000)},
		} {
			require.NoError(t, kv.Put(c.key, c.value), c.key)
			back, err := durable.Get[any](kv, c.key)
			require.NoError(t, err)
			require.EqualValues(t, c.back, natural(back), c.key)
			found, err := kv.Delete(c.key)
			require.NoError(t, err)
			require.True(t, found)
			found, err = kv.Delete(c.key)
			require.NoError(t, err)
			require.False(t, found)
		}
		require.NoError(t, kv.Put("a\x00b", 1))
		_, err = durable.Get[any](kv, "a")
		require.ErrorIs(t, err, durable.ErrNoKey)
		require.Equal(t, "RangeError: Maximum call stack size exceeded []", outcome(kv.Put("deep", nestedIn(100_000))))
	})
}

// nestedIn is a value n levels deep.
func nestedIn(n int) any {
	v := map[string]any{}
	for range n {
		v = map[string]any{"o": v}
	}
	return v
}

// natural makes integers the numbers that JavaScript has.
func natural(v any) any {
	switch v := v.(type) {
	case int:
		return float64(v)
	case []any:
		for n := range v {
			v[n] = natural(v[n])
		}
	case map[string]any:
		for k := range v {
			v[k] = natural(v[k])
		}
	}
	return v
}

// A row has one limit, and what it refuses leaves the old value and the turn as they were (E8; synckv-errors,
// structured-errors-from-storage-in-flight).
func TestRowLimit(t *testing.T) {
	const tooBig = "string or blob too big: SQLITE_TOOBIG []"
	oneTurn(t, func(st *durable.State) {
		kv := st.Storage.KV()
		require.NoError(t, kv.Put("before", 1))
		require.NoError(t, kv.Put("v", make([]byte, 2_199_000)))
		require.Equal(t, tooBig, outcome(kv.Put("v", make([]byte, 2_200_001))))
		require.Equal(t, tooBig, outcome(kv.Put("v", strings.Repeat("x", 3_000_000))))
		require.Equal(t, tooBig, outcome(kv.Put(strings.Repeat("k", 2_300_000), 1)))
		b, err := durable.Get[[]byte](kv, "v")
		require.NoError(t, err)
		require.Len(t, b, 2_199_000)
		_, err = st.Storage.SQL().Exec("INSERT INTO nope VALUES(1)")
		require.Equal(t, "no such table: nope: SQLITE_ERROR []", outcome(err))
		require.NoError(t, kv.Put("after", 1))
		require.Equal(t, "after before v", keysOf(t, kv, durable.ListOptions{}))
	})
}

// synckv-list. Here the zero value of an option is no option.
func TestSyncKVList(t *testing.T) {
	oneTurn(t, func(st *durable.State) {
		kv := st.Storage.KV()
		for _, k := range strings.Fields("a ab abc b ba c d1 d2 d3 é z Z \uffff \U00010000") {
			require.NoError(t, kv.Put(k, 1))
		}
		for _, c := range []struct {
			o    durable.ListOptions
			want string
		}{
			{durable.ListOptions{}, "Z a ab abc b ba c d1 d2 d3 z é \uffff \U00010000"},
			{durable.ListOptions{Start: "b"}, "b ba c d1 d2 d3 z é \uffff \U00010000"},
			{durable.ListOptions{StartAfter: "bb"}, "c d1 d2 d3 z é \uffff \U00010000"},
			{durable.ListOptions{Start: "b", End: "d2"}, "b ba c d1"},
			{durable.ListOptions{Start: "b", End: "b"}, ""},
			{durable.ListOptions{Start: "d", End: "b"}, ""},
			{durable.ListOptions{Prefix: "q"}, ""},
			{durable.ListOptions{Prefix: "d", Reverse: true}, "d3 d2 d1"},
			{durable.ListOptions{Limit: 2, Reverse: true}, "\U00010000 \uffff"},
			{durable.ListOptions{Start: "d2", Prefix: "d"}, "d2 d3"},
			{durable.ListOptions{Start: "a", Prefix: "d"}, "d1 d2 d3"},
			{durable.ListOptions{Start: "e", Prefix: "d"}, ""},
			{durable.ListOptions{End: "d2", Prefix: "d"}, "d1"},
			{durable.ListOptions{End: "d", Prefix: "d"}, ""},
			{durable.ListOptions{StartAfter: "d1", Prefix: "d"}, "d2 d3"},
			{durable.ListOptions{StartAfter: "a", End: "d3", Reverse: true, Limit: 3}, "d2 d1 c"},
		} {
			require.Equal(t, c.want, keysOf(t, kv, c.o), "%+v", c.o)
		}
		for _, c := range []struct {
			o    durable.ListOptions
			want string
		}{
			{durable.ListOptions{Start: "a", StartAfter: "b"}, "list() cannot be called with both start and startAfter values."},
			{durable.ListOptions{Limit: -1}, "List limit must be positive."},
			{
				durable.ListOptions{Limit: 1 << 31},
				"Value out of range. Must be between -2147483648 and 2147483647 (inclusive).",
			},
		} {
			for _, err := range kv.List(c.o) {
				require.Equal(t, "TypeError: "+c.want+" []", outcome(err))
			}
		}
		var seen []string
		for e, err := range kv.List(durable.ListOptions{Prefix: "d"}) {
			require.NoError(t, err)
			if seen = append(seen, e.Key); e.Key == "d1" {
				_, err = kv.Delete("d2")
				require.NoError(t, err)
				require.NoError(t, kv.Put("d25", 1))
			}
		}
		require.Equal(t, []string{"d1", "d25", "d3"}, seen)
	})
}

// Everything deleted while a cursor and a list are open (deleteall), and a list over a transaction that is undone.
func TestOpenCursorsAndLists(t *testing.T) {
	w, ns := counters(t)
	turn := func(fn func(st *durable.State)) {
		require.NoError(t, w.Objects.Inside(ns.GetByName("a"), func(_ durable.Object, st *durable.State) error {
			fn(st)
			return nil
		}))
	}
	list := func(st *durable.State, between func()) (keys []string, last error) {
		for e, err := range st.Storage.KV().List(durable.ListOptions{}) {
			if last = err; err == nil {
				if keys = append(keys, e.Key); len(keys) == 1 {
					between()
				}
			}
		}
		return keys, last
	}
	undo := func(st *durable.State) func() {
		return func() {
			_ = st.Storage.TransactionSync(func() error {
				require.NoError(t, st.Storage.KV().Put("d", 1))
				return errors.New("undo")
			})
		}
	}
	turn(func(st *durable.State) {
		kv, q := st.Storage.KV(), st.Storage.SQL()
		require.NoError(t, kv.Put("a", 1))
		require.NoError(t, kv.Put("b", 1))
		_, err := q.Exec("CREATE TABLE t(x); INSERT INTO t VALUES(1),(2),(3)")
		require.NoError(t, err)
		c, err := q.Exec("SELECT * FROM t")
		require.NoError(t, err)
		require.True(t, c.Next())
		keys, err := list(st, func() { require.NoError(t, st.Storage.DeleteAll()) })
		require.Equal(t, []string{"a"}, keys)
		require.Equal(t, internalText, outcome(err))
		require.False(t, c.Next())
		require.Equal(t, "SQLite query was canceled because the database was deleted. []", outcome(c.Err()))
		require.NoError(t, st.Storage.DeleteAll())
		size, err := st.Storage.Size()
		require.NoError(t, err)
		require.EqualValues(t, 4096, size)
	})
	turn(func(st *durable.State) {
		require.NoError(t, st.Storage.KV().Put("a", 1))
		require.NoError(t, st.Storage.KV().Put("b", 1))
		_, err := list(st, undo(st))
		require.Equal(t, internalText, outcome(err), "the keys' table is of this very turn")
	})
	turn(func(st *durable.State) {
		keys, err := list(st, undo(st))
		require.NoError(t, err)
		require.Equal(t, []string{"a", "b"}, keys)
	})
}

// sql-database-size; and of sql-errors what an empty query says.
func TestSQLSizeAndNothing(t *testing.T) {
	oneTurn(t, func(st *durable.State) {
		q := st.Storage.SQL()
		size := func() int64 {
			n, err := st.Storage.Size()
			require.NoError(t, err)
			return n
		}
		exec := func(query string, bindings ...any) {
			_, err := q.Exec(query, bindings...)
			require.NoError(t, err)
		}
		require.EqualValues(t, 4096, size())
		require.NoError(t, st.Storage.KV().Put("a", 1))
		require.EqualValues(t, 8192, size())
		exec("CREATE TABLE t(x)")
		require.EqualValues(t, 12288, size())
		for range 100 {
			exec("INSERT INTO t VALUES(?)", make([]byte, 4096))
		}
		require.EqualValues(t, 475136, size())
		exec("DELETE FROM t")
		require.EqualValues(t, 12288, size())
		exec("DROP TABLE t")
		require.EqualValues(t, 8192, size())
		_, err := q.Exec("SELECT max()") // Must leave nothing behind for the next.
		require.Error(t, err)
		for _, query := range []string{"", "  ", ";", "-- comment", "SELECT 1;;", "SELECT 1; -- c"} {
			_, err := q.Exec(query)
			require.Equal(t, "SQL code did not contain a statement. []", outcome(err), "%q", query)
		}
	})
}

// transaction-sync, but for what other tests show: values pass, an error undoes and is the same one, nesting.
func TestTransactionSyncErrors(t *testing.T) {
	oneTurn(t, func(st *durable.State) {
		kv, txn := st.Storage.KV(), st.Storage.TransactionSync
		mine := errors.New("mine")
		require.Same(t, mine, txn(func() error {
			require.NoError(t, kv.Put("a", 2))
			return mine
		}))
		require.Panics(t, func() {
			_ = txn(func() error {
				require.NoError(t, kv.Put("a", 3))
				panic("undoes too")
			})
		})
		require.NoError(t, txn(func() error {
			require.NoError(t, kv.Put("o", 1))
			require.Error(t, txn(func() error {
				require.NoError(t, kv.Put("i", 1))
				return mine
			}))
			_, err := st.Storage.SQL().Exec("SELECT * FROM nope")
			require.Error(t, err)
			return nil
		}))
		var deep func(n int) error
		deep = func(n int) error {
			if n == 0 {
				return kv.Put("z", 1)
			}
			return txn(func() error { return deep(n - 1) })
		}
		require.NoError(t, deep(50))
		require.Equal(t, "o z", keysOf(t, kv, durable.ListOptions{}))
	})
}

// write-then-throw: whatever a handler that fails has written stays.
func TestWritesOfFailedHandlersStay(t *testing.T) {
	w := durabletest.New(t)
	s := w.Namespace(durable.Class{Name: "Obj", New: newScripted}).GetByName("a")
	for _, script := range []string{"put a 1", "alarm 1h", "sql CREATE TABLE t (x)", "sql INSERT INTO t VALUES (1)"} {
		_, err := s.Call("Run", script+"\nfail x")
		require.Equal(t, "x [remote]", outcome(err))
	}
	out, err := durable.Call[string](s, "Run", "get a\nalarm?\nsql SELECT * FROM t")
	require.NoError(t, err)
	require.Equal(t, "a=1 getAlarm in 1h0m0s [[1]]", out)
}

// Sync lets others in, also where nothing has been written (C5): a probe on the real runtime.
func TestSyncEndsTheTurn(t *testing.T) {
	w := durabletest.New(t)
	s := w.Namespace(durable.Class{Name: "Obj", New: newScripted}).GetByName("a")
	out, err := durable.Call[string](s, "Run", "go say other\nsync\nsay after")
	require.NoError(t, err)
	require.Equal(t, "other after", out)
	_, err = s.Call("Run", "put k 1\nsync\nabort gone")
	require.Error(t, err)
	kept, err := durable.Call[string](w.Objects.Lookup("Obj").GetByName("a"), "Run", "get k")
	require.NoError(t, err)
	require.Equal(t, "k=1", kept)
}
