package main

import (
	"os"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// The memory of a process is what it has touched, not what it has reserved.
func TestResident(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux says how much memory a process has")
	}
	before := resident(os.Getpid())
	block := make([]byte, 64<<20)
	for i := 0; i < len(block); i += 4096 {
		block[i] = 1
	}
	require.Greater(t, resident(os.Getpid()), before+len(block)/2)
	runtime.KeepAlive(block)
	require.Zero(t, resident(-1))
}
