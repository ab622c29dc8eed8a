package bundle

import (
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/tailscale/hujson"
)

// The bundler reads package.json and tsconfig.json by itself, with a parser that recurses. These hooks look at the
// files first that it is about to read.

// before looks at the files that the bundler reads first.
func (w *worker) before() (errs Errors) {
	paths := append(w.described(w.Dir), w.described(filepath.Dir(w.Main))...)
	if w.Tsconfig != "" {
		paths = append(paths, w.Tsconfig)
	}
	for _, path := range paths {
		if err := w.checkConfig(path, 0); err != nil {
			return Errors{err}
		}
	}
	return nil
}

// described are the package.json and tsconfig.json of a folder and those above it.
func (w *worker) described(dir string) (paths []string) {
	for {
		paths = append(paths, filepath.Join(dir, "package.json"), filepath.Join(dir, "tsconfig.json"))
		up := filepath.Dir(dir)
		if up == dir {
			return paths
		}
		dir = up
	}
}

// extendsMax bounds how many tsconfig.json files extend each other.
const extendsMax = 50

// checkConfig looks at a file and at the tsconfig.json files it extends by relative path.
func (w *worker) checkConfig(path string, depth int) *Error {
	if err := w.shared.check(path, w.inspect); err != nil || depth > extendsMax || filepath.Base(path) == "package.json" {
		return err
	}
	data, err := readFile(path)
	if err != nil {
		return nil
	}
	v, err := hujson.Parse(data)
	if err != nil {
		return nil // The bundler says what is wrong.
	}
	found := v.Find("/extends")
	if found == nil {
		return nil
	}
	list := []hujson.Value{*found}
	if a, ok := found.Value.(*hujson.Array); ok {
		list = a.Elements
	}
	for _, e := range list {
		l, ok := e.Value.(hujson.Literal)
		if !ok {
			continue
		}
		next := l.String()
		if strings.HasPrefix(next, ".") {
			next = filepath.Join(filepath.Dir(path), filepath.FromSlash(next))
		}
		for _, p := range w.candidates(filepath.Dir(path), next) {
			if err := w.checkConfig(p, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// candidates are the files that "extends" may mean.
func (w *worker) candidates(dir, name string) []string {
	if filepath.IsAbs(name) {
		return []string{name, name + ".json"}
	}
	var paths []string
	for ; ; dir = filepath.Dir(dir) {
		at := filepath.Join(dir, "node_modules", filepath.FromSlash(name))
		paths = append(paths, at, at+".json", filepath.Join(at, "tsconfig.json"))
		if dir == filepath.Dir(dir) {
			return paths
		}
	}
}

// resolveNested looks at the files that say what an import means. It never resolves.
func (w *worker) resolveNested(a api.OnResolveArgs) (api.OnResolveResult, error) {
	if a.ResolveDir == "" || strings.Contains(a.Path, ":") {
		return api.OnResolveResult{}, nil
	}
	var paths []string
	switch {
	case strings.HasPrefix(a.Path, ".") || filepath.IsAbs(a.Path):
		target := a.Path
		if !filepath.IsAbs(target) {
			target = filepath.Join(a.ResolveDir, filepath.FromSlash(target))
		}
		paths = w.described(target)
	default:
		name := packageName(a.Path)
		for dir := a.ResolveDir; ; dir = filepath.Dir(dir) {
			at := filepath.Join(dir, "node_modules", filepath.FromSlash(name))
			paths = append(paths, filepath.Join(at, "package.json"), filepath.Join(at, "tsconfig.json"))
			if dir == filepath.Dir(dir) {
				break
			}
		}
	}
	for _, path := range paths {
		if err := w.shared.check(path, w.inspect); err != nil {
			return failed(err.Error()), nil
		}
	}
	return api.OnResolveResult{}, nil
}

// packageName is the part of an import that names a package.
func packageName(path string) string {
	parts := strings.SplitN(path, "/", 3)
	if strings.HasPrefix(path, "@") && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

// loadChecked refuses sources that the bundler cannot be given. It never loads.
func (w *worker) loadChecked(a api.OnLoadArgs) (api.OnLoadResult, error) {
	err := w.shared.check(a.Path, w.inspect)
	if err == nil {
		return api.OnLoadResult{}, nil
	}
	message := api.Message{Text: err.Text}
	if err.Pos.Line > 0 {
		message.Location = &api.Location{File: err.Pos.File, Line: err.Pos.Line, Column: err.Pos.Column - 1}
	} else {
		message.Location = &api.Location{File: err.Pos.File}
	}
	return api.OnLoadResult{Errors: []api.Message{message}}, nil
}
