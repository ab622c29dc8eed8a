package webcrypto

import (
	"encoding/binary"
	"math/bits"
)

// scryptBytesMax bounds the memory of Scrypt.
const scryptBytesMax = 64 << 20

// Scrypt derives a key of size bytes (RFC 7914). False: n is no power of two above 1, or the parameters are too large.
func Scrypt(password, salt []byte, n, r, p, size int) ([]byte, bool) {
	if n < 2 || n&(n-1) != 0 || r < 1 || p < 1 || n > scryptBytesMax/(128*r) || r > (1<<20)/p || size < 0 {
		return nil, false
	}
	b, ok := PBKDF2("sha256", password, salt, 1, p*128*r)
	if !ok {
		return nil, false
	}
	words := 32 * r
	x, y, table := make([]uint32, words), make([]uint32, words), make([]uint32, n*words)
	for i := range p {
		block := b[i*128*r:][:128*r]
		for k := range x {
			x[k] = binary.LittleEndian.Uint32(block[4*k:])
		}
		for k := range n {
			copy(table[k*words:], x)
			mix(x, y)
		}
		for range n {
			j := int(x[words-16] & uint32(n-1))
			for k := range x {
				x[k] ^= table[j*words+k]
			}
			mix(x, y)
		}
		for k := range x {
			binary.LittleEndian.PutUint32(block[4*k:], x[k])
		}
	}
	return PBKDF2("sha256", password, b, 1, size)
}

// mix is scryptBlockMix: it replaces x, with y for space.
func mix(x, y []uint32) {
	var t [16]uint32
	copy(t[:], x[len(x)-16:])
	for i := 0; i < len(x); i += 16 {
		for k := range t {
			t[k] ^= x[i+k]
		}
		salsa(&t)
		at := i / 2
		if i/16%2 == 1 {
			at = len(x)/2 + (i-16)/2
		}
		copy(y[at:], t[:])
	}
	copy(x, y)
}

// salsa is Salsa20/8.
func salsa(b *[16]uint32) {
	x := *b
	quarter := func(i, j, k, l int) {
		x[j] ^= bits.RotateLeft32(x[i]+x[l], 7)
		x[k] ^= bits.RotateLeft32(x[j]+x[i], 9)
		x[l] ^= bits.RotateLeft32(x[k]+x[j], 13)
		x[i] ^= bits.RotateLeft32(x[l]+x[k], 18)
	}
	for range 4 {
		quarter(0, 4, 8, 12)
		quarter(5, 9, 13, 1)
		quarter(10, 14, 2, 6)
		quarter(15, 3, 7, 11)
		quarter(0, 1, 2, 3)
		quarter(5, 6, 7, 4)
		quarter(10, 11, 8, 9)
		quarter(15, 12, 13, 14)
	}
	for k := range b {
		b[k] += x[k]
	}
}
