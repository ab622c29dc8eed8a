package bench

import (
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
)

//go:embed worker.js
var workerScript string

// date is the compatibility date of both sides.
const date = "2026-07-30"

// wrangler is the configuration of the Worker for dolab.
const wrangler = `{
  "name": "bench",
  "main": "worker.js",
  "compatibility_date": "` + date + `",
  "durable_objects": { "bindings": [{ "name": "BENCH", "class_name": "Bench" }] },
  "migrations": [{ "tag": "v1", "new_sqlite_classes": ["Bench"] }],
}
`

// capnp is the configuration of the Worker for the reference runtime: address and folder of databases.
const capnp = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [ (name = "main", worker = .bench), (name = "do", disk = (path = %q, writable = true)) ],
  sockets = [ (name = "http", address = %q, http = (), service = "main") ],
);
const bench :Workerd.Worker = (
  modules = [ (name = "worker.js", esModule = embed "worker.js") ],
  compatibilityDate = "` + date + `",
  durableObjectNamespaces = [ (className = "Bench", uniqueKey = "bench-Bench", enableSql = true) ],
  durableObjectStorage = (localDisk = "do"),
  bindings = [ (name = "BENCH", durableObjectNamespace = "Bench") ],
);
`

// writeProject writes the Worker and its configuration into a folder.
func writeProject(dir string) error {
	for name, text := range map[string]string{"worker.js": workerScript, "wrangler.jsonc": wrangler} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// writeConfig writes the configuration for the reference runtime and returns its path.
func writeConfig(dir, databases, addr string) (string, error) {
	path := filepath.Join(dir, filepath.Base(databases)+".capnp")
	return path, os.WriteFile(path, fmt.Appendf(nil, capnp, databases, addr), 0o644)
}
