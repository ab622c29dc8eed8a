package scripts_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"

	"dolab/experiments/check"
	"dolab/experiments/search"
	"dolab/experiments/search/scripts"
)

// labProject is a project of testdata/lab/worker.ts, with a module of tests and a dolab.yaml, "" for none.
func labProject(t testing.TB, test, config string) string {
	dir := t.TempDir()
	script, err := os.ReadFile("testdata/lab/worker.ts")
	require.NoError(t, err)
	for name, text := range map[string]string{
		"worker.ts": string(script), scripts.TestFile: test, scripts.ConfigFile: config,
		"wrangler.toml": `
name = "box"
main = "worker.ts"
compatibility_date = "2026-07-30"
[[durable_objects.bindings]]
name = "BOX"
class_name = "Box"
[[migrations]]
tag = "v1"
new_sqlite_classes = ["Box"]
`,
	} {
		if text != "" {
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
		}
	}
	return dir
}

// TestLab: what modules of tests and dolab.yaml can say, and what a scenario makes of it. The commands of the files:
//
//   - project: a project, whose module of tests is the input. The arguments route and due are those of the flags.
//   - run: the scenario of the input, its operations and what comes behind them: its violations.
func TestLab(t *testing.T) {
	datadriven.Walk(t, "testdata/lab/transcripts", func(t *testing.T, path string) {
		var p *scripts.Project
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "project":
				test, config, _ := strings.Cut(d.Input, "--- dolab.yaml\n")
				o := scripts.Options{Name: "box"}
				for _, arg := range d.CmdArgs {
					switch arg.Key {
					case "route":
						o.Routes = append(o.Routes, strings.Join(arg.Vals, " "))
					case "due":
						o.Due = append(o.Due, arg.Vals...)
					}
				}
				dir := labProject(t, test, config)
				var err error
				if p, err = scripts.Open(dir, o); err != nil {
					return strings.ReplaceAll(err.Error(), dir+"/", "") + "\n"
				}
				t.Cleanup(p.Close)
				var names []string
				for _, d := range p.Subject().Deeds {
					names = append(names, d.Name)
				}
				return "deeds: " + strings.Join(names, ", ") + "\n"
			case "run":
				return runLab(t, p, d.Input)
			}
			t.Fatalf("unknown command %s", d.Cmd)
			return ""
		})
	})
}

// runLab runs a scenario of a project.
func runLab(t *testing.T, p *scripts.Project, input string) string {
	for _, line := range []string{"worker: box", "profile: ideal", "seed: 2", "heal: 15s", "settle: 10m"} {
		if key, _, _ := strings.Cut(line, " "); !strings.Contains(input, key) {
			input += "\n" + line
		}
	}
	s, err := search.Parse([]byte(input), search.Registry{p.Family()})
	if err != nil {
		return err.Error() + "\n"
	}
	out, err := s.Run(search.Options{})
	require.NoError(t, err)
	again, err := s.Run(search.Options{Explain: true})
	require.NoError(t, err)
	require.Equal(t, out.Hash, again.Hash)
	var b strings.Builder
	for _, v := range out.Violations {
		fmt.Fprintln(&b, v)
	}
	if len(out.Violations) == 0 {
		b.WriteString("all is well\n")
	}
	if len(out.Seen)+len(out.Unseen) > 0 {
		fmt.Fprintln(&b, "seen:", out.Seen, "not seen:", out.Unseen)
	}
	return b.String()
}

// TestNextVersion: a deploy brings the next version, whose objects find what the first has stored. A next version without
// one of the classes is refused.
func TestNextVersion(t *testing.T) {
	const scenario = `
worker: rearm
profile: ideal
seed: 1
operations:
  - {at: 0s, do: Reminders.add, key: a, args: '["x",10]'}
  - {at: 1s, do: Reminders.add, key: a, args: '["y",60]'}
  - {at: 2s, do: Reminders.add, key: a, args: '["z",90]'}
faults: ["object.turn nth=%d reset=L3"]
heal: 15s
settle: 10m
`
	p := open(t, "rearm", "mended.ts", scripts.Options{Next: project(t, "rearm", "planted.ts")})
	for _, x := range []struct {
		nth  int
		want []string
	}{
		{100, nil}, // No deploy: the mended version.
		{4, []string{"due: work is stored, and no alarm is set"}},
	} {
		s, err := search.Parse([]byte(fmt.Sprintf(scenario, x.nth)), search.Registry{p.Family()})
		require.NoError(t, err)
		out, err := s.Run(search.Options{})
		require.NoError(t, err)
		require.Equal(t, x.want, check.Signatures(out.Violations))
	}
	_, err := scripts.Open(project(t, "rearm", "mended.ts"), scripts.Options{Next: project(t, "memory", "mended.ts")})
	require.ErrorContains(t, err, "the next version has no class Reminders")
}
