//go:build !linux && !darwin

package main

import (
	"errors"
	"os"
)

// cbreak fails: keys are read on Linux and macOS only.
func cbreak(*os.File) (restore func(), err error) { return nil, errors.ErrUnsupported }
