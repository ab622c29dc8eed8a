package webcrypto

//go:generate go run primes_gen.go

import (
	"crypto/rsa"
	"math/big"
)

// rsaBitsMax is the largest RSA key that GenerateRSA makes. Larger ones take minutes to find.
const rsaBitsMax = 4096

// rsaBitsMin is the smallest RSA key that Go's standard library works with.
const rsaBitsMin = 1024

// Generate makes a key of an elliptic curve, Ed25519 or X25519. The random function fills its argument.
func Generate(kind string, random func([]byte)) (Private, bool) {
	if kind == "Ed25519" || kind == "X25519" {
		seed := make([]byte, 32)
		random(seed)
		return PrivateScalar(kind, seed)
	}
	c, ok := curve(kind)
	if !ok {
		return Private{}, false
	}
	// 64 bits more than the order leave no bias that could be seen (FIPS 186-5, A.2.1).
	raw := make([]byte, (c.Params().BitSize+7)/8+8)
	random(raw)
	one := big.NewInt(1)
	d := new(big.Int).SetBytes(raw)
	d.Mod(d, new(big.Int).Sub(c.Params().N, one)).Add(d, one)
	return PrivateScalar(kind, d.Bytes())
}

// GenerateRSA makes an RSA key of bits, which is a multiple of 128. Sizes of the pool take two of its primes, others
// search for new ones.
func GenerateRSA(bits, exponent int, random func([]byte)) (Private, bool) {
	if bits < rsaBitsMin || bits > rsaBitsMax || bits%128 != 0 {
		return Private{}, false
	}
	var p, q *big.Int
	if pool := primes(bits / 2); len(pool) > 0 {
		var pick [2]byte
		random(pick[:])
		i := int(pick[0]) % len(pool)
		j := (i + 1 + int(pick[1])%(len(pool)-1)) % len(pool)
		p, q = pool[i], pool[j]
	} else {
		p = searchPrime(bits/2, exponent, random)
		for q = p; q.Cmp(p) == 0; {
			q = searchPrime(bits/2, exponent, random)
		}
	}
	if p.Cmp(q) < 0 {
		p, q = q, p
	}
	one := big.NewInt(1)
	p1, q1 := new(big.Int).Sub(p, one), new(big.Int).Sub(q, one)
	lambda := new(big.Int).Mul(p1, q1)
	lambda.Div(lambda, new(big.Int).GCD(nil, nil, p1, q1))
	d := new(big.Int).ModInverse(big.NewInt(int64(exponent)), lambda)
	if d == nil {
		return Private{}, false
	}
	key := &rsa.PrivateKey{D: d, Primes: []*big.Int{p, q}}
	key.N, key.E = new(big.Int).Mul(p, q), exponent
	key.Precompute()
	return Private{key}, key.Validate() == nil
}

// searchPrime finds the first suitable prime at or after a random number whose two highest bits are set. The test of
// math/big depends on the number alone, so the same random bytes give the same prime.
func searchPrime(bits, exponent int, random func([]byte)) *big.Int {
	raw := make([]byte, bits/8)
	random(raw)
	raw[0] |= 0xc0
	raw[len(raw)-1] |= 1
	p, one, two, e := new(big.Int).SetBytes(raw), big.NewInt(1), big.NewInt(2), big.NewInt(int64(exponent))
	gcd := new(big.Int)
	for {
		if p.ProbablyPrime(20) && gcd.GCD(nil, nil, gcd.Sub(p, one), e).Cmp(one) == 0 {
			return p
		}
		p.Add(p, two)
	}
}
