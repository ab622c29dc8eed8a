//go:build unix

package serve

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// lockName is the file in a server's directory that it holds.
const lockName = ".dolab.lock"

// lock takes the directory for this process, until the file is closed or the process dies. A running reference runtime
// keeps it from that: see openElsewhere.
func lock(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	switch err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); {
	case err == unix.EWOULDBLOCK:
		return nil, errors.Join(fmt.Errorf("%s: %w", dir, ErrInUse), f.Close())
	case err != nil:
		return nil, errors.Join(fmt.Errorf("lock %s: %w", f.Name(), err), f.Close())
	}
	if err := openElsewhere(dir); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// The bytes of a database that SQLite locks for reading, as long as the database is open in WAL mode.
const (
	sharedFirst = 0x40000002
	sharedSize  = 510
)

// openElsewhere looks for a process that has the alarms of a class open: the reference runtime does, for each class, from
// its start to its end, and takes no other lock on the directory. It asks for who holds SQLite's lock, and takes none. It
// is called before this process opens a database there.
func openElsewhere(dir string) error {
	objects := filepath.Join(dir, "v3", "do")
	classes, err := os.ReadDir(objects)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	for _, c := range classes {
		f, err := os.Open(filepath.Join(objects, c.Name(), "metadata.sqlite"))
		if err != nil {
			continue // Whoever opens it later says why not.
		}
		held := unix.Flock_t{Type: unix.F_WRLCK, Start: sharedFirst, Len: sharedSize}
		err = errors.Join(unix.FcntlFlock(f.Fd(), unix.F_GETLK, &held), f.Close())
		switch {
		case err != nil:
			return fmt.Errorf("lock of %s: %w", f.Name(), err)
		case held.Type != unix.F_UNLCK:
			return fmt.Errorf("%s: %w: process %d has %s open", dir, ErrInUse, held.Pid, f.Name())
		}
	}
	return nil
}
