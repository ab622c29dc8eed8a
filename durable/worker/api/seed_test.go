package api

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSameSeedSameCrypto runs all that uses chance twice under one seed and once under another.
func TestSameSeedSameCrypto(t *testing.T) {
	const source = `
import { randomBytes, randomInt } from "node:crypto";
const hex = (b) => [...new Uint8Array(b)].map((x) => x.toString(16).padStart(2, "0")).join("");
export default async (out) => {
  const s = crypto.subtle, data = new Uint8Array([1, 2, 3]), exponent = new Uint8Array([1, 0, 1]);
  out(crypto.randomUUID(), hex(crypto.getRandomValues(new Uint8Array(8))), randomBytes(4).toString("hex"), String(randomInt(2 ** 40)));
  out(hex(await s.exportKey("raw", await s.generateKey({ name: "AES-GCM", length: 128 }, true, ["encrypt"]))));
  for (const [make, use] of [
    [{ name: "ECDSA", namedCurve: "P-256" }, { name: "ECDSA", hash: "SHA-256" }],
    [{ name: "Ed25519" }, { name: "Ed25519" }],
    [{ name: "RSA-PSS", hash: "SHA-256", modulusLength: 2048, publicExponent: exponent }, { name: "RSA-PSS", saltLength: 32 }],
  ]) {
    const pair = await s.generateKey(make, true, ["sign", "verify"]);
    out(make.name, hex(await s.exportKey("pkcs8", pair.privateKey)), hex(await s.sign(use, pair.privateKey, data)));
  }
  const oaep = await s.generateKey({ name: "RSA-OAEP", hash: "SHA-1", modulusLength: 1024, publicExponent: exponent }, true, ["encrypt", "decrypt"]);
  out(hex(await s.encrypt("RSA-OAEP", oaep.publicKey, data)));
};`
	one, two, other := runModule(t, source, 1), runModule(t, source, 1), runModule(t, source, 2)
	require.NotContains(t, one, "UNCAUGHT")
	require.Equal(t, one, two)
	lines, others := strings.Split(strings.TrimSpace(one), "\n"), strings.Split(strings.TrimSpace(other), "\n")
	require.Len(t, others, len(lines))
	for i := range lines {
		require.NotEqual(t, lines[i], others[i], "line %d", i)
	}
}

// TestAbsentStream loads a module that only mentions what streams lack, and has it throw on use.
func TestAbsentStream(t *testing.T) {
	out := runModule(t, `import { compose, Readable } from "node:stream";
class Mine extends Readable {}
export default async (out) => { try { compose(new Mine()); } catch (e) { out(e.message); } };`, 1)
	require.Equal(t, "The stream.compose method is not implemented\n", out)
}
