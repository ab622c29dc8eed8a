package webcrypto

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"encoding/asn1"
	"math/big"
)

// Sign signs data by a scheme: "ECDSA" (r and s, each as long as the curve's numbers), "Ed25519",
// "RSASSA-PKCS1-v1_5", or "RSA-PSS" with the salt given.
func Sign(scheme, hash string, key Private, data, salt []byte) ([]byte, bool) {
	id, h := lookup(hash)
	if h == nil && scheme != "Ed25519" {
		return nil, false
	}
	var digest []byte
	if h != nil {
		digest, _ = Digest(hash, data)
	}
	switch private := key.key.(type) {
	case ed25519.PrivateKey:
		return ed25519.Sign(private, data), scheme == "Ed25519"
	case *ecdsa.PrivateKey:
		der, err := private.Sign(nil, digest, id)
		if err != nil || scheme != "ECDSA" {
			return nil, false
		}
		var pair struct{ R, S *big.Int }
		if _, err := asn1.Unmarshal(der, &pair); err != nil {
			return nil, false
		}
		size := (private.Params().BitSize + 7) / 8
		return append(pair.R.FillBytes(make([]byte, size)), pair.S.FillBytes(make([]byte, size))...), true
	case *rsa.PrivateKey:
		if scheme == "RSASSA-PKCS1-v1_5" {
			sig, err := rsa.SignPKCS1v15(nil, private, id, digest)
			return sig, err == nil
		}
		if len(salt) == 0 {
			return signUnsalted(private, hash, digest), scheme == "RSA-PSS"
		}
		options := &rsa.PSSOptions{SaltLength: len(salt)}
		sig, err := rsa.SignPSS(bytes.NewReader(salt), private, id, digest, options)
		return sig, err == nil && scheme == "RSA-PSS"
	}
	return nil, false
}

// Verify checks a signature that Sign made. saltLength counts for RSA-PSS only.
func Verify(scheme, hash string, key Public, sig, data []byte, saltLength int) bool {
	id, h := lookup(hash)
	if h == nil && scheme != "Ed25519" {
		return false
	}
	var digest []byte
	if h != nil {
		digest, _ = Digest(hash, data)
	}
	switch public := key.key.(type) {
	case ed25519.PublicKey:
		return scheme == "Ed25519" && ed25519.Verify(public, data, sig)
	case *ecdsa.PublicKey:
		size := (public.Params().BitSize + 7) / 8
		if scheme != "ECDSA" || len(sig) != 2*size {
			return false
		}
		r, s := new(big.Int).SetBytes(sig[:size]), new(big.Int).SetBytes(sig[size:])
		return ecdsa.Verify(public, digest, r, s)
	case *rsa.PublicKey:
		if scheme == "RSASSA-PKCS1-v1_5" {
			return rsa.VerifyPKCS1v15(public, id, digest, sig) == nil
		}
		if saltLength == 0 {
			return scheme == "RSA-PSS" && verifyUnsalted(public, hash, digest, sig)
		}
		options := &rsa.PSSOptions{SaltLength: saltLength}
		return scheme == "RSA-PSS" && rsa.VerifyPSS(public, id, digest, sig, options) == nil
	}
	return false
}

// SealOAEP encrypts with RSA-OAEP. The random function fills its argument; it is asked for one digest's worth.
func SealOAEP(hash string, key Public, plain, label []byte, random func([]byte)) ([]byte, bool) {
	public, isRSA := key.key.(*rsa.PublicKey)
	id, h := lookup(hash)
	if h == nil || !isRSA {
		return nil, false
	}
	seed := make([]byte, id.Size())
	random(seed)
	out, err := rsa.EncryptOAEP(h(), bytes.NewReader(seed), public, plain, label)
	return out, err == nil
}

// OpenOAEP undoes SealOAEP.
func OpenOAEP(hash string, key Private, sealed, label []byte) ([]byte, bool) {
	private, isRSA := key.key.(*rsa.PrivateKey)
	_, h := lookup(hash)
	if h == nil || !isRSA {
		return nil, false
	}
	out, err := rsa.DecryptOAEP(h(), nil, private, sealed, label)
	return out, err == nil
}
