package scripts_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"

	"dolab/durable/platform"
	"dolab/experiments/search"
	"dolab/experiments/search/scripts"
)

// TestFaults: what code in JavaScript sees of each failure of the platform that a fault brings about: its callers, the
// object itself, and its sockets. Each row of dolab list faults has a command with its code in testdata/faults/transcript.
func TestFaults(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"worker.ts", scripts.TestFile} {
		data, err := os.ReadFile(filepath.Join("testdata/faults", name))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o644))
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "wrangler.jsonc"), []byte(`{
	"name": "w", "main": "worker.ts", "compatibility_date": "2026-07-30",
	"durable_objects": {"bindings": [{"name": "OBJ", "class_name": "Obj"}]},
	"migrations": [{"tag": "v1", "new_sqlite_classes": ["Obj"]}]
}`), 0o644))
	p, err := scripts.Open(dir, scripts.Options{Name: "w"})
	require.NoError(t, err)
	defer p.Close()
	told, calm := map[string]bool{}, map[string][]string{}
	datadriven.RunTest(t, "testdata/faults/transcript", func(t *testing.T, d *datadriven.TestData) string {
		f, known := platform.FailureByName(d.Cmd)
		require.True(t, known, d.Cmd)
		told[f.Code] = true
		var b strings.Builder
		for _, text := range f.Faults {
			fmt.Fprintf(&b, "%s\n", text)
			var lines []string
			for _, profile := range profilesFor(t, text) {
				var strikes bool
				if lines, strikes = struck(t, p, text, profile); !strikes {
					continue
				}
				if calm[profile] == nil {
					calm[profile], _ = struck(t, p, noFault, profile)
				}
				lines = differing(calm[profile], lines)
				break
			}
			for _, line := range lines {
				fmt.Fprintf(&b, "  %s\n", line)
			}
		}
		return b.String()
	})
	for _, f := range platform.Catalogue() {
		require.Equal(t, len(f.Faults) > 0, told[f.Code], "%s: a command for each row with faults", f.Code)
	}
}

// noFault is no fault at all.
const noFault = ""

// struck runs the deeds of testdata/faults under one fault, and returns what the console shows, and whether the fault
// strikes.
func struck(t *testing.T, p *scripts.Project, text, profile string) (lines []string, strikes bool) {
	t.Helper()
	s := search.Scenario{Profile: profile, Seed: 1, Heal: 300e9, Settle: 600e9}.About(p.Subject())
	if text != noFault {
		s.Faults = []string{text}
	}
	args := search.Field[string]{Name: "args"}.Is("null")
	s.Operations = []search.Operation{
		search.Operation{Do: "call"}.With(args),
		search.Operation{Do: "socket", Client: 1}.With(args),
		search.Operation{Do: "alarms", Client: 2, At: 30e9}.With(args),
	}
	var trace bytes.Buffer
	out, err := s.Run(search.Options{Trace: &trace})
	require.NoError(t, err, text)
	require.Empty(t, out.Stack, text)
	for line := range strings.Lines(trace.String()) {
		var e struct {
			T             float64
			Ev, Who, Note string
		}
		require.NoError(t, json.Unmarshal([]byte(line), &e))
		if e.T > s.Heal.Seconds()*1000 {
			break // What is done again at the end.
		}
		switch e.Ev {
		case "log":
			who := e.Who
			if strings.HasPrefix(who, "w-lab-") {
				who = "client"
			}
			lines = append(lines, who+": "+strings.TrimPrefix(e.Note, "log: "))
		case "crash", "evict", "deploy":
			lines = append(lines, e.Who+" "+e.Ev)
		}
	}
	if len(out.Struck) > 0 && out.Struck[0] == 0 {
		return []string{"it never strikes"}, false
	}
	return lines, true
}

// profilesFor are the profiles under which a fault can have an effect, the plainest first.
func profilesFor(t *testing.T, text string) (names []string) {
	f, err := platform.ParseFault(text)
	require.NoError(t, err)
	for _, p := range platform.Profiles() {
		if p.CheckFault(f) == nil {
			names = append(names, p.Name)
		}
	}
	require.NotEmpty(t, names, "no profile takes %s", text)
	return names
}

// differing are the lines that only one of two runs has: "-" those of the first, "+" those of the second.
func differing(calm, struck []string) (lines []string) {
	count := map[string]int{}
	for _, line := range struck {
		count[line]++
	}
	for _, line := range calm {
		if count[line]--; count[line] < 0 {
			lines = append(lines, "- "+line)
		}
	}
	count = map[string]int{}
	for _, line := range calm {
		count[line]++
	}
	for _, line := range struck {
		if count[line]--; count[line] < 0 {
			lines = append(lines, "+ "+line)
		}
	}
	return lines
}
