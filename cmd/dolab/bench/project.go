package bench

import (
	_ "embed"
	"os"
	"path/filepath"
)

//go:embed worker.js
var workerScript string

// wrangler is the configuration of the Worker.
const wrangler = `{
  "name": "bench",
  "main": "worker.js",
  "compatibility_date": "2026-07-30",
  "durable_objects": { "bindings": [{ "name": "BENCH", "class_name": "Bench" }] },
  "migrations": [{ "tag": "v1", "new_sqlite_classes": ["Bench"] }],
}
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
