package webcrypto

import (
	"bytes"
	"crypto/rsa"
	"encoding/binary"
	"math/big"
)

// Go's PSSOptions read a salt of zero bytes as "choose a length", so RSA-PSS without salt is made here (RFC 8017,
// 9.1.1). The message to sign depends on the digest alone.

func signUnsalted(key *rsa.PrivateKey, hash string, digest []byte) []byte {
	m := new(big.Int).SetBytes(encodeUnsalted(hash, digest, key.N.BitLen()-1))
	return m.Exp(m, key.D, key.N).FillBytes(make([]byte, key.Size()))
}

func verifyUnsalted(key *rsa.PublicKey, hash string, digest, sig []byte) bool {
	s := new(big.Int).SetBytes(sig)
	if len(sig) != key.Size() || s.Cmp(key.N) >= 0 {
		return false
	}
	bits := key.N.BitLen() - 1
	m := s.Exp(s, big.NewInt(int64(key.E)), key.N)
	want := encodeUnsalted(hash, digest, bits)
	return m.BitLen() <= bits && bytes.Equal(m.FillBytes(make([]byte, key.Size())), leftPad(want, key.Size()))
}

func encodeUnsalted(hash string, digest []byte, bits int) []byte {
	size := (bits + 7) / 8
	h, _ := Digest(hash, append(make([]byte, 8), digest...))
	db := make([]byte, size-len(h)-1)
	db[len(db)-1] = 1
	for i, mask := range maskOf(hash, h, len(db)) {
		db[i] ^= mask
	}
	db[0] &= 0xff >> (8*size - bits)
	return append(append(db, h...), 0xbc)
}

// maskOf is MGF1.
func maskOf(hash string, seed []byte, size int) []byte {
	var out []byte
	for i := uint32(0); len(out) < size; i++ {
		block, _ := Digest(hash, binary.BigEndian.AppendUint32(bytes.Clone(seed), i))
		out = append(out, block...)
	}
	return out[:size]
}

func leftPad(b []byte, size int) []byte { return append(make([]byte, size-len(b)), b...) }
