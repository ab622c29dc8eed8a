package webcrypto

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"math/big"
)

// Parts are the numbers of a key as JSON Web Keys hold them: n e (d p q dp dq qi) of RSA, x y (d) of elliptic keys,
// x (d) of Ed25519 and X25519. Those in parentheses belong to private keys only.
func (k Private) Parts() [][]byte {
	public := k.Public().Parts()
	switch key := k.key.(type) {
	case *rsa.PrivateKey:
		if len(key.Primes) != 2 {
			return nil
		}
		key.Precompute()
		return append(public, key.D.Bytes(), key.Primes[0].Bytes(), key.Primes[1].Bytes(),
			key.Precomputed.Dp.Bytes(), key.Precomputed.Dq.Bytes(), key.Precomputed.Qinv.Bytes())
	case *ecdsa.PrivateKey:
		d, err := key.Bytes()
		if err != nil {
			return nil
		}
		return append(public, d)
	case ed25519.PrivateKey:
		return append(public, key.Seed())
	case *ecdh.PrivateKey:
		return append(public, key.Bytes())
	}
	return nil
}

// Parts are the numbers of a public key as JSON Web Keys hold them.
func (k Public) Parts() [][]byte {
	switch key := k.key.(type) {
	case *rsa.PublicKey:
		return [][]byte{key.N.Bytes(), big.NewInt(int64(key.E)).Bytes()}
	case *ecdsa.PublicKey:
		point, err := key.Bytes()
		if err != nil {
			return nil
		}
		half := len(point) / 2
		return [][]byte{point[1 : 1+half], point[1+half:]}
	case ed25519.PublicKey:
		return [][]byte{key}
	case *ecdh.PublicKey:
		return [][]byte{key.Bytes()}
	}
	return nil
}

// PublicOf builds a public key of its Parts. It answers false for a point off the curve.
func PublicOf(kind string, parts [][]byte) (Public, bool) {
	switch {
	case kind == "RSA" && len(parts) == 2:
		n, e := new(big.Int).SetBytes(parts[0]), new(big.Int).SetBytes(parts[1])
		if !e.IsInt64() || e.Int64() > 1<<31-1 || n.Sign() == 0 {
			return Public{}, false
		}
		return Public{&rsa.PublicKey{N: n, E: int(e.Int64())}}, true
	case kind == "Ed25519" && len(parts) == 1 && len(parts[0]) == ed25519.PublicKeySize:
		return Public{ed25519.PublicKey(parts[0])}, true
	case kind == "X25519" && len(parts) == 1:
		key, err := ecdh.X25519().NewPublicKey(parts[0])
		return Public{key}, err == nil
	}
	c, ok := curve(kind)
	if !ok || len(parts) != 2 {
		return Public{}, false
	}
	size := (c.Params().BitSize + 7) / 8
	if len(parts[0]) > size || len(parts[1]) > size {
		return Public{}, false
	}
	point := make([]byte, 1+2*size)
	point[0] = 4
	copy(point[1+size-len(parts[0]):], parts[0])
	copy(point[1+2*size-len(parts[1]):], parts[1])
	return PublicPoint(kind, point)
}

// PublicPoint builds a public key of an elliptic point in its raw form, compressed or not.
func PublicPoint(kind string, point []byte) (Public, bool) {
	c, ok := curve(kind)
	if !ok || len(point) == 0 {
		return Public{}, false
	}
	if point[0] == 2 || point[0] == 3 {
		x, y := elliptic.UnmarshalCompressed(c, point)
		if x == nil {
			return Public{}, false
		}
		size := (c.Params().BitSize + 7) / 8
		point = append([]byte{4}, append(x.FillBytes(make([]byte, size)), y.FillBytes(make([]byte, size))...)...)
	}
	key, err := ecdsa.ParseUncompressedPublicKey(c, point)
	return Public{key}, err == nil
}

// PrivateOf builds a private key of its Parts. It answers false where they contradict each other.
func PrivateOf(kind string, parts [][]byte) (Private, bool) {
	if kind == "RSA" {
		return rsaOf(parts)
	}
	if len(parts) < 2 {
		return Private{}, false
	}
	last := len(parts) - 1
	d := parts[last]
	public, ok := PublicOf(kind, parts[:last])
	if !ok {
		return Private{}, false
	}
	key, ok := PrivateScalar(kind, d)
	if !ok || string(key.Public().DER()) != string(public.DER()) {
		return Private{}, false
	}
	return key, true
}

// PrivateScalar builds a key of its private number alone: a scalar, or the seed of Ed25519.
func PrivateScalar(kind string, d []byte) (Private, bool) {
	switch kind {
	case "Ed25519":
		if len(d) != ed25519.SeedSize {
			return Private{}, false
		}
		return Private{ed25519.NewKeyFromSeed(d)}, true
	case "X25519":
		key, err := ecdh.X25519().NewPrivateKey(d)
		return Private{key}, err == nil
	}
	c, ok := curve(kind)
	if !ok {
		return Private{}, false
	}
	n := new(big.Int).SetBytes(d)
	size := (c.Params().BitSize + 7) / 8
	if n.BitLen() > 8*size {
		return Private{}, false
	}
	key, err := ecdsa.ParseRawPrivateKey(c, n.FillBytes(make([]byte, size)))
	return Private{key}, err == nil
}

func rsaOf(parts [][]byte) (Private, bool) {
	if len(parts) < 3 {
		return Private{}, false
	}
	public, ok := PublicOf("RSA", parts[:2])
	if !ok {
		return Private{}, false
	}
	key := &rsa.PrivateKey{PublicKey: *public.key.(*rsa.PublicKey), D: new(big.Int).SetBytes(parts[2])}
	for _, p := range parts[3:min(5, len(parts))] {
		key.Primes = append(key.Primes, new(big.Int).SetBytes(p))
	}
	if key.Validate() != nil {
		return Private{}, false
	}
	key.Precompute()
	return Private{key}, true
}
