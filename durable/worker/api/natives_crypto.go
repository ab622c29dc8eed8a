package api

import (
	"bytes"

	"dolab/durable/worker/api/webcrypto"
	"dolab/durable/worker/engine"
)

// cryptoNatives are the natives of js/crypto.js. They answer undefined where webcrypto answers false, and the script
// then throws the reference's error.
func cryptoNatives(w World) []engine.Native {
	random := func(c *engine.Call) func([]byte) { return func(b []byte) { w.Random(c.VM(), b) } }
	return append([]engine.Native{
		{Name: "cryptoGenerate", Func: func(c *engine.Call) {
			key, ok := webcrypto.Generate(c.String(0), random(c))
			returnPrivate(c, key, ok)
		}},
		{Name: "cryptoGenerateRSA", Func: func(c *engine.Call) {
			key, ok := webcrypto.GenerateRSA(int(c.Int(0)), int(c.Int(1)), random(c))
			returnPrivate(c, key, ok)
		}},
		{Name: "cryptoSign", Func: func(c *engine.Call) {
			key, ok := webcrypto.ParsePrivate(c.Bytes(2))
			if !ok {
				return
			}
			salt := make([]byte, max(0, c.Int(4)))
			if len(salt) > 0 {
				w.Random(c.VM(), salt)
			}
			out, ok := webcrypto.Sign(c.String(0), c.String(1), key, c.Bytes(3), salt)
			returnBytes(c, out, ok)
		}},
		{Name: "cryptoOAEP", Func: func(c *engine.Call) {
			if !c.Bool(0) {
				key, ok := webcrypto.ParsePrivate(c.Bytes(2))
				if ok {
					out, ok := webcrypto.OpenOAEP(c.String(1), key, c.Bytes(3), c.Bytes(4))
					returnBytes(c, out, ok)
				}
				return
			}
			if key, ok := webcrypto.ParsePublic(c.Bytes(2)); ok {
				out, ok := webcrypto.SealOAEP(c.String(1), key, c.Bytes(3), c.Bytes(4), random(c))
				returnBytes(c, out, ok)
			}
		}},
	}, append(digestNatives(), append(cipherNatives(), keyNatives()...)...)...)
}

func digestNatives() []engine.Native {
	return []engine.Native{
		{Name: "cryptoDigest", Func: func(c *engine.Call) {
			out, ok := webcrypto.Digest(c.String(0), c.Bytes(1))
			returnBytes(c, out, ok)
		}},
		{Name: "cryptoUpdate", Func: func(c *engine.Call) {
			out, ok := webcrypto.Update(c.String(0), c.Bytes(1), c.Bytes(2))
			returnBytes(c, out, ok)
		}},
		{Name: "cryptoFinish", Func: func(c *engine.Call) {
			out, ok := webcrypto.Finish(c.String(0), c.Bytes(1))
			returnBytes(c, out, ok)
		}},
		{Name: "cryptoHMAC", Func: func(c *engine.Call) {
			out, ok := webcrypto.HMAC(c.String(0), c.Bytes(1), c.Bytes(2))
			returnBytes(c, out, ok)
		}},
		{Name: "cryptoPBKDF2", Func: func(c *engine.Call) {
			out, ok := webcrypto.PBKDF2(c.String(0), c.Bytes(1), c.Bytes(2), int(c.Int(3)), int(c.Int(4)))
			returnBytes(c, out, ok)
		}},
		{Name: "cryptoScrypt", Func: func(c *engine.Call) {
			out, ok := webcrypto.Scrypt(c.Bytes(0), c.Bytes(1), int(c.Int(2)), int(c.Int(3)), int(c.Int(4)), int(c.Int(5)))
			returnBytes(c, out, ok)
		}},
		{Name: "cryptoHKDF", Func: func(c *engine.Call) {
			out, ok := webcrypto.HKDF(c.String(0), c.Bytes(1), c.Bytes(2), c.Bytes(3), int(c.Int(4)))
			returnBytes(c, out, ok)
		}},
	}
}

func cipherNatives() []engine.Native {
	return []engine.Native{
		{Name: "cryptoGCM", Func: func(c *engine.Call) {
			f := webcrypto.OpenGCM
			if c.Bool(0) {
				f = webcrypto.SealGCM
			}
			out, ok := f(c.Bytes(1), c.Bytes(2), c.Bytes(3), c.Bytes(4), int(c.Int(5)))
			returnBytes(c, out, ok)
		}},
		{Name: "cryptoCBC", Func: func(c *engine.Call) {
			f := webcrypto.OpenCBC
			if c.Bool(0) {
				f = webcrypto.SealCBC
			}
			out, ok := f(c.Bytes(1), c.Bytes(2), c.Bytes(3))
			returnBytes(c, out, ok)
		}},
		{Name: "cryptoCTR", Func: func(c *engine.Call) {
			out, ok := webcrypto.CTR(c.Bytes(0), c.Bytes(1), c.Bytes(2), int(c.Int(3)))
			returnBytes(c, out, ok)
		}},
		{Name: "cryptoKW", Func: func(c *engine.Call) {
			f := webcrypto.Unwrap
			if c.Bool(0) {
				f = webcrypto.Wrap
			}
			out, ok := f(c.Bytes(1), c.Bytes(2))
			returnBytes(c, out, ok)
		}},
		{Name: "cryptoVerify", Func: func(c *engine.Call) {
			key, ok := webcrypto.ParsePublic(c.Bytes(2))
			ok = ok && webcrypto.Verify(c.String(0), c.String(1), key, c.Bytes(3), c.Bytes(4), int(c.Int(5)))
			c.Return(engine.Bool(ok))
		}},
		{Name: "cryptoAgree", Func: func(c *engine.Call) {
			out, ok := webcrypto.Agree(c.Bytes(0), c.Bytes(1))
			returnBytes(c, out, ok)
		}},
	}
}

func keyNatives() []engine.Native {
	return []engine.Native{
		{Name: "cryptoPublic", Func: func(c *engine.Call) {
			key, ok := webcrypto.ParsePrivate(c.Bytes(0))
			if ok {
				c.Return(engine.Bytes(key.Public().DER()))
			}
		}},
		{Name: "cryptoPoint", Func: func(c *engine.Call) {
			kind := c.String(0)
			key, ok := webcrypto.PublicPoint(kind, c.Bytes(1))
			if kind == "Ed25519" || kind == "X25519" {
				key, ok = webcrypto.PublicOf(kind, [][]byte{bytes.Clone(c.Bytes(1))})
			}
			returnPublic(c, key, ok)
		}},
		{Name: "cryptoScalar", Func: func(c *engine.Call) {
			key, ok := webcrypto.PrivateScalar(c.String(0), bytes.Clone(c.Bytes(1)))
			returnPrivate(c, key, ok)
		}},
		{Name: "cryptoBuild", Func: func(c *engine.Call) {
			var parts [][]byte
			for i := 2; i < c.Len(); i++ {
				parts = append(parts, bytes.Clone(c.Bytes(i)))
			}
			if c.String(1) == "private" {
				key, ok := webcrypto.PrivateOf(c.String(0), parts)
				returnPrivate(c, key, ok)
				return
			}
			key, ok := webcrypto.PublicOf(c.String(0), parts)
			returnPublic(c, key, ok)
		}},
		{Name: "cryptoParts", Func: cryptoParts},
		{Name: "cryptoParse", Func: cryptoParse},
	}
}

// cryptoParts returns the numbers of a key as JSON Web Keys hold them.
func cryptoParts(c *engine.Call) {
	var parts [][]byte
	if c.String(0) == "private" {
		key, _ := webcrypto.ParsePrivate(c.Bytes(1))
		parts = key.Parts()
	} else {
		key, _ := webcrypto.ParsePublic(c.Bytes(1))
		parts = key.Parts()
	}
	list := make([]engine.Value, len(parts))
	for i, p := range parts {
		list[i] = engine.Bytes(p)
	}
	c.Return(engine.Array(list...))
}

// cryptoParse returns kind, DER in its usual form, and the number of bytes after the key.
func cryptoParse(c *engine.Call) {
	der := c.Bytes(1)
	rest := webcrypto.Trailing(der)
	der = der[:len(der)-rest]
	var kind string
	var out []byte
	if c.String(0) == "pkcs8" {
		key, ok := webcrypto.ParsePrivate(der)
		if !ok {
			return
		}
		kind, out = key.Kind(), key.DER()
	} else {
		key, ok := webcrypto.ParsePublic(der)
		if !ok {
			return
		}
		kind, out = key.Kind(), key.DER()
	}
	c.Return(engine.Array(engine.String(kind), engine.Bytes(out), engine.Int(int64(rest))))
}

func returnBytes(c *engine.Call, b []byte, ok bool) {
	if ok {
		c.Return(engine.Bytes(b))
	}
}

func returnPrivate(c *engine.Call, key webcrypto.Private, ok bool) {
	if ok {
		c.Return(engine.Bytes(key.DER()))
	}
}

func returnPublic(c *engine.Call, key webcrypto.Public, ok bool) {
	if ok {
		c.Return(engine.Bytes(key.DER()))
	}
}
