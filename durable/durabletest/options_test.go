package durabletest

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/platform"
)

// permutations lists all orders of a list.
func permutations[T any](list []T) (all [][]T) {
	if len(list) == 0 {
		return [][]T{nil}
	}
	for i := range list {
		rest := append(append([]T{}, list[:i]...), list[i+1:]...)
		for _, p := range permutations(rest) {
			all = append(all, append([]T{list[i]}, p...))
		}
	}
	return all
}

// TestOptionsCompose: in any order each option keeps what the others have set.
func TestOptionsCompose(t *testing.T) {
	at := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	var trace bytes.Buffer
	list := []Option{
		Seed(7), Start(at), WorldOptions(sim.Options{Trace: &trace, StepsMax: 5}), Profile(platform.Workerd()),
		Objects(durable.WithDir("a")), WorldOptions(sim.Options{QueueMax: 9}),
	}
	for _, order := range permutations(list) {
		o := collect(order)
		require.Equal(t, "seed 7: go test -run '^T$' -dolab.seed=7", o.replay("T"))
		require.Equal(t, sim.Options{
			Chooser: o.world.Chooser, Start: at, Trace: &trace, StepsMax: 5, QueueMax: 9, TailMax: tailMax,
		}, o.world)
		require.Equal(t, platform.Workerd().Name, o.profile.Name)
		require.Len(t, o.objects, 2, "one of the test's, and the strictness")
	}
}

// TestOptionValues: zero values set nothing, and of two the later counts.
func TestOptionValues(t *testing.T) {
	at := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	o := collect([]Option{Seed(7), Start(at), WorldOptions(sim.Options{})})
	require.Contains(t, o.replay("T"), "seed 7:")
	require.Equal(t, at, o.world.Start)
	require.Equal(t, tailMax, o.world.TailMax)

	require.Contains(t, collect(nil).replay("T"), fmt.Sprintf("seed %d: ", GivenSeed()))
	require.Contains(t, collect([]Option{Seed(0)}).replay("T"), "seed 0: go test -run '^T$' -dolab.seed=0")
	require.Contains(t, collect([]Option{Seed(3), Seed(4)}).replay("T"), "seed 4:")
	require.Contains(t, collect([]Option{Seed(3), Chooser(nil)}).replay("T"), fmt.Sprintf("seed %d: ", GivenSeed()))
	five := WorldOptions(sim.Options{Chooser: sim.Seed(5)})
	require.Contains(t, collect([]Option{Seed(3), five}).replay("T"), "seed 5:")
	require.Zero(t, collect([]Option{WorldOptions(sim.Options{TailMax: -1})}).world.TailMax)
	require.Equal(t, "the chance of this world is a *sim.Replay of the test's: go test -run '^T$'",
		collect([]Option{Chooser(&sim.Replay{}), Start(at)}).replay("T"))
	require.Len(t, collect([]Option{Objects(durable.WithDir("a")), LooseArguments(), Objects()}).objects, 1)
}

// TestPattern: a name is matched as it is, part by part, and survives a shell.
func TestPattern(t *testing.T) {
	for name, want := range map[string]string{
		"TestA":             `'^TestA$'`,
		"TestA/b":           `'^TestA$/^b$'`,
		"TestA/n=1.5_(x|y)": `'^TestA$/^n=1\.5_\(x\|y\)$'`,
		"TestA/it's":        `'^TestA$/^it'\''s$'`,
	} {
		require.Equal(t, want, Pattern(name))
	}
}

// TestFailing fails, for TestReplayLine: a draw of the seed decides in which of its subtests.
func TestFailing(t *testing.T) {
	how := os.Getenv("DURABLETEST_FAIL")
	if how == "" {
		t.Skip("it is to fail")
	}
	var list []Option
	switch how {
	case "seed":
		list = []Option{Seed(7), WorldOptions(sim.Options{TailMax: 3})}
	case "tape":
		list = []Option{Chooser(&sim.Replay{})}
	}
	t.Run("it's (one)", func(t *testing.T) {
		w := New(t, list...)
		if how == "panic" {
			panic(w.Choose("what", 1000))
		}
		t.Fatalf("drawn %d", w.Choose("what", 1000))
	})
	t.Run("two", func(t *testing.T) { t.Fatal("not asked for") })
}

// TestReplayLine: the line that a failing test prints names the seed it ran with, and the command fails alike.
func TestReplayLine(t *testing.T) {
	run := func(how, args string) string {
		c := exec.Command("sh", "-c", os.Args[0]+" "+args)
		c.Env = append(os.Environ(), "DURABLETEST_FAIL="+how)
		out, err := c.CombinedOutput()
		require.Error(t, err, string(out))
		return string(out)
	}
	drawn := func(out string) string {
		for _, mark := range []string{"drawn ", "panic: "} {
			if _, rest, found := strings.Cut(out, mark); found {
				first, _, _ := strings.Cut(rest, "\n")
				number, _, _ := strings.Cut(first, " ")
				return number
			}
		}
		return "nothing in " + out
	}
	for _, test := range []struct{ how, flag, line string }{
		{"seed", "", "seed 7: "},
		{"seed", "-dolab.seed=9", "seed 7: "},
		{"flag", "-dolab.seed=9", "seed 9: "},
		{"flag", "", "seed 1: "},
		{"panic", "-dolab.seed=9", "seed 9: "},
		{"tape", "", "the chance of this world is a *sim.Replay of the test's: "},
	} {
		out := run(test.how, "-test.run '^TestFailing$' "+test.flag)
		_, command, found := strings.Cut(out, test.line+"go test -run ")
		require.True(t, found, "%s: %s", test.how, out)
		command, _, _ = strings.Cut(command, "\n")
		again := run(test.how, "-test.run "+command)
		require.Equal(t, drawn(out), drawn(again), test.how)
		require.NotContains(t, again, "not asked for")
	}
}

// TestWorldOptionsTakesEachField: a field that sim.Options gets later is not dropped.
func TestWorldOptionsTakesEachField(t *testing.T) {
	given := sim.Options{
		Chooser: sim.Seed(7), Start: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC), Trace: &bytes.Buffer{}, TailMax: 3,
		QueueMax: 4, Stop: func() bool { return false }, StepsMax: 5, InstantMax: 6, ResumesMax: 7,
	}
	taken := reflect.ValueOf(collect([]Option{WorldOptions(given)}).world)
	for i, field := range reflect.VisibleFields(taken.Type()) {
		require.False(t, reflect.ValueOf(given).Field(i).IsZero(), "the test leaves %s out", field.Name)
		require.False(t, taken.Field(i).IsZero(), "WorldOptions drops %s", field.Name)
	}
}
