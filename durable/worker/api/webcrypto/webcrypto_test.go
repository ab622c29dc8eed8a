package webcrypto

import (
	"crypto/rsa"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// seeded fills bytes by a counter and a seed: a stand-in for a world's chance.
func seeded(seed string) func([]byte) {
	n := 0
	return func(b []byte) {
		for len(b) > 0 {
			sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", seed, n))
			b = b[copy(b, sum[:]):]
			n++
		}
	}
}

func unhex(t *testing.T, s string) []byte {
	b, err := hex.DecodeString(s)
	require.NoError(t, err)
	return b
}

// TestSameSeedSameKeys makes each kind of key twice of one seed and once of another.
func TestSameSeedSameKeys(t *testing.T) {
	for _, kind := range []string{"P-256", "P-384", "P-521", "Ed25519", "X25519", "RSA 1024", "RSA 1152", "RSA 2048", "RSA 4096"} {
		t.Run(kind, func(t *testing.T) {
			one, two, other := makeKey(t, kind, "1"), makeKey(t, kind, "1"), makeKey(t, kind, "2")
			require.Equal(t, one.DER(), two.DER())
			require.NotEqual(t, one.DER(), other.DER())
			parsed, ok := ParsePrivate(one.DER())
			require.True(t, ok)
			again, ok := PrivateOf(one.Kind(), parsed.Parts())
			require.True(t, ok)
			require.Equal(t, one.DER(), again.DER())
			public, ok := PublicOf(one.Kind(), one.Public().Parts())
			require.True(t, ok)
			require.Equal(t, one.Public().DER(), public.DER())
		})
	}
}

func makeKey(t *testing.T, kind, seed string) Private {
	var bits int
	var key Private
	var ok bool
	if n, _ := fmt.Sscanf(kind, "RSA %d", &bits); n == 1 {
		key, ok = GenerateRSA(bits, 65537, seeded(seed))
		require.True(t, ok)
		require.Equal(t, bits, key.key.(*rsa.PrivateKey).N.BitLen())
	} else {
		key, ok = Generate(kind, seeded(seed))
	}
	require.True(t, ok)
	return key
}

// TestPool checks each prime of the pool, with both exponents that keys may have.
func TestPool(t *testing.T) {
	for _, bits := range []int{512, 1024, 1536, 2048} {
		for i, p := range primes(bits) {
			require.True(t, p.ProbablyPrime(8), "%d bits, prime %d", bits, i)
			require.Equal(t, bits, p.BitLen())
		}
	}
	for _, e := range []int{3, 65537} {
		_, ok := GenerateRSA(2048, e, seeded("e"))
		require.True(t, ok)
	}
	for _, bits := range []int{0, 512, 2050, 4224} {
		_, ok := GenerateRSA(bits, 65537, seeded("e"))
		require.False(t, ok, "%d bits", bits)
	}
}

// TestSignatures signs twice, verifies, and verifies other data.
func TestSignatures(t *testing.T) {
	data := []byte("data")
	for _, c := range []struct {
		scheme, hash, kind string
		salt               []byte
	}{
		{"ECDSA", "sha256", "P-256", nil},
		{"ECDSA", "sha1", "P-384", nil},
		{"ECDSA", "sha512", "P-521", nil},
		{"Ed25519", "", "Ed25519", nil},
		{"RSASSA-PKCS1-v1_5", "sha256", "RSA 2048", nil},
		{"RSA-PSS", "sha256", "RSA 2048", nil},
		{"RSA-PSS", "sha1", "RSA 1152", []byte("salt")},
		{"RSA-PSS", "sha512", "RSA 2048", make([]byte, 64)},
	} {
		t.Run(fmt.Sprint(c.scheme, " ", c.kind, " ", len(c.salt)), func(t *testing.T) {
			key := makeKey(t, c.kind, "s")
			sig, ok := Sign(c.scheme, c.hash, key, data, c.salt)
			require.True(t, ok)
			again, _ := Sign(c.scheme, c.hash, key, data, c.salt)
			require.Equal(t, sig, again)
			require.True(t, Verify(c.scheme, c.hash, key.Public(), sig, data, len(c.salt)))
			require.False(t, Verify(c.scheme, c.hash, key.Public(), sig, []byte("date"), len(c.salt)))
			require.False(t, Verify(c.scheme, c.hash, key.Public(), sig[:len(sig)-1], data, len(c.salt)))
			require.False(t, Verify("HMAC", c.hash, key.Public(), sig, data, len(c.salt)))
			if c.scheme == "RSA-PSS" {
				id, _ := lookup(c.hash)
				digest, _ := Digest(c.hash, data)
				require.False(t, Verify(c.scheme, c.hash, key.Public(), sig, data, len(c.salt)+1))
				require.NoError(t, rsa.VerifyPSS(key.Public().key.(*rsa.PublicKey), id, digest, sig, nil))
			}
		})
	}
}

// TestEncryption opens what it sealed, and refuses a flipped bit.
func TestEncryption(t *testing.T) {
	key, iv, plain, aad := make([]byte, 32), []byte("an iv of 16 byte"), []byte("seventeen bytes !"), []byte("aad")
	for _, tag := range []int{4, 8, 12, 13, 16} {
		for _, iv := range [][]byte{iv[:12], iv, iv[:1]} {
			sealed, ok := SealGCM(key, iv, plain, aad, tag)
			require.True(t, ok)
			require.Len(t, sealed, len(plain)+tag)
			open, ok := OpenGCM(key, iv, sealed, aad, tag)
			require.True(t, ok)
			require.Equal(t, plain, open)
			sealed[len(sealed)-1] ^= 1
			_, ok = OpenGCM(key, iv, sealed, aad, tag)
			require.False(t, ok)
		}
	}
	sealed, _ := SealCBC(key, iv, plain)
	open, ok := OpenCBC(key, iv, sealed)
	require.True(t, ok)
	require.Equal(t, plain, open)
	_, ok = OpenCBC(key, iv, sealed[:31])
	require.False(t, ok)

	rsaKey := makeKey(t, "RSA 2048", "o")
	for _, hash := range []string{"sha1", "sha256"} {
		one, ok := SealOAEP(hash, rsaKey.Public(), plain, []byte("l"), seeded("1"))
		require.True(t, ok)
		two, _ := SealOAEP(hash, rsaKey.Public(), plain, []byte("l"), seeded("1"))
		require.Equal(t, one, two)
		open, ok := OpenOAEP(hash, rsaKey, one, []byte("l"))
		require.True(t, ok)
		require.Equal(t, plain, open)
		_, ok = OpenOAEP(hash, rsaKey, one, []byte("m"))
		require.False(t, ok)
	}
}

// TestCounterWraps has the counter's 4 bits wrap from 15 to 0: its other bits stay, unlike in Go's own CTR mode.
func TestCounterWraps(t *testing.T) {
	key, counter := make([]byte, 16), make([]byte, 16)
	counter[15] = 0xaf
	two, ok := CTR(key, counter, make([]byte, 32), 4)
	require.True(t, ok)
	counter[15] = 0xa0
	second, _ := CTR(key, counter, make([]byte, 16), 4)
	require.Equal(t, second, two[16:])
	_, ok = CTR(key, counter, make([]byte, 17*16), 4)
	require.False(t, ok, "17 blocks repeat a counter of 4 bits")
}

// TestKeyWrap has the vector of RFC 3394, 4.6.
func TestKeyWrap(t *testing.T) {
	kek := unhex(t, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
	plain := unhex(t, "00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f")
	wrapped, ok := Wrap(kek, plain)
	require.True(t, ok)
	require.Equal(t, "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21",
		hex.EncodeToString(wrapped))
	open, ok := Unwrap(kek, wrapped)
	require.True(t, ok)
	require.Equal(t, plain, open)
	wrapped[0] ^= 1
	_, ok = Unwrap(kek, wrapped)
	require.False(t, ok)
}

// TestDigests continues each digest from its state, and compares the CRCs with their check values.
func TestDigests(t *testing.T) {
	check := map[string]string{"crc32": "cbf43926", "crc32c": "e3069283", "crc64nvme": "ae8b14860a799888"}
	for _, name := range []string{"md5", "sha1", "sha224", "sha256", "sha384", "sha512", "crc32", "crc32c", "crc64nvme"} {
		whole, ok := Digest(name, []byte("123456789"))
		require.True(t, ok)
		state, ok := Update(name, nil, []byte("1234"))
		require.True(t, ok)
		state, _ = Update(name, state, []byte("56789"))
		parts, ok := Finish(name, state)
		require.True(t, ok)
		require.Equal(t, whole, parts, name)
		if want := check[name]; want != "" {
			require.Equal(t, want, hex.EncodeToString(whole), name)
		}
	}
	_, ok := Digest("foo", nil)
	require.False(t, ok)
}

// TestAgreement derives one secret from both sides, and none across curves.
func TestAgreement(t *testing.T) {
	for _, kind := range []string{"P-256", "P-384", "P-521", "X25519"} {
		a, b := makeKey(t, kind, "a"), makeKey(t, kind, "b")
		one, ok := Agree(a.DER(), b.Public().DER())
		require.True(t, ok)
		two, ok := Agree(b.DER(), a.Public().DER())
		require.True(t, ok)
		require.Equal(t, one, two)
	}
	_, ok := Agree(makeKey(t, "P-256", "a").DER(), makeKey(t, "X25519", "a").Public().DER())
	require.False(t, ok)
	_, ok = Agree(makeKey(t, "RSA 1024", "a").DER(), makeKey(t, "P-256", "a").Public().DER())
	require.False(t, ok)
}

// TestAgreementOfBadKeys: Agree answers false for an X25519 key of 31 bytes, private or public.
func TestAgreementOfBadKeys(t *testing.T) {
	key := makeKey(t, "X25519", "a")
	short := unhex(t, "302d020100300506032b656e0421041f"+strings.Repeat("01", 31))
	_, ok := Agree(short, key.Public().DER())
	require.False(t, ok)
	short = unhex(t, "3029300506032b656e032000"+strings.Repeat("01", 31))
	_, ok = Agree(key.DER(), short)
	require.False(t, ok)
}

// FuzzKeys feeds bytes to all that parses.
func FuzzKeys(f *testing.F) {
	key, _ := Generate("P-256", seeded("f"))
	f.Add(key.DER())
	f.Add(key.Public().DER())
	f.Fuzz(func(_ *testing.T, data []byte) {
		Trailing(data)
		if key, ok := ParsePrivate(data); ok {
			key.Parts()
			key.DER()
		}
		if key, ok := ParsePublic(data); ok {
			key.Parts()
			key.DER()
		}
		PublicPoint("P-256", data)
		PrivateScalar("P-521", data)
	})
}
