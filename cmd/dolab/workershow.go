package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"dolab/durable/worker"
	"dolab/durable/worker/project"
	"dolab/experiments"
)

// workerRecord is what is in a project, as JSON.
type workerRecord struct {
	Name        string   `json:"name"`
	File        string   `json:"file"`
	Environment string   `json:"environment,omitempty"`
	Entry       string   `json:"entry"`
	Date        string   `json:"compatibility_date"`
	Flags       []string `json:"compatibility_flags"`

	Classes    []classRecord   `json:"classes"`
	Bindings   []bindingRecord `json:"bindings"`
	Migrations []string        `json:"migrations"`
	Exports    []string        `json:"exports"`
	Crons      []string        `json:"crons"`

	Unknown  []string `json:"unknown_fields"`
	Missing  []string `json:"missing"`
	Warnings []string `json:"warnings"`
}

type classRecord struct {
	Name    string   `json:"name"`
	Storage string   `json:"storage"`
	BoundAs []string `json:"bound_as"`
	Former  []string `json:"former_names,omitempty"`
}

type bindingRecord struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
	What string `json:"what"`
}

// simulated are the kinds of bindings that dolab has, and what they are here.
var simulated = map[string]string{
	"kv_namespaces": "in memory, for the length of a run", "assets": "files of the directory",
}

// recordOf is what is in a project.
func recordOf(c worker.Config, dir string) workerRecord {
	p := c.Project
	r := workerRecord{
		Name: c.Name, File: configurationFile(dir, p), Environment: p.Env, Entry: relative(p.Dir, p.Main),
		Date: p.CompatibilityDate, Flags: p.CompatibilityFlags, Crons: p.Crons,
	}
	for _, k := range p.Classes() {
		x := classRecord{Name: k.Name, Storage: k.Storage.String(), Former: k.Former, BoundAs: []string{}}
		for _, o := range p.DurableObjects {
			if o.Class == k.Name && p.Local(o) {
				x.BoundAs = append(x.BoundAs, o.Name)
			}
		}
		r.Classes = append(r.Classes, x)
	}
	r.bindings(c)
	for _, m := range p.Migrations {
		r.Migrations = append(r.Migrations, migrationText(m))
	}
	for _, e := range p.Exports {
		r.Exports = append(r.Exports, exportText(e))
	}
	for _, u := range p.Unknown {
		r.Unknown = append(r.Unknown, u.String())
	}
	for _, name := range c.Unimplemented {
		r.Missing = append(r.Missing, "node:"+strings.TrimPrefix(name, "node:")+": a module of Node that is not built; using it throws")
	}
	r.Warnings = slices.Concat(p.Warnings, c.Warnings)
	return r
}

// bindings lists the names of env by their kinds, and those that dolab does not have.
func (r *workerRecord) bindings(c worker.Config) {
	p := c.Project
	faked := func(name string) bool { return slices.Contains(c.Faked, name) }
	add := func(kind, name, what string) {
		if faked(name) {
			what = "replaced by --bindings"
		}
		r.Bindings = append(r.Bindings, bindingRecord{kind, name, what})
	}
	for _, o := range p.DurableObjects {
		what := "class " + o.Class
		if !p.Local(o) {
			what += " of the Worker " + o.Script + ", which --with adds"
		}
		add("durable_objects", o.Name, what)
	}
	for _, v := range p.Vars {
		what := cmp.Or(v.JSON, jsonString(v.Text))
		if v.Secret {
			what = "a secret of " + v.Pos.File
		}
		add("vars", v.Name, shortened(what))
	}
	for _, s := range p.Services {
		what := "Worker " + s.Worker
		if s.Entrypoint != "" {
			what += ", entrypoint " + s.Entrypoint
		}
		if s.Worker != c.Name {
			what += ", which --with adds"
		}
		add("services", s.Name, what)
	}
	for _, b := range p.Bindings {
		about, has := simulated[b.Kind]
		switch {
		case b.Kind == "services" || b.Kind == "assets":
		case has || faked(b.Name):
			add(b.Kind, b.Name, about)
		default:
			add(b.Kind, b.Name, "missing")
			r.Missing = append(r.Missing, fmt.Sprintf("%s: %s, a binding of %s: using it throws; --bindings FILE.ts can export one",
				b.Pos, b.Name, b.Kind))
		}
	}
	if p.Assets != nil && p.Assets.Binding != "" {
		add("assets", p.Assets.Binding, "files of "+relative(p.Dir, p.Assets.Directory))
	}
	for _, name := range c.Faked {
		if name != "default" && !slices.ContainsFunc(r.Bindings, func(b bindingRecord) bool { return b.Name == name }) {
			add("--bindings", name, "")
		}
	}
}

// configurationFile is the file of a project as seen from where the user is: it may be above the folder that was given.
func configurationFile(dir string, p *project.Project) string {
	if abs, err := filepath.Abs(dir); err == nil && abs != p.Dir {
		if rel, err := filepath.Rel(abs, p.Dir); err == nil {
			dir = filepath.Join(dir, rel)
		}
	}
	return filepath.ToSlash(filepath.Join(dir, p.File))
}

// relative is a path as seen from a folder.
func relative(dir, path string) string {
	if rel, err := filepath.Rel(dir, path); err == nil {
		return filepath.ToSlash(rel)
	}
	return path
}

func jsonString(s string) string {
	data, err := json.Marshal(s)
	if err != nil {
		return s
	}
	return string(data)
}

func migrationText(m project.Migration) string {
	parts := []string{}
	list := func(what string, names []string) {
		if len(names) > 0 {
			parts = append(parts, what+" "+strings.Join(names, ", "))
		}
	}
	list("new_sqlite_classes", m.NewSQLiteClasses)
	list("new_classes", m.NewClasses)
	list("deleted_classes", m.DeletedClasses)
	for _, x := range m.RenamedClasses {
		parts = append(parts, fmt.Sprintf("renamed_classes %s to %s", x.From, x.To))
	}
	for _, x := range m.TransferredClasses {
		parts = append(parts, fmt.Sprintf("transferred_classes %s of %s to %s", x.From, x.FromScript, x.To))
	}
	return m.Tag + ": " + strings.Join(parts, "; ")
}

func exportText(e project.Export) string {
	text := fmt.Sprintf("%s: %s", e.Name, e.Type)
	if e.State != "" {
		text += ", " + e.State
	}
	if e.Type == "durable-object" && e.Storage != project.Undeclared {
		text += ", " + e.Storage.String()
	}
	for _, x := range []struct{ what, name string }{
		{"to", e.RenamedTo}, {"to the Worker", e.TransferredTo}, {"from the Worker", e.TransferFrom},
	} {
		if x.name != "" {
			text += " " + x.what + " " + x.name
		}
	}
	return text
}

// workerShow shows what is in a project.
func (a *app) workerShow(o *workerOptions, w *worker.Worker, out *sinks) error {
	r := recordOf(w.Config(), o.dir)
	if out.json != nil {
		return writeIndented(out.json, r.filled())
	}
	p := a.page()
	p.worker(r)
	return a.show(p)
}

// filled has empty lists where JSON would have null.
func (r workerRecord) filled() workerRecord {
	for _, list := range []*[]string{&r.Flags, &r.Migrations, &r.Exports, &r.Crons, &r.Unknown, &r.Missing, &r.Warnings} {
		if *list == nil {
			*list = []string{}
		}
	}
	r.Classes, r.Bindings = append([]classRecord{}, r.Classes...), append([]bindingRecord{}, r.Bindings...)
	return r
}

// worker is the page of a project.
func (p *page) worker(r workerRecord) {
	p.line(p.paint(r.Name, text.Bold) + "   " + r.File)
	if r.Environment != "" {
		p.entry(20, "environment", r.Environment)
	}
	p.entry(20, "entry", r.Entry)
	p.entry(20, "compatibility date", cmp.Or(r.Date, "none"))
	if len(r.Flags) > 0 {
		p.entry(20, "flags", strings.Join(r.Flags, " "))
	}
	p.gap()
	if len(r.Classes) == 0 {
		p.line("No classes.")
	} else {
		t := experiments.Table{Header: []string{"class", "storage", "bound as", "former names"}}
		for _, c := range r.Classes {
			t.Rows = append(t.Rows, []string{c.Name, c.Storage, cmp.Or(strings.Join(c.BoundAs, ", "), "-"), strings.Join(c.Former, ", ")})
		}
		if less, left := withoutEmpty(t); slices.Contains(left, "former names") {
			t = less
		}
		p.table(t)
	}
	if len(r.Bindings) > 0 {
		p.gap()
		t := experiments.Table{Header: []string{"kind of binding", "name in env", "what it is"}}
		for _, b := range r.Bindings {
			t.Rows = append(t.Rows, []string{b.Kind, b.Name, b.What})
		}
		p.table(t)
	}
	for _, part := range []struct {
		title string
		list  []string
	}{
		{"Migrations", r.Migrations},
		{"Exports", r.Exports},
		{"Crons", r.Crons},
		{"What dolab does not know", r.Unknown},
		{"What dolab does not have", r.Missing},
		{"Warnings", r.Warnings},
	} {
		p.notes(part.title, part.list)
	}
}
