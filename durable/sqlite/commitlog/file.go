//detcheck:file sync,chan files are synced beside the goroutines that use the databases

package commitlog

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// How a file grows ahead of its records: to overwrite bytes and sync takes a half to a quarter of the time of one that
// also makes the file longer.
const (
	growMin = 256 << 10
	growMax = 4 << 20
)

// logFile is one of the two files.
type logFile struct {
	o      Options
	f      *os.File
	path   string
	epoch  uint64
	end    int64 // where the next record goes
	size   int64 // of the file
	names  map[string]bool
	buffer []byte
}

func pathOf(dir string, n int) string {
	return filepath.Join(dir, [...]string{".commits-a", ".commits-b"}[n])
}

// create makes a file, whose name is on the disk then.
func (l *Log) create(n int) (*logFile, error) {
	path := pathOf(l.o.Dir, n)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if l.o.tell(err, Created, path, 0, nil) != nil {
		return nil, err
	}
	file := &logFile{o: l.o, f: f, path: path, names: map[string]bool{}}
	if err := l.syncFolder(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return file, nil
}

// begin writes the header of an epoch, after which no earlier record counts.
func (f *logFile) begin(epoch uint64, boot string) error {
	f.epoch, f.end = epoch, logHeader
	return f.write(0, header(epoch, boot))
}

func (f *logFile) write(at int64, data []byte) error {
	if end := at + int64(len(data)); end > f.size {
		grown := f.size + min(max(f.size, growMin), growMax, f.o.SizeMax)
		if err := f.put(f.size, make([]byte, max(end, grown)-f.size)); err != nil {
			return err
		}
		f.size = max(end, grown)
	}
	return f.put(at, data)
}

func (f *logFile) put(at int64, data []byte) error {
	_, err := f.f.WriteAt(data, at)
	return f.o.tell(err, Written, f.path, at, data)
}

func (f *logFile) sync() error {
	return f.o.tell(syncData(f.f), Synced, f.path, 0, nil)
}

func (f *logFile) remove() error {
	return f.o.tell(errors.Join(f.f.Close(), os.Remove(f.path)), Removed, f.path, 0, nil)
}

// syncFolder makes the entries of the log's folder durable.
func (l *Log) syncFolder() error {
	return l.o.tell(l.dir.Sync(), FolderSynced, pathOf(l.o.Dir, 0), 0, nil)
}

// syncsMax is how many databases' logs are synced at once.
const syncsMax = 8

// syncLogs makes the own logs of databases durable; one that is gone has been written back.
func syncLogs(o Options, names []string) error {
	errs := make([]error, len(names))
	var wait sync.WaitGroup
	tokens := make(chan struct{}, syncsMax)
	for n, name := range names {
		wait.Go(func() {
			tokens <- struct{}{}
			errs[n] = syncLog(o, name)
			<-tokens
		})
	}
	wait.Wait()
	return errors.Join(errs...)
}

func syncLog(o Options, name string) error {
	path := ownLog(o.Dir, name)
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return o.tell(errors.Join(syncData(f), f.Close()), Synced, path, 0, nil)
}

// ownLog is the path of a database's own log.
func ownLog(dir, name string) string { return filepath.Join(dir, filepath.FromSlash(name)) + "-wal" }

// The header of a file: magic, epoch, the boot of the machine, padded with zeros.
const (
	magic     = "dolab commits 1\n"
	bootMax   = 64
	logHeader = int64(len(magic) + 8 + bootMax)
)

func header(epoch uint64, boot string) []byte {
	b := make([]byte, logHeader)
	copy(b, magic)
	binary.LittleEndian.PutUint64(b[len(magic):], epoch)
	copy(b[len(magic)+8:], boot)
	return b
}
