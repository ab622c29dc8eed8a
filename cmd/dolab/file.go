package main

import (
	"fmt"
	"io"
	"os"
)

// The bounds of the files that a command reads.
const (
	scenarioBytesMax = 16 << 20  // of scenarios, and of a price table
	reportBytesMax   = 256 << 20 // of reports and traces
)

// readFile reads a file of bytesMax bytes at most.
func readFile(path string, bytesMax int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // It was only read.
	data, err := io.ReadAll(io.LimitReader(f, bytesMax+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > bytesMax {
		return nil, fmt.Errorf("%s is longer than %d MiB", path, bytesMax>>20)
	}
	return data, nil
}
