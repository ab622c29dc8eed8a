//go:build !linux

package commitlog

import "os"

// bootID returns "": these systems do not name their boots, so Open returns no log.
func bootID() string { return "" }

func lock(*os.File) bool { return false }

func syncData(f *os.File) error { return f.Sync() }
