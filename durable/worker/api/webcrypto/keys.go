package webcrypto

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
)

// Private is a parsed private key.
type Private struct{ key any }

// Public is a parsed public key.
type Public struct{ key any }

// ParsePrivate parses PKCS #8 of an RSA, elliptic, Ed25519 or X25519 key.
func ParsePrivate(pkcs8 []byte) (Private, bool) {
	parsed, err := x509.ParsePKCS8PrivateKey(pkcs8)
	key := Private{parsed}
	return key, err == nil && key.Kind() != ""
}

// ParsePublic parses a SubjectPublicKeyInfo of an RSA, elliptic, Ed25519 or X25519 key.
func ParsePublic(spki []byte) (Public, bool) {
	parsed, err := x509.ParsePKIXPublicKey(spki)
	key := Public{parsed}
	return key, err == nil && key.Kind() != ""
}

// Trailing counts the bytes after the first DER value.
func Trailing(der []byte) int {
	rest, err := asn1.Unmarshal(der, &asn1.RawValue{})
	if err != nil {
		return 0
	}
	return len(rest)
}

// DER is the key as PKCS #8.
func (k Private) DER() []byte {
	der, err := x509.MarshalPKCS8PrivateKey(k.key)
	if err != nil {
		panic(err) // A key of a kind that ParsePrivate and Generate do not produce.
	}
	return der
}

// DER is the key as a SubjectPublicKeyInfo.
func (k Public) DER() []byte {
	der, err := x509.MarshalPKIXPublicKey(k.key)
	if err != nil {
		panic(err) // A key of a kind that ParsePublic and Public do not produce.
	}
	return der
}

// Public is the key's public half.
func (k Private) Public() Public {
	switch key := k.key.(type) {
	case *rsa.PrivateKey:
		return Public{&key.PublicKey}
	case *ecdsa.PrivateKey:
		return Public{&key.PublicKey}
	case ed25519.PrivateKey:
		return Public{key.Public()}
	case *ecdh.PrivateKey:
		return Public{key.PublicKey()}
	}
	return Public{}
}

// Kind names the key: "RSA", "P-256", "P-384", "P-521", "Ed25519", "X25519", or "" for another.
func (k Private) Kind() string { return k.Public().Kind() }

// Kind names the key as Private.Kind does.
func (k Public) Kind() string {
	switch key := k.key.(type) {
	case *rsa.PublicKey:
		return "RSA"
	case *ecdsa.PublicKey:
		if _, ok := curve(key.Params().Name); ok {
			return key.Params().Name
		}
	case ed25519.PublicKey:
		return "Ed25519"
	case *ecdh.PublicKey:
		return "X25519"
	}
	return ""
}

func curve(name string) (elliptic.Curve, bool) {
	switch name {
	case "P-256":
		return elliptic.P256(), true
	case "P-384":
		return elliptic.P384(), true
	case "P-521":
		return elliptic.P521(), true
	}
	return nil, false
}
