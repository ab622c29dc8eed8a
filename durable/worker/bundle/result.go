package bundle

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// Bundle is a Worker as one script.
type Bundle struct {
	// Source is an ES module without imports. It is ASCII.
	Source string
	// Map leads back to the files.
	Map *Map
	// Exports are the names that main exports, in order. They are empty for a CommonJS module.
	Exports []string
	// Inputs are the files of the script, relative to Options.Dir, in order.
	Inputs []string
	// Unimplemented are the modules of Node that the script has without an implementation, in order.
	Unimplemented []string
	// Warnings are what is doubtful, each with its position.
	Warnings []string
}

// bundle reads what the bundler has made.
func (w *worker) bundle(result api.BuildResult) (*Bundle, error) {
	b := &Bundle{Unimplemented: w.shared.unimplemented()}
	var err error
	if b.Source, b.Map, err = outputs(result); err != nil {
		return nil, err
	}
	var meta struct {
		Inputs map[string]struct {
			Format  string
			Imports []struct{ Path string }
		}
		Outputs map[string]struct {
			EntryPoint string
			Exports    []string
		}
	}
	if err := json.Unmarshal([]byte(result.Metafile), &meta); err != nil {
		return nil, fmt.Errorf("bundle: read metafile: %w", err)
	}
	for _, name := range slices.Sorted(maps.Keys(meta.Inputs)) {
		if file, ok := w.file(name); ok {
			b.Inputs = append(b.Inputs, file)
		}
	}
	slices.Sort(b.Inputs)
	for _, name := range slices.Sorted(maps.Keys(meta.Outputs)) {
		if o := meta.Outputs[name]; o.EntryPoint != "" {
			b.Exports = o.Exports
		}
	}
	hasDefault := true
	for _, m := range result.Warnings {
		if m.Location != nil && m.Location.File == entryName {
			hasDefault = hasDefault && m.ID != "import-is-undefined"
			continue
		}
		b.Warnings = append(b.Warnings, w.message(m).Error())
	}
	b.Warnings = append(b.Warnings, w.warnings...)
	slices.Sort(b.Warnings)
	b.Warnings = slices.Compact(b.Warnings)
	if in := meta.Inputs[entryName].Imports; hasDefault && len(in) > 0 && meta.Inputs[in[0].Path].Format == "esm" {
		b.Exports = append(b.Exports, "default")
	}
	slices.Sort(b.Exports)
	return b, nil
}

// outputs are the script and its map.
func outputs(result api.BuildResult) (source string, m *Map, err error) {
	for _, f := range result.OutputFiles {
		switch {
		case strings.HasSuffix(f.Path, ".js.map"):
			if m, err = parseMap(f.Contents); err != nil {
				return "", nil, err
			}
		case strings.HasSuffix(f.Path, ".js"):
			source = string(f.Contents)
		}
	}
	if m == nil {
		return "", nil, fmt.Errorf("bundle: the bundler gave %d files and no source map", len(result.OutputFiles))
	}
	return source, m, nil
}

func quote(s string) string {
	data, err := json.Marshal(s)
	if err != nil {
		panic(err) // A string can always be encoded.
	}
	return string(data)
}

// relative is a path below or beside the folder, with slashes.
func relative(dir, path string) string {
	rel, err := filepath.Rel(dir, path)
	if err != nil {
		return filepath.ToSlash(path)
	}
	return filepath.ToSlash(rel)
}
