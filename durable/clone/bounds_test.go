package clone

import (
	"fmt"
	"math"
	"math/big"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

// nest is a list of lists of its type, and chain an error that holds one of its type.
type (
	nest  []nest
	chain struct{ Cause *chain }
)

func (*chain) Error() string { return "chain" }

// TestDepthOfTypes: the bound on depth is the same where no any stands between the levels.
func TestDepthOfTypes(t *testing.T) {
	list, failure := nest{}, &chain{}
	for range depthMax - 1 {
		list, failure = nest{list}, &chain{failure}
	}
	for _, v := range []any{list, failure} {
		data, err := Marshal(v)
		require.NoError(t, err, "%T", v)
		_, err = Decode(data)
		require.NoError(t, err, "%T", v)
	}
	for _, v := range []any{nest{list}, &chain{failure}} {
		_, err := Marshal(v)
		require.ErrorIs(t, err, ErrTooDeep, "%T", v)
	}
}

// TestNumbersIntoIntegers: an integer takes what is one and fits, whichever form it has on the wire.
func TestNumbersIntoIntegers(t *testing.T) {
	for _, c := range []struct {
		v    any
		dst  any
		want string // "": refused
	}{
		{0, new(uint), "0"},
		{math.Copysign(0, -1), new(uint), "0"},
		{-1, new(uint), ""},
		{255, new(uint8), "255"},
		{256, new(uint8), ""},
		{float64(1 << 40), new(uint64), "1099511627776"},
		{float64(1<<63) * 2, new(uint64), ""},
		{float64(1 << 63), new(uint64), "9223372036854775808"},
		{-1.0 * (1 << 40), new(uint64), ""},
		{0.5, new(uint), ""},
		{"1", new(uint), ""},
		{true, new(uint), ""},
		{new(big.Int).SetUint64(math.MaxUint64), new(uint64), "18446744073709551615"},
		{new(big.Int).Lsh(big.NewInt(1), 64), new(uint64), ""},
		{-128, new(int8), "-128"},
		{128, new(int8), ""},
		{-1.0 * (1 << 63), new(int64), "-9223372036854775808"},
		{float64(1 << 63), new(int64), ""},
		{-1.5 * (1 << 63), new(int64), ""},
		{big.NewInt(math.MinInt64), new(int64), "-9223372036854775808"},
		{"1", new(int), ""},
		{7, new(big.Int), "7"},
		{-7, new(big.Int), "-7"},
		{1e20, new(big.Int), "100000000000000000000"},
		{0.5, new(big.Int), ""},
		{math.Inf(-1), new(big.Int), ""},
		{"7", new(big.Int), ""},
		{7, new(float32), "7"},
		{0.5, new(float64), "0.5"},
		{"7", new(float64), ""},
		{big.NewInt(7), new(float64), ""},
	} {
		data, err := Marshal(c.v)
		require.NoError(t, err)
		err = Unmarshal(data, c.dst)
		if c.want == "" {
			var mismatch *UnmarshalTypeError
			require.ErrorAs(t, err, &mismatch, "%v into %T", c.v, c.dst)
			continue
		}
		require.NoError(t, err, "%v into %T", c.v, c.dst)
		got := fmt.Sprint(reflect.ValueOf(c.dst).Elem().Interface())
		if n, ok := c.dst.(*big.Int); ok {
			got = n.String()
		}
		require.Equal(t, c.want, got, "%v into %T", c.v, c.dst)
	}
}

// TestKeysOfMaps: the keys of an object go into the keys of a Go map that can hold their text or their number.
func TestKeysOfMaps(t *testing.T) {
	read := func(v, dst any) error {
		data, err := Marshal(v)
		require.NoError(t, err)
		return Unmarshal(data, dst)
	}
	object := map[string]int{"-128": 1}
	require.NoError(t, read(object, &map[int8]int{}))
	for _, dst := range []any{&map[uint8]int{}, &map[bool]int{}, &map[float64]int{}, &map[[1]int]int{}} {
		require.ErrorContains(t, read(object, dst), "clone: field -128: string into ", "%T", dst)
	}
	require.ErrorContains(t, read(map[string]int{"256": 1}, &map[uint8]int{}), "field 256")
	require.ErrorContains(t, read(&Map{Entries: []Entry{{true, 1}}}, &map[int]int{}), "field [key 0]: true into int")
	require.ErrorContains(t, read(&Map{Entries: []Entry{{"a", 1}}}, &map[int]int{}), "field [key 0]: string into int")

	wide, err := Encode([]any{TwoByte("a"), &Object{Props: []Property{{Key: "k", Value: TwoByte("b"), TwoByte: true}}}})
	require.NoError(t, err)
	var back []any
	require.NoError(t, Unmarshal(wide, &back))
	require.Equal(t, []any{"a", map[string]any{"k": "b"}}, back)
	var first [1]string
	require.NoError(t, Unmarshal(wide, &first))
	require.Equal(t, "a", first[0])
}

// TestWrongBytes: a byte that is not UTF-8 is U+FFFD on the wire, the lowest of them too.
func TestWrongBytes(t *testing.T) {
	for s, want := range map[string]string{"\x80": "\ufffd", "a\xff": "a\ufffd", "\xed\xa0": "\ufffd\ufffd", "\x7f": "\x7f"} {
		data, err := Marshal(s)
		require.NoError(t, err)
		var back string
		require.NoError(t, Unmarshal(data, &back))
		require.Equal(t, want, back, "%q", s)
	}
	for _, units := range [][]byte{{0x3d, 0xd8}, {'a', 0, 0x3d, 0xd8}, {0x3d, 0xd8, 0x3d, 0xd8}, {0x3d, 0xd8, 'a', 0}} {
		v, err := Decode(append([]byte{0xff, 15, 'c', byte(len(units))}, units...))
		require.NoError(t, err)
		data, err := Encode(v)
		require.NoError(t, err)
		require.Equal(t, units, data[len(data)-len(units):], "half a pair stays what it is")
	}
	_, err := Decode([]byte{0xff, 15, '\\', 10, byte(len(hostErrors)), '"', 0, 'o', '{', 0})
	var unsupported *UnsupportedError
	require.ErrorAs(t, err, &unsupported)
	require.Equal(t, "Error of class 14", unsupported.Kind)
}

// TestViewOfAWrongBuffer: a buffer that is larger than it may grow is refused, also under a view that fits it.
func TestViewOfAWrongBuffer(t *testing.T) {
	b := &ArrayBuffer{Bytes: []byte{1, 2}, Resizable: true, BytesMax: 1}
	for _, v := range []any{b, &View{Kind: Uint8Array, Buffer: b, Length: 2}} {
		_, err := Marshal(v)
		require.ErrorIs(t, err, ErrInvalidView)
	}
	b.BytesMax = 2
	data, err := Marshal(&View{Kind: Uint8Array, Buffer: b, Length: 2})
	require.NoError(t, err)
	var back any
	require.NoError(t, Unmarshal(data, &back))
	require.Equal(t, b, back.(*View).Buffer)
	_, err = Marshal(&Boxed{Value: (*big.Int)(nil)})
	require.ErrorContains(t, err, "could not be cloned")
}

type halfError struct {
	point
	error
}

// TestEmptyFields: a struct is never empty for omitempty, and an error that embeds none is not one.
func TestEmptyFields(t *testing.T) {
	type fields struct {
		S point  `json:"s,omitempty"`
		N int    `json:"n,omitempty"`
		A [0]int `json:"a,omitempty"`
		B []int  `json:"b,omitempty"`
		P *int   `json:"p,omitempty"`
	}
	var back map[string]any
	data, err := Marshal(fields{})
	require.NoError(t, err)
	require.NoError(t, Unmarshal(data, &back))
	require.Len(t, back, 1)
	require.Contains(t, back, "s")
	for _, v := range []any{halfError{}, &halfError{}} {
		data, err = Marshal(v)
		require.NoError(t, err)
		decoded, err := Decode(data)
		require.NoError(t, err)
		require.IsType(t, &Object{}, decoded)
	}
	data, err = Marshal(halfError{error: ErrTooDeep})
	require.NoError(t, err)
	decoded, err := Decode(data)
	require.NoError(t, err)
	require.Equal(t, ErrTooDeep.Error(), decoded.(*Error).Message)
}

// TestFieldsAsKeys: a struct is written as the map of its fields is, wherever its names have to be aligned.
func TestFieldsAsKeys(t *testing.T) {
	type fields struct {
		Before string `clone:"a"`
		Wide   int    `clone:"ключ"`
		Latin  int    `clone:"é"`
		Wider  any    `clone:"名"`
	}
	for _, before := range []string{"", "x", "xy", "éé"} {
		got, err := Encode(fields{before, 1, 2, TwoByte("w")})
		require.NoError(t, err)
		want, err := Encode(&Object{Props: []Property{
			{Key: "a", Value: before},
			{Key: "ключ", Value: int32(1)},
			{Key: "é", Value: int32(2)},
			{Key: "名", Value: TwoByte("w")},
		}})
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

// TestFormsOfNumbers: an integer is small, a double or a BigInt by its size and not by its Go type, and a list of
// numbers that are not all small is one of doubles.
func TestFormsOfNumbers(t *testing.T) {
	form := func(v any) string {
		data, err := Marshal(v)
		require.NoError(t, err)
		decoded, err := Decode(data)
		require.NoError(t, err)
		if a, isArray := decoded.(*Array); isArray {
			decoded = a.Elems[0]
		}
		return fmt.Sprintf("%T", decoded)
	}
	const small, double, large = "int32", "float64", "*big.Int"
	for _, c := range []struct {
		n    int64
		want string
	}{
		{0, small},
		{smiMin, small},
		{smiMin - 1, double},
		{smiMax, small},
		{smiMax + 1, double},
		{-1 << 53, double},
		{-1<<53 - 1, large},
		{1 << 53, double},
		{1<<53 + 1, large},
		{math.MinInt64, large},
		{math.MaxInt64, large},
	} {
		forms := map[string]any{"int": int(c.n), "int64": c.n, "list": []any{c.n, c.n}, "int64 list": []int64{c.n, c.n}}
		if c.n >= 0 {
			forms["uint"], forms["uint64"], forms["uint64 list"] = uint(c.n), uint64(c.n), []uint64{uint64(c.n)}
		}
		if c.want != large {
			forms["float64"], forms["beside a fraction"] = float64(c.n), []any{0.5, c.n}
		}
		for name, v := range forms {
			want := c.want
			if name == "beside a fraction" {
				want = double
			}
			require.Equal(t, want, form(v), "%s of %d", name, c.n)
		}
		beside := small // A BigInt keeps the others as they are.
		if c.want == double {
			beside = double
		}
		require.Equal(t, beside, form([]int64{1, c.n}), "1 beside %d", c.n)
		if c.n >= 0 {
			require.Equal(t, beside, form([]uint64{1, uint64(c.n)}), "1 beside %d", c.n)
		}
	}
	require.Equal(t, double, form(math.Copysign(0, -1)))
	require.Equal(t, double, form([]any{1, math.NaN()}))
	require.Equal(t, small, form([]any{1, Undefined}), "undefined is no number")
	require.Equal(t, small, form([]any{1, 0.5, "text"}))
	require.Equal(t, double, form([]any{uint16(1), float32(0.5), uint8(3), int8(4), uint32(5)}))
	require.Equal(t, large, form(uint64(math.MaxUint64)))
}
