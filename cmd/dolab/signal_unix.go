//go:build unix

package main

import (
	"os/signal"
	"syscall"
)

// prepareSignals makes a write beyond the limit on the size of files an error, which is reported, not a signal.
func prepareSignals() { signal.Ignore(syscall.SIGXFSZ) }
