//go:build !linux

package commitlog

import "os"

// bootID names this boot of the machine: not known here, and so there is no log.
func bootID() string { return "" }

func lock(*os.File) bool { return false }

func syncData(f *os.File) error { return f.Sync() }
