package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/packages"
)

// TestMutatedPackagesAreAsked: the first round runs the tests of each package that is mutated.
func TestMutatedPackagesAreAsked(t *testing.T) {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.NeedName, Dir: "../.."}, strings.Split(mutated, ",")...)
	require.NoError(t, err)
	require.NotEmpty(t, pkgs)
	s := &session{left: ours()}
	for _, pkg := range pkgs {
		require.False(t, s.isSlow(pkg.PkgPath, ""), pkg.PkgPath)
	}
	require.True(t, s.isSlow("dolab/experiments/robustness", ""))
}
