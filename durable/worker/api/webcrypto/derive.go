package webcrypto

import (
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/pbkdf2"
)

// PBKDF2 derives size bytes of a password.
func PBKDF2(name string, password, salt []byte, iterations, size int) ([]byte, bool) {
	_, h := lookup(name)
	if h == nil || size < 0 {
		return nil, false
	}
	if size == 0 {
		return nil, true
	}
	out, err := pbkdf2.Key(h, string(password), salt, iterations, size)
	return out, err == nil
}

// HKDF derives size bytes of a secret. It answers false for more than 255 digests' worth of bytes.
func HKDF(name string, secret, salt, info []byte, size int) ([]byte, bool) {
	_, h := lookup(name)
	if h == nil || size < 0 {
		return nil, false
	}
	if size == 0 {
		return nil, true
	}
	out, err := hkdf.Key(h, secret, salt, string(info), size)
	return out, err == nil
}

// Agree computes the secret that a private and a public key share (ECDH and X25519). It answers false for keys of
// different curves and for points of small order.
func Agree(pkcs8, spki []byte) ([]byte, bool) {
	private, ok := ParsePrivate(pkcs8)
	if !ok {
		return nil, false
	}
	public, ok := ParsePublic(spki)
	if !ok {
		return nil, false
	}
	own, ok := private.agreement()
	if !ok {
		return nil, false
	}
	peer, ok := public.agreement()
	if !ok || own.Curve() != peer.Curve() {
		return nil, false
	}
	secret, err := own.ECDH(peer)
	return secret, err == nil
}

func (k Private) agreement() (*ecdh.PrivateKey, bool) {
	switch key := k.key.(type) {
	case *ecdh.PrivateKey:
		return key, true
	case interface {
		ECDH() (*ecdh.PrivateKey, error)
	}:
		own, err := key.ECDH()
		return own, err == nil
	}
	return nil, false
}

func (k Public) agreement() (*ecdh.PublicKey, bool) {
	switch key := k.key.(type) {
	case *ecdh.PublicKey:
		return key, true
	case interface {
		ECDH() (*ecdh.PublicKey, error)
	}:
		peer, err := key.ECDH()
		return peer, err == nil
	}
	return nil, false
}
