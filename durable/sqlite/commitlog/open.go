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

// Open opens the log of a folder, or returns the one that is open in this process. First it recovers the databases from
// the files of an earlier log. It returns nil if another process has the log, or if the machine does not name its boots.
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
	if o.Boot = cmp.Or(o.Boot, bootID()); o.Boot == "" {
		return nil, nil
	}
	folder, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if !lock(folder) {
		return nil, folder.Close()
	}
	l := &Log{o: o, dir: folder, users: 1}
	if err := l.recover(); err != nil {
		return nil, errors.Join(fmt.Errorf("commitlog: recover %s: %w", dir, err), folder.Close())
	}
	registry.logs[dir] = l
	return l, nil
}

// Close ends one use of the log. The last Close syncs the own logs of all databases in it and deletes it; the databases
// are closed by then.
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
	err := l.syncOwn()
	if err == nil {
		err = l.remove()
	}
	return errors.Join(err, l.dir.Close())
}

// recover writes the valid records of an earlier log into the databases' own logs, syncs those and deletes the files.
// Within one boot of the machine no write is lost, and recover only syncs.
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
		lost = lost || e.epoch > 0 && e.boot != l.o.Boot
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

// valid returns the records that no later kindForget takes back, for each database in the order of its commits.
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
			continue // The database was deleted, and perhaps its folder.
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
			err = SyncFolder(filepath.Dir(path))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// SyncFolder makes the entries of a folder durable.
func SyncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
