package clone

import (
	"encoding/binary"
	"math"
	"math/big"
	"time"
)

// Marshal writes a Go value as V8 would write the JavaScript value it stands for. See the package for which that is.
// The bytes are the caller's. When an error is given, nothing is: *DataCloneError, ErrTooDeep, ErrTooLarge,
// ErrDateRange or ErrInvalidView.
func Marshal(v any) ([]byte, error) {
	return write(v, false)
}

// Encode is the reverse of Decode: what Decode gave for bytes of V8's is written as the same bytes. It differs from
// Marshal in numbers only: an int32 is written as an integer, a float64 as a double, whatever their values are.
func Encode(v any) ([]byte, error) {
	return write(v, true)
}

func write(v any, exact bool) ([]byte, error) {
	e := encoder{buf: make([]byte, 0, bufferMin), exact: exact}
	e.buf = append(e.buf, tagVersion, version)
	if err := e.value(v); err != nil {
		return nil, err
	}
	if e.tooLarge {
		return nil, ErrTooLarge
	}
	return e.buf, nil
}

// bufferMin holds most values: they take one allocation.
const bufferMin = 64

type encoder struct {
	buf      []byte
	exact    bool
	tooLarge bool // a length has no room on the wire: see size
	depth    int
	seen     identity
}

// enter goes one level down; every enter that gives no error is followed by a leave.
func (e *encoder) enter() error {
	if e.depth == depthMax {
		return ErrTooDeep
	}
	e.depth++
	return nil
}

func (e *encoder) leave() { e.depth-- }

func (e *encoder) tag(tag byte) { e.buf = append(e.buf, tag) }

func (e *encoder) varint(n uint64) { e.buf = binary.AppendUvarint(e.buf, n) }

// size writes a length, which has 32 bits on the wire. A larger one makes the whole value too large.
func (e *encoder) size(n int) {
	e.tooLarge = e.tooLarge || n > math.MaxUint32
	e.varint(uint64(n))
}

func (e *encoder) null() { e.tag(tagNull) }

func (e *encoder) bool(b bool) {
	if b {
		e.tag(tagTrue)
	} else {
		e.tag(tagFalse)
	}
}

// number writes a number the way V8 would keep it; double and smi write it the way they are told.
func (e *encoder) number(f float64) {
	if !e.exact && isSmi(f) {
		e.smi(int32(f))
		return
	}
	e.tag(tagDouble)
	e.double(f)
}

func (e *encoder) smi(i int32) {
	e.tag(tagInt32)
	e.varint(uint64(uint32(i)<<1 ^ uint32(i>>31)))
}

func (e *encoder) double(f float64) {
	bits := math.Float64bits(f)
	if f != f {
		bits = 0x7FF8 << 48 // V8 knows one NaN; Go's has a bit more
	}
	e.buf = binary.LittleEndian.AppendUint64(e.buf, bits)
}

func (e *encoder) int(i int64) {
	switch {
	case smiMin <= i && i <= smiMax:
		e.smi(int32(i))
	case -integerMax <= i && i <= integerMax:
		e.number(float64(i))
	default:
		e.tag(tagBigInt)
		e.bigint(big.NewInt(i))
	}
}

func (e *encoder) uint(u uint64) {
	if u <= integerMax {
		e.int(int64(u))
		return
	}
	e.tag(tagBigInt)
	e.bigint(new(big.Int).SetUint64(u))
}

// bigint writes a BigInt without its tag: V8's digits have 64 bits.
func (e *encoder) bigint(n *big.Int) {
	const digit = 8
	length := (n.BitLen() + 8*digit - 1) / (8 * digit) * digit
	head := uint64(length) << 1
	if n.Sign() < 0 {
		head |= 1
	}
	e.varint(head)
	digits := n.FillBytes(make([]byte, length))
	for i := range digits {
		e.tag(digits[length-1-i])
	}
}

// text writes a string, in one byte a character where that is enough and the string is not a TwoByte.
func (e *encoder) text(s string, twoByte bool) {
	units, latin1 := measure(s)
	if latin1 && !twoByte {
		e.tag(tagLatin1)
		e.size(units)
		if units == len(s) {
			e.buf = append(e.buf, s...)
		} else {
			e.buf = appendLatin1(e.buf, s)
		}
		return
	}
	var head [binary.MaxVarintLen64]byte
	if (len(e.buf)+1+binary.PutUvarint(head[:], uint64(2*units)))%2 != 0 {
		e.tag(tagPadding) // V8 aligns the characters, counted from the start of the message
	}
	e.tag(tagUTF16)
	e.size(2 * units)
	e.buf = appendUTF16(e.buf, s)
}

// key writes a key of an object or array: an integer key as a number.
func (e *encoder) key(p Property) {
	index, ok := parseIndex(p.Key)
	switch {
	case !ok:
		e.text(p.Key, p.TwoByte && e.exact)
	case index <= smiMax:
		e.smi(int32(index))
	default:
		e.tag(tagDouble)
		e.double(float64(index))
	}
}

// time writes a Date nothing else can refer to; date writes any.
func (e *encoder) time(t time.Time) error {
	e.seen.skip()
	return e.date(t)
}

func (e *encoder) date(t time.Time) error {
	d := Date{Millis: float64(t.UnixMilli())}
	if !d.Valid() {
		return ErrDateRange
	}
	e.tag(tagDate)
	e.double(d.Millis)
	return nil
}
