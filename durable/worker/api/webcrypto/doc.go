// Package webcrypto holds the primitives behind a Worker's crypto.subtle and node:crypto.
//
// All functions are pure: keys, digests in progress and random bytes are arguments. A simulated world passes bytes of
// its own seed, so the same seed gives the same keys, salts and signatures. Go's standard library ignores a given
// source of randomness in places; the package goes around each of them:
//
//   - ECDSA signs by RFC 6979, which needs no randomness.
//   - Elliptic keys come from a seeded scalar, not from GenerateKey.
//   - RSA keys are pairs of primes of a fixed pool (primes.go), or come from a seeded search.
//   - The salt of RSA-PSS and the seed of RSA-OAEP are read from the caller's bytes.
//
// Asymmetric keys travel as DER: PKCS #8 for private keys, SubjectPublicKeyInfo for public ones. Nothing is kept
// between calls, so a snapshot of the script's heap is a snapshot of its keys.
//
// The algorithms' parameters and the errors that scripts see belong to js/crypto.js. Functions here answer false where
// the input does not decrypt, verify or parse.
package webcrypto
