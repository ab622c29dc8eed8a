package bundle

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"dolab/durable/worker/project"
)

// rule is a module rule in effect. One that is ignored refuses what it matches.
type rule struct {
	project.Rule
	globs   []*regexp.Regexp
	ignored bool
}

// defaultRules are wrangler's.
func defaultRules() []project.Rule {
	return []project.Rule{
		{Type: "Text", Globs: []string{"**/*.txt", "**/*.html", "**/*.sql"}},
		{Type: "Data", Globs: []string{"**/*.bin"}},
		{Type: "CompiledWasm", Globs: []string{"**/*.wasm", "**/*.wasm?module"}},
	}
}

// readRules puts the rules in effect: a rule without fallthrough ends its type, later ones are ignored.
func (w *worker) readRules() error {
	last := map[string]project.Rule{}
	for _, r := range append(append([]project.Rule{}, w.Rules...), defaultRules()...) {
		before, ignored := last[r.Type]
		if !ignored && (r.Fallthrough == nil || !*r.Fallthrough) {
			last[r.Type] = r
		}
		if ignored && before.Fallthrough == nil {
			where := "the default rule"
			if r.Pos.File != "" {
				where = "the rule at " + r.Pos.String()
			}
			w.warnings = append(w.warnings, fmt.Sprintf(
				`%s: the rule for %s has no "fallthrough", so that %s %q is ignored`,
				before.Pos, r.Type, where, r.Globs))
		}
		c := rule{Rule: r, ignored: ignored}
		for _, g := range r.Globs {
			if len(g) > 1000 {
				return Errors{{Pos: r.Pos, Text: "a glob has more than 1000 bytes"}}
			}
			c.globs = append(c.globs, glob(g))
		}
		w.rules = append(w.rules, c)
	}
	return nil
}

// glob is the expression of a glob as wrangler reads it: runs of * match anything, slashes too, all else is literal.
func glob(g string) *regexp.Regexp {
	parts := regexp.MustCompile(`\*+`).Split(g, -1)
	for i, p := range parts {
		parts[i] = regexp.QuoteMeta(p)
	}
	return regexp.MustCompile(`(?s)^` + strings.Join(parts, ".*") + `$`)
}

func (r rule) matches(specifier string) bool {
	for _, g := range r.globs {
		if g.MatchString(specifier) {
			return true
		}
	}
	return false
}

// resolveRule finds modules that are no JavaScript. As in wrangler the rules see the name as the import spells it.
func (w *worker) resolveRule(b api.PluginBuild, a api.OnResolveArgs) (api.OnResolveResult, error) {
	if a.Namespace == dataSpace {
		return api.OnResolveResult{Path: strings.TrimPrefix(a.Path, bytesSpace+":"), Namespace: bytesSpace}, nil
	}
	kind, ignored := "", (*rule)(nil)
	for i, r := range w.rules {
		if r.Type == "ESModule" || r.Type == "CommonJS" || !r.matches(a.Path) {
			continue
		}
		if !r.ignored {
			kind = r.Type
			break
		}
		if ignored == nil {
			ignored = &w.rules[i]
		}
	}
	switch kind {
	case "Text":
		return w.resolveFile(b, a, textSpace), nil
	case "Data":
		return w.resolveFile(b, a, dataSpace), nil
	case "CompiledWasm":
		return refuseWasm(a.Path), nil
	case "PythonModule", "PythonRequirement":
		return failed(fmt.Sprintf("the module %q is Python, which cannot run here", a.Path)), nil
	}
	if ignored != nil {
		return failed(fmt.Sprintf(`The file %s matched a module rule in your configuration (%s %q), but was ignored `+
			"because a previous rule with the same type was not marked as `fallthrough = true`.",
			a.Path, ignored.Type, ignored.Globs)), nil
	}
	if path, _, _ := strings.Cut(a.Path, "?"); strings.HasSuffix(path, ".wasm") {
		return refuseWasm(a.Path), nil
	}
	return api.OnResolveResult{}, nil
}

func refuseWasm(path string) api.OnResolveResult {
	return failed(fmt.Sprintf("the module %q is WebAssembly, which cannot run here", path))
}

// resolveFile finds the file of a module whose content is its default export.
func (w *worker) resolveFile(b api.PluginBuild, a api.OnResolveArgs, space string) api.OnResolveResult {
	path, _, _ := strings.Cut(a.Path, "?")
	r := b.Resolve(path, api.ResolveOptions{
		Importer: a.Importer, ResolveDir: a.ResolveDir, Kind: a.Kind, With: a.With, PluginData: passed{},
	})
	found := r.Path
	if len(r.Errors) > 0 || r.Namespace != "file" || found == "" {
		// wrangler takes a name without "./" as a file beside the importer too.
		found = filepath.Join(a.ResolveDir, filepath.FromSlash(path))
		if info, err := os.Stat(found); err != nil || info.IsDir() {
			return failed(fmt.Sprintf("Could not resolve %q", a.Path))
		}
	}
	if info, err := os.Stat(found); err == nil && !info.Mode().IsRegular() {
		return failed(relative(w.Dir, found) + ": this is not a regular file")
	}
	return api.OnResolveResult{Path: relative(w.Dir, found), Namespace: space}
}
