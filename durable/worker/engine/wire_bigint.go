package engine

import (
	"encoding/binary"
	"unsafe"

	lib "modernc.org/libquickjs"
)

// The engine keeps a BigInt in two's complement, in limbs of 32 bits, as few as possible.

// bigintLimbsMax is the engine's bound.
const bigintLimbsMax = 1 << 20 / 32

// limbsOf copies a BigInt's limbs, at least one.
func limbsOf(v jsValue) []uint32 {
	if int32(v.Ftag) == lib.EJS_TAG_SHORT_BIG_INT {
		return []uint32{uint32(v.Fu.Fuint641)}
	}
	b := (*lib.TJSBigInt)(at(address(v)))
	limbs := unsafe.Slice((*uint32)(at(address(v)+unsafe.Sizeof(*b))), b.Flen1)
	return append(make([]uint32, 0, len(limbs)), limbs...)
}

// negate takes the two's complement.
func negate(limbs []uint32) {
	carry := uint64(1)
	for i, limb := range limbs {
		carry += uint64(^limb)
		limbs[i] = uint32(carry)
		carry >>= 32
	}
}

// bigint makes a BigInt of a sign and the bytes of a magnitude, little endian.
func (c *codec) bigint(negative bool, digits []byte) (jsValue, bool) {
	for len(digits) > 0 && digits[len(digits)-1] == 0 {
		digits = digits[:len(digits)-1]
	}
	if len(digits) < 8 {
		var word [8]byte
		copy(word[:], digits)
		n := int64(binary.LittleEndian.Uint64(word[:]))
		if negative {
			n = -n
		}
		v := lib.XJS_NewBigInt64(c.tls, c.ctx, n)
		return v, !failed(v)
	}
	limbs := make([]uint32, len(digits)/4+1) // One more byte at least, for the sign.
	for i, b := range digits {
		limbs[i/4] |= uint32(b) << (i % 4 * 8)
	}
	if negative {
		negate(limbs)
	}
	for n := len(limbs) - 1; n > 0; n-- {
		if fill := limbs[n]; fill != uint32(int32(limbs[n-1])>>31) {
			break
		}
		limbs = limbs[:n]
	}
	if len(limbs) > bigintLimbsMax {
		return exception(), c.throwClone(deserializeText)
	}
	size := unsafe.Sizeof(lib.TJSBigInt{})
	p := lib.Xjs_malloc(c.tls, c.ctx, lib.Tsize_t(size+4*uintptr(len(limbs))))
	if p == 0 {
		return exception(), false
	}
	*refs(p) = 1
	(*lib.TJSBigInt)(at(p)).Flen1 = uint32(len(limbs))
	copy(unsafe.Slice((*uint32)(at(p+size)), len(limbs)), limbs)
	return tagged(lib.EJS_TAG_BIG_INT, uint64(p)), true
}
