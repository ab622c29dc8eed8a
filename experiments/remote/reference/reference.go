//detcheck:file clock,env the reference runtime is a process of the machine, in a folder of its own

// Package reference runs a wrangler project on the reference runtime, workerd, from its binary: for tests that measure
// there what they simulate here, and for the benchmark of the local servers.
package reference

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"dolab/durable/worker/bundle"
	"dolab/durable/worker/project"
)

// Packages is the environment variable with the directory in which .ci/packages has installed the binary, among others.
const Packages = "DOLAB_PACKAGES"

// Binary is the path of the installed binary, "" for none.
func Binary() string {
	dir := os.Getenv(Packages)
	if dir == "" {
		return ""
	}
	binary := Installed(filepath.Join(dir, "node_modules"))
	if _, err := os.Stat(binary); err != nil {
		return ""
	}
	return binary
}

// Installed is where npm puts the binary for this machine below a node_modules folder.
func Installed(modules string) string {
	cpu := map[string]string{"amd64": "64", "arm64": "arm64"}[runtime.GOARCH]
	return filepath.Join(modules, "@cloudflare", "workerd-"+runtime.GOOS+"-"+cpu, "bin", "workerd")
}

// startMax is how long the runtime may take to listen.
const startMax = time.Minute

// Options say what runs. Its bindings are the namespaces of its own classes, and Vars.
type Options struct {
	Project string            // the folder of a wrangler project
	Storage string            // a folder that keeps the objects; "": one for this server only, empty
	Vars    map[string]string // further bindings, each a text
}

// Server is a project that runs. Stop it.
type Server struct {
	URL    string // ws://127.0.0.1:PORT
	cmd    *exec.Cmd
	output strings.Builder
	dir    string
}

// Start runs a project, with its files in a temporary folder.
func Start(binary string, o Options) (*Server, error) {
	at, err := os.MkdirTemp("", "reference-")
	if err != nil {
		return nil, err
	}
	s := &Server{dir: at}
	s.cmd = Command(context.Background(), binary, at)
	s.cmd.Stdout, s.cmd.Stderr = &s.output, &s.output
	addr := ""
	if err = o.Write(at); err == nil {
		addr, err = Listen(s.cmd)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start %s: %w: %s", binary, err, s.output.String()), os.RemoveAll(at))
	}
	s.URL = "ws://" + addr
	return s, nil
}

// Write bundles the project into a folder, with a configuration of the runtime. The script takes the runtime's own module
// from a global that setup.js has set.
func (o Options) Write(to string) error {
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

// Command is the runtime in a folder that Write has filled. Listen starts it, and the end of ctx kills it.
func Command(ctx context.Context, binary, dir string) *exec.Cmd {
	return exec.CommandContext(ctx, binary, "serve", "--control-fd=3", filepath.Join(dir, "config.capnp"))
}

// Listen starts a Command and returns the address that the runtime has taken: 127.0.0.1:PORT. After an error the process
// has ended.
func Listen(cmd *exec.Cmd) (addr string, err error) {
	in, out, err := os.Pipe()
	if err != nil {
		return "", err
	}
	defer func() { _ = in.Close() }() // It was only read.
	cmd.ExtraFiles = []*os.File{out}
	err = cmd.Start()
	if err := errors.Join(err, out.Close()); err != nil {
		return "", err
	}
	err = in.SetReadDeadline(time.Now().Add(startMax))
	var line []byte
	if err == nil {
		line, err = bufio.NewReader(in).ReadBytes('\n')
	}
	var event struct{ Port int }
	if err == nil {
		err = json.Unmarshal(line, &event)
	}
	if err != nil {
		return "", errors.Join(err, end(cmd))
	}
	return fmt.Sprintf("127.0.0.1:%d", event.Port), nil
}

// end kills the process, unless it has ended.
func end(cmd *exec.Cmd) error {
	if cmd.ProcessState != nil {
		return nil
	}
	if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	_ = cmd.Wait() // It was killed.
	return nil
}

// Stop kills the runtime and removes its files. It may be called again.
func (s *Server) Stop() error { return errors.Join(end(s.cmd), os.RemoveAll(s.dir)) }
