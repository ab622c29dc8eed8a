package durable

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"dolab/durable/scheduler"
	"dolab/durable/sqlite"
)

// tableName is the file that has the alarms of a class.
func (rt *Runtime) tableName() string { return rt.peers.tableName(rt.place) }

// tableName is the file of the runtime at a place: the reference runtime's where it is alone, one of its own where it
// has peers.
func (p *Peers) tableName(place int) string {
	if p == nil || len(p.posters) == 1 {
		return "metadata.sqlite"
	}
	return fmt.Sprintf("metadata-%d-of-%d.sqlite", place, len(p.posters))
}

// adopt takes over the alarms of a class that runtimes with another number of peers have left in the directory. The
// last of the peers to do so removes their files. To adopt twice does no harm: an object asks its own row before an
// alarm runs.
func (rt *Runtime) adopt(ns *Namespace) error {
	dir, err := rt.directory(ns)
	if err != nil {
		return err
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var others []string
	for _, f := range files {
		if table, _ := filepath.Match("metadata*.sqlite", f.Name()); !table || rt.tableOfNow(f.Name()) {
			continue
		}
		if err := rt.adoptTable(ns, f.Name()); err != nil {
			return err
		}
		others = append(others, filepath.Join(dir, f.Name()))
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
	if rt.peers == nil {
		return name == rt.tableName()
	}
	for place := range rt.peers.posters {
		if name == rt.peers.tableName(place) {
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
func (rt *Runtime) adoptTable(ns *Namespace, file string) (err error) {
	db, err := rt.open(ns, file, sqlite.Options{System: true})
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
