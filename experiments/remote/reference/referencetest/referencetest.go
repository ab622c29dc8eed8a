// Package referencetest runs the reference runtime in tests.
package referencetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/experiments/remote/reference"
)

// Binary is the path of the installed binary. It skips the test where there is none.
func Binary(t testing.TB) string {
	t.Helper()
	binary := reference.Binary()
	if binary == "" {
		t.Skipf("no reference runtime: install it by .ci/packages DIR, and set %s=DIR", reference.Packages)
	}
	return binary
}

// Serve runs a project until the test ends, or until Stop. It skips the test where the binary is not installed.
func Serve(t testing.TB, o reference.Options) *reference.Server {
	t.Helper()
	s, err := reference.Start(Binary(t), o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Stop()) })
	return s
}
