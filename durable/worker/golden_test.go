package worker_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/platform"
	"dolab/durable/worker"
)

var goldens = flag.String("goldens", "testdata/goldens", "a directory with recorded scenarios: NAME/worker.js and NAME/expected.json")

var written = flag.String("goldens.got", "", "a directory into which the transcripts are written, a row a line")

// TestGoldens: scripts do here what they were recorded to do on the reference runtime.
func TestGoldens(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(*goldens, "*", "expected.json"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for _, path := range paths {
		dir := filepath.Dir(path)
		name := filepath.Base(dir)
		t.Run(name, func(t *testing.T) {
			want := readRows(t, path)
			got := runGolden(t, dir)
			reason, listed := different[name]
			if *written != "" {
				require.NoError(t, os.WriteFile(filepath.Join(*written, name), rows(got), 0o644))
				require.NoError(t, os.WriteFile(filepath.Join(*written, name+".want"), rows(want), 0o644))
			}
			equal := string(rows(want)) == string(rows(got))
			switch {
			case listed && equal:
				t.Errorf("%s is equal: take it off the list of what differs", name)
			case !listed:
				if !equal {
					t.Error(differing(rows(want), rows(got)))
				}
			default:
				t.Log(reason)
			}
		})
	}
}

func readRows(t *testing.T, path string) any {
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	var v any
	require.NoError(t, json.Unmarshal(data, &v))
	return v
}

// rows is a transcript, a row a line.
func rows(v any) []byte {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var b bytes.Buffer
	for _, row := range list {
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		_ = enc.Encode(row)
	}
	return b.Bytes()
}

// differing are the rows that differ, cut short.
func differing(want, got []byte) string {
	a, b := strings.Split(string(want), "\n"), strings.Split(string(got), "\n")
	var out strings.Builder
	for n := range max(len(a), len(b)) {
		row := func(list []string) string {
			if n >= len(list) {
				return "(none)"
			}
			return list[n][:min(len(list[n]), 600)]
		}
		if row(a) != row(b) {
			fmt.Fprintf(&out, "\nrow %d\n  want %s\n  got  %s", n+1, row(a), row(b))
		}
	}
	return out.String()
}

// setting is the value of a setting in the first line of a scenario.
func setting(head, key string) (string, bool) {
	m := regexp.MustCompile(`\b` + key + `(=(\S+))?`).FindStringSubmatch(head)
	if m == nil {
		return "", false
	}
	return m[2], true
}

// golden is a scenario that runs.
type golden struct {
	t       *testing.T
	dir     string // of the scenario
	storage string
	head    string
	worker  *worker.Worker
	profile platform.Profile
	at      time.Time
}

func runGolden(t *testing.T, dir string) any {
	dir, err := filepath.Abs(dir)
	require.NoError(t, err)
	source, err := os.ReadFile(filepath.Join(dir, "worker.js"))
	require.NoError(t, err)
	g := &golden{t: t, dir: dir, storage: t.TempDir(), profile: platform.Workerd()}
	g.head, _, _ = strings.Cut(string(source), "\n")
	g.at = time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC)
	config := worker.Config{Name: "golden", Date: "2026-07-30"}
	if date, ok := setting(g.head, "date"); ok {
		config.Date = date
	}
	if flags, ok := setting(g.head, "flags"); ok {
		config.Flags = strings.Split(flags, ",")
	}
	classes := []string{"Obj"}
	if _, ok := setting(g.head, "peer"); ok {
		classes = append(classes, "Peer")
	}
	if more, ok := setting(g.head, "classes"); ok {
		classes = append(classes, strings.Split(more, ",")...)
	}
	_, nosql := setting(g.head, "nosql")
	if _, ok := setting(g.head, "preventEviction"); ok {
		g.profile.HibernateAfter = 0
	}
	for _, c := range classes {
		config.Classes = append(config.Classes, worker.Class{Name: c, UniqueKey: "golden-" + c, SQL: !nosql})
		config.Bindings = append(config.Bindings, worker.Binding{Name: strings.ToUpper(c), Kind: worker.BindingNamespace, Class: c})
	}
	if strings.Contains(string(source), ` from "node:`) || slices.Contains(config.Flags, "nodejs_compat") {
		g.worker = bundled(t, source, config)
	} else {
		config.Source = unbundled(t, string(source))
		g.worker, err = worker.New(config)
		require.NoError(t, err)
	}
	t.Cleanup(g.worker.Close)

	phases := 1
	if p, ok := setting(g.head, "phases"); ok {
		phases, err = strconv.Atoi(p)
		require.NoError(t, err)
	}
	var out []any
	for phase := 1; phase <= phases; phase++ {
		out = append(out, g.phase(phase))
	}
	if phases == 1 {
		return out[0]
	}
	return out
}

// phase is one life of the process.
func (g *golden) phase(n int) any {
	w := sim.New(sim.Options{Chooser: sim.Seed(1), Start: g.at})
	defer w.Close()
	rt := durable.New(w.World, g.profile, durable.WithDir(g.storage), durable.WithEventLoop())
	app, err := g.worker.Deploy(rt)
	require.NoError(g.t, err)
	r := g.get(app, fmt.Sprintf("/?phase=%d", n))
	if steps, err := os.ReadFile(filepath.Join(g.dir, "steps.json")); err == nil {
		r = g.steps(w, rt, app, steps)
	} else if m, ok := r.(map[string]any); ok && m["status"] == 200.0 {
		r = m["body"]
	}
	g.at = w.Now().Add(time.Second)
	return r
}

// get is one GET: its status, and its body as JSON where it is some.
func (g *golden) get(app *worker.App, path string) any {
	resp, err := app.Fetch(durable.NewRequest("http://127.0.0.1:8787" + path))
	if err != nil {
		g.t.Log(err)
		return map[string]any{"status": 500.0, "body": "Internal Server Error"}
	}
	status := float64(resp.StatusCode)
	data, err := io.ReadAll(resp.Body)
	require.NoError(g.t, err)
	var v any = string(data)
	if json.Unmarshal(data, &v) != nil {
		v = string(data)
	}
	return map[string]any{"status": status, "body": v}
}

// unbundled is a scenario as it was recorded, without a bundler, which writes functions in its own way: only its import
// of the platform's module is replaced, because the engine has no modules besides the script.
func unbundled(t *testing.T, source string) string {
	imports := regexp.MustCompile(`(?m)^import \{([^}]*)\} from "cloudflare:workers";$`)
	m := imports.FindStringSubmatchIndex(source)
	require.NotNil(t, m)
	names := strings.ReplaceAll(source[m[2]:m[3]], " as ", ": ")
	source = source[:m[0]] + "const {" + names + "} = globalThis[Symbol.for('dolab.workers')];" + source[m[1]:]
	require.NotRegexp(t, `(?m)^import `, source)
	return source
}

// bundled is a scenario that imports modules of Node: a project of it, bundled.
func bundled(t *testing.T, source []byte, config worker.Config) *worker.Worker {
	dir := t.TempDir()
	type binding struct {
		Name  string `json:"name"`
		Class string `json:"class_name"`
	}
	var bindings []binding
	var classes []string
	for n, b := range config.Bindings {
		bindings = append(bindings, binding{b.Name, b.Class})
		classes = append(classes, config.Classes[n].Name)
	}
	project, err := json.Marshal(map[string]any{
		"name": "golden", "main": "worker.js", "compatibility_date": config.Date, "compatibility_flags": config.Flags,
		"durable_objects": map[string]any{"bindings": bindings},
		"migrations":      []any{map[string]any{"tag": "v1", "new_sqlite_classes": classes}},
	})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "wrangler.json"), project, 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "worker.js"), source, 0o644))
	w, err := worker.Load(dir)
	require.NoError(t, err)
	return w
}
