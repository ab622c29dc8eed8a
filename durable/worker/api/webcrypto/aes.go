package webcrypto

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
)

// SealGCM encrypts with AES-GCM and appends a tag of tagBytes, which may be shorter than Go's own tags.
func SealGCM(key, iv, plain, aad []byte, tagBytes int) ([]byte, bool) {
	gcm, ok := newGCM(key, iv)
	if !ok || tagBytes > gcm.Overhead() {
		return nil, false
	}
	sealed := gcm.Seal(nil, iv, plain, aad)
	return sealed[:len(plain)+tagBytes], true
}

// OpenGCM undoes SealGCM. GCM's encryption is its own inverse but for the tag, so a shortened tag is checked by sealing
// the plaintext again.
func OpenGCM(key, iv, sealed, aad []byte, tagBytes int) ([]byte, bool) {
	gcm, ok := newGCM(key, iv)
	if !ok || tagBytes > gcm.Overhead() || len(sealed) < tagBytes {
		return nil, false
	}
	text, tag := sealed[:len(sealed)-tagBytes], sealed[len(sealed)-tagBytes:]
	plain := gcm.Seal(nil, iv, text, nil)[:len(text)]
	again := gcm.Seal(nil, iv, plain, aad)
	if subtle.ConstantTimeCompare(again[len(text):len(text)+tagBytes], tag) != 1 {
		return nil, false
	}
	return plain, true
}

func newGCM(key, iv []byte) (cipher.AEAD, bool) {
	block, err := aes.NewCipher(key)
	if err != nil || len(iv) == 0 {
		return nil, false
	}
	gcm, err := cipher.NewGCMWithNonceSize(block, len(iv))
	return gcm, err == nil
}

// SealCBC encrypts with AES-CBC and PKCS #7 padding.
func SealCBC(key, iv, plain []byte) ([]byte, bool) {
	block, err := aes.NewCipher(key)
	if err != nil || len(iv) != aes.BlockSize {
		return nil, false
	}
	pad := aes.BlockSize - len(plain)%aes.BlockSize
	out := append(bytes.Clone(plain), bytes.Repeat([]byte{byte(pad)}, pad)...)
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(out, out)
	return out, true
}

// OpenCBC undoes SealCBC.
func OpenCBC(key, iv, sealed []byte) ([]byte, bool) {
	block, err := aes.NewCipher(key)
	if err != nil || len(iv) != aes.BlockSize || len(sealed) == 0 || len(sealed)%aes.BlockSize != 0 {
		return nil, false
	}
	out := make([]byte, len(sealed))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(out, sealed)
	pad := int(out[len(out)-1])
	if pad == 0 || pad > aes.BlockSize || !bytes.HasSuffix(out, bytes.Repeat([]byte{byte(pad)}, pad)) {
		return nil, false
	}
	return out[:len(out)-pad], true
}

// CTR encrypts or decrypts with AES-CTR. Only the counter's last bits are incremented; they wrap to zero and leave the
// bits before them alone. It answers false where the counter would repeat.
func CTR(key, counter, data []byte, bits int) ([]byte, bool) {
	block, err := aes.NewCipher(key)
	if err != nil || len(counter) != aes.BlockSize || bits < 1 || bits > 128 {
		return nil, false
	}
	blocks := (len(data) + aes.BlockSize - 1) / aes.BlockSize
	if bits < 63 && blocks > 1<<bits {
		return nil, false
	}
	out, n, pad := make([]byte, len(data)), bytes.Clone(counter), make([]byte, aes.BlockSize)
	for at := 0; at < len(data); at += aes.BlockSize {
		block.Encrypt(pad, n)
		subtle.XORBytes(out[at:], data[at:], pad)
		increment(n, bits)
	}
	return out, true
}

// increment adds one to the last bits of a big-endian number.
func increment(n []byte, bits int) {
	for i := len(n) - 1; bits > 0; i, bits = i-1, bits-8 {
		mask := byte(0xff)
		if bits < 8 {
			mask = 1<<bits - 1
		}
		low := (n[i] + 1) & mask
		n[i] = n[i]&^mask | low
		if low != 0 {
			return
		}
	}
}

// Wrap wraps a key with AES-KW (RFC 3394).
func Wrap(key, plain []byte) ([]byte, bool) {
	block, err := aes.NewCipher(key)
	if err != nil || len(plain) < 16 || len(plain)%8 != 0 {
		return nil, false
	}
	r, b := append(bytes.Repeat([]byte{0xa6}, 8), plain...), make([]byte, aes.BlockSize)
	n := len(plain) / 8
	for t := range 6 * n {
		i := 8 * (t%n + 1)
		copy(b, r[:8])
		copy(b[8:], r[i:i+8])
		block.Encrypt(b, b)
		binary.BigEndian.PutUint64(r, binary.BigEndian.Uint64(b)^uint64(t+1))
		copy(r[i:i+8], b[8:])
	}
	return r, true
}

// Unwrap undoes Wrap. It answers false where the integrity check fails.
func Unwrap(key, wrapped []byte) ([]byte, bool) {
	block, err := aes.NewCipher(key)
	if err != nil || len(wrapped) < 24 || len(wrapped)%8 != 0 {
		return nil, false
	}
	r, b := bytes.Clone(wrapped), make([]byte, aes.BlockSize)
	n := len(wrapped)/8 - 1
	for t := 6*n - 1; t >= 0; t-- {
		i := 8 * (t%n + 1)
		binary.BigEndian.PutUint64(b, binary.BigEndian.Uint64(r)^uint64(t+1))
		copy(b[8:], r[i:i+8])
		block.Decrypt(b, b)
		copy(r[:8], b[:8])
		copy(r[i:i+8], b[8:])
	}
	return r[8:], bytes.Equal(r[:8], bytes.Repeat([]byte{0xa6}, 8))
}
