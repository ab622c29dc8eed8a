package clone

import (
	"errors"
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestSiblingsAreNoDepth: the bound on depth is for what stands within one another. More values than that beside one
// another are written and read, of every kind.
func TestSiblingsAreNoDepth(t *testing.T) {
	const many = depthMax + 5
	type point struct{ X, Y int }
	for name, one := range map[string]func() any{
		"array":      func() any { return []any{1} },
		"strings":    func() any { return []string{"a"} },
		"numbers":    func() any { return []float64{1.5} },
		"object":     func() any { return map[string]any{"a": 1} },
		"typed":      func() any { return map[string]int{"a": 1} },
		"struct":     func() any { return point{1, 2} },
		"pointer":    func() any { return &point{1, 2} },
		"map":        func() any { return &Map{Entries: []Entry{{Key: "a", Value: 1}}} },
		"set":        func() any { return &Set{Values: []any{"a"}} },
		"sparse":     func() any { return &SparseArray{Length: 3, Props: []Property{{Key: "1", Value: 2}}} },
		"properties": func() any { return &Object{Props: []Property{{Key: "a", Value: 1}}} },
		"date":       func() any { return time.UnixMilli(1) },
		"bytes":      func() any { return []byte{1} },
		"bigint":     func() any { return big.NewInt(1) },
		"number":     func() any { return new(int) },
		"error":      func() any { return errors.New("x") },
	} {
		list := make([]any, many)
		for n := range list {
			list[n] = one()
		}
		data, err := Marshal(list)
		require.NoError(t, err, name)
		v, err := Decode(data)
		require.NoError(t, err, name)
		require.NotNil(t, v, name)
		var back []any
		require.NoError(t, Unmarshal(data, &back), name)
		require.Len(t, back, many, name)
	}
	var points []point
	data, err := Marshal(make([]point, many))
	require.NoError(t, err)
	require.NoError(t, Unmarshal(data, &points))
	require.Len(t, points, many)
	data, err = Marshal(make([]int, many))
	require.NoError(t, err)
	var pointers []**int
	require.NoError(t, Unmarshal(data, &pointers))
	require.Len(t, pointers, many)
	require.Zero(t, **pointers[many-1])
	data, err = Marshal(make([][]int, many))
	require.NoError(t, err)
	var lists [][]int
	require.NoError(t, Unmarshal(data, &lists))
	require.Len(t, lists, many)
	maps := make([]map[string]int, many)
	for n := range maps {
		maps[n] = map[string]int{"a": n}
	}
	data, err = Marshal(maps)
	require.NoError(t, err)
	var back []map[string]int
	require.NoError(t, Unmarshal(data, &back))
	require.Equal(t, maps, back)
}

// TestNumberKeys: a number that names a property is written as JavaScript does.
func TestNumberKeys(t *testing.T) {
	for f, want := range map[float64]string{
		0: "0", math.Copysign(0, -1): "0", 1: "1", -1.5: "-1.5", 1e-6: "0.000001", 9.5e-7: "9.5e-7", 1e-7: "1e-7",
		1.23e-18: "1.23e-18", 999999999999999900000: "999999999999999900000", 1e21: "1e+21", 1.5e100: "1.5e+100",
		-1e21: "-1e+21", math.Inf(1): "Infinity", math.Inf(-1): "-Infinity", 5e-324: "5e-324",
	} {
		require.Equal(t, want, formatNumber(f))
	}
	require.Equal(t, "NaN", formatNumber(math.NaN()))
}

// TestLargestIntegers: a number that no integer of its size holds is refused, the largest that fits is read.
func TestLargestIntegers(t *testing.T) {
	read := func(v any, dst any) error {
		data, err := Marshal(v)
		require.NoError(t, err)
		return Unmarshal(data, dst)
	}
	var u uint64
	require.NoError(t, read(math.Nextafter(1<<64, 0), &u))
	require.Equal(t, uint64(1<<64-2048), u)
	require.Error(t, read(float64(1<<64), &u))
	require.Error(t, read(-1.0, &u))
	require.NoError(t, read(0.0, &u))
	var i int64
	require.NoError(t, read(math.Nextafter(1<<63, 0), &i))
	require.Error(t, read(float64(1<<63), &i))
	require.NoError(t, read(float64(-1<<63), &i))
	require.Equal(t, int64(-1<<63), i)
	require.Error(t, read(math.Nextafter(-1<<63, math.Inf(-1)), &i))
	var small int8
	require.NoError(t, read(127, &small))
	require.Error(t, read(128, &small))
	require.NoError(t, read(-128, &small))
	require.Error(t, read(-129, &small))
	var tiny uint8
	require.NoError(t, read(255, &tiny))
	require.Error(t, read(256, &tiny))
}

// TestTrackingView: a view that follows its buffer ends with the last whole element.
func TestTrackingView(t *testing.T) {
	b := []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	for _, c := range []struct {
		kind        ViewKind
		offset, end int
	}{
		{Uint8Array, 0, 11},
		{Uint8Array, 4, 11},
		{Uint16Array, 4, 10},
		{Uint16Array, 0, 10},
		{Uint32Array, 4, 8},
		{BigInt64Array, 0, 8},
	} {
		v := &View{Kind: c.kind, Buffer: &ArrayBuffer{Bytes: b, Resizable: true}, Offset: c.offset, Tracking: true}
		require.Equal(t, b[c.offset:c.end], v.Bytes(), "%v from %d", c.kind, c.offset)
		require.Equal(t, (c.end-c.offset)/c.kind.size(), v.Len())
	}
}

// TestOwnTypesByValue: a type of this package that stands in a struct by value is written as it is behind a pointer.
func TestOwnTypesByValue(t *testing.T) {
	type byValue struct {
		R RegExp
		T time.Time
		N big.Int
	}
	type byPointer struct {
		R *RegExp
		T *time.Time
		N *big.Int
	}
	r, at, n := RegExp{Source: "a+", Flags: "g"}, time.UnixMilli(5).UTC(), *big.NewInt(7)
	one, err := Marshal(byValue{r, at, n})
	require.NoError(t, err)
	two, err := Marshal(byPointer{&r, &at, &n})
	require.NoError(t, err)
	require.Equal(t, two, one)
	var back byValue
	require.NoError(t, Unmarshal(one, &back))
	require.Equal(t, byValue{r, at, n}, back)
}

// TestManyObjectsAreToldApart: the references of a message name the objects they were, however many there are.
func TestManyObjectsAreToldApart(t *testing.T) {
	for count := range 40 {
		list := make([]any, 0, 2*count)
		for n := range count {
			list = append(list, map[string]any{"n": float64(n)})
		}
		for n := range count {
			list = append(list, list[n])
		}
		data, err := Marshal(list)
		require.NoError(t, err)
		var back []any
		require.NoError(t, Unmarshal(data, &back))
		for n := range count {
			require.Equal(t, map[string]any{"n": float64(n)}, back[n])
			back[n].(map[string]any)["mark"] = n
			require.Equal(t, n, back[count+n].(map[string]any)["mark"], "%d of %d", n, count)
		}
	}
}
