package clone

import (
	"encoding/binary"
	"math"
	"math/big"
)

// ArrayBuffer is a run of bytes. Views that share one are written with it once, and share it again after reading.
type ArrayBuffer struct {
	Bytes     []byte
	Resizable bool
	BytesMax  int // how far a resizable buffer may grow
}

// ViewKind is the type of a view, by its letter on the wire.
type ViewKind byte

// The kinds of view that V8 knows.
const (
	Int8Array         ViewKind = 'b'
	Uint8Array        ViewKind = 'B'
	Uint8ClampedArray ViewKind = 'C'
	Int16Array        ViewKind = 'w'
	Uint16Array       ViewKind = 'W'
	Int32Array        ViewKind = 'd'
	Uint32Array       ViewKind = 'D'
	Float16Array      ViewKind = 'h'
	Float32Array      ViewKind = 'f'
	Float64Array      ViewKind = 'F'
	BigInt64Array     ViewKind = 'q'
	BigUint64Array    ViewKind = 'Q'
	DataView          ViewKind = '?'
)

var viewKinds = map[ViewKind]struct {
	name string
	size int
}{
	Int8Array: {"Int8Array", 1}, Uint8Array: {"Uint8Array", 1}, Uint8ClampedArray: {"Uint8ClampedArray", 1},
	Int16Array: {"Int16Array", 2}, Uint16Array: {"Uint16Array", 2}, Int32Array: {"Int32Array", 4},
	Uint32Array: {"Uint32Array", 4}, Float16Array: {"Float16Array", 2}, Float32Array: {"Float32Array", 4},
	Float64Array: {"Float64Array", 8}, BigInt64Array: {"BigInt64Array", 8}, BigUint64Array: {"BigUint64Array", 8},
	DataView: {"DataView", 1},
}

// String is the name of the JavaScript class.
func (k ViewKind) String() string {
	if kind, found := viewKinds[k]; found {
		return kind.name
	}
	return "unknown view"
}

// size is the bytes of an element: 1 for a DataView, 0 for a kind that does not exist.
func (k ViewKind) size() int { return viewKinds[k].size }

// View is a typed array or a DataView: a window on a buffer. Offset and Length count bytes.
type View struct {
	Kind     ViewKind
	Buffer   *ArrayBuffer
	Offset   int
	Length   int
	Tracking bool // the view ends where its resizable buffer ends; Length is 0
}

// NewView gives a view of the whole of b, which it shares.
func NewView(kind ViewKind, b []byte) *View {
	return &View{Kind: kind, Buffer: &ArrayBuffer{Bytes: b}, Length: len(b)}
}

// Bytes is the window itself, shared with the buffer. It is nil when the view does not fit its buffer.
func (v *View) Bytes() []byte {
	if !v.valid() {
		return nil
	}
	end := v.Offset + v.Length
	if v.Tracking {
		end = len(v.Buffer.Bytes) - (len(v.Buffer.Bytes)-v.Offset)%v.Kind.size()
	}
	return v.Buffer.Bytes[v.Offset:end:end]
}

// Len is the number of elements.
func (v *View) Len() int {
	if !v.valid() {
		return 0
	}
	return len(v.Bytes()) / v.Kind.size()
}

// At gives element i: a float64, or a *big.Int for the two BigInt kinds. It panics when i is out of range.
func (v *View) At(i int) any {
	size := v.Kind.size()
	b := v.Bytes()[i*size:][:size]
	switch v.Kind {
	case Int8Array:
		return float64(int8(b[0]))
	case Int16Array:
		return float64(int16(binary.LittleEndian.Uint16(b)))
	case Uint16Array:
		return float64(binary.LittleEndian.Uint16(b))
	case Int32Array:
		return float64(int32(binary.LittleEndian.Uint32(b)))
	case Uint32Array:
		return float64(binary.LittleEndian.Uint32(b))
	case Float16Array:
		return half(binary.LittleEndian.Uint16(b))
	case Float32Array:
		return float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))
	case Float64Array:
		return math.Float64frombits(binary.LittleEndian.Uint64(b))
	case BigInt64Array:
		return big.NewInt(int64(binary.LittleEndian.Uint64(b)))
	case BigUint64Array:
		return new(big.Int).SetUint64(binary.LittleEndian.Uint64(b))
	}
	return float64(b[0])
}

// half widens an IEEE 754 number of 16 bits.
func half(bits uint16) float64 {
	sign, exponent, fraction := float64(1), int(bits>>10)&0x1F, float64(bits&0x3FF)
	if bits>>15 == 1 {
		sign = -1
	}
	switch {
	case exponent == 0:
		return sign * math.Ldexp(fraction, -24)
	case exponent < 0x1F:
		return sign * math.Ldexp(1024+fraction, exponent-25)
	case fraction == 0:
		return math.Inf(int(sign))
	}
	return math.NaN()
}

// valid reports whether the view fits its buffer, as V8 demands when it reads one.
func (v *View) valid() bool {
	size := v.Kind.size()
	if size == 0 || v.Buffer == nil || v.Tracking && !v.Buffer.Resizable {
		return false
	}
	return v.Offset >= 0 && v.Length >= 0 && v.Offset <= len(v.Buffer.Bytes) &&
		v.Length <= len(v.Buffer.Bytes)-v.Offset && v.Offset%size == 0 && v.Length%size == 0
}
