//go:build unix

package serve

import "golang.org/x/sys/unix"

// descriptorsMax is how many files the process may have open.
func descriptorsMax() int {
	var r unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &r) != nil {
		return descriptorsFew
	}
	return int(min(uint64(r.Cur), 1<<20))
}
