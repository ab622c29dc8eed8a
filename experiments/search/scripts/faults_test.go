package scripts_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"

	"dolab/durable/platform"
	"dolab/experiments/search"
	"dolab/experiments/search/scripts"
)

// TestFaults shows how JavaScript code observes each platform failure that a fault causes: in callers, in the object and
// in its sockets. testdata/faults/transcript has a command for each row of dolab list faults, named by its code.
func TestFaults(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS("testdata/faults")))
	configure(t, dir, "w", "worker.ts", []class{{"OBJ", "Obj"}})
	p, err := scripts.Open(dir, scripts.Options{Name: "w"})
	require.NoError(t, err)
	defer p.Close()
	shown, calm := map[string]bool{}, map[string][]string{}
	datadriven.RunTest(t, "testdata/faults/transcript", func(t *testing.T, d *datadriven.TestData) string {
		f, known := platform.FailureByName(d.Cmd)
		require.True(t, known, d.Cmd)
		shown[f.Code] = true
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
		require.Equal(t, len(f.Faults) > 0, shown[f.Code], "%s: a command for each row with faults", f.Code)
	}
}

// noFault stands for a run without a fault.
const noFault = ""

// struck runs the deeds of testdata/faults under one fault. It returns the console lines and what happens to objects, and
// whether the fault strikes.
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
			break // The rest comes from what the world does again at its end.
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
func differing(calm, struck []string) []string {
	return append(surplus("- ", calm, struck), surplus("+ ", struck, calm)...)
}

// surplus are the lines that a list has more often than another, after a prefix.
func surplus(prefix string, list, other []string) (lines []string) {
	count := map[string]int{}
	for _, line := range other {
		count[line]++
	}
	for _, line := range list {
		if count[line]--; count[line] < 0 {
			lines = append(lines, prefix+line)
		}
	}
	return lines
}
