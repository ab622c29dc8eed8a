package project_test

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"

	"dolab/durable/worker/internal/files"
	"dolab/durable/worker/project"
)

// TestTranscripts opens projects, each given as one text: "open" shows the whole project, "errors" wants errors.
func TestTranscripts(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			dir := t.TempDir()
			files.Unpack(t, dir, d.Input)
			env, in := "", "."
			d.MaybeScanArgs(t, "env", &env)
			d.MaybeScanArgs(t, "in", &in)
			p, err := project.Open(filepath.Join(dir, in), env)
			text := ""
			if err != nil {
				var all project.Errors
				require.Equal(t, d.Cmd, "errors", "%v", err)
				text = err.Error()
				if errors.As(err, &all) {
					require.NotEmpty(t, all)
				}
			} else {
				require.Equal(t, d.Cmd, "open")
				text = dump(p)
			}
			return strings.ReplaceAll(text, dir, "DIR") + "\n"
		})
	})
}

// dump shows what is set in a project.
func dump(p *project.Project) string {
	var b bytes.Buffer
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("%s: name %q main %s date %q flags %q node %s", p.File, p.Name, rel(p, p.Main), p.CompatibilityDate,
		p.CompatibilityFlags, p.NodeCompat())
	for _, o := range p.DurableObjects {
		line("object %s: class %s script %q environment %q local %v at %s", o.Name, o.Class, o.Script, o.Environment,
			p.Local(o), o.Pos)
	}
	for _, c := range p.Classes() {
		line("class %s: %s former %q from %q bound %v at %s", c.Name, c.Storage, c.Former, c.From, c.Bound, c.Pos)
	}
	for _, v := range p.Vars {
		line("var %s: text %q json %s secret %v at %s", v.Name, v.Text, v.JSON, v.Secret, v.Pos)
	}
	for _, x := range p.Bindings {
		line("binding %s %s: %s at %s", x.Kind, x.Name, x.Config, x.Pos)
	}
	for _, s := range p.Services {
		line("service %s: %s entrypoint %q environment %q props %s", s.Name, s.Worker, s.Entrypoint, s.Environment,
			s.Props)
	}
	if a := p.Assets; a != nil {
		line("assets %s: binding %q html %q missing %q base %q first %v %q", rel(p, a.Directory), a.Binding,
			a.HTMLHandling, a.NotFoundHandling, a.BasePath, a.WorkerFirst, a.WorkerFirstPaths)
	}
	for _, e := range p.Exports {
		line("export %s: %s %s %s", e.Name, e.Type, e.State, e.Storage)
	}
	for _, r := range p.Rules {
		text := "unset"
		if r.Fallthrough != nil {
			text = fmt.Sprint(*r.Fallthrough)
		}
		line("rule %s %q fallthrough %s at %s", r.Type, r.Globs, text, r.Pos)
	}
	for _, x := range p.Define {
		line("define %s = %s", x.Name, x.Value)
	}
	for _, x := range p.Alias {
		line("alias %s = %s", x.Name, x.Value)
	}
	if p.Limits != (project.Limits{}) || len(p.Crons) > 0 {
		line("limits %+v crons %q", p.Limits, p.Crons)
	}
	if p.Tsconfig != "" || p.JSXFactory != "" || p.Minify || !p.KeepNames {
		line("tsconfig %s jsx %q %q minify %v names %v", rel(p, p.Tsconfig), p.JSXFactory, p.JSXFragment, p.Minify,
			p.KeepNames)
	}
	for _, u := range p.Unknown {
		line("unknown: %s", u)
	}
	for _, w := range p.Warnings {
		line("warning: %s", w)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func rel(p *project.Project, path string) string {
	if path == "" {
		return "none"
	}
	r, err := filepath.Rel(p.Dir, path)
	if err != nil {
		return path
	}
	return filepath.ToSlash(r)
}
