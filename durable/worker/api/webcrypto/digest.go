package webcrypto

import (
	"crypto"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding"
	"hash"
	"hash/crc32"
	"hash/crc64"
)

// crc64NVME is the reversed polynomial of the CRC that NVM Express and S3 name CRC-64/NVME.
const crc64NVME = 0x9a6c9329ac4bc9b5

// lookup finds a digest by its lower-case name without dashes: "sha256", "md5".
func lookup(name string) (crypto.Hash, func() hash.Hash) {
	switch name {
	case "md5":
		return crypto.MD5, md5.New
	case "sha1":
		return crypto.SHA1, sha1.New
	case "sha224":
		return crypto.SHA224, sha256.New224
	case "sha256":
		return crypto.SHA256, sha256.New
	case "sha384":
		return crypto.SHA384, sha512.New384
	case "sha512":
		return crypto.SHA512, sha512.New
	case "sha512/256":
		return crypto.SHA512_256, sha512.New512_256
	case "sha512/224":
		return crypto.SHA512_224, sha512.New512_224
	case "crc32":
		return 0, func() hash.Hash { return crc32.NewIEEE() }
	case "crc32c":
		return 0, func() hash.Hash { return crc32.New(crc32.MakeTable(crc32.Castagnoli)) }
	case "crc64nvme":
		return 0, func() hash.Hash { return crc64.New(crc64.MakeTable(crc64NVME)) }
	}
	return 0, nil
}

// Digest hashes data. It answers false where no digest has the name.
func Digest(name string, data []byte) ([]byte, bool) {
	_, h := lookup(name)
	if h == nil {
		return nil, false
	}
	d := h()
	d.Write(data)
	return d.Sum(nil), true
}

// Update continues a digest: state is nil at first, then what the previous Update returned.
func Update(name string, state, data []byte) ([]byte, bool) {
	d, ok := resume(name, state)
	if !ok {
		return nil, false
	}
	d.Write(data)
	next, err := d.(encoding.BinaryMarshaler).MarshalBinary()
	return next, err == nil
}

// Finish returns the digest of all that Update was given.
func Finish(name string, state []byte) ([]byte, bool) {
	d, ok := resume(name, state)
	if !ok {
		return nil, false
	}
	return d.Sum(nil), true
}

func resume(name string, state []byte) (hash.Hash, bool) {
	_, h := lookup(name)
	if h == nil {
		return nil, false
	}
	d := h()
	if len(state) == 0 {
		return d, true
	}
	return d, d.(encoding.BinaryUnmarshaler).UnmarshalBinary(state) == nil
}

// HMAC authenticates data. It answers false where no digest has the name.
func HMAC(name string, key, data []byte) ([]byte, bool) {
	_, h := lookup(name)
	if h == nil {
		return nil, false
	}
	m := hmac.New(h, key)
	m.Write(data)
	return m.Sum(nil), true
}
