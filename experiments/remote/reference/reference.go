//detcheck:file clock,env the reference runtime is a process of the machine, in a folder of its own

// Package reference runs a wrangler project on the reference runtime, workerd, from its binary: for tests that measure
// there what they simulate here.
package reference

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable/worker/bundle"
	"dolab/durable/worker/project"
)

// packages is the environment variable with the directory in which .ci/packages has installed the binary, among others.
const packages = "DOLAB_PACKAGES"

// installed is the path of the installed binary, "" for none.
func installed() string {
	dir := os.Getenv(packages)
	found, err := filepath.Glob(filepath.Join(dir, "node_modules/@cloudflare/workerd-*/bin/workerd"))
	if dir == "" || err != nil || len(found) == 0 {
		return ""
	}
	return found[0]
}

// startMax is how long the runtime may take to listen.
const startMax = time.Minute

// Options say what runs. Its bindings are the namespaces of its own classes, and Vars.
type Options struct {
	Project string            // the folder of a wrangler project
	Storage string            // a folder that keeps the objects; "": one for this server only, empty
	Vars    map[string]string // further bindings, each a text
}

// Server is a project that runs.
type Server struct {
	URL    string // ws://127.0.0.1:PORT
	cmd    *exec.Cmd
	output strings.Builder
	dir    string
}

// Serve runs a project until the test ends, or until Stop. It skips the test where the binary is not installed.
func Serve(t testing.TB, o Options) *Server {
	t.Helper()
	binary := installed()
	if binary == "" {
		t.Skipf("no reference runtime: install it by .ci/packages DIR, and set %s=DIR", packages)
	}
	s, err := start(binary, o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Stop()) })
	return s
}

// start runs a project, with its files in a temporary folder.
func start(binary string, o Options) (*Server, error) {
	at, err := os.MkdirTemp("", "reference-")
	if err != nil {
		return nil, err
	}
	s := &Server{dir: at}
	if err = o.write(at); err == nil {
		err = s.start(binary)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start %s: %w: %s", binary, err, s.output.String()), os.RemoveAll(at))
	}
	return s, nil
}

// write bundles the project into a folder, with a configuration of the runtime. The script takes the runtime's own module
// from a global that setup.js has set.
func (o Options) write(to string) error {
	p, err := project.Open(o.Project, "")
	if err != nil {
		return err
	}
	b, err := bundle.Worker(bundle.ProjectOptions(p, map[string]string{
		"cloudflare:workers": "export const { DurableObject, RpcTarget, WorkerEntrypoint } = globalThis.workers;",
	}))
	if err != nil {
		return err
	}
	var namespaces, bindings []string
	for _, c := range p.Classes() {
		namespaces = append(namespaces, fmt.Sprintf("(className = %q, uniqueKey = %q, enableSql = true)", c.Name, p.Name+"-"+c.Name))
	}
	for _, d := range p.DurableObjects {
		bindings = append(bindings, fmt.Sprintf("(name = %q, durableObjectNamespace = %q)", d.Name, d.Class))
	}
	for _, name := range slices.Sorted(maps.Keys(o.Vars)) {
		bindings = append(bindings, fmt.Sprintf("(name = %q, text = %q)", name, o.Vars[name]))
	}
	storage := cmp.Or(o.Storage, filepath.Join(to, "storage"))
	files := map[string]string{
		"worker.js": b.Source,
		"setup.js": "import * as workers from 'cloudflare:workers';\n" +
			"globalThis.workers = workers;\nglobalThis[Symbol.for('dolab.module')] = (m) => { globalThis.main = m; };\n",
		"main.js": "import './setup.js';\nexport * from './worker.js';\nexport default globalThis.main.default;\n",
		"config.capnp": fmt.Sprintf(`using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [ (name = "main", worker = .project), (name = "disk", disk = (path = %q, writable = true)) ],
  sockets = [ (name = "http", address = "127.0.0.1:0", http = (), service = "main") ],
);
const project :Workerd.Worker = (
  modules = [
    (name = "main.js", esModule = embed "main.js"), (name = "setup.js", esModule = embed "setup.js"),
    (name = "worker.js", esModule = embed "worker.js"),
  ],
  compatibilityDate = %q,
  durableObjectNamespaces = [ %s ],
  durableObjectStorage = (localDisk = "disk"),
  bindings = [ %s ],
);
`, storage, p.CompatibilityDate, strings.Join(namespaces, ", "), strings.Join(bindings, ", ")),
	}
	for name, text := range files { //detcheck:allow maporder files are written in any order
		if err := os.WriteFile(filepath.Join(to, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return os.MkdirAll(storage, 0o700)
}

// start starts the binary, which tells on a pipe the port that it has taken.
func (s *Server) start(binary string) error {
	in, out, err := os.Pipe()
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // It was only read.
	s.cmd = exec.Command(binary, "serve", "--control-fd=3", filepath.Join(s.dir, "config.capnp"))
	s.cmd.ExtraFiles = []*os.File{out}
	s.cmd.Stdout, s.cmd.Stderr = &s.output, &s.output
	err = s.cmd.Start()
	if err := errors.Join(err, out.Close()); err != nil {
		return err
	}
	if err := in.SetReadDeadline(time.Now().Add(startMax)); err != nil {
		return errors.Join(err, s.end())
	}
	line, err := bufio.NewReader(in).ReadBytes('\n')
	var event struct{ Port int }
	if err == nil {
		err = json.Unmarshal(line, &event)
	}
	if err != nil {
		return errors.Join(err, s.end())
	}
	s.URL = fmt.Sprintf("ws://127.0.0.1:%d", event.Port)
	return nil
}

// end ends the process, unless it has ended.
func (s *Server) end() error {
	if s.cmd.ProcessState != nil {
		return nil
	}
	if err := s.cmd.Process.Kill(); err != nil {
		return err
	}
	_ = s.cmd.Wait() // It was killed.
	return nil
}

// Stop kills the runtime and removes its files. It may be called again.
func (s *Server) Stop() error { return errors.Join(s.end(), os.RemoveAll(s.dir)) }
