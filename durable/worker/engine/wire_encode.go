package engine

import (
	"encoding/binary"
	"math"

	lib "modernc.org/libquickjs"
)

// wireWriter writes one message.
type wireWriter struct {
	*codec
	buf    []byte
	mode   Mode
	depth  int
	shared int // How many SharedArrayBuffers have come.
	seen   wireSeen
	keys   []wireKey // A stack: the keys of the objects that are being written.
}

// keptBuffer is how long a message may be for its buffer to be used again.
const keptBuffer = 64 << 10

// encode writes a value as V8 writes it. False: an exception is pending.
func (c *codec) encode(v jsValue, m Mode) ([]byte, bool) {
	w := c.spare
	c.spare = nil // A getter, or a class's own method, may encode another value meanwhile.
	if w == nil {
		w = &wireWriter{codec: c}
	}
	w.mode, w.depth, w.shared = m, 0, 0
	w.buf = append(w.buf[:0], wireVersion, versionNewest)
	ok := w.value(v)
	w.seen.release(c)
	var out []byte
	switch {
	case !ok:
	case len(w.buf) > math.MaxUint32:
		ok = c.throwClone("Data cannot be cloned, out of memory.")
	case len(w.buf) > keptBuffer:
		out, w.buf = w.buf, nil
	default:
		out = append(make([]byte, 0, len(w.buf)), w.buf...)
	}
	c.spare = w
	return out, ok
}

func (w *wireWriter) tag(tag byte) { w.buf = append(w.buf, tag) }

func (w *wireWriter) varint(n uint64) { w.buf = binary.AppendUvarint(w.buf, n) }

func (w *wireWriter) value(v jsValue) bool {
	switch int32(v.Ftag) {
	case lib.EJS_TAG_INT:
		w.int(int32(uint32(v.Fu.Fuint641)))
	case lib.EJS_TAG_FLOAT64:
		w.number(doubleOf(v))
	case lib.EJS_TAG_STRING:
		w.string(address(v))
	case lib.EJS_TAG_OBJECT:
		return w.object(v)
	case lib.EJS_TAG_UNDEFINED:
		w.tag(wireUndefined)
	case lib.EJS_TAG_NULL:
		w.tag(wireNull)
	case lib.EJS_TAG_BOOL:
		if uint32(v.Fu.Fuint641) != 0 {
			w.tag(wireTrue)
		} else {
			w.tag(wireFalse)
		}
	case lib.EJS_TAG_STRING_ROPE:
		w.rope(v)
	case lib.EJS_TAG_BIG_INT, lib.EJS_TAG_SHORT_BIG_INT:
		w.tag(wireBigInt)
		w.bigint(v)
	default:
		return w.refuse(v)
	}
	return true
}

func doubleOf(v jsValue) float64 {
	if int32(v.Ftag) == lib.EJS_TAG_INT {
		return float64(int32(uint32(v.Fu.Fuint641)))
	}
	return math.Float64frombits(v.Fu.Fuint641)
}

// isSmi reports whether V8 keeps f as a small integer. -0 is not one.
func isSmi(f float64) bool {
	return f >= smiMin && f <= smiMax && f == math.Trunc(f) && (f != 0 || !math.Signbit(f))
}

func (w *wireWriter) number(f float64) {
	if isSmi(f) {
		w.smi(int32(f))
		return
	}
	w.double(f)
}

func (w *wireWriter) int(i int32) {
	if i < smiMin || i > smiMax {
		w.double(float64(i))
		return
	}
	w.smi(i)
}

func (w *wireWriter) smi(i int32) {
	w.tag(wireInt32)
	w.varint(uint64(uint32(i)<<1 ^ uint32(i>>31)))
}

func (w *wireWriter) double(f float64) {
	w.tag(wireDouble)
	w.rawDouble(f)
}

func (w *wireWriter) rawDouble(f float64) {
	bits := math.Float64bits(f)
	if f != f {
		bits = 0x7FF8 << 48
	}
	w.buf = binary.LittleEndian.AppendUint64(w.buf, bits)
}

// string writes the string at p.
func (w *wireWriter) string(p uintptr) {
	b, wide := chars(p)
	if !wide {
		w.tag(wireLatin1)
		w.varint(uint64(len(b)))
		w.buf = append(w.buf, b...)
		return
	}
	w.wide(b)
}

// wide writes 16-bit units, in one byte each where that is enough.
func (w *wireWriter) wide(units []byte) {
	if isLatin1(units) {
		w.tag(wireLatin1)
		w.varint(uint64(len(units) / 2))
		for i := 0; i < len(units); i += 2 {
			w.tag(units[i])
		}
		return
	}
	var head [binary.MaxVarintLen64]byte
	if (len(w.buf)+1+binary.PutUvarint(head[:], uint64(len(units))))%2 != 0 {
		w.tag(wirePadding) // V8 aligns the characters, counted from the start of the message.
	}
	w.tag(wireUTF16)
	w.varint(uint64(len(units)))
	w.buf = append(w.buf, units...)
}

// rope writes a string that the engine keeps in pieces.
func (w *wireWriter) rope(v jsValue) {
	r := (*lib.TJSStringRope)(at(address(v)))
	if r.Fis_wide_char != 0 {
		w.wide(appendRope(make([]byte, 0, 2*int(r.Flen1)), v, true))
		return
	}
	w.tag(wireLatin1)
	w.varint(uint64(r.Flen1))
	w.buf = appendRope(w.buf, v, false)
}

// appendRope appends the characters of a string, in two bytes each if asked. The engine keeps ropes flat enough for
// recursion.
func appendRope(out []byte, v jsValue, two bool) []byte {
	if int32(v.Ftag) == lib.EJS_TAG_STRING_ROPE {
		r := (*lib.TJSStringRope)(at(address(v)))
		return appendRope(appendRope(out, r.Fleft, two), r.Fright, two)
	}
	b, wide := chars(address(v))
	if wide == two {
		return append(out, b...)
	}
	for _, c := range b {
		out = append(out, c, 0)
	}
	return out
}

// bigint writes a BigInt without its tag: sign and magnitude in digits of 64 bits.
func (w *wireWriter) bigint(v jsValue) {
	const digit = 8
	limbs := limbsOf(v)
	negative := limbs[len(limbs)-1]>>31 != 0
	if negative {
		negate(limbs)
	}
	for len(limbs) > 0 && limbs[len(limbs)-1] == 0 {
		limbs = limbs[:len(limbs)-1]
	}
	length := (4*len(limbs) + digit - 1) / digit * digit
	head := uint64(length) << 1
	if negative {
		head |= 1
	}
	w.varint(head)
	for _, limb := range limbs {
		w.buf = binary.LittleEndian.AppendUint32(w.buf, limb)
	}
	if 4*len(limbs) < length {
		w.buf = append(w.buf, 0, 0, 0, 0)
	}
}
