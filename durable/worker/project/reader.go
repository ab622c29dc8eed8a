package project

import (
	"fmt"
	"slices"
	"strings"
)

// reader fills a project from a document.
type reader struct {
	checker
	project *Project
	// env is the section of the chosen environment, nil at the top level.
	env *node
}

func (r *reader) read() (*Project, error) {
	r.section(r.doc.root, "")
	r.choose()
	if r.env != nil && r.env.kind == object && r.env != r.doc.root {
		r.section(r.env, r.project.Env)
	}
	if len(r.errors) == 0 {
		r.basics()
		r.modules()
		r.bindings()
		r.lifecycle()
		r.variables()
		r.duplicates()
	}
	if len(r.errors) > 0 {
		r.errors.sort()
		return nil, r.errors
	}
	p := r.project
	slices.SortStableFunc(r.unknown, func(a, b Unknown) int { return comparePos(a.Pos, b.Pos) })
	p.Unknown = r.unknown
	r.warnings.sort()
	for _, w := range r.warnings {
		p.Warnings = append(p.Warnings, w.Error())
	}
	return p, nil
}

// choose finds the section of the environment.
func (r *reader) choose() {
	name := r.project.Env
	if name == "" {
		return
	}
	envs := r.doc.root.get("env")
	if r.env = envs.get(name); r.env != nil {
		return
	}
	var names []string
	for _, f := range envs.each() {
		names = append(names, fmt.Sprintf("%q", f.name))
	}
	if len(names) > 0 {
		r.fail(envs, fmt.Sprintf("there is no environment %q: want one of %s", name, strings.Join(names, ", ")))
		return
	}
	// wrangler takes the top level as a whole, those fields too that an environment does not inherit.
	r.env = r.doc.root
	r.warn(nil, fmt.Sprintf("the file has no environment %q: the top level is taken", name))
}

// at is the value of a field as the environment sees it, nil where there is none.
func (r *reader) at(name string) *node {
	if r.env == nil {
		return r.doc.root.get(name)
	}
	if v := r.env.get(name); v != nil {
		return v
	}
	if inheritedFields[name] || topFields[name] {
		return r.doc.root.get(name)
	}
	return nil
}

// fail adds an error, warn a warning, at a value, or at the file's start where it is nil.
func (r *reader) fail(n *node, text string) { r.errors = append(r.errors, r.errorOf(n, text)) }
func (r *reader) warn(n *node, text string) { r.warnings = append(r.warnings, r.errorOf(n, text)) }

func (r *reader) errorOf(n *node, text string) *Error {
	if n == nil {
		return &Error{Pos: Pos{File: r.doc.file}, Text: text}
	}
	return r.doc.errorAt(n.at, text)
}

func (r *reader) pos(n *node) Pos { return r.doc.pos(n.at) }

// forgotten warns of fields of the top level that the environment has not and does not inherit.
func (r *reader) forgotten() {
	if r.env == nil || r.env == r.doc.root {
		return
	}
	for _, f := range r.doc.root.each() {
		if r.known.get(f.name) == nil || inheritedFields[f.name] || topFields[f.name] || r.env.get(f.name) != nil {
			continue
		}
		r.warnings = append(r.warnings, r.doc.errorAt(f.at, fmt.Sprintf(
			`"%s" is at the top level but not in "env.%s", which does not inherit it`, f.name, r.project.Env)))
	}
	for _, name := range []string{"vars", "define"} {
		own := r.env.get(name)
		if own == nil {
			continue
		}
		for _, f := range r.doc.root.get(name).each() {
			if own.get(f.name) == nil {
				r.warnings = append(r.warnings, r.doc.errorAt(f.at, fmt.Sprintf(
					`"%s.%s" is at the top level but not in "env.%s.%s", which does not inherit it`,
					name, f.name, r.project.Env, name)))
			}
		}
	}
}
