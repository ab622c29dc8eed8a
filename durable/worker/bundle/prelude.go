package bundle

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// preludeSpace is the namespace of files in an fs.FS.
const preludeSpace = "prelude"

// Prelude bundles JavaScript modules of our own into one script: the expression of a function of one parameter, whose
// name in all modules is host. Imports are relative paths with their extension, from the importing file. Positions of
// the map are paths in files. The script keeps the names of classes, and is lowered as a Worker is.
func Prelude(files fs.FS, entry string) (source string, m *Map, err error) {
	p := &prelude{files: files}
	result := api.Build(common(api.BuildOptions{
		EntryPoints:   []string{entry},
		AbsWorkingDir: preludeDir,
		Outfile:       path.Join(preludeDir, "prelude.js"),
		Bundle:        true,
		Format:        api.FormatIIFE,
		Platform:      api.PlatformNeutral,
		TsconfigRaw:   "{}",
		Banner:        map[string]string{"js": `(function(host){"use strict";`},
		Footer:        map[string]string{"js": "})"},
		Plugins:       []api.Plugin{{Name: "dolab", Setup: p.setup}},
	}))
	if len(result.Errors) > 0 {
		w := &worker{}
		return "", nil, w.errors(prefixed(result.Errors))
	}
	source, m, err = outputs(result)
	if err != nil {
		return "", nil, err
	}
	for i, f := range m.files {
		m.files[i] = strings.TrimPrefix(f, preludeSpace+":")
	}
	return rename(source, m), m, nil
}

// class matches a class of the outermost scope.
var class = regexp.MustCompile(`^  (?:class (\w+)|(?:var|let|const) (\w+) = class)\b`)

// rename gives the classes their names back that the bundler has renamed, because two modules have a class of the name
// or one uses the global of the name. The bundler could do so itself, but at each creation of each function.
func rename(source string, m *Map) string {
	const end = "\n})();\n"
	at := strings.LastIndex(source, end)
	if at < 0 {
		return source
	}
	fixes, line := "", 0
	for text := range strings.Lines(source[:at]) {
		line++
		found := class.FindStringSubmatchIndex(text)
		if found == nil {
			continue
		}
		start, stop := max(found[2], found[4]), max(found[3], found[5])
		if _, _, _, name := m.Position(line, start+1); name != "" && name != text[start:stop] {
			fixes += fmt.Sprintf("\n  Object.defineProperty(%s, \"name\", { value: %q, configurable: true });",
				text[start:stop], name)
		}
	}
	return source[:at] + fixes + source[at:]
}

// preludeDir is where the bundler believes to work. Nothing is read or written there.
const preludeDir = "/"

type prelude struct{ files fs.FS }

func (p *prelude) setup(b api.PluginBuild) {
	b.OnResolve(api.OnResolveOptions{Filter: `.*`}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
		name := path.Clean(a.Path)
		switch {
		case a.Kind == api.ResolveEntryPoint:
		case strings.HasPrefix(a.Path, "."):
			name = path.Join(path.Dir(a.Importer), a.Path)
		default:
			return failed(fmt.Sprintf("the prelude imports %q: want a relative path", a.Path)), nil
		}
		if info, err := fs.Stat(p.files, name); err != nil || !info.Mode().IsRegular() {
			return failed(fmt.Sprintf("Could not resolve %q", a.Path)), nil
		}
		return api.OnResolveResult{Path: name, Namespace: preludeSpace}, nil
	})
	b.OnLoad(api.OnLoadOptions{Filter: `.*`, Namespace: preludeSpace},
		func(a api.OnLoadArgs) (api.OnLoadResult, error) {
			data, err := fs.ReadFile(p.files, a.Path)
			if err != nil {
				return api.OnLoadResult{}, err
			}
			contents := string(data)
			loader := api.LoaderJS
			if strings.HasSuffix(a.Path, ".json") {
				loader = api.LoaderJSON
			}
			return api.OnLoadResult{Contents: &contents, Loader: loader}, nil
		})
}

// prefixed takes the namespace out of the files of errors.
func prefixed(list []api.Message) []api.Message {
	for i := range list {
		if l := list[i].Location; l != nil {
			l.File = strings.TrimPrefix(l.File, preludeSpace+":")
		}
	}
	return list
}
