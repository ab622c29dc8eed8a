package api

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

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

// bundledModule is a Worker's script of one module, which imports the API's node modules by their names.
func bundledModule(t testing.TB, source string) string {
	t.Helper()
	modules := map[string]string{}
	for name, text := range NodeModules() {
		modules["node:"+name] = text
	}
	dir := t.TempDir()
	main := filepath.Join(dir, "test.js")
	require.NoError(t, os.WriteFile(main, []byte(source), 0o600))
	b, err := bundle.Worker(bundle.Options{Dir: dir, Main: main, Modules: modules, Node: project.NodeFull})
	require.NoError(t, err)
	return b.Source
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
globalThis[Symbol.for("dolab.module")] = (m) => { main = m; };
host.enter = () => (main ?? host.module).default((...a) => host.out(a.map((x) => typeof x === "string" ? x : JSON.stringify(x)).join(" ")))
	.catch((e) => host.out("UNCAUGHT " + e + "\n" + e.stack));`

var modulesCode []byte

// modulesPrelude is the API with frameOfModules, bundled and compiled once.
func modulesPrelude(t testing.TB, vm *engine.VM) []byte {
	if modulesCode == nil {
		code, err := vm.CompilePrelude(bundledAPI(t, frameOfModules), "prelude.js")
		require.NoError(t, err)
		modulesCode = code
	}
	return modulesCode
}

// runModule runs testdata/modules/NAME.js, whose default export is called with out, and returns what it printed.
func runModule(t *testing.T, source string, seed byte) string {
	return runScript(t, bundledModule(t, source), seed)
}

// runScript runs a script that is bundled.
func runScript(t *testing.T, source string, seed byte) string {
	var lines []string
	w := fakeWorld{random: rand.NewChaCha8([32]byte{seed}), lines: &lines}
	natives := append(Natives(w), engine.Native{Name: "out", Func: func(c *engine.Call) {
		lines = append(lines, c.String(0))
	}})
	vm, err := engine.New(engine.Options{Natives: natives})
	require.NoError(t, err)
	defer vm.Close()
	require.NoError(t, vm.LoadPrelude(modulesPrelude(t, vm)))
	code, err := vm.Compile(source, "modules-of-the-api.js")
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
