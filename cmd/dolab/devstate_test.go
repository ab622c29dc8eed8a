package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/experiments/remote/reference"
	"dolab/experiments/remote/reference/referencetest"
)

// serveVault serves the vault by the reference runtime, with its state below dir as wrangler has it. Stop kills it.
func serveVault(t *testing.T, dir string) (p *devProcess, stop func() error) {
	t.Helper()
	s := referencetest.Serve(t, reference.Options{
		Project: "recorded/vault", Storage: filepath.Join(dir, "v3/do"), Vars: map[string]string{"HERE": "reference"},
	})
	return &devProcess{t: t, url: strings.Replace(s.URL, "ws", "http", 1)}, s.Stop
}

// alarmSoon is how many milliseconds after its setting an alarm is due that the next process is to fire: this one is
// killed before.
const alarmSoon = 3000

// TestReferenceHasState: dolab serves nothing from a directory that a running reference runtime serves, whether or not
// an object is in memory there, and does once that has ended.
func TestReferenceHasState(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r, stop := serveVault(t, dir)
	refused := func() {
		page, code := typedIn(t, "dev", "recorded/vault", "--port", "0", "--persist-to", dir)
		require.Equal(t, exitUsage, code, page)
		require.Regexp(t, `another process uses this directory: process \d+ has .*both-Vault/metadata.sqlite open`, page)
	}
	refused()
	require.Equal(t, "written", r.answer("/write?who=reference"))
	refused()
	require.NoError(t, stop())
	startDev(t, "recorded/vault", "--port", "0", "--persist-to", dir).kill()
}

// rang is the line of a read that an alarm changes, at a time of its own.
var rang = regexp.MustCompile(`(?m)^rang .*\n`)

// read reads all values, but for what an alarm has written.
func (p *devProcess) read() string { return rang.ReplaceAllString(p.answer("/read"), "") }

// TestStateBothWays: what the reference runtime has written and was killed over is there in dolab, its alarm too, and
// the reverse.
func TestStateBothWays(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := fmt.Sprintf("/write?alarm=%d&who=", alarmSoon)
	r, stop := serveVault(t, dir)
	require.Equal(t, "written", r.answer(write+"reference"))
	before := r.read()
	require.Contains(t, before, `reference:lone "a\ud800b"`)
	require.NoError(t, stop())

	d := startDev(t, "recorded/vault", "--port", "0", "--persist-to", dir)
	require.Equal(t, before, d.read())
	d.waitUntil("/", "null dolab(the vault) ")
	require.Equal(t, "written", d.answer(write+"dolab"))
	both := d.read()
	d.kill()

	r, _ = serveVault(t, dir)
	require.Equal(t, both, r.read())
	r.waitUntil("/", "null dolab(the vault) reference(the vault) ")
	for _, line := range strings.Split(both, "\n") {
		if rest, of := strings.CutPrefix(line, "reference:"); of {
			require.Contains(t, "\n"+both, "\ndolab:"+rest+"\n", "both write the same values")
		}
	}
}
