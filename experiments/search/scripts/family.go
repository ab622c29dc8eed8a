package scripts

//detcheck:file sync a hunt's worlds find the projects here, which are opened once

import (
	"os"
	"path/filepath"
	"slices"
	"sync"

	"dolab/experiments"
	"dolab/experiments/search"
)

// field is the field of a scenario file that names a project: its directory.
const field = "worker"

// Projects are the projects that a command has opened, each once.
type Projects struct {
	options Options
	lock    sync.Mutex
	opened  map[string]*opened
}

type opened struct {
	p   *Project
	err error
}

// NewProjects returns projects that are opened with options.
func NewProjects(o Options) *Projects { return &Projects{options: o, opened: map[string]*opened{}} }

// configurations are the names of a project's configuration file.
var configurations = []string{"wrangler.jsonc", "wrangler.json", "wrangler.toml"}

// aDirectory is what names a project.
const aDirectory = "a directory with wrangler.jsonc, wrangler.json or wrangler.toml"

// IsProject reports whether a path is a directory with a wrangler project.
func IsProject(path string) bool {
	return slices.ContainsFunc(configurations, func(name string) bool {
		info, err := os.Stat(filepath.Join(path, name))
		return err == nil && info.Mode().IsRegular()
	})
}

// Open opens the project of a directory, or returns the one that was opened before.
func (all *Projects) Open(dir string) (*Project, error) {
	all.lock.Lock()
	defer all.lock.Unlock()
	x := all.opened[dir]
	if x == nil {
		x = &opened{}
		x.p, x.err = Open(dir, all.options)
		all.opened[dir] = x
	}
	return x.p, x.err
}

// Family is the projects for the registry of scenarios: "worker: ./shop".
func (all *Projects) Family() search.Family {
	return search.Family{Field: field, Find: func(name string) (*search.Subject, error) {
		if !IsProject(name) {
			return nil, &experiments.ErrUnknown{What: field, Name: name, Known: []string{aDirectory}}
		}
		p, err := all.Open(name)
		if err != nil {
			return nil, err
		}
		return p.Subject(), nil
	}}
}
