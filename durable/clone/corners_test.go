package clone

import (
	"math"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestHolesAreCounted: the holes of all arrays of a message together have a bound, and what is no hole does not count.
func TestHolesAreCounted(t *testing.T) {
	one := []Property{{Key: "0", Value: true}}
	read := func(arrays ...any) error {
		data, err := Marshal(arrays)
		require.NoError(t, err)
		var back any
		return Unmarshal(data, &back)
	}
	require.NoError(t, read(&SparseArray{Length: holesMax + 1, Props: one}))
	require.ErrorIs(t, read(&SparseArray{Length: holesMax + 1}), ErrTooSparse)
	require.ErrorIs(t, read(&SparseArray{Length: holesMax}, &SparseArray{Length: 1}), ErrTooSparse)
	require.NoError(t, read(&SparseArray{Length: holesMax}, &SparseArray{Length: 1, Props: one}))
	named := &SparseArray{Length: 0, Props: []Property{{Key: "a", Value: true}, {Key: "b", Value: true}}}
	require.ErrorIs(t, read(named, &SparseArray{Length: holesMax + 1}), ErrTooSparse)
}

// TestTooSparseWithin: an array with too many holes is refused wherever it stands.
func TestTooSparseWithin(t *testing.T) {
	for name, within := range containers {
		if name == "Array.Extra" || name == "sparse" {
			continue // Neither goes into a Go slice: one is left out, the other has its own test.
		}
		data, err := Marshal(within(&SparseArray{Length: math.MaxUint32}))
		require.NoError(t, err, name)
		var back any
		require.ErrorIs(t, Unmarshal(data, &back), ErrTooSparse, name)
	}
}

// TestDeepByReference: values that each refer to the one before it are as deep as if they stood within one another.
func TestDeepByReference(t *testing.T) {
	for name, within := range containers {
		if name == "Array.Extra" {
			continue
		}
		v := within("a")
		if kind := reflect.TypeOf(v).Kind(); kind == reflect.Struct || kind == reflect.Array {
			continue // Nothing refers to it.
		}
		chain := []any{v}
		for range depthMax + 5 {
			v = within(v)
			chain = append(chain, v)
		}
		data, err := Marshal(struct{ Chain, Last any }{chain, v})
		require.NoError(t, err, name)
		var back struct{ Last any }
		require.ErrorIs(t, Unmarshal(data, &back), ErrTooDeep, name)
	}
}

// TestOneObjectIsOnePointer: what a message refers to twice is one value again, whatever it is.
func TestOneObjectIsOnePointer(t *testing.T) {
	buffer := &ArrayBuffer{Bytes: []byte{1, 2}}
	for _, v := range []any{
		&Map{}, &Set{}, &Boxed{Value: 1.5}, &Error{Name: "Error"}, &RegExp{Source: "a"}, buffer,
		&View{Kind: Uint8Array, Buffer: buffer, Length: 2}, &Date{Millis: math.NaN()},
	} {
		data, err := Marshal([]any{v, v})
		require.NoError(t, err)
		var back []any
		require.NoError(t, Unmarshal(data, &back))
		require.Same(t, back[0], back[1], "%T", v)
		require.IsType(t, v, back[0])
	}
	for _, dst := range []any{new([][]byte), new([]map[string]int), new([]*struct{ A int }), new([][]int)} {
		shared := map[reflect.Type]any{
			reflect.TypeFor[[]byte](): []byte{1}, reflect.TypeFor[[]int](): []int{1},
		}[reflect.TypeOf(dst).Elem().Elem()]
		if shared == nil {
			shared = map[string]int{"A": 1}
		}
		data, err := Marshal([]any{shared, shared})
		require.NoError(t, err)
		require.NoError(t, Unmarshal(data, dst))
		list := reflect.ValueOf(dst).Elem()
		require.Equal(t, list.Index(0).UnsafePointer(), list.Index(1).UnsafePointer(), "%T", dst)
	}
}

// TestTwoByteFields: Encode keeps a TwoByte wherever it stands, and Marshal and other strings know no such form.
func TestTwoByteFields(t *testing.T) {
	type narrow struct{ X string }
	type wide struct{ X TwoByte }
	plain, err := Marshal(narrow{"a"})
	require.NoError(t, err)
	for _, write := range []func() ([]byte, error){
		func() ([]byte, error) { return Marshal(wide{"a"}) },
		func() ([]byte, error) { return Encode(narrow{"a"}) },
	} {
		data, err := write()
		require.NoError(t, err)
		require.Equal(t, plain, data)
	}
	data, err := Encode(wide{"a"})
	require.NoError(t, err)
	require.Contains(t, string(data), "c\x02a\x00")
	list, err := Encode([]TwoByte{"a"})
	require.NoError(t, err)
	require.Contains(t, string(list), "c\x02a\x00")
}

// TestNumberText: a number is written as JavaScript's String writes it.
func TestNumberText(t *testing.T) {
	for want, f := range map[string]float64{
		"NaN": math.NaN(), "Infinity": math.Inf(1), "-Infinity": math.Inf(-1), "0": math.Copysign(0, -1), "1": 1,
		"-1.5": -1.5, "0.000001": 1e-6, "9.9e-7": 9.9e-7, "1e-7": 1e-7, "-1e-7": -1e-7, "1.5e-10": 1.5e-10,
		"100000000000000000000": 1e20, "1e+21": 1e21, "-1.25e+21": -1.25e21, "5e-324": 5e-324, "1e+100": 1e100,
	} {
		require.Equal(t, want, formatNumber(f))
	}
}

// TestLengthsHave32Bits: the largest length that the wire can say is written, and no larger one.
func TestLengthsHave32Bits(t *testing.T) {
	var e encoder
	e.size(math.MaxUint32)
	require.False(t, e.tooLarge)
	require.Equal(t, []byte{0xff, 0xff, 0xff, 0xff, 0x0f}, e.buf)
	e.size(math.MaxUint32 + 1)
	require.True(t, e.tooLarge)
	e.size(1)
	require.True(t, e.tooLarge, "what was too large stays it")
}
