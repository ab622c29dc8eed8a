package worker

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"dolab/durable/worker/bundle"
	"dolab/durable/worker/project"
)

// LoadOption changes how Load reads a project.
type LoadOption func(*loading)

type loading struct {
	env    string
	fakes  string
	before string
}

// WithEnvironment takes an environment of the configuration file: env.NAME.
func WithEnvironment(name string) LoadOption { return func(l *loading) { l.env = name } }

// WithBindings takes bindings from a module of the user's: its exports replace what is in env under their names. They
// run in the world, as the Worker does.
func WithBindings(file string) LoadOption { return func(l *loading) { l.fakes = file } }

// WithBefore takes the source of a module that is evaluated before the script.
func WithBefore(source string) LoadOption { return func(l *loading) { l.before = source } }

// beforeModule is the name of the module of WithBefore.
const beforeModule = "dolab:before"

// Load reads a wrangler project, bundles its script and evaluates it. An error has file, line and column in the user's
// own files wherever there are some.
func Load(dir string, options ...LoadOption) (*Worker, error) {
	var l loading
	for _, o := range options {
		o(&l)
	}
	p, err := project.Open(dir, l.env)
	if err != nil {
		return nil, err
	}
	if p.Main == "" {
		return nil, fmt.Errorf("%s: the project has no main: assets alone are no Worker", filepath.Join(p.Dir, p.File))
	}
	return load(p, l)
}

func load(p *project.Project, l loading) (*Worker, error) {
	c := Config{
		Name: p.Name, Date: p.CompatibilityDate, Flags: p.CompatibilityFlags, Project: p,
	}
	if c.Name == "" {
		c.Name = "worker"
	}
	o := options(p)
	if l.before != "" {
		o.Modules[beforeModule] = l.before
		o.Before = append(o.Before, beforeModule)
	}
	b, err := bundle.Worker(o)
	if err != nil {
		return nil, err
	}
	c.Source, c.Map, c.Warnings, c.Unimplemented = b.Source, b.Map, b.Warnings, b.Unimplemented
	c.Files = append(p.Files(), inputs(p.Dir, b)...)
	if l.fakes != "" {
		file, err := filepath.Abs(l.fakes)
		if err != nil {
			return nil, err
		}
		o := options(p)
		o.Main = file
		f, err := bundle.Worker(o)
		if err != nil {
			return nil, fmt.Errorf("bindings: %w", err)
		}
		c.Fakes, c.FakesMap, c.Faked = f.Source, f.Map, f.Exports
		c.Files = append(c.Files, inputs(p.Dir, f)...)
	}
	for _, k := range p.Classes() {
		c.Classes = append(c.Classes, Class{Name: k.Name, UniqueKey: c.Name + "-" + k.Name, SQL: k.Storage != project.KeyValue})
		if k.Bound && !slices.Contains(b.Exports, k.Name) && !slices.Contains(b.Exports, "*") {
			return nil, fmt.Errorf("%s: the Worker does not export a class %s: its exports are %s",
				k.Pos, k.Name, strings.Join(b.Exports, ", "))
		}
	}
	c.Bindings = bindings(p, c.Classes)
	return New(c)
}

// inputs are the files of a bundle.
func inputs(dir string, b *bundle.Bundle) []string {
	files := make([]string, len(b.Inputs))
	for n, name := range b.Inputs {
		files[n] = filepath.Join(dir, filepath.FromSlash(name))
	}
	return files
}

// options are those of the bundler. Node's globals are there where the project has its full compatibility.
func options(p *project.Project) bundle.Options {
	o := bundle.ProjectOptions(p, moduleSources())
	if p.NodeCompat() == project.NodeFull {
		o.Before = []string{"node:internal/globals"}
	}
	return o
}

// bindings are the names of env that a project declares.
func bindings(p *project.Project, classes []Class) (list []Binding) {
	for _, o := range p.DurableObjects {
		b := Binding{Name: o.Name, Kind: BindingNamespace, Class: o.Class}
		if !p.Local(o) || !slices.ContainsFunc(classes, func(c Class) bool { return c.Name == o.Class }) {
			b.Kind, b.Script = BindingForeign, o.Script
		}
		list = append(list, b)
	}
	for _, v := range p.Vars {
		text := v.JSON
		if text == "" {
			data, _ := json.Marshal(v.Text)
			text = string(data)
		}
		list = append(list, Binding{Name: v.Name, Kind: BindingValue, JSON: text})
	}
	for _, s := range p.Services {
		list = append(list, Binding{Name: s.Name, Kind: BindingService, Script: s.Worker, Class: s.Entrypoint})
	}
	for _, b := range p.Bindings {
		switch b.Kind {
		case "services":
		case "kv_namespaces":
			list = append(list, Binding{Name: b.Name, Kind: BindingKV})
		case "assets":
		default:
			list = append(list, Binding{Name: b.Name, Kind: BindingMissing, Class: b.Kind})
		}
	}
	if p.Assets != nil && p.Assets.Binding != "" {
		list = append(list, Binding{Name: p.Assets.Binding, Kind: BindingAssets})
	}
	return list
}
