package durable_test

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/clone"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// TestValuesAreReadable: a change shows its values close to JSON, cut at 60 characters and at four levels, and names
// what JSON does not have.
func TestValuesAreReadable(t *testing.T) {
	buffer := &clone.ArrayBuffer{Bytes: []byte{1, 2, 3}}
	for _, c := range []struct {
		value any
		text  string
	}{
		{nil, "null"},
		{true, "true"},
		{int64(-7), "-7"},
		{1.5, "1.5"},
		{1e21, "1000000000000000000000"},
		{"plain", "plain"},
		{"", `""`},
		{"two words", `"two words"`},
		{"a=b", `"a=b"`},
		{big.NewInt(12), "12n"},
		{[]byte{1, 255}, "x'01ff'"},
		{time.Date(2026, 1, 2, 3, 4, 5, 6_000_000, time.FixedZone("", 3600)), "2026-01-02T02:04:05.006Z"},
		{[]any{int64(1), "x"}, `[1, "x"]`},
		{map[string]any{"b": nil, "a": int64(1)}, `{"a": 1, "b": null}`},
		{[]any{[]any{[]any{[]any{int64(1)}}}}, "[[[[…]]]]"},
		{clone.Undefined, "undefined"},
		{clone.Hole, "<hole>"},
		{buffer, "<3 bytes>"},
		{&clone.View{Buffer: buffer}, "<3 bytes>"},
		{&clone.Map{}, "<Map of 0>"},
		{&clone.Set{}, "<Set of 0>"},
		{&clone.RegExp{Source: "a+", Flags: "gi"}, "/a+/gi"},
		{&clone.Error{Name: "RangeError", Message: "far"}, "<RangeError: far>"},
		{&clone.Boxed{Value: int64(5)}, "5"},
		{[]any{[]any{[]any{&clone.Boxed{Value: int64(5)}}}}, "[[[…]]]"},
		{&clone.Date{}, "<?>"},
		{strings.Repeat("x", 60), strings.Repeat("x", 60)},
		{strings.Repeat("ä", 61), strings.Repeat("ä", 59) + "…"},
	} {
		change := durable.RowChange{
			Table: durable.KeyValue, Kind: durable.RowAdded, Key: []any{"k"}, Columns: []string{"value"}, Is: []any{c.value},
		}
		require.Equal(t, "+ kv k  "+c.text, change.String(), "%T", c.value)
	}
}

// TestBigTablesAreNotCompared: a table with more than 500 rows is counted as far as that and not compared. Neither is
// a value of the key-value store lost that cannot be read as one.
func TestBigTablesAreNotCompared(t *testing.T) {
	p, err := platform.Ideal().Override("Commit=10s")
	require.NoError(t, err)
	w := durabletest.New(t, durabletest.Profile(p))
	stub := durabletest.Class(w, "Desk", newDesk).GetByName("a")
	w.Objects.Remember()
	see := func() durable.Stored {
		x, err := w.Objects.Inspect(stub)
		require.NoError(t, err)
		return x.Stored
	}
	fill := func(from, to int) {
		w.Go("client", func() {
			_ = w.Objects.Inside(stub, func(_ durable.Object, st *durable.State) error {
				sql := st.Storage.SQL()
				if _, err := sql.Exec("CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY)"); err != nil {
					return err
				}
				for n := from; n <= to; n++ {
					if _, err := sql.Exec("INSERT INTO t VALUES (?)", n); err != nil {
						return err
					}
				}
				return nil
			})
		})
		w.Advance(time.Second)
	}
	fill(1, 500)
	require.Equal(t, []durable.TableSize{{Name: "t", Rows: 500}}, see().Tables)
	require.False(t, see().More)
	require.Len(t, see().Pending, 500)
	fill(501, 501)
	require.Equal(t, []durable.TableSize{{Name: "t", Rows: 500, More: true}}, see().Tables)
	require.True(t, see().More)
	require.Empty(t, see().Pending)
	require.Positive(t, see().Bytes)
}

// TestInspectWhoIsOnTheWay: what has arrived is named, whatever it is: an event, a construction, code that is to begin
// or to go on. Of sockets it is told how they stand.
func TestInspectWhoIsOnTheWay(t *testing.T) {
	p, err := platform.Ideal().Override("TurnTime=10ms", "Commit=1s")
	require.NoError(t, err)
	w := durabletest.New(t, durabletest.Profile(p))
	ns := w.Namespace(durable.Class{Name: "Obj", New: newSubject})
	stub := ns.GetByName("a")
	see := func() durable.Inspection {
		x, err := w.Objects.Inspect(stub)
		require.NoError(t, err)
		return x
	}
	_ = stub.Label()
	require.Equal(t, "Obj/a", see().Who)
	require.Zero(t, see().Stored, "it has a label, and no database yet")

	w.Go("c1", func() { _, _ = stub.Call("Run", "go say later | sleep 5ms") })
	require.NoError(t, w.RunUntil(func() bool { return see().Sight.Live }))
	require.Equal(t, []string{"construct", "call Run"}, see().Mailbox)
	require.Zero(t, see().IdleAt)
	w.Advance(18 * time.Millisecond)
	require.Equal(t, []string{"go", "resume call Run"}, see().Slow)
	w.Advance(time.Second)
	require.Empty(t, see().Slow)
	require.Equal(t, w.Now().Add(-w.Elapsed()).Add(30*time.Millisecond+10*time.Second), see().IdleAt)

	var sock *durable.Socket
	w.Do(func() {
		sock, err = stub.Dial(durable.NewRequest("http://x/"))
		require.NoError(t, err)
	})
	require.Equal(t, []durable.SocketEnd{{N: 1, State: durable.ReadyStateOpen}}, see().Sockets)
	require.NoError(t, sock.SendText("put n 1 | cpu 50ms"))
	require.NoError(t, sock.SendText("put n 2"))
	w.Advance(20 * time.Millisecond)
	require.Equal(t, []durable.SocketEnd{{N: 1, State: durable.ReadyStateOpen, Heard: 1}}, see().Sockets)
	w.Advance(90 * time.Millisecond)
	require.Equal(t, 2, see().Sockets[0].Said, "the answers wait for their commits")
	require.NoError(t, w.Objects.Evict(stub))
	require.Len(t, see().Sockets, 1, "they outlive it")
	require.Zero(t, see().IdleAt)
}

// TestQueryOfWhatSleeps: an object that is not in memory can be asked, and its SQL tells the world's time. One without
// a database has no rows.
func TestQueryOfWhatSleeps(t *testing.T) {
	w, ns := counters(t)
	stub := ns.GetByName("a")
	rows, err := w.Objects.Query(stub, "SELECT 1")
	require.NoError(t, err)
	require.Empty(t, rows)
	_, err = stub.Call("Increment", 1)
	require.NoError(t, err)
	w.Advance(time.Minute)
	rows, err = w.Objects.Query(stub, "SELECT datetime('now'), ?", 7)
	require.NoError(t, err)
	require.Equal(t, [][]any{{"2026-01-01 00:01:00", int64(7)}}, rows)
	v, err := w.Objects.Look(stub)
	require.NoError(t, err)
	require.False(t, v.Live)
}

// TestLoopTexts names the bounds that a loop crosses.
func TestLoopTexts(t *testing.T) {
	for _, c := range []struct {
		loop durable.Loop
		text string
	}{
		{durable.Loop{Fast: true}, "Obj/a re-arms every 2s"},
		{durable.Loop{Long: true}, "Obj/a has re-armed 9 times without any other event"},
		{durable.Loop{Fast: true, Long: true}, "Obj/a re-arms every 2s, 9 times without any other event"},
	} {
		c.loop.Who, c.loop.Chain, c.loop.Every = "Obj/a", 9, 2*time.Second
		require.Equal(t, c.text, c.loop.String())
	}
}

// TestPriceTablesThatCannotBeRead says in which line a table is no JSON, and cuts a long name short.
func TestPriceTablesThatCannotBeRead(t *testing.T) {
	table := platform.PaidPlanJSON()
	_, err := platform.ParsePrices([]byte(strings.Replace(table, `"per":`, `"per";`, 1)))
	line := 1 + strings.Count(table[:strings.Index(table, `"per":`)], "\n")
	require.EqualError(t, err, fmt.Sprintf("price table: line %d: invalid character ';' after object key", line))
	for n, shown := range map[int]string{58: strings.Repeat("x", 58) + `"`, 59: strings.Repeat("x", 59) + "…"} {
		_, err = platform.ParsePrices([]byte(`{"` + strings.Repeat("x", n) + `": 1}`))
		require.ErrorContains(t, err, `field "`+shown+" is unknown", "%d characters", n)
	}
}

// TestRuntimeTells: a runtime tells its world, its numbers, its classes and their objects.
func TestRuntimeTells(t *testing.T) {
	w, ns := counters(t)
	require.Same(t, w.World.World, w.Objects.World())
	require.Equal(t, platform.Ideal().Fields(), w.Objects.Profile().Fields())
	other := w.Namespace(durable.Class{Name: "Another", New: newCounter})
	require.Equal(t, []*durable.Namespace{ns, other}, w.Objects.Namespaces())
	for _, name := range []string{"a", "b", "c", "d"} {
		_, err := ns.GetByName(name).Call("Increment", 1)
		require.NoError(t, err)
	}
	ids := ns.Objects()
	require.Len(t, ids, 4)
	for n := range ids[1:] {
		require.Less(t, ids[n].String(), ids[n+1].String())
	}
	require.Equal(t, "Counter/none", ns.Get(durable.ID{}).Label())
	err := w.Objects.Inside(ns.Get(durable.ID{}), func(durable.Object, *durable.State) error { return errors.New("ran") })
	require.ErrorContains(t, err, "parameter 1 is not of type 'DurableObjectId'")
}

// TestValueText: a value in full, and what is too much of it.
func TestValueText(t *testing.T) {
	long := make([]any, 1001)
	for n := range long {
		long[n] = int64(1)
	}
	deep := any("x")
	for range 20 {
		deep = []any{deep}
	}
	for _, c := range []struct {
		v    any
		max  int
		text string
	}{
		{map[string]any{"b": []any{int64(1), 2.5, nil}, "a": "x\"y"}, 100, `{"a": "x\"y", "b": [1, 2.5, null]}`},
		{&clone.Map{Entries: []clone.Entry{{Key: "k", Value: big.NewInt(7)}}}, 100, `<Map of 1> {"k" → 7n}`},
		{&clone.Set{Values: []any{true, clone.Undefined}}, 100, "<Set of 2> [true, undefined]"},
		{clone.NewView(clone.Uint8Array, []byte{1, 255}), 100, "<Uint8Array x'01ff'>"},
		{&clone.View{Kind: clone.Uint8Array, Buffer: &clone.ArrayBuffer{Bytes: []byte{1, 2, 3}}, Offset: 1, Length: 1}, 100, "<Uint8Array x'02'>"},
		{make([]byte, 1000), 5000, "x'" + strings.Repeat("00", 1000) + "'"},
		{make([]byte, 1001), 5000, "x'" + strings.Repeat("00", 1000) + "'…"},
		{&clone.ArrayBuffer{Bytes: make([]byte, 1001)}, 5000, "<ArrayBuffer x'" + strings.Repeat("00", 1000) + "'…>"},
		{long, 5000, "[" + strings.Repeat("1, ", 1000) + "…]"},
		{[]any{"abcdef", "g"}, 6, `["abcd…`},
		{[]any{"ü"}, 3, `["…`},
		{deep, 100, strings.Repeat("[", 16) + "…" + strings.Repeat("]", 16)},
	} {
		require.Equal(t, c.text, durable.ValueText(c.v, c.max))
	}
}
