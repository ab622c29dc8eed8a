package engine

import (
	"math"
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	lib "modernc.org/libquickjs"
)

// The package reads and writes the engine's own structures. What it relies on is held here against the engine itself:
// a new version that changes one of them fails.
func TestLayoutOfVM(t *testing.T) {
	vm, err := New(Options{Natives: []Native{{Name: "f", Func: func(*Call) {}}}})
	require.NoError(t, err)
	defer vm.Close()
	require.Equal(t, 16, valueSize)
	require.EqualValues(t, 40, objectData)
	require.EqualValues(t, lib.EJS_CLASS_ERROR, classOf(vm.newError("Error", "x")))

	// The interrupt counter, the opaque of the runtime and the random state are where we set them.
	require.Equal(t, vm, ofContext(vm.ctx))
	vm.Set(Entry{})
	require.EqualValues(t, pollsPerTick, *vm.counter())

	// A native function's body, and its realm before it.
	f := vm.get(vm.host, "f")
	require.Equal(t, pointer(callNative), nativeBody(address(f)))
	require.Equal(t, vm.ctx, *word(address(f) + objectData))
	require.True(t, isNative(f))

	// The reference count lies before an object, with the collector's byte before it.
	count := *refs(address(f))
	vm.dup(f)
	require.Equal(t, count+1, *refs(address(f)))
	vm.free(f)
	require.EqualValues(t, lib.EJS_GC_OBJ_TYPE_JS_OBJECT, *(*byte)(at(address(f) - 5))&objectTypeMask)

	// Arrays of bytes and their views.
	buffer := vm.buffer([]byte("hello"))
	b, ok := vm.bytesOf(buffer)
	require.True(t, ok)
	require.Equal(t, "hello", string(b))
	b[0] = 'j'
	again, _ := vm.bytesOf(buffer)
	require.Equal(t, "jello", string(again))

	// Values.
	for _, n := range []float64{0, 1, -1, 1.5, math.MaxInt32, math.MinInt32, 1 << 40, math.Inf(1)} {
		s, ok := vm.stringOf(number(n))
		require.True(t, ok)
		require.NotEmpty(t, s)
	}
	require.True(t, math.Signbit(doubleOf(number(math.Copysign(0, -1)))))

	// A job: list, realm, count, arguments behind it.
	require.EqualValues(t, 40, unsafe.Sizeof(lib.TJSJobEntry{}))
	require.EqualValues(t, 16, unsafe.Sizeof(lib.TJSCFunctionDataRecord{}))
}

func TestArena(t *testing.T) {
	const size = 8 << 20
	addr, err := reserve(size)
	require.NoError(t, err)
	defer func() { require.NoError(t, release(addr, size)) }()
	a := newArena(addr, size)
	last := 0
	for n := uintptr(1); n < 1<<30; n += n/7 + 1 {
		index, room := class(n)
		require.GreaterOrEqual(t, room, n)
		require.Less(t, index, blockClasses)
		require.GreaterOrEqual(t, index, last)
		last = index
		if index > 0 && n > smallMax {
			require.Less(t, float64(room-n), float64(n)/7)
		}
	}
	// Random blocks never overlap, keep their bytes, and leave nothing when all are free.
	type block struct {
		p, n uintptr
		fill byte
	}
	var live []block
	state := uint64(1)
	next := func(n uint64) uint64 {
		state ^= state << 13
		state ^= state >> 7
		state ^= state << 17
		return state % n
	}
	check := func(b block) {
		require.Equal(t, strings.Repeat(string(rune(b.fill)), int(b.n)), string(memory(b.p, b.n)))
	}
	for i := range 2_000 {
		switch {
		case len(live) < 10 || next(3) == 0 && len(live) < 200:
			n := uintptr(next(1<<next(14)) + 1)
			p := a.alloc(n)
			require.NotZero(t, p)
			require.Zero(t, p%8)
			live = append(live, block{p, n, byte(i % 128)})
		default:
			k := next(uint64(len(live)))
			b := live[k]
			check(b)
			if next(2) == 0 {
				a.release(b.p)
				live = append(live[:k], live[k+1:]...)
				continue
			}
			n := uintptr(next(10_000) + 1)
			b.p = a.resize(b.p, n)
			b.n = min(b.n, n)
			check(b)
			b.n, b.fill = n, byte(i%128)
			live[k] = b
		}
		for _, b := range live[max(0, len(live)-1):] {
			for j := range memory(b.p, b.n) {
				memory(b.p, b.n)[j] = b.fill
			}
		}
		for k := range live {
			for j := range memory(live[k].p, live[k].n) {
				memory(live[k].p, live[k].n)[j] = live[k].fill
			}
		}
		if len(live) > 30 {
			for _, b := range live[30:] {
				a.release(b.p)
			}
			live = live[:30]
		}
	}
	for _, b := range live {
		check(b)
		a.release(b.p)
	}
	require.Zero(t, a.used)
	require.Zero(t, a.alloc(size))
	require.True(t, a.full)
}
