package project

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
)

// variables reads vars, and what the local files add to them.
func (r *reader) variables() {
	p := r.project
	for _, f := range r.at("vars").each() {
		v := Var{Name: f.name, Pos: r.doc.pos(f.at)}
		switch f.value.kind {
		case text:
			v.Text = f.value.text
		default:
			v.JSON = f.value.json()
		}
		r.dates(f.value, "vars."+f.name)
		p.Vars = append(p.Vars, v)
	}
	secrets := r.at("secrets")
	p.Secrets = secrets.get("required").strings()
	for _, l := range r.local() {
		known := slices.ContainsFunc(p.Vars, func(v Var) bool { return v.Name == l.name })
		if secrets != nil && !known && !slices.Contains(p.Secrets, l.name) {
			continue
		}
		r.setSecret(Var{Name: l.name, Text: l.value, Secret: true, Pos: l.pos})
	}
	for i, name := range p.Secrets {
		if !slices.ContainsFunc(p.Vars, func(v Var) bool { return v.Name == name && v.Secret }) {
			r.warn(secrets.get("required").items[i], fmt.Sprintf(
				"the required secret %q is missing: add it to .dev.vars or .env", name))
		}
	}
}

func (r *reader) setSecret(v Var) {
	p := r.project
	for i := range p.Vars {
		if p.Vars[i].Name == v.Name {
			p.Vars[i] = v
			return
		}
	}
	p.Vars = append(p.Vars, v)
}

// dates refuses TOML dates, which have no JSON form.
func (r *reader) dates(n *node, path string) {
	if n.kind == date {
		r.fail(n, fmt.Sprintf(`"%s" is a TOML date: want a string, such as %q`, path, n.text))
	}
	for _, item := range n.items {
		r.dates(item, path)
	}
	for _, f := range n.fields {
		r.dates(f.value, path+"."+f.name)
	}
}

// localFiles are the names of the files with local variables: of the first kind the first file counts, of the second all
// do where there is none of the first.
func localFiles(env string) (first, second []string) {
	first, second = []string{".dev.vars"}, []string{".env", ".env.local"}
	if env != "" {
		first = []string{".dev.vars." + env, ".dev.vars"}
		second = append(second, ".env."+env, ".env."+env+".local")
	}
	return first, second
}

// Files are the files that the project was read from, and those that would count if they were there, absolute.
func (p *Project) Files() []string {
	first, second := localFiles(p.Env)
	files := slices.Concat([]string{p.File}, first, second)
	for n, name := range files {
		files[n] = filepath.Join(p.Dir, name)
	}
	if p.Tsconfig != "" {
		files = append(files, p.Tsconfig)
	}
	return files
}

// local are the variables of the first kind of local files that exists.
func (r *reader) local() []entry {
	first, second := localFiles(r.project.Env)
	for _, name := range first {
		if list, ok := r.variableFile(name); ok {
			return list
		}
	}
	var all []entry
	for _, name := range second {
		list, _ := r.variableFile(name)
		all = overlay(all, list)
	}
	return expand(all)
}

// variableFile reads one file of variables, and says whether there is one.
func (r *reader) variableFile(name string) ([]entry, bool) {
	if strings.ContainsAny(name, `/\`) {
		return nil, false // An environment named so has no file.
	}
	data, err := readFile(filepath.Join(r.project.Dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false
	}
	if err != nil {
		r.errors = append(r.errors, &Error{Pos: Pos{File: name}, Text: err.Error()})
		return nil, true
	}
	list, ignored := parseVariables(name, string(data))
	if len(list) > variablesMax {
		r.errors = append(r.errors, &Error{Pos: Pos{File: name}, Text: fmt.Sprintf(
			"the file has more than %d variables", variablesMax)})
		return nil, true
	}
	for _, pos := range ignored {
		r.warnings = append(r.warnings, &Error{Pos: pos, Text: "this is no variable: want NAME=VALUE"})
	}
	return overlay(nil, list), true
}

// overlay sets variables over others. A variable keeps the place at which it first stood.
func overlay(under, over []entry) []entry {
	for _, e := range over {
		i := slices.IndexFunc(under, func(u entry) bool { return u.name == e.name })
		if i < 0 {
			under = append(under, e)
			continue
		}
		under[i] = e
	}
	return under
}
