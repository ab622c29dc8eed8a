package clone

import (
	"fmt"
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestFormatNumber(t *testing.T) {
	for want, f := range map[string]float64{
		"0": math.Copysign(0, -1), "NaN": math.NaN(), "-Infinity": math.Inf(-1), "1e+21": 1e21, "100000000000000000000": 1e20,
		"0.000001": 1e-6, "1e-7": 1e-7, "-1.5e-10": -1.5e-10, "5e-324": 5e-324, "1.7976931348623157e+308": math.MaxFloat64,
		"0.1": 0.1, "-7": -7, "9223372036854776000": 1 << 63,
	} {
		require.Equal(t, want, formatNumber(f))
	}
}

func TestParseIndex(t *testing.T) {
	for key, want := range map[string]uint32{"0": 0, "7": 7, "4294967294": math.MaxUint32 - 1} {
		index, ok := parseIndex(key)
		require.True(t, ok, key)
		require.Equal(t, want, index)
		require.Equal(t, key, formatIndex(index))
	}
	for _, key := range []string{"", "00", "01", "-1", "1.5", "a", "4294967295", "99999999999", "18446744073709551616"} {
		_, ok := parseIndex(key)
		require.False(t, ok, key)
	}
}

func TestMapAndSet(t *testing.T) {
	object, list := &Object{}, []any{1}
	m := &Map{}
	keys := []any{nil, Undefined, true, 1, "1", math.NaN(), big.NewInt(5), object, &Object{}, list, []any{1}, object.Props}
	for i, key := range keys {
		m.Set(key, i)
	}
	require.Len(t, m.Entries, len(keys))
	for key, want := range map[any]int{nil: 0, Undefined: 1, true: 2, int32(1): 3, 1.0: 3, TwoByte("1"): 4, object: 7} {
		v, found := m.Get(key)
		require.True(t, found, key)
		require.Equal(t, want, v)
	}
	v, _ := m.Get(math.NaN())
	require.Equal(t, 5, v)
	v, _ = m.Get(big.NewInt(5))
	require.Equal(t, 6, v)
	v, _ = m.Get(list)
	require.Equal(t, 9, v)
	_, found := m.Get([]any{1})
	require.False(t, found)
	m.Set(1.0, "again")
	require.Len(t, m.Entries, len(keys))

	s := &Set{}
	s.Add(math.Copysign(0, -1))
	s.Add(0)
	require.Equal(t, "0", fmt.Sprint(s.Values[0]))
	require.Len(t, s.Values, 1)
	require.False(t, s.Has(uint16(1)))
}

func TestViewElements(t *testing.T) {
	b := []byte{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xEF, 0xBF}
	for kind, want := range map[ViewKind]string{
		Int8Array: "-1 8", Uint8Array: "255 8", Uint8ClampedArray: "255 8", Int16Array: "-1 4", Uint16Array: "65535 4",
		Int32Array: "-1 2", Uint32Array: "4294967295 2", Float16Array: "NaN 4", Float32Array: "NaN 2",
		Float64Array: "-0.9999999999999999 1", BigInt64Array: "-4616189618054758401n 1",
		BigUint64Array: "13830554455654793215n 1", DataView: "255 8",
	} {
		v := NewView(kind, b)
		require.Equal(t, want, fmt.Sprintf("%s %d", show(v.At(0), nil), v.Len()), kind)
	}
	for bits, want := range map[uint16]float64{
		0: 0, 1: 0x1p-24, 0x0400: 0x1p-14, 0x3C00: 1, 0xC000: -2, 0x7BFF: 65504, 0x7C00: math.Inf(1), 0xFC00: math.Inf(-1),
	} {
		require.Equal(t, want, half(bits))
	}
	buffer := &ArrayBuffer{Bytes: make([]byte, 7), Resizable: true, BytesMax: 9}
	v := &View{Kind: Uint16Array, Buffer: buffer, Offset: 2, Tracking: true}
	require.Equal(t, 2, v.Len())
	require.Equal(t, "unknown view", ViewKind('x').String())
}

func TestDate(t *testing.T) {
	require.True(t, (&Date{}).Valid())
	for _, ms := range []float64{math.NaN(), math.Inf(1), dateMax + 1} {
		require.False(t, (&Date{Millis: ms}).Valid())
		require.Zero(t, (&Date{Millis: ms}).Time())
	}
}

func Example() {
	type state struct {
		N  int       `clone:"n"`
		At time.Time `clone:"at"`
	}
	data, err := Marshal(map[string]any{"n": 1, "at": time.UnixMilli(0)})
	if err != nil {
		panic(err)
	}
	var s state
	err = Unmarshal(data, &s)
	fmt.Printf("%x\n%d %s %v\n", data, s.N, s.At, err)
	err = Unmarshal(data, new(map[string]int))
	fmt.Println(err)
	// Output:
	// ff0f6f2202617444000000000000000022016e49027b02
	// 1 1970-01-01 00:00:00 +0000 UTC <nil>
	// clone: field at: Date into int
}
