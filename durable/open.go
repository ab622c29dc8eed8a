package durable

import (
	"path/filepath"
	"slices"
	"time"

	"dolab/durable/sqlite"
	"dolab/durable/sqlite/commitlog"
)

// How many databases are open at once.
const (
	openMemoryMax = 4096 // of those in memory: about 85 KB each
	openFilesMax  = 400  // of those in files: two descriptors each
	restingMax    = 16   // of objects that are not in memory
)

// WithOpenMax sets how many databases of objects are open at once, 400 in files and 4096 in memory otherwise. The one
// that was not used for the longest time is closed, and opened again at its next use, which no object notices. Where all
// are in use, because a turn, a cursor or a commit under way needs each of them, the next operation fails with
// sqlite.ErrAllPinned; without this option, in memory, more are open then.
func WithOpenMax(n int) Option { return func(rt *Runtime) { rt.pool = sqlite.NewPool(n) } }

// open opens a database of a namespace: in memory, or as a file of that name.
func (rt *Runtime) open(ns *Namespace, file string, o sqlite.Options) (*sqlite.DB, error) {
	o.Random = rt.random64
	if o.Now == nil {
		o.Now = rt.w.Now
	}
	o.NoSync = rt.durability == Process
	if rt.tune != nil {
		rt.tune(&o)
	}
	if rt.dir != "" {
		dir, err := rt.directory(ns)
		if err != nil {
			return nil, err
		}
		o.Path = filepath.Join(dir, file)
		if o.Commits == nil {
			if o.Commits, err = rt.commitLog(); err != nil {
				return nil, err
			}
		}
	}
	if !o.System {
		o.Pool = rt.pool
	}
	return sqlite.Open(o)
}

// commitLog opens the log that the databases of the runtime's folder share, before the first of them, and once: opening
// it recovers the databases after a loss of power.
func (rt *Runtime) commitLog() (_ *commitlog.Log, err error) {
	if !rt.logged {
		rt.commits, err = commitlog.Open(commitlog.Options{Dir: rt.dir})
		rt.logged = err == nil
	}
	return rt.commits, err
}

// rested notes that an object has left memory. The databases of the last few stay open: objects often come back.
func (rt *Runtime) rested(o *object) {
	rt.resting = append(slices.DeleteFunc(rt.resting, func(r *object) bool { return r == o }), o)
	if len(rt.resting) <= restingMax {
		return
	}
	first := rt.resting[0]
	rt.resting = append(rt.resting[:0], rt.resting[1:]...)
	if first.inst == nil {
		_ = first.db.Park() // A cursor of Query may stand on it: it stays open until the pool needs the room.
	}
	rt.releaseMemory()
}

// releaseEvery is how often at most a live world gives memory of closed databases back to the machine.
const releaseEvery = time.Second

// releaseMemory gives memory back that closed databases have left, a moment later and beside the world.
func (rt *Runtime) releaseMemory() {
	if rt.beside == nil || rt.releasing {
		return
	}
	rt.releasing = true
	rt.w.Background(releaseEvery, func() {
		rt.beside(sqlite.ReleaseMemory, func() { rt.releasing = false })
	})
}
