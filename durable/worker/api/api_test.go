package api

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"dolab/durable/worker/bundle"
	"dolab/durable/worker/engine"
)

// world is a World whose time stands still but for timers, and whose chance counts.
type world struct {
	now   float64
	count byte
	lines []string
	logs  []string
	due   []timer
}

type timer struct {
	at float64
	id int64
}

func (w *world) Now(*engine.VM) float64 { return w.now }

func (w *world) Random(_ *engine.VM, b []byte) {
	for i := range b {
		w.count++
		b[i] = w.count
	}
}

func (w *world) Log(_ *engine.VM, level, text string) { w.logs = append(w.logs, level+": "+text) }

func (w *world) print(c *engine.Call) {
	var parts []string
	for i := range c.Len() {
		parts = append(parts, c.String(i))
	}
	w.lines = append(w.lines, strings.Join(parts, " "))
}

// timer puts a timer among those that are due, in the order of their times.
func (w *world) timer(c *engine.Call) {
	t, i := timer{at: w.now + max(c.Float(1), 0), id: c.Int(0)}, len(w.due)
	for i > 0 && w.due[i-1].at > t.at {
		i--
	}
	w.due = append(w.due[:i], append([]timer{t}, w.due[i:]...)...)
}

// entry is the API as the host's prelude imports it; the scripts of the tests see what http.js offers to the host.
const entry = `
import "./index.js";
import { requestFromHost, responseFromHost, toHost } from "./http.js";
import { sourceStream } from "./streams.js";
globalThis.fromHost = { requestFromHost, responseFromHost, toHost, sourceStream };
`

// send gives a value back as another object gets it.
func send(c *engine.Call) {
	if wire, ok := c.Clone(0, engine.RPC); ok {
		c.Return(engine.Clone(wire))
	}
}

// frame gives the scripts of the tests what the host gives: timers, print and a socket's class.
const frame = `
const timers = new Map();
let last = 0;
globalThis.setTimeout = (f, ms) => { timers.set(++last, f); host.timer(last, ms); return last; };
globalThis.scheduler = { wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) };
globalThis.send = (v) => host.send(v);
globalThis.print = (...a) => host.print(...a.map(String));
globalThis.WebSocketPair = class { 0 = new WebSocket(); 1 = new WebSocket(); };
globalThis.WebSocket = class {};
host.enter = (what, n) => {
	if (what === "timer") return timers.get(n)();
	return host.module.test().catch((err) => host.print("THREW", err?.name, err?.message, err?.stack));
};
`

// script is the API in a VM.
type script struct {
	*engine.VM
	*world
	t testing.TB
}

func newScript(t testing.TB) *script {
	t.Helper()
	w := &world{}
	natives := append(Natives(w), engine.Native{Name: "print", Func: w.print},
		engine.Native{Name: "timer", Func: w.timer}, engine.Native{Name: "send", Func: send})
	vm, err := engine.New(engine.Options{Natives: natives})
	require.NoError(t, err)
	t.Cleanup(vm.Close)
	s := &script{VM: vm, world: w, t: t}
	s.load(bundledAPI(t, entry), "prelude.js")
	s.load(frame, "frame.js")
	return s
}

// bundledAPI is the API with an entry that imports it, as the host bundles it.
func bundledAPI(t testing.TB, entry string) string {
	t.Helper()
	files := fstest.MapFS{"entry.js": {Data: []byte(entry)}}
	require.NoError(t, fs.WalkDir(Source(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(Source(), name)
		files[name] = &fstest.MapFile{Data: data}
		return err
	}))
	source, _, err := bundle.Prelude(files, "entry.js")
	require.NoError(t, err)
	return strings.TrimSpace(source) + "(host)"
}

// module loads a module whose function test has a body, as a Worker's script is loaded.
func (s *script) module(body string) {
	s.t.Helper()
	code, err := engine.Compile("export async function test() {\n"+body+"\n}", "test.js")
	require.NoError(s.t, err)
	require.NoError(s.t, s.Load(code))
	_, err = s.Drain()
	require.NoError(s.t, err)
}

func (s *script) load(source, name string) {
	s.t.Helper()
	code, err := engine.CompilePrelude(source, name)
	require.NoError(s.t, err)
	require.NoError(s.t, s.LoadPrelude(code))
	_, err = s.Drain()
	require.NoError(s.t, err)
}

// run runs the body of an async function and all timers, and gives what it printed.
func (s *script) run(body string) string {
	s.t.Helper()
	s.lines = nil
	s.module(body)
	s.enter(engine.String("test"))
	for len(s.due) > 0 {
		next := s.due[0]
		s.due = s.due[1:]
		s.now = next.at
		s.enter(engine.String("timer"), engine.Int(next.id))
	}
	return strings.Join(s.lines, "\n") + "\n"
}

func (s *script) enter(args ...engine.Value) {
	s.t.Helper()
	require.NoError(s.t, s.Enter(args...))
	_, err := s.Drain()
	require.NoError(s.t, err)
}

var rewrite = flag.Bool("rewrite", false, "write what the scripts without the reference's golden print")

// TestScripts runs testdata/*.js. NAME.golden is what the reference printed for NAME.js, or, where the file's first
// line says so, what this package printed. Lines differ only where testdata/differences.txt says so and why.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.js")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	known := differences(t)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".js")
		t.Run(name, func(t *testing.T) {
			source, err := os.ReadFile(file)
			require.NoError(t, err)
			got, golden := newScript(t).run(string(source)), "testdata/"+name+".golden"
			if *rewrite && strings.HasPrefix(string(source), "// own golden") {
				require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			compare(t, known[name], string(want), got)
		})
	}
}

func compare(t *testing.T, known map[string]bool, want, got string) {
	t.Helper()
	wants, gots := strings.Split(want, "\n"), strings.Split(got, "\n")
	seen := map[string]bool{}
	for i := range max(len(wants), len(gots)) {
		w, g := line(wants, i), line(gots, i)
		if w == g {
			continue
		}
		if known[labelOf(w)] {
			seen[labelOf(w)] = true
			continue
		}
		t.Errorf("line %d\n  want %s\n  got  %s", i+1, w, g)
	}
	for label := range known {
		if !seen[label] {
			t.Errorf("%s: differences.txt says it differs, it does not", label)
		}
	}
}

func line(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(nothing)"
}

// labelOf is the line's beginning up to => or !!.
func labelOf(s string) string {
	for _, mark := range []string{" => ", " !! "} {
		if i := strings.Index(s, mark); i >= 0 {
			return s[:i]
		}
	}
	return s
}

// differences reads "file: label: reason" lines.
func differences(t *testing.T) map[string]map[string]bool {
	t.Helper()
	text, err := os.ReadFile("testdata/differences.txt")
	require.NoError(t, err)
	known := map[string]map[string]bool{}
	for _, l := range strings.Split(string(text), "\n") {
		if l == "" || strings.HasPrefix(l, "#") {
			continue
		}
		parts := strings.SplitN(l, ": ", 3)
		require.Len(t, parts, 3, l)
		if known[parts[0]] == nil {
			known[parts[0]] = map[string]bool{}
		}
		known[parts[0]][parts[1]] = true
	}
	return known
}

// TestRestored runs a script, goes back to the VM as it was loaded, and runs it again: nothing is left of the first run.
func TestRestored(t *testing.T) {
	s := newScript(t)
	source, err := os.ReadFile("testdata/workers.js")
	require.NoError(t, err)
	snap, err := s.Snapshot()
	require.NoError(t, err)
	first := s.run(string(source))
	require.NoError(t, s.Restore(snap))
	s.now, s.count = 0, 0
	require.Equal(t, first, s.run(string(source)))
}
