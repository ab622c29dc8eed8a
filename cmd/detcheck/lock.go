package main

import (
	"go/ast"
	"strconv"
)

const locks = "is for goroutines that race, and a world has none: plain values do"

// The import is reported too, so a Map or a Once needs an allow comment there, and only there.
var syncDoors = doors{
	"sync.*":                           locks,
	"sync.Map":                         "",
	"sync.Once":                        "",
	"sync.OnceFunc":                    "",
	"sync.OnceValue":                   "",
	"sync.OnceValues":                  "",
	"sync/atomic.*":                    locks,
	"golang.org/x/sync/semaphore.*":    locks,
	"golang.org/x/sync/singleflight.*": locks,
	"golang.org/x/sync/syncmap.*":      locks,
}

// checkSync reports imports of sync and sync/atomic and, in files that import neither, their methods: there a lock
// came in by being embedded elsewhere.
func checkSync(s *source, report reporter) {
	imported := map[string]bool{}
	for _, spec := range s.file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err == nil && (path == "sync" || path == "sync/atomic") {
			imported[path] = true
			report(spec, "import of "+path+": it "+locks)
		}
	}
	for cur := range s.cur.Preorder((*ast.Ident)(nil)) {
		id := cur.Node().(*ast.Ident)
		obj := s.info.Uses[id]
		if obj == nil || receiver(obj) == nil {
			continue
		}
		if path := obj.Pkg().Path(); (path == "sync" || path == "sync/atomic") && !imported[path] {
			report(id, shownName(obj)+" "+locks)
		}
	}
}
