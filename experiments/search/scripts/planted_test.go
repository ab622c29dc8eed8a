package scripts_test

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/experiments/remote/reference"
	"dolab/experiments/search"
	"dolab/experiments/search/scripts"
)

var seedsFlag = flag.Int("scripts.seeds", 0, "how many seeds mended scripts are hunted for; 0: as many as the test says")

// project makes a wrangler project of a script of testdata/planted: planted.ts or mended.ts, with the files beside it.
func project(t testing.TB, name, main string) string {
	dir := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.MkdirAll(dir, 0o755))
	from := filepath.Join("testdata", "planted", name)
	files, err := os.ReadDir(from)
	require.NoError(t, err)
	var script string
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(from, f.Name()))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, f.Name()), data, 0o644))
		if f.Name() == main {
			script = string(data)
		}
	}
	require.NotEmpty(t, script)
	if strings.Contains(script, "from 'hono") {
		require.NoError(t, os.Symlink(installed(t), filepath.Join(dir, "node_modules")))
	}
	var classes []class
	for _, m := range regexp.MustCompile(`export class (\w+) extends (DurableObject|Agent)`).FindAllStringSubmatch(script, -1) {
		c := class{m[1], m[1]}
		if b := regexp.MustCompile(`(\w+): DurableObjectNamespace<` + c.name + `>`).FindStringSubmatch(script); b != nil {
			c.binding = b[1]
		}
		classes = append(classes, c)
	}
	configure(t, dir, name, main, classes)
	return dir
}

// class is a class of a wrangler project.
type class struct{ binding, name string }

// configure writes the wrangler.jsonc of a project, with compatibility flags.
func configure(t testing.TB, dir, name, main string, classes []class, flags ...string) {
	var bindings, names []string
	for _, c := range classes {
		bindings = append(bindings, fmt.Sprintf(`{"name": %q, "class_name": %q}`, c.binding, c.name))
		names = append(names, fmt.Sprintf("%q", c.name))
	}
	for n := range flags {
		flags[n] = fmt.Sprintf("%q", flags[n])
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "wrangler.jsonc"), []byte(fmt.Sprintf(`{
	"name": %q, "main": %q, "compatibility_date": "2026-07-30", "compatibility_flags": [%s],
	"durable_objects": {"bindings": [%s]},
	"migrations": [{"tag": "v1", "new_sqlite_classes": [%s]}]
}`, name, main, strings.Join(flags, ", "), strings.Join(bindings, ", "), strings.Join(names, ", "))), 0o644))
}

// installed is the directory of the packages that .ci/packages installs. Without it the test is skipped.
func installed(t testing.TB) string {
	dir := os.Getenv(reference.Packages)
	if dir == "" {
		t.Skipf("no packages: install them by .ci/packages DIR, and set %s=DIR", reference.Packages)
	}
	dir, err := filepath.Abs(filepath.Join(dir, "node_modules"))
	require.NoError(t, err)
	return dir
}

// open opens a project of testdata/planted.
func open(t testing.TB, name, main string, o scripts.Options) *scripts.Project {
	o.Name = name
	p, err := scripts.Open(project(t, name, main), o)
	require.NoError(t, err)
	t.Cleanup(p.Close)
	return p
}

// script is one of testdata/planted, and what a hunt reports of it.
type script struct {
	name, signature string
	line            bool // the report names the planted line
}

// planted are small scripts, one for each kind of error.
var planted = []script{
	{"race", "judge: no addition is lost", true},
	{"rearm", "due: work is stored, and no alarm is set", true},
	{"rearmkv", "due: work is stored, and no alarm is set", true},
	{"memory", "memory: an answer changes because the object is evicted", true},
	{"charge", "judge: each order is charged once", true},
	{"reset", "uncaught: Notes.list: it throws an internal error, though nothing had gone wrong", true},
	{"stub", "stuck: what has worked goes on failing, though all is well again", true},
	{"loop", "loop: an alarm rings for ever", true},
	{"retry", "judge: no deposit counts twice", true},
}

// written are scripts with such errors as users write them: with routers, hibernating sockets and agent state.
var written = []script{
	{"seats", "judge: a seat has one guest", true},
	{"poll", "judge: a vote that counted stays", true},
	{"remind", "judge: no reminder is left", false},
	{"expire", "due: work is stored, and the alarm is set for a later time", true},
	{"whoami", "deed: talk: an assertion fails", true},
	{"cartstate", "memory: an answer changes because the object is evicted", false},
	{"payout", "judge: a payout is one transfer", true},
	{"checkout", "judge: an order is charged once", true},
	{"forget", "memory: an answer changes because the object is evicted", true},
	{"wipe", "memory: an answer changes because the object is evicted", true},
	{"gateway", "uncaught: the Worker's handler throws, though nothing had gone wrong", true},
	{"relay", "judge: it is possible to play", true},
	{"spin", "loop: an alarm rings for ever", true},
	{"tick", "loop: an alarm rings for ever", true},
	{"orders", "judge: one order a request", true},
	{"transfer", "judge: no cent is lost or made", true},
	{"billing", "judge: one charge a month", true},
	{"profile", "memory: an answer changes because the object's machine crashes", true},
	{"vault", "stuck: what has worked goes on failing, though all is well again", true},
	{"lobby", "stuck: what has worked goes on failing, though all is well again", true},
	{"chatroom", "judge: everybody has a name", true},
	{"highscore", "memory: an answer changes because the object is evicted", true},
	{"notes", "call: GET /{user}/{n}: it answers with an error of the server, though nothing had gone wrong", true},
	{"logins", "loop: an alarm rings for ever, and the object stores nothing", true},
	{"numbers", "judge: what was shown is in the log", true},
	{"pages", "judge: a saved line is there", true},
	{"leases", "armed: the alarm manager does not know the alarm", true},
	{"history", "memory: an answer changes because the object is evicted", true},
	{"cancel", "due: work is stored, and no alarm is set", true},
	{"hooks", "due: work is stored, and no alarm is set", true},
	{"batch", "due: work is stored, and no alarm is set", true},
}

// guessed are scripts whose requests the hunt finds by itself, and what they take: no file names them.
var guessed = []script{
	{"games", "call: POST /games/{id}/move: it answers with an error of the server, though nothing had gone wrong", true},
	{"bookings", "judge: a slot has one guest", true},
	{"sensors", "judge: all readings are sent", true},
}

// lineOf is the line of a script that has its error.
func lineOf(t *testing.T, name string) int {
	data, err := os.ReadFile(filepath.Join("testdata", "planted", name, "planted.ts"))
	require.NoError(t, err)
	before, _, found := strings.Cut(string(data), "// planted")
	require.True(t, found)
	return 1 + strings.Count(before, "\n")
}

// TestPlanted: a hunt finds the error that is planted in each script, within 500 seeds, and shrinks it to a scenario that
// goes wrong in the same way, byte for byte.
func TestPlanted(t *testing.T) {
	t.Parallel()
	for _, x := range slices.Concat(planted, written, guessed) {
		t.Run(x.name, func(t *testing.T) {
			p := open(t, x.name, "planted.ts", scripts.Options{})
			bag, err := search.Hunt(search.Quarry{Scenario: p.Subject().Of(""), First: 1, Seeds: 500, Enough: 1})
			require.NoError(t, err)
			at := slices.IndexFunc(bag.Groups, func(g search.Group) bool { return g.Signature == x.signature })
			require.GreaterOrEqual(t, at, 0, "%d seeds: %v", bag.Seeds, bag.Groups)
			t.Logf("seed %d of %d: %v", bag.Groups[at].First, bag.Seeds, bag.Groups[at].Note)
			small, err := search.Shrink(p.Subject().Scenario("", nil, bag.Groups[at].First), x.signature, search.Options{})
			require.NoError(t, err)
			t.Logf("%d tries\n%s", small.Tried, small.Scenario)
			require.LessOrEqual(t, len(small.Scenario.Operations), 4)
			again, err := search.Parse([]byte(small.Scenario.String()), search.Registry{p.Family()})
			require.NoError(t, err)
			require.Equal(t, small.Scenario.String(), again.String())
			out, err := again.Run(search.Options{})
			require.NoError(t, err)
			require.Equal(t, small.Outcome.Hash, out.Hash)
			require.Equal(t, small.Outcome.Violations, out.Violations)
			why, err := again.Run(search.Options{Explain: true})
			require.NoError(t, err)
			require.Equal(t, out.Hash, why.Hash, "to explain a world changes nothing in it")
			report := fmt.Sprint(why.Violations, why.Explained)
			t.Log(report)
			if x.line {
				require.Contains(t, report, fmt.Sprintf("planted.ts:%d:", lineOf(t, x.name)))
			}
		})
	}
}

// TestMended: the same hunt finds nothing in the scripts without the error.
func TestMended(t *testing.T) {
	t.Parallel()
	seeds := cmp.Or(*seedsFlag, 60)
	for _, x := range slices.Concat(planted, written, guessed) {
		t.Run(x.name, func(t *testing.T) {
			p := open(t, x.name, "mended.ts", scripts.Options{})
			search.Demand(t, search.Quarry{Scenario: p.Subject().Of(""), First: 1, Seeds: seeds})
		})
	}
}

// TestSameTime: the report of a forgotten alarm says that its handler has set it for the time at which it rang.
func TestSameTime(t *testing.T) {
	t.Parallel()
	p := open(t, "leases", "planted.ts", scripts.Options{})
	s, err := search.Parse([]byte(`
worker: leases
profile: ideal
seed: 1
operations:
  - {at: 0s, do: 'PUT /{name}/{owner}', name: db, owner: ann}
heal: 0s
settle: 1m
`), search.Registry{p.Family()})
	require.NoError(t, err)
	out, err := s.Run(search.Options{Explain: true})
	require.NoError(t, err)
	require.Contains(t, out.Explained,
		"Leases/leases: its handler set the alarm for the very time at which it rang: the platform forgets that")
}

// TestRingsMeanwhile: the check of memory reports no answer that an alarm may have changed between two questions.
func TestRingsMeanwhile(t *testing.T) {
	t.Parallel()
	p := open(t, "cancel", "mended.ts", scripts.Options{})
	search.Demand(t, search.Quarry{Scenario: p.Subject().Of(""), First: 594, Seeds: 1})
}

// TestUnanswered: a hunt names the hosts that nothing answers for, without a module of tests and with one that has no
// outside.
func TestUnanswered(t *testing.T) {
	t.Parallel()
	for _, module := range []string{"", "import { judge } from 'dolab:test';\njudge('all is well', () => true);\n"} {
		dir := project(t, "hooks", "mended.ts")
		file := filepath.Join(dir, scripts.TestFile)
		require.NoError(t, os.Remove(file))
		if module != "" {
			require.NoError(t, os.WriteFile(file, []byte(module), 0o644))
		}
		p, err := scripts.Open(dir, scripts.Options{})
		require.NoError(t, err)
		t.Cleanup(p.Close)
		bag, err := search.Hunt(search.Quarry{Scenario: p.Subject().Of(""), First: 1, Seeds: 10})
		require.NoError(t, err)
		require.Empty(t, bag.Groups)
		const text = "Each fetch of %s failed: nothing answers it. Use outside((request) => response) in dolab.test.ts."
		require.Equal(t, []string{fmt.Sprintf(text, "bad.example"), fmt.Sprintf(text, "good.example")}, bag.Notes)
	}
}
