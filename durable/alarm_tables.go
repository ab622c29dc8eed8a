package durable

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"dolab/durable/scheduler"
	"dolab/durable/sqlite"
)

// tableName is the file that has the alarms of a class: the reference runtime's where the runtime is alone, one of its
// own where it has peers.
func (rt *Runtime) tableName() string {
	if rt.peers == nil || len(rt.peers.posters) == 1 {
		return "metadata.sqlite"
	}
	return fmt.Sprintf("metadata-%d-of-%d.sqlite", rt.place, len(rt.peers.posters))
}

// adopt takes over the alarms of a class that runtimes in other numbers have left in the directory. The last of the
// peers to do so removes their files. To adopt twice does no harm: an object asks its own row before an alarm runs.
func (rt *Runtime) adopt(ns *Namespace) error {
	dir, err := rt.directory(ns)
	if err != nil {
		return err
	}
	left, err := filepath.Glob(filepath.Join(escapeGlob(dir), "metadata*.sqlite"))
	if err != nil {
		return err
	}
	var others []string
	for _, path := range left {
		if !rt.tableOfNow(filepath.Base(path)) {
			others = append(others, path)
		}
	}
	for _, path := range others {
		if err := rt.adoptTable(ns, path); err != nil {
			return err
		}
	}
	if len(others) == 0 || !rt.lastToAdopt(ns) {
		return nil
	}
	for _, path := range others {
		if err := errors.Join(os.Remove(path), removeIfThere(path+"-wal")); err != nil {
			return err
		}
	}
	return nil
}

// tableOfNow reports whether a file is the table of this runtime or of a peer.
func (rt *Runtime) tableOfNow(name string) bool {
	if rt.peers == nil || len(rt.peers.posters) == 1 {
		return name == "metadata.sqlite"
	}
	for n := range rt.peers.posters {
		if name == fmt.Sprintf("metadata-%d-of-%d.sqlite", n, len(rt.peers.posters)) {
			return true
		}
	}
	return false
}

// lastToAdopt notes that the runtime has adopted, and reports whether all of its peers have.
func (rt *Runtime) lastToAdopt(ns *Namespace) bool {
	if rt.peers == nil {
		return true
	}
	rt.peers.adopted[ns.class.Name]++
	return rt.peers.adopted[ns.class.Name] == len(rt.peers.posters)
}

// adoptTable takes over what is the runtime's in one file.
func (rt *Runtime) adoptTable(ns *Namespace, path string) (err error) {
	db, err := sqlite.Open(sqlite.Options{Path: path, System: true, NoSync: rt.durability == Process})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return rt.scheduler.Adopt(ns.class.Name, db, func(k scheduler.Key) bool {
		id, err := ns.key.fromString(k.ID)
		return err == nil && rt.here(id)
	})
}

func removeIfThere(path string) error {
	if err := os.Remove(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// escapeGlob is a pattern that matches the path alone.
func escapeGlob(path string) string {
	var b []byte
	for n := range len(path) {
		if c := path[n]; c == '*' || c == '?' || c == '[' || c == '\\' {
			b = append(b, '\\')
		}
		b = append(b, path[n])
	}
	return string(b)
}
