package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// stills are the pictures of the README, each with the run that writes it.
var stills = map[string][]string{
	"missing.svg": {"run", "call-alarm-delay", "--mux", "lumenize-2025-11-14", "--mode", "alarm"},
	"cure.svg":    {"run", "call-alarm-delay", "--mux", "dolab", "--mode", "alarm"},
}

// TestStills: the pictures of the README are what their runs write today. With -rewrite it writes them.
func TestStills(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	for name, args := range stills {
		path := filepath.Join(t.TempDir(), name)
		var stdout, stderr bytes.Buffer
		code := newApp("dolab", &stdout, &stderr).run(append(args, "--svg", path))
		require.LessOrEqual(t, code, exitClaim, stderr.String())
		now, err := os.ReadFile(path)
		require.NoError(t, err)
		wellFormed(t, now)
		kept := filepath.Join("..", "..", "experiments", "callalarm", name)
		if f := flag.Lookup("rewrite"); f != nil && f.Value.String() == "true" {
			require.NoError(t, os.WriteFile(kept, now, 0o666))
		}
		was, err := os.ReadFile(kept)
		require.NoError(t, err)
		require.Equal(t, string(was), string(now), "go test ./cmd/dolab -run TestStills -rewrite writes %s", kept)
		require.Contains(t, string(readme), "(experiments/callalarm/"+name+")")
	}
}

// wellFormed demands that an image is XML, with no script in it.
func wellFormed(t *testing.T, image []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(image))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		require.NoError(t, err)
		if e, ok := token.(xml.StartElement); ok {
			require.NotEqual(t, "script", e.Name.Local)
		}
	}
}
