package api

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed js/node
var nodeFiles embed.FS

// NodeModules returns the source of the node:* modules that nodejs_compat offers, by name without "node:". They are ES
// modules that import each other as "node:NAME"; the default export of each is what require gives. Those under
// "internal/" are parts of others, not modules that a script may name.
func NodeModules() map[string]string {
	out := map[string]string{}
	err := fs.WalkDir(nodeFiles, "js/node", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		source, err := nodeFiles.ReadFile(path)
		out[strings.TrimSuffix(strings.TrimPrefix(path, "js/node/"), ".js")] = string(source)
		return err
	})
	if err != nil {
		panic(err) // The files are part of the binary.
	}
	return out
}
