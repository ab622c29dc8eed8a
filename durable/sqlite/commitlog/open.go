//detcheck:file sync files are synced beside the goroutines that use the databases

package commitlog

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// registry has the logs that are open in this process, by folder: its worlds share one.
var registry = struct {
	sync.Mutex
	logs map[string]*Log
}{logs: map[string]*Log{}}

// Open opens the log of a folder, or shares it where it is open in this process. First it brings the databases to what
// an earlier log has of them. It returns nil where another process has the log of this folder, and where the machine
// does not tell one boot from the next.
func Open(o Options) (*Log, error) {
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, err
	}
	o.Dir, o.SizeMax = dir, cmp.Or(o.SizeMax, sizeMax)
	registry.Lock()
	defer registry.Unlock()
	if l := registry.logs[dir]; l != nil {
		l.users++
		return l, nil
	}
	boot := bootID()
	if boot == "" {
		return nil, nil
	}
	folder, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if !lock(folder) {
		return nil, folder.Close()
	}
	l := &Log{o: o, dir: folder, boot: boot, users: 1}
	if err := l.recover(); err != nil {
		return nil, errors.Join(fmt.Errorf("commitlog: recover %s: %w", dir, err), folder.Close())
	}
	registry.logs[dir] = l
	return l, nil
}

// Close lets the log go. The last one to do so makes all that is in it durable where it belongs and deletes it; the
// databases are closed by then.
func (l *Log) Close() error {
	if l == nil {
		return nil
	}
	registry.Lock()
	defer registry.Unlock()
	if l.users--; l.users > 0 {
		return nil
	}
	delete(registry.logs, l.o.Dir)
	err := l.settle()
	if err == nil {
		err = l.remove()
	}
	return errors.Join(err, l.dir.Close())
}

// recover brings the databases to what the files of an earlier log have of them, and deletes the files. Within one boot
// of the machine nothing that was written is lost: then it only makes the databases' own logs durable.
func (l *Log) recover() error {
	type earlier struct {
		epoch uint64
		boot  string
		list  []record
	}
	var logs []earlier
	var paths []string
	for n := range l.files {
		path := pathOf(l.o.Dir, n)
		b, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		paths = append(paths, path)
		epoch, boot, list := parse(b)
		logs = append(logs, earlier{epoch, boot, list})
	}
	slices.SortFunc(logs, func(a, b earlier) int { return cmp.Compare(a.epoch, b.epoch) })
	lost := false
	var all []record
	for _, e := range logs {
		lost = lost || e.epoch > 0 && e.boot != l.boot
		all = append(all, e.list...)
	}
	pending, names := valid(all)
	if lost {
		if err := l.rewrite(pending, names); err != nil {
			return err
		}
	}
	if err := syncLogs(l.o, names); err != nil {
		return err
	}
	for _, path := range paths {
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	if len(paths) == 0 {
		return nil
	}
	return l.syncFolder()
}

// valid are the records that no later Forget takes back, database by database in the order of their commits.
func valid(all []record) (pending map[string][]record, names []string) {
	pending = map[string][]record{}
	for _, r := range all {
		switch r.kind {
		case kindWrite:
			pending[r.name] = append(pending[r.name], r)
		case kindForget:
			delete(pending, r.name)
		}
	}
	for name := range pending {
		names = append(names, name)
	}
	slices.Sort(names)
	return pending, names
}

// rewrite writes records into the databases' own logs.
func (l *Log) rewrite(pending map[string][]record, names []string) error {
	for _, name := range names {
		if !filepath.IsLocal(filepath.FromSlash(name)) {
			return fmt.Errorf("%q is not below the folder", name)
		}
		if _, err := os.Stat(filepath.Join(l.o.Dir, filepath.FromSlash(name))); errors.Is(err, fs.ErrNotExist) {
			delete(pending, name) // It was deleted, and its folder may be gone too.
			continue
		}
		path := ownLog(l.o.Dir, name)
		_, missing := os.Stat(path)
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
		if err != nil {
			return err
		}
		for _, r := range pending[name] {
			err = errors.Join(err, expand(r.data, r.at, func(data []byte, at int64) error {
				_, err := f.WriteAt(data, at)
				return err
			}))
		}
		if err = errors.Join(err, f.Close()); err == nil && missing != nil {
			err = syncPath(filepath.Dir(path))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
