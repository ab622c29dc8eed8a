package durable_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/clone"
	"dolab/durable/durabletest"
)

type (
	myInt   int8
	myText  string
	myBool  bool
	myBytes []byte
	// shade is stored as a letter.
	shade struct{ dark bool }
)

func (s shade) Value() (any, error) { return nil, errors.New("not a driver.Valuer") }

func (s *shade) Scan(src any) error {
	text, ok := src.(string)
	if !ok {
		return fmt.Errorf("a shade of %T", src)
	}
	s.dark = text == "d"
	return nil
}

// withSQL runs fn with a database.
func withSQL(t *testing.T, fn func(*durable.SQL, durable.ID)) {
	w := durabletest.New(t)
	ns := durabletest.Class(w, "Vault", func(st *durable.State) *vault { return &vault{st} })
	err := durabletest.RunInDurableObject(w, ns.GetByName("a"), func(_ *vault, st *durable.State) error {
		fn(st.Storage.SQL(), st.ID)
		return nil
	})
	require.NoError(t, err)
}

// bound is how SQLite stores an argument.
func bound(q *durable.SQL, v any) (string, error) {
	c, err := q.Exec("SELECT typeof(?1), quote(?1)", v)
	if err != nil {
		return "", err
	}
	row, err := c.One()
	return fmt.Sprint(row[0], " ", row[1]), err
}

// TestBindings: what SQLite stores of each argument (semantics F11).
func TestBindings(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 1234567, time.FixedZone("", 3600))
	five, null, text := 5, (*int)(nil), myText("a")
	view := clone.NewView(clone.Uint8Array, []byte{1, 2, 3, 4})
	view.Offset, view.Length = 1, 2
	tests := []struct {
		v    any
		want string
	}{
		{nil, "null NULL"},
		{clone.Undefined, "null NULL"},
		{clone.Hole, "null NULL"},
		{null, "null NULL"},
		{&null, "null NULL"},
		{[]byte(nil), "null NULL"},
		{json.RawMessage(nil), "null NULL"},
		{math.NaN(), "null NULL"},
		{sql.NullString{}, "null NULL"},
		{(*sql.NullString)(nil), "null NULL"},
		{true, "text 'true'"},
		{myBool(false), "text 'false'"},
		{sql.NullBool{Bool: true, Valid: true}, "text 'true'"},
		{at, "text '2026-03-01 11:00:00.001'"},
		{&at, "text '2026-03-01 11:00:00.001'"},
		{sql.NullTime{Time: at, Valid: true}, "text '2026-03-01 11:00:00.001'"},
		{sql.Null[time.Time]{V: at, Valid: true}, "text '2026-03-01 11:00:00.001'"},
		{&clone.Date{Millis: 0}, "text '1970-01-01 00:00:00.000'"},
		{5, "integer 5"},
		{&five, "integer 5"},
		{myInt(-5), "integer -5"},
		{uint64(math.MaxInt64), "integer 9223372036854775807"},
		{time.Millisecond, "integer 1000000"},
		{3.0, "real 3.0"},
		{float32(0.5), "real 0.5"},
		{&text, "text 'a'"},
		{json.RawMessage(`{"a":1}`), `text '{"a":1}'`},
		{[]byte{1}, "blob X'01'"},
		{[]byte{}, "blob X''"},
		{myBytes{2}, "blob X'02'"},
		{[2]byte{1, 2}, "blob X'0102'"},
		{view, "blob X'0203'"},
		{&clone.ArrayBuffer{Bytes: []byte{9}}, "blob X'09'"},
	}
	withSQL(t, func(q *durable.SQL, id durable.ID) {
		for _, test := range tests {
			got, err := bound(q, test.v)
			require.NoError(t, err, "%T %v", test.v, test.v)
			require.Equal(t, test.want, got, "%T %v", test.v, test.v)
		}
		got, err := bound(q, id)
		require.NoError(t, err)
		require.Equal(t, "text '"+id.String()+"'", got)
	})
}

// TestUnbindable: what has no place in SQLite is refused with its type.
func TestUnbindable(t *testing.T) {
	type loop *loop
	var round loop
	round = &round
	year := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	withSQL(t, func(q *durable.SQL, _ durable.ID) {
		for text, v := range map[string]any{
			"cannot bind uint64 9223372036854775808: an INTEGER ends at 9223372036854775807": uint64(1 << 63),
			"cannot bind a time of the year 10000: SQLite's end at 9999":                     year.AddDate(9999, 0, 0),
			"cannot bind map[string]int: it is no bool, number, text, blob or time":          map[string]int{},
			"cannot bind []interface {}: it is no bool, number, text, blob or time":          []any{1},
			"cannot bind big.Int: it is no bool, number, text, blob or time":                 big.NewInt(1),
			"cannot bind *clone.Date: it is no bool, number, text, blob or time":             &clone.Date{Millis: math.NaN()},
			"cannot bind func(): it is no bool, number, text, blob or time":                  func() {},
			"cannot bind durable_test.shade: it is no bool, number, text, blob or time":      &shade{},
			"cannot bind durable_test.loop: it is no bool, number, text, blob or time":       round,
			"cannot bind complex128: it is no bool, number, text, blob or time":              1i,
			"cannot bind errors.errorString: it is no bool, number, text, blob or time":      errors.New("x"),
			"cannot bind struct {}: it is no bool, number, text, blob or time":               struct{}{},
		} {
			_, err := bound(q, v)
			require.EqualError(t, err, "sqlite: argument 1: "+text)
		}
	})
}

// scanned reads the result of a query into a new T.
func scanned[T any](q *durable.SQL, query string, args ...any) (T, error) {
	var v T
	c, err := q.Exec("SELECT "+query+" AS col", args...)
	if err == nil && c.Next() {
		err = c.Scan(&v)
	}
	return v, err
}

// reads says that a query gives a value.
func reads[T any](want T, query string, args ...any) func(*testing.T, *durable.SQL) {
	return func(t *testing.T, q *durable.SQL) {
		got, err := scanned[T](q, query, args...)
		require.NoError(t, err, query)
		require.Equal(t, want, got, "%s into %T", query, want)
	}
}

// fails says that a query gives nothing that fits a T.
func fails[T any](text, query string, args ...any) func(*testing.T, *durable.SQL) {
	return func(t *testing.T, q *durable.SQL) {
		_, err := scanned[T](q, query, args...)
		require.EqualError(t, err, `scan column "col": `+text)
	}
}

func ptr[T any](v T) *T { return &v }

// TestScan: what was bound is read as what it was, and numbers where they fit.
func TestScan(t *testing.T) {
	at := time.Date(2026, 3, 1, 11, 0, 0, 1e6, time.UTC)
	for _, check := range []func(*testing.T, *durable.SQL){
		reads(true, "?", true),
		reads(false, "?", false),
		reads(myBool(true), "?", true),
		reads(true, "1 < 2"),
		reads(false, "0.0"),
		reads(ptr(true), "?", true),
		reads(sql.NullBool{Bool: false, Valid: true}, "?", false),
		reads(at, "?", at),
		reads(&at, "?", &at),
		reads(sql.NullTime{Time: at, Valid: true}, "?", at),
		reads(sql.Null[time.Time]{V: at, Valid: true}, "?", at),
		reads(at.Truncate(time.Second), "datetime(?)", at),
		reads(at.Truncate(24*time.Hour), "date(?)", at),
		reads(at.Truncate(time.Second), "'2026-03-01T11:00:00Z'"),
		reads(at.Truncate(time.Second), "'2026-03-01T11:00:00'"),

		reads(3, "3.0"),
		reads(-3, "-3.0"),
		reads(myInt(3), "3.0"),
		reads(uint8(255), "255.0"),
		reads(uint8(0), "0"),
		reads(int64(math.MinInt64), "-9223372036854775808.0"),
		reads(int64(math.MinInt64), "-9223372036854775808"),
		reads(uint64(1<<62), "4611686018427387904.0"),
		reads(sql.NullInt64{Int64: 1e7, Valid: true}, "1e7"),
		reads(sql.NullInt32{Int32: 5, Valid: true}, "5"),
		reads(3.0, "3"),
		reads(float32(0.5), "0.5"),
		reads(math.Inf(1), "9e999"),
		reads(float64(1<<53), "9007199254740992"),
		reads("a", "'a'"),
		reads(myText("a"), "'a'"),
		reads("\x01", "x'01'"),
		reads(sql.NullString{String: "a", Valid: true}, "'a'"),
		reads([]byte{1}, "x'01'"),
		reads(myBytes{1}, "x'01'"),
		reads([]byte("a"), "'a'"),
		reads([2]byte{1, 2}, "x'0102'"),
		reads(json.RawMessage(`{"a":1}`), "json(?)", json.RawMessage(`{"a": 1}`)),
		reads(json.RawMessage("1"), "?", []byte("1")),
		reads(shade{true}, "'d'"),
		reads(&shade{true}, "'d'"),

		reads[any](nil, "NULL"),
		reads[any](int64(1), "1"),
		reads[any]("true", "?", true),
		reads[*int](nil, "NULL"),
		reads[**int](nil, "NULL"),
		reads(ptr(ptr(4)), "4.0"),
		reads[*time.Time](nil, "NULL"),
		reads[[]byte](nil, "NULL"),
		reads[json.RawMessage](nil, "NULL"),
		reads(sql.NullString{}, "NULL"),
		reads(sql.Null[int]{}, "NULL"),
		reads(sql.Null[myInt]{V: 3, Valid: true}, "3.0"),
		reads(sql.NullTime{}, "NULL"),
	} {
		withSQL(t, func(q *durable.SQL, _ durable.ID) { check(t, q) })
	}
}

// TestScanRefuses: what does not fit is an error that names the column and the value.
func TestScanRefuses(t *testing.T) {
	null := func(typ string) string {
		return "NULL into " + typ + ": *" + typ + " and sql.Null[" + typ + "] can hold it"
	}
	for _, check := range []func(*testing.T, *durable.SQL){
		fails[int](null("int"), "NULL"),
		fails[string](null("string"), "NULL"),
		fails[bool](null("bool"), "NULL"),
		fails[time.Time](null("time.Time"), "NULL"),
		fails[float64](null("float64"), "NULL"),
		fails[myText](null("durable_test.myText"), "NULL"),
		fails[[1]byte](null("[1]uint8"), "NULL"),
		fails[big.Int](null("big.Int"), "NULL"),
		fails[int]("REAL 3.5 into int: not an integer", "3.5"),
		fails[int]("REAL 1e+300 into int: out of range", "1e300"),
		fails[int64]("REAL 9.223372036854776e+18 into int64: out of range", "9223372036854775808.0"),
		fails[int]("REAL +Inf into int: out of range", "9e999"),
		fails[*int]("REAL 3.5 into int: not an integer", "3.5"),
		fails[int8]("INTEGER 128 into int8: out of range", "128"),
		fails[uint]("INTEGER -1 into uint: out of range", "-1"),
		fails[uint8]("REAL 256 into uint8: out of range", "256.0"),
		fails[sql.NullInt16]("INTEGER 65536 into int16: out of range", "65536"),
		fails[int](`TEXT "5" into int`, "'5'"),
		fails[string]("INTEGER 5 into string", "5"),
		fails[float64](`TEXT "" into float64`, "''"),
		fails[float64]("INTEGER 9007199254740993 into float64: a float64 does not have so many digits", "9007199254740993"),
		fails[float64]("INTEGER 9223372036854775807 into float64: a float64 does not have so many digits",
			"9223372036854775807"),
		fails[float32]("REAL 1e+300 into float32: out of range", "1e300"),
		fails[bool]("INTEGER 2 into bool: want 0, 1, 'false' or 'true'", "2"),
		fails[bool](`TEXT "yes" into bool: want 0, 1, 'false' or 'true'`, "'yes'"),
		fails[time.Time]("INTEGER 5 into time.Time: only a text is a time", "5"),
		fails[time.Time](`TEXT "soon" into time.Time: want a text like 2006-01-02 15:04:05.000`, "'soon'"),
		fails[[]byte]("INTEGER 5 into []uint8", "5"),
		fails[[3]byte]("BLOB of 2 bytes into [3]uint8", "x'0102'"),
		fails[error](`TEXT "a" into error`, "'a'"),
		fails[map[string]int](`TEXT "`+strings.Repeat("0", 40)+`" into map[string]int`, "printf('%040d', 0)"),
		fails[map[string]int]("TEXT of 41 bytes into map[string]int", "printf('%041d', 0)"),
		fails[shade]("a shade of int64", "5"),
	} {
		withSQL(t, func(q *durable.SQL, _ durable.ID) { check(t, q) })
	}
	withSQL(t, func(q *durable.SQL, _ durable.ID) {
		for text, dst := range map[string]any{
			`scan column "b": destination <nil> is not a non-nil pointer`:  nil,
			`scan column "b": destination int is not a non-nil pointer`:    5,
			`scan column "b": destination *int is not a non-nil pointer`:   (*int)(nil),
			`scan column "b": destination *int64 is not a non-nil pointer`: (*int64)(nil),
		} {
			c, err := q.Exec("SELECT 1 AS a, 2 AS b")
			require.NoError(t, err)
			require.True(t, c.Next())
			var a int
			require.EqualError(t, c.Scan(&a, dst), text)
			require.Equal(t, 1, a)
		}
	})
}

// TestScanCopies: bytes that were scanned are the reader's own.
func TestScanCopies(t *testing.T) {
	withSQL(t, func(q *durable.SQL, _ durable.ID) {
		c, err := q.Exec("SELECT x'01'")
		require.NoError(t, err)
		require.True(t, c.Next())
		var a, b []byte
		require.NoError(t, c.Scan(&a))
		a[0] = 9
		require.NoError(t, c.Scan(&b))
		require.Equal(t, []byte{1}, b)
		require.Equal(t, reflect.TypeFor[[]byte](), reflect.TypeOf(c.Row()[0]))
	})
}
