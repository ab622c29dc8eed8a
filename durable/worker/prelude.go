package worker

//detcheck:file sync the prelude is compiled once a process

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"dolab/durable/worker/api"
	"dolab/durable/worker/bundle"
	"dolab/durable/worker/engine"
)

//go:embed js
var files embed.FS

// preludeFS is the prelude: our own files, with package api's below api.
type preludeFS struct{}

func (preludeFS) Open(name string) (fs.File, error) {
	if f, err := files.Open("js/" + name); err == nil {
		return f, nil
	}
	if rest, found := strings.CutPrefix(name, "api/"); found {
		return api.Source().Open(rest)
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// prelude is compiled once a process.
var prelude = sync.OnceValues(func() ([]byte, error) {
	source, _, err := bundle.Prelude(preludeFS{}, "main.js")
	if err != nil {
		return nil, fmt.Errorf("the prelude: %w", err)
	}
	return engine.CompilePrelude("("+source+")(host)", preludeName)
})
