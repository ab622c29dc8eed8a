package actor_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
)

var points = actor.Points{
	{Name: "commit", About: "a commit is on its way", Do: []string{"crash", "error=", "delay="}, If: []string{"alarm"}},
	{Name: "request", About: "a message is sent", Do: []string{"drop", "twice", "delay="}},
}

func TestFaultTextReadsBack(t *testing.T) {
	for _, text := range []string{
		"commit crash",
		"commit Counter/* nth=3 crash",
		"commit * every=5 times=2 error=L8",
		"commit p=2.5% from=10s until=1m0s if=alarm delay=1s..1m0s",
		"request C/[ab] delay=300ms",
		"request nth=1 p=100% twice",
	} {
		f, err := points.Parse(text)
		require.NoError(t, err)
		require.Equal(t, text, f.String())
	}
	f, err := points.Parse("  request   p=0.01 drop ")
	require.NoError(t, err)
	require.Equal(t, "request p=1% drop", f.String())
}

func TestFaultTextWithAnErrorPointsAtIt(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "column 1: there is no point: it is one of commit, request",
		"comit crash":                   `column 1: unknown point "comit": it is one of commit, request`,
		"commit":                        "column 7: what goes wrong is missing: it is one of crash, error=, delay=",
		"commit twice":                  `column 8: "twice" is not possible at commit: it is one of nth=, every=, p=, from=, until=, times=, if=, crash, error=, delay=`,
		"commit nth=0 crash":            `column 12: nth: "0" is no number from 1 on`,
		"commit p=2 crash":              `column 10: p: "2" is no probability: it is 0.01 or 1%, above 0 and at most 1`,
		"commit p=NaN crash":            `column 10: p: "NaN" is no probability: it is 0.01 or 1%, above 0 and at most 1`,
		"commit delay=5..3s":            `column 14: delay: "5" is no span of time: it is 300ms, 5s or 1m`,
		"commit delay=5s..3s":           `column 14: delay: "5s..3s" is no span of time: it is 5s or 1s..60s`,
		"commit crash nth=1":            `column 14: "nth=1" comes after the trouble, which is last`,
		"commit if=idle crash":          `column 11: commit knows no condition "idle": it is one of alarm`,
		"request if=alarm drop":         `column 12: request knows no condition "alarm"`,
		"commit [x/* crash":             `column 8: "[x/*" is no pattern`,
		"commit from=5s until=5s crash": "column 1: until=5s is not after from=5s: it could never strike",
	} {
		_, err := points.Parse(text)
		var e *actor.FaultError
		require.ErrorAs(t, err, &e, text)
		require.Contains(t, err.Error(), "fault, "+want, text)
	}
}

// strikes returns at which of n passings, one a second, the fault strikes.
func strikes(t *testing.T, text string, n int) (at []int) {
	f, err := points.Parse(text)
	require.NoError(t, err)
	w := actor.NewSim(actor.Options{})
	defer w.Close()
	p := actor.NewPlan(f)
	for i := 1; i <= n; i++ {
		if _, ok := p.Ask(w, "commit", "C/a", func(c string) bool { return i%2 == 0 }); ok {
			at = append(at, i)
		}
		_, other := p.Ask(w, "request", "C/a", nil)
		require.False(t, other)
		require.NoError(t, w.Advance(time.Second))
	}
	require.Equal(t, []int{len(at)}, p.Struck())
	return at
}

func TestFaultStrikesWhenItSays(t *testing.T) {
	require.Equal(t, []int{1, 2, 3}, strikes(t, "commit crash", 3))
	require.Equal(t, []int{3}, strikes(t, "commit nth=3 crash", 9))
	require.Equal(t, []int{2, 4}, strikes(t, "commit every=2 times=2 crash", 9))
	require.Equal(t, []int{4, 5}, strikes(t, "commit from=3s until=5s crash", 9))
	require.Equal(t, []int{2, 4}, strikes(t, "commit if=alarm crash", 5))
	require.Empty(t, strikes(t, "commit D/* crash", 5))
	require.Len(t, strikes(t, "commit C/? crash", 5), 5)
	some := len(strikes(t, "commit p=30% crash", 1000))
	require.InDelta(t, 300, some, 60)
}

func TestFaultDelay(t *testing.T) {
	w := actor.NewSim(actor.Options{})
	defer w.Close()
	f, err := points.Parse("commit delay=1s..60s")
	require.NoError(t, err)
	seen := map[time.Duration]bool{}
	for range 20 {
		d := f.Delay(w)
		require.GreaterOrEqual(t, d, time.Second)
		require.LessOrEqual(t, d, time.Minute)
		seen[d] = true
	}
	require.Greater(t, len(seen), 10)
	f, err = points.Parse("commit delay=5s")
	require.NoError(t, err)
	require.Equal(t, 5*time.Second, f.Delay(w))
}

// TestFaultsDoNotShiftOneAnother: each counts its own occasions, so that taking one away leaves the others alone.
func TestFaultsDoNotShiftOneAnother(t *testing.T) {
	struck := func(texts ...string) (at [][]int) {
		w := actor.NewSim(actor.Options{})
		defer w.Close()
		var faults []actor.Fault
		for _, text := range texts {
			f, err := points.Parse(text)
			require.NoError(t, err)
			faults = append(faults, f)
		}
		p := actor.NewPlan(faults...)
		at = make([][]int, len(texts))
		for n := range 200 {
			f, ok := p.Ask(w, "commit", "C/a", nil)
			for i, text := range texts {
				if ok && f.String() == text {
					at[i] = append(at[i], n)
				}
			}
		}
		return at
	}
	both := struck("commit nth=2 crash", "commit nth=3 error=L8")
	require.Equal(t, [][]int{{1}, {2}}, both)
	require.Equal(t, both[1:], struck("commit nth=3 error=L8"))
	often := struck("commit every=7 crash", "commit p=10% error=L8")[1]
	alone := struck("commit p=10% error=L8")[0]
	require.Subset(t, alone, often)
	require.GreaterOrEqual(t, len(often), len(alone)-5)
}

// TestPlanAdd: faults that are added come behind those there, which keep what they have counted.
func TestPlanAdd(t *testing.T) {
	w := actor.NewSim(actor.Options{})
	defer w.Close()
	own, err := points.Parse("commit nth=2 crash")
	require.NoError(t, err)
	more, err := points.Parse("commit nth=1 error=L8")
	require.NoError(t, err)
	p := actor.NewPlan(own)
	_, struck := p.Ask(w, "commit", "C/a", nil)
	require.False(t, struck)
	p.Add(more)
	f, struck := p.Ask(w, "commit", "C/a", nil)
	require.True(t, struck)
	require.Equal(t, own, f, "the second time for it, the first for the other: its own is first")
	require.Equal(t, []actor.Standing{{own.String(), 2, 1, false}, {more.String(), 1, 0, false}}, p.Standings())
	p.Faults = nil
	require.True(t, p.Standings()[0].Over)
	require.Nil(t, (*actor.Plan)(nil).Standings())
}
