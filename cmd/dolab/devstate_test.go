package main

import (
	"fmt"
	"path/filepath"
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

// TestStateBothWays: what the reference runtime has written and was killed over is there in dolab, its alarm too, and
// the reverse.
func TestStateBothWays(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := fmt.Sprintf("/write?alarm=%d&who=", alarmSoon)
	r, stop := serveVault(t, dir)
	require.Equal(t, "written", r.answer(write+"reference"))
	before := r.answer("/read")
	require.Contains(t, before, `reference:lone "a\ud800b"`)
	require.NoError(t, stop())

	d := startDev(t, "recorded/vault", "--port", "0", "--persist-to", dir)
	require.Equal(t, before, d.answer("/read"))
	d.waitUntil("/", "null dolab(the vault) ")
	require.Equal(t, "written", d.answer(write+"dolab"))
	both := d.answer("/read")
	d.kill()

	r, _ = serveVault(t, dir)
	require.Equal(t, both, r.answer("/read"))
	r.waitUntil("/", "null dolab(the vault) reference(the vault) ")
	for _, line := range strings.Split(both, "\n") {
		if rest, of := strings.CutPrefix(line, "reference:"); of {
			require.Contains(t, "\n"+both, "\ndolab:"+rest+"\n", "both write the same values")
		}
	}
}
