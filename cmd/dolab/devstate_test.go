package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// referenceRuntime is the program among the packages of .ci/packages.
func referenceRuntime(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("DOLAB_PACKAGES")
	found, err := filepath.Glob(filepath.Join(dir, "node_modules/@cloudflare/workerd-*/bin/workerd"))
	require.NoError(t, err)
	if dir == "" || len(found) == 0 {
		t.Skip("no reference runtime: install it by .ci/packages DIR, and set DOLAB_PACKAGES=DIR")
	}
	program, err := filepath.Abs(found[0])
	require.NoError(t, err)
	return program
}

// reference serves the vault by the reference runtime, with its state below dir as wrangler has it.
func reference(t *testing.T, dir string) *devProcess {
	t.Helper()
	program := referenceRuntime(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	at := l.Addr().String()
	require.NoError(t, l.Close())
	state := filepath.Join(dir, "v3/do")
	require.NoError(t, os.MkdirAll(state, 0o755))
	script, err := os.ReadFile("recorded/vault/index.js")
	require.NoError(t, err)
	config := filepath.Join(t.TempDir(), "config.capnp")
	require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(config), "index.js"), script, 0o644))
	require.NoError(t, os.WriteFile(config, fmt.Appendf(nil, `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .w), (name = "do", disk = (path = %q, writable = true))],
  sockets = [(name = "http", address = %q, http = (), service = "main")],
);
const w :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed "index.js")], compatibilityDate = "2026-07-30",
  durableObjectNamespaces = [(className = "Vault", uniqueKey = "both-Vault", enableSql = true)],
  durableObjectStorage = (localDisk = "do"),
  bindings = [(name = "VAULT", durableObjectNamespace = "Vault"), (name = "HERE", text = "reference")],
);
`, state, at), 0o644))
	var said bytes.Buffer
	p := &devProcess{t: t, cmd: exec.Command(program, "serve", config), url: "http://" + at, done: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = &said, &said
	require.NoError(t, p.cmd.Start())
	close(p.done)
	t.Cleanup(p.kill)
	for n := 0; ; n++ {
		if _, err := p.ask("/"); err == nil {
			return p
		}
		require.Less(t, n, 1000, said.String())
		time.Sleep(10 * time.Millisecond)
	}
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
	r := reference(t, dir)
	require.Equal(t, "written", r.answer(write+"reference"))
	before := r.answer("/read")
	require.Contains(t, before, `reference:lone "a\ud800b"`)
	r.kill()

	d := startDev(t, "recorded/vault", "--port", "0", "--persist-to", dir)
	require.Equal(t, before, d.answer("/read"))
	d.waitUntil("/", "null dolab(the vault) ")
	require.Equal(t, "written", d.answer(write+"dolab"))
	both := d.answer("/read")
	d.kill()

	r = reference(t, dir)
	require.Equal(t, both, r.answer("/read"))
	r.waitUntil("/", "null dolab(the vault) reference(the vault) ")
	for _, line := range strings.Split(both, "\n") {
		if rest, of := strings.CutPrefix(line, "reference:"); of {
			require.Contains(t, "\n"+both, "\ndolab:"+rest+"\n", "both write the same values")
		}
	}
}
