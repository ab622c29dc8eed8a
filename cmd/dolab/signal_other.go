//go:build !unix

package main

// prepareSignals does nothing: no signal says that a file is too large here.
func prepareSignals() {}
