package main

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"time"

	"dolab/cmd/dolab/serve"
	"dolab/durable/worker"
)

// watchEvery is the time between two looks at the files.
const watchEvery = 300 * time.Millisecond

// watcher deploys a project anew when a file of it changes.
type watcher struct {
	app   *app
	s     *serve.Server
	load  func() (*worker.Worker, error)
	run   *worker.Worker // the version that runs
	began time.Time      // when the reading of the first version began
	files map[string]stamp
}

// stamp tells versions of a file apart by its time and its size.
type stamp struct {
	at   time.Time
	size int64
}

func stampOf(file string) stamp {
	info, err := os.Stat(file)
	if err != nil {
		return stamp{} // A missing file has a stamp too.
	}
	return stamp{info.ModTime(), info.Size()}
}

// coarse is how far the time of a file may lie behind the clock.
const coarse = 20 * time.Millisecond

// note remembers the stamps of a version's files, and of their folders, where a missing file may come. Files that have
// changed since began, when the reading of the version began, count as changed.
func (w *watcher) note(files []string, began time.Time) {
	before := w.files
	w.files = map[string]stamp{}
	for _, f := range files {
		for _, f := range []string{f, filepath.Dir(f)} {
			now, known := before[f]
			if !known {
				if now = stampOf(f); now.at.After(began.Add(-coarse)) {
					now = stamp{}
				}
			}
			w.files[f] = now
		}
	}
}

// changed reports whether a file has another stamp, and remembers the new one.
func (w *watcher) changed() bool {
	found := false
	for f, before := range w.files {
		if now := stampOf(f); now != before {
			w.files[f], found = now, true
		}
	}
	return found
}

// watch looks at the files until ctx ends.
func (w *watcher) watch(ctx context.Context) {
	w.note(w.run.Config().Files, w.began)
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for dirty := false; ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		switch {
		case w.changed():
			dirty = true // An editor may still be writing.
		case dirty:
			dirty = false
			w.reload()
		}
	}
}

// reload deploys the project as it is now. An error leaves the version that runs.
func (w *watcher) reload() {
	began := time.Now()
	next, err := w.load()
	if err != nil {
		w.app.complain("dolab: %v\nThe version before goes on.\n", err)
		return
	}
	if sameCode(next, w.run) {
		next.Close()
		return
	}
	reset, err := w.s.Reload(next)
	if err != nil {
		next.Close()
		w.app.complain("dolab: %v\nThe version before goes on: start dev again.\n", err)
		return
	}
	w.app.warn(next)
	w.run.Close()
	w.run = next
	w.note(next.Config().Files, began)
	w.app.complain("Deployed anew in %v; objects that were reset: %d.\n", time.Since(began).Round(time.Millisecond), reset)
}

// sameCode reports whether two versions run the same.
func sameCode(a, b *worker.Worker) bool {
	x, y := a.Config(), b.Config()
	x.Map, x.FakesMap, y.Map, y.FakesMap = nil, nil, nil, nil // Positions in files.
	return reflect.DeepEqual(x, y)
}
