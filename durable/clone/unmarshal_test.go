package clone

import (
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// roundTrip writes a value and reads it into another type.
func roundTrip[T any](v any, want T) func(*testing.T) {
	return func(t *testing.T) {
		data, err := Marshal(v)
		require.NoError(t, err)
		var got T
		require.NoError(t, Unmarshal(data, &got))
		require.Equal(t, want, got)
	}
}

func TestUnmarshal(t *testing.T) {
	type list []string
	type id string
	tests := map[string]func(*testing.T){
		"int":               roundTrip(5, int8(5)),
		"-0 into int":       roundTrip(math.Copysign(0, -1), 0),
		"min int64":         roundTrip(int64(math.MinInt64), int64(math.MinInt64)),
		"max int64":         roundTrip(int64(math.MaxInt64), int64(math.MaxInt64)),
		"max uint64":        roundTrip(uint64(math.MaxUint64), uint64(math.MaxUint64)),
		"2^53":              roundTrip(1<<53, 1<<53),
		"2^53+1":            roundTrip(1<<53+1, 1<<53+1),
		"-2^53-1 any":       roundTrip[any](-1<<53-1, big.NewInt(-1<<53-1)),
		"float of 2^63":     roundTrip(float64(1<<63), uint64(1<<63)),
		"int into float":    roundTrip(7, float32(7)),
		"number into big":   roundTrip(1e20, *bigOf("100000000000000000000")),
		"big into *big":     roundTrip(bigOf("-12345678901234567890"), bigOf("-12345678901234567890")),
		"named string":      roundTrip("x", id("x")),
		"lone surrogate":    roundTrip("\xed\xa0\x80x", "\xed\xa0\x80x"),
		"pointers":          roundTrip(3, ptr(ptr(3))),
		"null into pointer": roundTrip(nil, (*int)(nil)),
		"null into int":     roundTrip(nil, 0),
		"undefined in any":  roundTrip[any](Undefined, Undefined),
		"undefined":         roundTrip(Undefined, Undefined),
		"undefined into []": roundTrip(Undefined, []int(nil)),
		"bytes":             roundTrip([]byte{1, 2}, []byte{1, 2}),
		"byte array":        roundTrip([3]byte{1, 2, 3}, [3]byte{1, 2, 3}),
		"short array":       roundTrip([]int{1, 2, 3}, [2]int{1, 2}),
		"long array":        roundTrip([]int{1}, [2]int{1, 0}),
		"array of any":      roundTrip([3]any{1, Hole, 2}, []any{1.0, Hole, 2.0}),
		"named any list":    roundTrip([]any{Hole}, []any{Hole}),
		"buffer into bytes": roundTrip(&ArrayBuffer{Bytes: []byte{1}}, []byte{1}),
		"view into bytes":   roundTrip(&View{DataView, &ArrayBuffer{Bytes: []byte{1, 2, 3}}, 1, 1, false}, []byte{2}),
		"view into numbers": roundTrip(NewView(Int16Array, []byte{0xFF, 0xFF, 1, 0}), []int{-1, 1}),
		"numbers to bytes":  roundTrip([]int{1, 255}, []byte{1, 255}),
		"set into list":     roundTrip(&Set{Values: []any{"a", "b"}}, list{"a", "b"}),
		"holes":             roundTrip([]any{Hole, 2, Hole}, []int{0, 2, 0}),
		"map of ints":       roundTrip(map[int]bool{-1: true, 5: false}, map[int]bool{-1: true, 5: false}),
		"map of uints":      roundTrip(map[uint8]string{200: "x"}, map[uint8]string{200: "x"}),
		"Map into map":      roundTrip(&Map{Entries: []Entry{{1, "a"}, {2, "b"}}}, map[int]string{1: "a", 2: "b"}),
		"Map into any map":  roundTrip(&Map{Entries: []Entry{{1, "a"}, {"k", nil}}}, map[any]any{1.0: "a", "k": nil}),
		"Map":               roundTrip[any](&Map{Entries: []Entry{{1, []any{2}}}}, &Map{Entries: []Entry{{1.0, []any{2.0}}}}),
		"Map by value":      roundTrip(&Map{Entries: []Entry{{1, 2}}}, Map{Entries: []Entry{{1.0, 2.0}}}),
		"Object":            roundTrip(map[string]any{"a": 2}, &Object{[]Property{{"a", int32(2), false}}}),
		"time":              roundTrip(time.Unix(1, 2345678), time.UnixMilli(1002).UTC()),
		"zero time":         roundTrip(time.Time{}, time.Time{}),
		"time in any":       roundTrip[any](time.UnixMilli(-1), time.UnixMilli(-1).UTC()),
		"time pointer":      roundTrip(ptr(time.UnixMilli(7)), ptr(time.UnixMilli(7).UTC())),
		"Date":              roundTrip(time.UnixMilli(7), &Date{Millis: 7}),
		"error":             roundTrip[error](&Error{Name: "Own"}, &Error{Name: "Own", Props: []Property{}}),
		"boxed":             roundTrip[any](&Boxed{"s"}, &Boxed{"s"}),
	}
	for name, test := range tests {
		t.Run(name, test)
	}
}

func ptr[T any](v T) *T { return &v }

func TestUnmarshalKeepsWhatIsThere(t *testing.T) {
	data, err := Marshal(map[string]any{"X": 5, "Y": nil, "unknown": 1})
	require.NoError(t, err)
	p := point{X: 1, Y: 2, Note: "n"}
	require.NoError(t, Unmarshal(data, &p))
	require.Equal(t, point{X: 5, Y: 2, Note: "n"}, p)
	m := map[string]any{"Z": 3}
	require.NoError(t, Unmarshal(data, &m))
	require.Equal(t, map[string]any{"X": 5.0, "Y": nil, "unknown": 1.0, "Z": 3}, m)
}

func TestUnmarshalErrors(t *testing.T) {
	type b struct {
		B int `clone:"b"`
	}
	type a struct {
		A    b                `clone:"a"`
		List []b              `clone:"list"`
		Map  map[int8][]int16 `clone:"map"`
	}
	object := func(key string, v any) any { return map[string]any{key: v} }
	tests := []struct {
		v, dst any
		text   string
	}{
		{object("a", object("b", 1.5)), new(a), "clone: field a.b: number 1.5 into int"},
		{object("list", []any{object("b", 1), object("b", "x")}), new(a), "clone: field list[1].b: string into int"},
		{object("map", object("5", []int{1, 1 << 30, -1})), new(a), "clone: field map.5[1]: number 1073741824 into int16"},
		{object("map", object("500", nil)), new(a), "clone: field map.500: string into int8"},
		{&Map{Entries: []Entry{{1, 1}, {1, "x"}}}, new(map[int]int), "clone: field [key 1]: string into int"},
		{&Map{Entries: []Entry{{[]any{}, 1}}}, new(map[any]any), "clone: field [key 0]: array into interface {}"},
		{256, new(uint8), "clone: number 256 into uint8"},
		{-1, new(uint64), "clone: number -1 into uint64"},
		{-1.5, new(uint64), "clone: number -1.5 into uint64"},
		{math.Inf(1), new(int64), "clone: number Infinity into int64"},
		{math.NaN(), new(big.Int), "clone: number NaN into big.Int"},
		{float64(1 << 63), new(int64), "clone: number 9223372036854776000 into int64"},
		{1e300, new(float32), "clone: number 1e+300 into float32"},
		{big.NewInt(5), new(float64), "clone: BigInt 5n into float64"},
		{new(big.Int).Lsh(big.NewInt(1), 300), new(int), "clone: BigInt of 301 bits into int"},
		{new(big.Int).Lsh(big.NewInt(1), 63), new(int64), "clone: BigInt 9223372036854775808n into int64"},
		{big.NewInt(-1), new(uint), "clone: BigInt -1n into uint"},
		{true, new(string), "clone: true into string"},
		{"x", new(bool), "clone: string into bool"},
		{"x", new([]byte), "clone: string into []uint8"},
		{[]int{}, new(map[string]int), "clone: array into map[string]int"},
		{map[string]int{}, new([]int), "clone: object into []int"},
		{&Date{Millis: math.NaN()}, new(time.Time), "clone: invalid Date into time.Time"},
		{&Set{}, new(Map), "clone: Set into clone.Map"},
		{&Map{}, new(point), "clone: Map into clone.point"},
		{NewView(DataView, []byte{1}), new([]int), "clone: DataView into []int"},
		{1, new(error), "clone: number 1 into error"},
		{1, new(func()), "clone: number 1 into func()"},
		{5, new(Absent), "clone: number 5 into clone.Absent"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			data, err := Marshal(test.v)
			require.NoError(t, err)
			err = Unmarshal(data, test.dst)
			var typed *UnmarshalTypeError
			require.ErrorAs(t, err, &typed)
			require.EqualError(t, err, test.text)
		})
	}
	for _, dst := range []any{nil, 5, (*int)(nil)} {
		require.ErrorIs(t, Unmarshal([]byte{tagNull}, dst), ErrDestination)
	}
}

func TestUnmarshalErrorProps(t *testing.T) {
	data, err := Marshal(&Error{Name: "Mine", Message: "m", Props: []Property{{Key: "Code", Value: 5}}})
	require.NoError(t, err)
	var v struct{ Code int }
	require.NoError(t, Unmarshal(data, &v))
	require.Equal(t, 5, v.Code)
	var e error
	require.NoError(t, Unmarshal(data, &e))
	require.EqualError(t, e, "Mine: m")
}

// A sparse array may not open more Go memory than its message deserves.
func TestUnmarshalSparse(t *testing.T) {
	data, err := Marshal(&SparseArray{Length: math.MaxUint32, Props: []Property{{Key: "4294967294", Value: 1}}})
	require.NoError(t, err)
	var v any
	require.ErrorIs(t, Unmarshal(data, &v), ErrTooSparse)
	half := &SparseArray{Length: holesMax/2 + 1}
	data, err = Marshal([]any{half, &SparseArray{Length: holesMax/2 + 1}})
	require.NoError(t, err)
	require.ErrorIs(t, Unmarshal(data, &v), ErrTooSparse)
	data, err = Marshal([]any{half, half})
	require.NoError(t, err)
	require.NoError(t, Unmarshal(data, &v), "one array twice opens its holes once")
}
