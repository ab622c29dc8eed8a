package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// The bounds of the files that a command reads.
const (
	scenarioBytesMax = 16 << 20  // of scenarios, and of a price table
	reportBytesMax   = 256 << 20 // of reports and traces
)

// readFile reads a file of bytesMax bytes at most. It does not wait for a pipe that nothing writes to.
func readFile(path string, bytesMax int64) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // It was only read.
	data, err := io.ReadAll(io.LimitReader(f, bytesMax+1))
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err == nil && info.Mode()&fs.ModeNamedPipe != 0 && len(data) == 0 {
		return nil, fmt.Errorf("%s is a pipe, and nothing writes to it", path)
	}
	if int64(len(data)) > bytesMax {
		return nil, fmt.Errorf("%s is longer than %d MiB", path, bytesMax>>20)
	}
	return data, nil
}
