package api

import (
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"dolab/durable/worker/bundle"
	"dolab/durable/worker/engine"
	"dolab/durable/worker/project"
)

var rewriteModules = flag.Bool("rewrite-modules", false, "write what the modules' tests print as their goldens")

// fakeWorld has a clock that stands still, and chance of a fixed seed.
type fakeWorld struct {
	random *rand.ChaCha8
	lines  *[]string
}

func (w fakeWorld) Now(*engine.VM) float64 { return 1_700_000_000_000 }

func (w fakeWorld) Random(_ *engine.VM, b []byte) { _, _ = w.random.Read(b) }

func (w fakeWorld) Log(_ *engine.VM, level, text string) {
	*w.lines = append(*w.lines, fmt.Sprintf("[%s] %s", level, text))
}

// frameOfModules gives the tests' modules timers that fire as microtasks.
const frameOfModules = `import "./index.js";
let last = 0;
const due = new Set();
globalThis.setTimeout = (f, ms, ...args) => {
	const id = ++last;
	due.add(id);
	queueMicrotask(() => due.delete(id) && f(...args));
	return id;
};
globalThis.clearTimeout = (id) => void due.delete(id);
let main;
globalThis[Symbol.for("dolab.module")] = (m) => (main = m);
host.enter = () => main.default((...a) => host.out(a.map((x) => typeof x === "string" ? x : JSON.stringify(x)).join(" ")))
	.catch((e) => host.out("UNCAUGHT " + e + "\n" + e.stack));`

var modulesCode []byte

// modulesPrelude is the API with frameOfModules, bundled and compiled once.
func modulesPrelude(t testing.TB, vm *engine.VM) []byte {
	if modulesCode == nil {
		files := fstest.MapFS{"modules.js": {Data: []byte(frameOfModules)}}
		require.NoError(t, fs.WalkDir(Source(), ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(Source(), path)
			files[path] = &fstest.MapFile{Data: data}
			return err
		}))
		source, _, err := bundle.Prelude(files, "modules.js")
		require.NoError(t, err)
		code, err := engine.CompilePrelude("("+source+")(host)", "prelude.js")
		require.NoError(t, err)
		modulesCode = code
	}
	return modulesCode
}

// runModule runs a script whose default export is called with out, and returns what it printed.
func runModule(t *testing.T, source string, seed byte) string {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "main.js"), []byte(source), 0o600))
	return runFolder(t, dir, seed)
}

// runFolder is runModule of the main.js in a folder.
func runFolder(t *testing.T, dir string, seed byte) string {
	var lines []string
	w := fakeWorld{random: rand.NewChaCha8([32]byte{seed}), lines: &lines}
	natives := append(Natives(w), engine.Native{Name: "out", Func: func(c *engine.Call) {
		lines = append(lines, c.String(0))
	}})
	vm, err := engine.New(engine.Options{Natives: natives})
	require.NoError(t, err)
	defer vm.Close()
	require.NoError(t, vm.LoadPrelude(modulesPrelude(t, vm)))
	code, err := engine.Compile(bundleOf(t, dir), "test.js")
	require.NoError(t, err)
	require.NoError(t, vm.Load(code))
	_, err = vm.Drain()
	require.NoError(t, err)
	_, err = vm.Loaded()
	require.NoError(t, err)
	vm.Set(engine.Entry{Now: w.Now(vm)})
	require.NoError(t, vm.Enter())
	_, err = vm.Drain()
	require.NoError(t, err)
	return strings.Join(lines, "\n") + "\n"
}

// TestModules compares what each script of testdata/modules prints with what the reference runtime printed.
func TestModules(t *testing.T) {
	files, err := filepath.Glob("testdata/modules/*.js")
	require.NoError(t, err)
	for _, file := range files {
		name := strings.TrimSuffix(file, ".js")
		t.Run(filepath.Base(name), func(t *testing.T) {
			source, err := os.ReadFile(file)
			require.NoError(t, err)
			got := runModule(t, string(source), 1)
			if *rewriteModules {
				require.NoError(t, os.WriteFile(name+".txt", []byte(got), 0o644))
				return
			}
			want, err := os.ReadFile(name + ".txt")
			require.NoError(t, err)
			require.Equal(t, string(want), got)
		})
	}
}

// bundleOf bundles main.js of a folder, with all modules of node.
func bundleOf(t *testing.T, dir string) string {
	modules := map[string]string{}
	for name, source := range NodeModules() {
		modules["node:"+name] = source
	}
	b, err := bundle.Worker(bundle.Options{
		Dir: dir, Main: filepath.Join(dir, "main.js"), Modules: modules, Node: project.NodeFull,
	})
	require.NoError(t, err)
	return b.Source
}
