package bundle_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"

	"dolab/durable/worker/bundle"
	"dolab/durable/worker/internal/files"
	"dolab/durable/worker/project"
)

// hostModules stand for the modules of the host.
var hostModules = map[string]string{
	"cloudflare:workers": `import { base } from "shared"; export class DurableObject extends base {}`,
	"node:events": `export class EventEmitter {} EventEmitter.EventEmitter = EventEmitter;
		export default EventEmitter;`,
	"node:async_hooks": `export class AsyncLocalStorage {} export default { AsyncLocalStorage };`,
	"shared":           `export const base = Object;`,
}

// TestTranscripts bundles projects. "bundle" shows what the bundle has, with the argument "source" the script too;
// "errors" wants errors. A project without a configuration has src/index.ts and compatibility with Node.
func TestTranscripts(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			dir := t.TempDir()
			o := options(t, dir, d.Input)
			b, err := bundle.Worker(o)
			text := ""
			if err != nil {
				require.Equal(t, d.Cmd, "errors", "%v", err)
				var all bundle.Errors
				require.ErrorAs(t, err, &all)
				text = err.Error()
			} else {
				require.Equal(t, d.Cmd, "bundle")
				text = dump(b, d.HasArg("source"))
			}
			require.NotContains(t, text, dir)
			return strings.TrimRight(text, "\n") + "\n"
		})
	})
}

// options unpacks a project and reads it.
func options(t testing.TB, dir, archive string) bundle.Options {
	t.Helper()
	files.Unpack(t, dir, archive)
	if _, err := os.Stat(filepath.Join(dir, "wrangler.jsonc")); errors.Is(err, os.ErrNotExist) {
		files.Unpack(t, dir, "-- wrangler.jsonc --\n"+
			`{"main": "src/index.ts", "compatibility_date": "2026-08-04"}`)
	}
	p, err := project.Open(dir, "")
	require.NoError(t, err)
	return bundle.ProjectOptions(p, hostModules)
}

func dump(b *bundle.Bundle, source bool) string {
	var out bytes.Buffer
	fmt.Fprintf(&out, "exports %q inputs %q", b.Exports, b.Inputs)
	if len(b.Unimplemented) > 0 {
		fmt.Fprintf(&out, " unimplemented %q", b.Unimplemented)
	}
	for _, w := range b.Warnings {
		fmt.Fprintf(&out, "\nwarning: %s", w)
	}
	if source {
		out.WriteString("\n" + strings.ReplaceAll(b.Source, "\n\n", "\n"))
	}
	return out.String()
}
