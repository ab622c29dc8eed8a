package webcrypto

import (
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestScrypt: the vectors of RFC 7914, and parameters that are refused.
func TestScrypt(t *testing.T) {
	got, ok := Scrypt(nil, nil, 16, 1, 1, 64)
	require.True(t, ok)
	require.Equal(t, "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"+
		"fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906", hex.EncodeToString(got))
	got, ok = Scrypt([]byte("password"), []byte("NaCl"), 1024, 8, 16, 64)
	require.True(t, ok)
	require.Equal(t, "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"+
		"2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640", hex.EncodeToString(got))
	for _, n := range []int{0, 1, 1000, 1 << 20} {
		_, ok = Scrypt(nil, nil, n, 8, 1, 8)
		require.False(t, ok, n)
	}
}
