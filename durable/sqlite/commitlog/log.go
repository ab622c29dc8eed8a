//detcheck:file sync,go,chan files are synced beside the goroutines that use the databases

package commitlog

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
)

// ErrBroken: a sync of the log has failed. What it says of its bytes later is not to be believed.
var ErrBroken = errors.New("commitlog: the log could not be synced")

// Options says where a log is and how it works.
type Options struct {
	Dir string // of the databases, which are in it at any depth
	// SizeMax is how many bytes each of the two files takes at most; 0: 64 MiB.
	SizeMax int64
	// Boot names this boot of the machine; "" asks the machine. For tests.
	Boot string
	// OnEffect, if set, is called after each effect on a file, with the data that were Written. For tests.
	OnEffect func(e Effect, path string, at int64, data []byte)
}

// Effect is what the log does to a file.
type Effect int

// The effects.
const (
	Created Effect = iota + 1
	Written
	Synced
	Removed
	FolderSynced // the one that the path is in
)

func (o *Options) tell(err error, e Effect, path string, at int64, data []byte) error {
	if err == nil && o.OnEffect != nil {
		o.OnEffect(e, path, at, data)
	}
	return err
}

// sizeMax is the usual Options.SizeMax.
const sizeMax = 64 << 20

// pieceMax is how many bytes one Commit takes at most.
const pieceMax = 1 << 20

// Log is the commit log of a folder. All methods but Close may be used by many goroutines. A nil *Log is never busy and
// has nothing.
type Log struct {
	o     Options
	dir   *os.File // locked
	users int      // of this process; guarded by the registry

	syncing atomic.Int64 // databases that are being synced

	mu      sync.Mutex
	files   [2]*logFile // nil until they are needed; the current one and the one before
	current int
	epoch   uint64
	retired chan struct{} // closed when the file before is free; nil where it is
	failed  error         // why the log is broken
	waiting []*commit     // for the next write
	writing bool          // a goroutine does it
}

// commit is an entry on its way to the disk.
type commit struct {
	name   string
	data   []byte // of the record
	forget bool   // the record takes back the earlier ones of the name
	onSync func() error
	done   chan error
}

// Name is what the log calls the database in a file: its path below Options.Dir.
func (l *Log) Name(path string) string {
	if l == nil {
		return path
	}
	path, _ = filepath.Abs(path) // It fails where Open has failed before.
	name, err := filepath.Rel(l.o.Dir, path)
	if err != nil {
		return path
	}
	return filepath.ToSlash(name)
}

// Busy reports whether a commit should go into the log: a database is being synced.
func (l *Log) Busy() bool { return l != nil && l.syncing.Load() > 0 && l.broken() == nil }

func (l *Log) broken() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.failed
}

func (l *Log) fail(err error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.failed == nil {
		l.failed = fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return l.failed
}

// Began notes that a database is to be synced, by itself or by Commit, and Ended that it has been.
func (l *Log) Began() { l.count(1) }

// Ended is the end of what Began has noted.
func (l *Log) Ended() { l.count(-1) }

func (l *Log) count(n int64) {
	if l != nil {
		l.syncing.Add(n)
	}
}

// Has reports whether recovery would write into the named database's own log.
func (l *Log) Has(name string) bool {
	if l == nil {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range l.files {
		if f != nil && f.names[name] {
			return true
		}
	}
	return false
}

// Commit makes the bytes from an offset of a database's own log durable, at most 1 MiB. They follow what was durable
// before. Commits of several goroutines share one sync. The log calls onSync of one of them before it, if that is set; an
// error of onSync fails the sync. An error of Commit is ErrBroken.
func (l *Log) Commit(name string, at int64, data []byte, onSync func() error) error {
	return l.put(&commit{name: name, data: encode(kindWrite, name, at, data), onSync: onSync})
}

// Settle syncs the named database's own log and takes back what Commit was given for it: recovery writes none of that.
// The database may then write its own log back, cut it or close.
func (l *Log) Settle(name string) error {
	if !l.Has(name) {
		return nil
	}
	if err := syncLog(l.o, name); err != nil {
		return err
	}
	return l.forget(name)
}

func (l *Log) forget(name string) error {
	return l.put(&commit{name: name, data: encode(kindForget, name, 0, nil), forget: true})
}

// put waits until a record is on the disk. Records that come during a write wait for the next one.
func (l *Log) put(c *commit) error {
	c.done = make(chan error, 1)
	l.mu.Lock()
	l.waiting = append(l.waiting, c)
	if !l.writing {
		l.writing = true
		go l.writeAll()
	}
	l.mu.Unlock()
	return <-c.done
}

// writeAll writes batches until no record waits.
func (l *Log) writeAll() {
	for {
		l.mu.Lock()
		batch := l.waiting
		l.waiting = nil
		l.writing = len(batch) > 0
		l.mu.Unlock()
		if len(batch) == 0 {
			return
		}
		err := l.write(batch)
		for _, c := range batch {
			c.done <- err
		}
	}
}

func (l *Log) write(batch []*commit) error {
	if err := l.broken(); err != nil {
		return err
	}
	size := 0
	for _, c := range batch {
		size += len(c.data)
	}
	f, err := l.room(int64(size))
	if err == nil {
		err = l.append(f, batch, size)
	}
	if err == nil {
		return nil
	}
	err = l.fail(err)
	l.breakUp()
	return err
}

func (l *Log) append(f *logFile, batch []*commit, size int) error {
	// From here on recovery may find the records, even if the sync fails.
	l.mu.Lock()
	for _, c := range batch {
		if !c.forget {
			f.names[c.name] = true
		}
	}
	l.mu.Unlock()
	f.buffer = f.buffer[:0]
	for _, c := range batch {
		f.buffer = append(f.buffer, c.data...)
	}
	seal(f.buffer, f.epoch)
	if err := errors.Join(f.write(f.end, f.buffer), hooked(batch), f.sync()); err != nil {
		return err
	}
	f.end += int64(size)
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range batch {
		if c.forget {
			for _, f := range l.files {
				if f != nil {
					delete(f.names, c.name)
				}
			}
		}
	}
	return nil
}

// hooked calls onSync of the first commit that has one.
func hooked(batch []*commit) error {
	for _, c := range batch {
		if c.onSync != nil {
			return c.onSync()
		}
	}
	return nil
}

// room returns the file for so many bytes: the current one or, if that is full, the other, once it is free.
func (l *Log) room(size int64) (*logFile, error) {
	f := l.files[l.current]
	if f != nil && (f.end+size <= l.o.SizeMax || f.end == logHeader) {
		return f, nil
	}
	if l.retired != nil {
		<-l.retired
		l.retired = nil
		if err := l.broken(); err != nil {
			return nil, err
		}
	}
	next := l.files[1-l.current]
	if next == nil {
		var err error
		if next, err = l.create(1 - l.current); err != nil {
			return nil, err
		}
	}
	l.epoch++
	if err := next.begin(l.epoch, l.o.Boot); err != nil { // It is synced with what follows.
		return nil, err
	}
	l.mu.Lock()
	l.files[1-l.current] = next
	l.current = 1 - l.current
	l.mu.Unlock()
	if f != nil {
		retired := make(chan struct{})
		l.retired = retired
		go func() {
			defer close(retired)
			if err := l.retire(f); err != nil {
				_ = l.fail(err) // The next commits say so.
			}
		}()
	}
	return next, nil
}

// retire frees a file: it syncs the own logs of the databases in it, and then invalidates its records.
func (l *Log) retire(f *logFile) error {
	l.mu.Lock()
	names := slices.Sorted(maps.Keys(f.names))
	l.mu.Unlock()
	if err := syncLogs(l.o, names); err != nil {
		return err
	}
	if err := errors.Join(f.begin(0, l.o.Boot), f.sync()); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(f.names)
	return nil
}

// breakUp ends the use of a log that cannot be synced. If the databases' own logs can be, it deletes the files, and each
// database is synced by itself from then on. Otherwise the files stay, and Settle fails.
func (l *Log) breakUp() {
	if l.syncOwn() == nil {
		_ = l.remove()
	}
}

// syncOwn syncs the own logs of all databases in the log.
func (l *Log) syncOwn() error {
	if l.retired != nil {
		<-l.retired
		l.retired = nil
	}
	return syncLogs(l.o, l.names())
}

// names are those of all databases in the log.
func (l *Log) names() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := map[string]bool{}
	for _, f := range l.files {
		if f != nil {
			maps.Copy(all, f.names)
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// remove deletes the files.
func (l *Log) remove() error {
	var errs []error
	removed := false
	for _, f := range l.files {
		if f != nil {
			errs = append(errs, f.remove())
			removed = true
		}
	}
	if removed {
		errs = append(errs, l.syncFolder())
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.files = [2]*logFile{}
	return nil
}
