//go:build unix

package main

import (
	"os/signal"
	"syscall"
)

// prepareSignals makes errors of two signals: a write beyond the limit on the size of files, which is reported, and one to
// a pipe whose reader has gone, as in dolab list faults | head -1. So no file is left beside its target.
func prepareSignals() { signal.Ignore(syscall.SIGXFSZ, syscall.SIGPIPE) }
