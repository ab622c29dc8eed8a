package durable

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"dolab/durable/platform"
	"dolab/durable/sqlite"
	"dolab/durable/sqlite/commitlog"
)

// Durability is what a commit survives once an object's caller has heard of it, where databases are files.
type Durability uint8

const (
	// Power: a loss of power. What rests on a commit leaves when the disk has it.
	Power Durability = iota
	// Process: the death of the process. The operating system writes to the disk when it likes.
	Process
)

var durabilities = [...]string{Power: "power", Process: "process"}

func (d Durability) String() string { return durabilities[d] }

// ParseDurability reads the text form of a Durability.
func ParseDurability(text string) (Durability, error) {
	for d, name := range durabilities {
		if name == text {
			return Durability(d), nil
		}
	}
	return 0, fmt.Errorf("unknown durability %q: want power or process", text)
}

// WithDurability sets what commits in files survive. Without it that is Power.
func WithDurability(d Durability) Option { return func(rt *Runtime) { rt.durability = d } }

// WithBeside lets files be synced beside the world: one sync a database at a time, which all commits share that were
// made before it began. Commits of other databases of the folder that come during a sync share one too. Beside runs
// work on a goroutine of its own, and then calls then in the world: the Beside of a live world. Without it each commit
// is synced where it is confirmed, and the world stands still meanwhile.
func WithBeside(beside func(work, then func())) Option {
	return func(rt *Runtime) { rt.beside = beside }
}

// flushes reports whether commits are synced beside the world.
func (rt *Runtime) flushes() bool { return rt.beside != nil && rt.dir != "" && rt.durability == Power }

// flush syncs the object's commits beside the world, and calls done when the newest commit of this moment is on the
// disk. Commits made meanwhile share the next sync. A sync that fails resets the object, which goes on from what is
// confirmed.
func (i *instance) flush(done func()) {
	c := &i.commits
	c.flushing = true
	_, run := i.obj.db.Flush()
	limit := i.background(storageTimeout-c.waited, flushOver{})
	var err error
	i.rt.beside(func() { err = run() }, func() {
		limit.Stop()
		if i.dead || i.ghost != nil {
			return
		}
		c.flushing = false
		if err != nil {
			c.sent = c.durable
			i.die(i.commitError(err))
			return
		}
		i.disk(i.rt.profile.Commit.Draw(i.w, "commit"), done)
		if !i.dead {
			i.push()
		}
	})
}

// flushOver: the disk has let commits wait for too long. Commits under way count as lost.
type flushOver struct{}

func (flushOver) arrive(i *instance) {
	if i.ghost == nil {
		i.commits.sent = i.commits.durable
		i.die(storageTimedOut())
	}
}

// keep confirms the commits that are on their way to the disk. Where the disk fails, they are lost.
func (i *instance) keep() {
	c := &i.commits
	err := i.obj.db.Confirm(c.sent)
	if err != nil && !errors.Is(err, sqlite.ErrSync) {
		bug("%v: confirm %d at its end: %v", i, c.sent, err)
	}
	if err != nil {
		c.sent = c.durable
	}
}

// dir is the directory of the class, which need not exist yet.
func (ns *Namespace) dir() string { return filepath.Join(ns.rt.dir, ns.class.UniqueKey) }

// directory makes the directory of a class, once. Under Power it syncs that directory, the runtime's, and the one above
// that.
func (rt *Runtime) directory(ns *Namespace) (string, error) {
	path := ns.dir()
	if ns.made {
		return path, nil
	}
	if err := os.MkdirAll(path, 0o755); err != nil {
		return "", err
	}
	if rt.durability == Power {
		for _, dir := range []string{filepath.Dir(rt.dir), rt.dir, path} {
			if err := commitlog.SyncFolder(dir); err != nil {
				return "", err
			}
		}
	}
	ns.made = true
	return path, nil
}

// storageFailed is what callers hear of an object whose database cannot be opened.
func (o *object) storageFailed(err error) *platform.Error {
	return &platform.Error{Message: "open database of " + o.label + ": " + err.Error(), Cause: err}
}
