package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/durable"
	"dolab/durable/platform"
	"dolab/experiments"
)

// TestTranscripts runs command lines and shows all that comes of them. The commands of a transcript are:
//
//	dolab     a line of arguments each, in double quotes where they have blanks; {dir} is the transcript's own directory.
//	          With columns=80 the page is as wide
//	toy       the same with the experiments of toys below instead of the real ones
//	write     FILE: write the input to it
//	edit      FILE: replace the first line of the input by the second
//	bytes     FILE: write the input, a Go string with escapes, to it
//	fill      FILE N: make it N MiB of zeros
//	mkdir     DIR
//	mkfifo    FILE
//	cat       FILE
//	ls        the files of the directory
//
// {long} stands for a very long word, {nul} for a zero byte.
func TestTranscripts(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		dir := t.TempDir()
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "dolab", "toy":
				var out strings.Builder
				width := ""
				d.MaybeScanArgs(t, "columns", &width)
				t.Setenv("COLUMNS", width)
				for line := range strings.SplitSeq(d.Input, "\n") {
					args := words(strings.NewReplacer("{dir}", dir, "{long}", strings.Repeat("long", 5000), "{nul}", "\x00").Replace(line))
					out.WriteString(strings.NewReplacer(dir, "{dir}", "\x00", "{nul}").Replace(obey(args, d.Cmd == "toy")))
				}
				return out.String()
			case "write":
				name := filepath.Join(dir, d.CmdArgs[0].Key)
				require.NoError(t, os.WriteFile(name, []byte(d.Input+"\n"), 0o600))
				return ""
			case "edit":
				name := filepath.Join(dir, d.CmdArgs[0].Key)
				from, to, _ := strings.Cut(d.Input, "\n")
				data, err := os.ReadFile(name)
				require.NoError(t, err)
				require.Contains(t, string(data), from)
				require.NoError(t, os.WriteFile(name, bytes.Replace(data, []byte(from), []byte(to), 1), 0o600))
				return ""
			case "bytes":
				text, err := strconv.Unquote(d.Input)
				require.NoError(t, err)
				require.NoError(t, os.WriteFile(filepath.Join(dir, d.CmdArgs[0].Key), []byte(text), 0o600))
				return ""
			case "fill":
				f, err := os.Create(filepath.Join(dir, d.CmdArgs[0].Key))
				require.NoError(t, err)
				size, err := strconv.ParseInt(d.CmdArgs[1].Key, 10, 64)
				require.NoError(t, errors.Join(err, f.Truncate(size<<20), f.Close()))
				return ""
			case "mkdir", "mkfifo":
				require.NoError(t, exec.Command(d.Cmd, filepath.Join(dir, d.CmdArgs[0].Key)).Run())
				return ""
			case "ls":
				return strings.Join(files(t, dir), "\n") + "\n"
			case "cat":
				data, err := os.ReadFile(filepath.Join(dir, d.CmdArgs[0].Key))
				require.NoError(t, err)
				return hidden(string(data))
			}
			t.Fatalf("unknown command %q", d.Cmd)
			return ""
		})
	})
}

// words are the arguments of a line as a shell would part them; double quotes keep blanks.
func words(line string) []string {
	var list []string
	for n, part := range strings.Split(line, `"`) {
		if n%2 == 1 {
			list = append(list, part)
		} else {
			list = append(list, strings.Fields(part)...)
		}
	}
	return list
}

// called is how the command is called here, and command how it says so.
const (
	called  = "/tmp/go-build1/b001/exe/dolab"
	command = "go run ./cmd/dolab"
)

// run obeys a command line and returns the exit code.
func run(args []string, stdout, stderr io.Writer) int {
	return newApp(called, stdout, stderr).run(args)
}

// obey runs a command line and returns stdout, stderr line by line, and the exit code.
func obey(args []string, toy bool) string {
	var stdout, stderr bytes.Buffer
	do := func() int { return run(args, &stdout, &stderr) }
	if toy {
		a := newApp(called, &stdout, &stderr)
		a.experiments = toys()
		do = func() int { return a.run(args) }
	}
	code := do()
	var out strings.Builder
	out.WriteString(hidden(stdout.String()))
	for line := range strings.Lines(stack.ReplaceAllString(hidden(stderr.String()), "…\n$1")) {
		out.WriteString("stderr: " + line)
	}
	fmt.Fprintf(&out, "exit %d\n", code)
	return out.String()
}

var (
	hash  = regexp.MustCompile(`(hash"?:? "?|hash: was |hash: .*, is )[0-9a-f]{16}\b`)
	stack = regexp.MustCompile(`(?s)goroutine \d+.*?\n(This is)`)
)

// hidden hides the hashes of traces, which change with every word of a trace line.
func hidden(s string) string { return hash.ReplaceAllString(s, "${1}<hash>") }

// toys are experiments that do what the transcripts need.
func toys() []experiments.Experiment {
	type cell struct {
		Mux string `json:"mux"`
		Lot int    `json:"lot"`
	}
	// draw makes a cell a world with one choice; odd lots contradict the claim.
	draw := func(r *experiments.Run) error {
		for _, mux := range r.Settings.Mux {
			lab := r.Lab()
			c := cell{mux, lab.Choose("lot", 10)}
			lab.Trace(actor.Event{Kind: "lot", N: int64(c.Lot)})
			lab.Close()
			r.Report.Cells = append(r.Report.Cells, c)
			r.Report.Table.Rows = append(r.Report.Table.Rows, []string{mux, fmt.Sprint(c.Lot)})
			if c.Lot%2 == 1 {
				r.Report.Notes = append(r.Report.Notes, fmt.Sprintf("%s: %d is odd", mux, c.Lot))
				r.Report.Failures = append(r.Report.Failures, mux+" is odd")
			}
		}
		r.Report.Table.Header = []string{"multiplexer", "lot"}
		r.Report.Verdicts = []experiments.Verdict{{Question: "Lots are drawn.", Answer: "TRUE", Evidence: "see above"}}
		return nil
	}
	defaults := func(s *experiments.Settings) {
		if len(s.Mux) == 0 {
			s.Mux = []string{"a", "b"}
		}
		if s.Profile == "" {
			s.Profile = "ideal"
		}
	}
	fails := func(why func()) func(*experiments.Run) error {
		return func(r *experiments.Run) error {
			if r.Settings.Seed == 3 {
				why()
			}
			return fmt.Errorf("the world took more steps than it may")
		}
	}
	// errands calls an object four times, beside a fault of its own: the second answer is lost.
	errands := func(r *experiments.Run) error {
		plan, err := platform.NewPlan("stub.response Errand/* nth=2 error=L1")
		if err != nil {
			return err
		}
		lab := r.Lab(durable.WithFaults(plan))
		defer lab.Close()
		ns, err := lab.Objects.Namespace(durable.Class{Name: "Errand", New: func(*durable.State) (durable.Object, error) {
			return errand{}, nil
		}})
		if err != nil {
			return err
		}
		r.Report.Table.Header = []string{"errand", "after", "said", "own"}
		for n := range 4 {
			said := "run"
			if _, err := ns.GetByName("a").Call("Go"); err != nil {
				said = err.Error()
				if n == 3 {
					return err
				}
			}
			row := []string{fmt.Sprint(n + 1), lab.Elapsed().String(), said, fmt.Sprint(plan.Struck()[0])}
			r.Report.Table.Rows = append(r.Report.Table.Rows, row)
		}
		return nil
	}
	return []experiments.Experiment{
		{
			Name: "errands", Claim: "All but one are run.", About: "Runs errands.", Factors: []string{"load"},
			Defaults: defaults, Run: errands,
		},
		{Name: "lots", Claim: "All lots are even.", About: "Draws lots.", Factors: []string{"mux"}, Defaults: defaults, Run: draw},
		{
			Name: "storm", Claim: "No ship sinks.", About: "Sends ships.", Factors: []string{"n"}, Defaults: defaults,
			Unclaimed: []experiments.Unclaimed{{Profile: "hostile", Why: "its sea is too rough."}},
			Run: func(r *experiments.Run) error {
				r.Report.Failures = []string{"a ship sinks"}
				return nil
			},
		},
		{
			Name: "refused", Claim: "None.", Defaults: defaults,
			Run: func(*experiments.Run) error { return fmt.Errorf("ship 1: %w", durable.ErrNotRunning) },
		},
		{Name: "broken", Claim: "None.", Defaults: defaults, Run: fails(func() { panic("seven is not even") })},
	}
}

// errand is an object that does nothing.
type errand struct{}

// Go is an errand.
func (errand) Go() error { return nil }

// TestSameBytes holds the output of a command to be the same each time and on any number of processors.
func TestSameBytes(t *testing.T) {
	for _, args := range [][]string{
		{"run", "call-alarm-delay"},
		{"run", "call-alarm-delay", "--json", "-", "--seeds", "6"},
		{"run", "alarm-accuracy", "--trials", "5", "--csv", "-", "--seeds", "3"},
		{"run", "call-alarm-delay", "--seeds", "9", "--mux", "dolab", "--profile", "production"},
	} {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
		var first string
		for _, procs := range []int{1, 2, 8} {
			runtime.GOMAXPROCS(procs)
			var stdout, stderr bytes.Buffer
			require.Equal(t, exitOK, run(args, &stdout, &stderr), stderr.String())
			if first == "" {
				first = stdout.String()
			}
			require.Equal(t, first, stdout.String(), "%v on %d processors", args, procs)
		}
		var stdout, stderr bytes.Buffer
		other := append(args[:len(args):len(args)], "--seed", "77")
		require.Equal(t, exitOK, run(other, &stdout, &stderr), stderr.String())
		require.NotEqual(t, first, stdout.String(), "%v has the same result under another seed", args)
	}
}

// TestSearchSameBytes: what searches print does not depend on the number of processors, nor on what ran before.
func TestSearchSameBytes(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, line := range []string{
		"hunt lumenize-2026-06 --seeds 20", "hunt lost-replies --seeds 20", "hunt dolab --profile hostile --seeds 20",
		"crash-sweep dolab --seed 3", "crash-sweep deploy-checkout/keyed --seed 5",
		"explore dolab --seed 2 --pct 3 --limit 20", "replay native --seed 3 --step 10", "shrink native --seed 3",
		"worker ../../experiments/examples/chat-ts run ../../experiments/examples/chat-ts/scenario.yaml --seeds 6 --json",
	} {
		var first string
		for _, procs := range []int{1, 2, 8} {
			runtime.GOMAXPROCS(procs)
			var stdout, stderr bytes.Buffer
			require.Less(t, run(words(line), &stdout, &stderr), exitUsage, stderr.String())
			if first == "" {
				first = stdout.String()
			}
			require.Equal(t, first, stdout.String(), "%s on %d processors", line, procs)
		}
		require.NotEmpty(t, first)
	}
}

// TestHuntLastLine: the last line of a hunt can be pasted, and shows what it has found first.
func TestHuntLastLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "small case.yaml")
	var scenario, stderr bytes.Buffer
	code := run(words("shrink native --profile ideal --faults none --seed 1"), &scenario, &stderr)
	require.Equal(t, exitOK, code, stderr.String())
	require.NoError(t, os.WriteFile(file, scenario.Bytes(), 0o600))
	for _, line := range []string{
		"hunt lumenize-2025-11-13 --seeds 3 --quiet",
		"hunt cloudflare-actors-2025-12 --profile workerd --seed 7 --seeds 5",
		"hunt native --faults \"object.turn nth=2 if=write crash\" --faults \"alarm.ack drop\" --seed 4 --seeds 2 --quiet",
		"hunt --mux native --seeds 2 --profile hostile --quiet --faults none",
		`hunt "` + file + `" --seeds 2 --quiet`,
		`hunt "` + file + `" --seed 3 --seeds 2 --mux lumenize-2026-06 --profile production --quiet`,
	} {
		var hunted, replayed, stderr bytes.Buffer
		require.Equal(t, exitClaim, run(words(line), &hunted, &stderr), "%s: %s", line, stderr.String())
		lines := strings.Split(strings.TrimSpace(hunted.String()), "\n")
		again, found := strings.CutPrefix(lines[len(lines)-1], command+" ")
		require.True(t, found, lines[len(lines)-1])
		require.Equal(t, exitClaim, run(words(again), &replayed, &stderr), "%s: %s", again, stderr.String())
		_, signature, _ := strings.Cut(lines[2], "  ")
		_, signature, _ = strings.Cut(strings.TrimSpace(signature), "  ")
		require.Contains(t, replayed.String(), strings.TrimSpace(signature), again)
		require.Contains(t, replayed.String(), lines[len(lines)-1], "it says how to come here again")
	}
}

// TestHuntBugs: bugs are named by what their repair ends, all but the seconds are the same each time, and only
// multiplexers have any.
func TestHuntBugs(t *testing.T) {
	var stdout, stderr bytes.Buffer
	require.Equal(t, exitClaim, run(words("hunt --bugs cloudflare-agents-2026-08 --seeds 6"), &stdout, &stderr), stderr.String())
	require.Regexp(t, `B10 +2 +2 +\d+\.\d +lost: it threw, and is gone`, stdout.String())
	require.Regexp(t, `B20 +- +6 +\d+\.\d +not found`, stdout.String())
	require.Contains(t, stdout.String(), "hunt --bugs --mux cloudflare-agents-2026-08 --seed 1 --seeds 6\n")
	for line, want := range map[string]string{
		"hunt --bugs dolab":                              "dolab has no known bugs",
		"hunt --bugs lost-replies":                       "and lost-replies/once is not one",
		"hunt --bugs cloudflare-agents-2026-08 --json -": "--bugs and --json do not go together",
	} {
		stderr.Reset()
		require.Equal(t, exitUsage, run(words(line), &stdout, &stderr), line)
		require.Contains(t, stderr.String(), want)
	}
}

// TestWidth holds everything on stdout within 120 columns, but the command that replays it and long words.
func TestWidth(t *testing.T) {
	for _, name := range []string{"alarms-robustness", "call-alarm-delay", "alarm-accuracy"} {
		var stdout, stderr bytes.Buffer
		code := run([]string{"run", name}, &stdout, &stderr)
		require.Less(t, code, exitUsage, stderr.String())
		for line := range strings.Lines(stdout.String()) {
			require.LessOrEqual(t, len([]rune(strings.TrimSuffix(line, "\n"))), widthUsual, line)
		}
	}
}
