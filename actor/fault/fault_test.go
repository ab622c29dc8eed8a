package fault_test

import (
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/actor/sim"
)

var points = fault.Points{
	{
		Name: "commit", About: "a commit is on its way", Do: []string{"crash", "error=", "delay=", "pages="},
		If: []string{"alarm", "call", "await", "end", "stored:"}, One: [][]string{{"alarm", "call", ""}, {"await", "end"}},
		Names: map[string][]string{"error=": {"L1", "L8"}}, Counts: []string{"pages="},
	},
	{
		Name: "request", About: "a message is sent", Do: []string{"drop", "twice", "delay=", "error="},
		Names: map[string][]string{"error=": nil}, Others: true,
	},
}

func TestFaultTextReadsBack(t *testing.T) {
	for _, text := range []string{
		"commit crash",
		"commit Counter/* nth=3 crash",
		"commit * every=5 times=2 error=L8",
		"commit p=2.5% from=10s until=1m0s if=alarm delay=1s..1m0s",
		"commit p=7% delay=1ms,2ms,20ms",
		"commit p=0.0001% pages=3",
		"commit if=!alarm,await,stored:n,!stored:k=v crash",
		"request C/[ab] delay=300ms",
		"request @client-* nth=1 p=100% twice",
		"request error=5s",
	} {
		f, err := points.Parse(text)
		require.NoError(t, err)
		require.Equal(t, text, f.String())
	}
	for text, want := range map[string]string{
		"  request \t p=0.01\ndrop ": "request p=1% drop",
		"commit delay=1s,3s":         "commit delay=1s..3s",
		"commit p=0.07 crash":        "commit p=7% crash",
	} {
		f, err := points.Parse(text)
		require.NoError(t, err)
		require.Equal(t, want, f.String())
	}
}

func TestFaultTextWithAnErrorPointsAtIt(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "column 1: the point is missing: want one of commit, request",
		"comit crash":                   `column 1: unknown point "comit": want one of commit, request`,
		"commit":                        "column 7: the action is missing: want one of crash, error=, delay=, pages=",
		"commit twice":                  `column 8: "twice" is not possible at commit: want one of nth=, every=, p=, from=, until=, times=, if=, crash, error=, delay=, pages=`,
		"commit nth=0 crash":            `column 12: nth: 0 is out of bounds: want a whole number from 1 to 9223372036854775807`,
		"commit nth=1e3 crash":          `column 12: nth: "1e3" is not a whole number`,
		"commit nth=1 nth=2 crash":      `column 14: nth is given twice`,
		"commit nth=4 every=2 crash":    `column 14: nth= and every= do not go together: give one of them`,
		"commit p=2 crash":              `column 10: p: 2 is out of bounds: want 0.000001 to 1, or 0.0001% to 100%`,
		"commit p=NaN crash":            `column 10: p: "NaN" is not a probability: want 0.01 or 1%`,
		"commit p=0.00001% crash":       `column 10: p: 0.00001% is out of bounds`,
		"commit delay":                  `column 8: "delay" is not possible at commit`,
		"commit delay=":                 `column 14: delay: "" is not a duration: want 300ms, 5s or 1m`,
		"commit delay=0s":               `column 14: delay: 0s is out of bounds: want more than 0s`,
		"commit delay=5":                `column 14: delay: "5" is not a duration: want 300ms, 5s or 1m`,
		"commit delay=5..3s":            `column 14: delay: "5" is not a duration: want 300ms, 5s or 1m`,
		"commit delay=5s..3s":           `column 14: delay: "5s..3s" decreases: 3s comes after 5s`,
		"commit delay=87601h":           `column 14: delay: 87601h is out of bounds: want 0s to 87600h`,
		"commit delay=99999999h":        `column 14: delay: 99999999h is out of bounds: want 0s to 87600h`,
		"commit delay=-1s":              `column 14: delay: -1s is out of bounds: want 0s to 87600h`,
		"commit delay=1s,3s,2s":         `column 14: delay: "1s,3s,2s" decreases: 2s comes after 3s`,
		"commit pages=5s":               `column 14: pages: "5s" is not a whole number`,
		"commit error=":                 `column 14: commit does not take error=: want one of L1, L8`,
		"commit error=L2":               `column 14: commit does not take error=L2: want one of L1, L8`,
		"request error=":                `column 15: request does not take error=`,
		"commit crash nth=1":            `column 14: "nth=1" comes after the action, which has to be last`,
		"commit if=idle crash":          `column 11: commit has no condition "idle": want one of alarm, call, await, end, stored:`,
		"commit if= crash":              `column 11: a condition is missing: want one of alarm, call, await, end, stored:`,
		"commit if=await,,end crash":    `column 17: commit has no condition ""`,
		"commit if=await,!!end crash":   `column 17: commit has no condition "!end"`,
		"commit if=stored: crash":       `column 11: commit has no condition "stored:"`,
		"commit if=await:x crash":       `column 11: commit has no condition "await:x"`,
		"commit if=await,await crash":   `column 17: "await" is given twice`,
		"commit if=await,!await crash":  `column 17: "await" and its opposite never hold at once`,
		"commit if=await,alarm,end x":   `column 23: "await" and "end" never hold at once`,
		"commit if=!await,!end crash":   `column 11: one of await, end always holds: the fault could never strike`,
		"commit if=alarm,call crash":    `column 17: "alarm" and "call" never hold at once`,
		"request if=alarm drop":         `column 12: request has no condition "alarm"`,
		"commit [x/* crash":             `column 8: "[x/*" is not a pattern: want CLASS/NAME`,
		"commit Count* crash":           `column 8: "Count*" is not a pattern: want CLASS/NAME, as in Counter/*`,
		"commit @alarms crash":          `column 8: "@alarms" is not an object: commit takes CLASS/NAME, as in Counter/*`,
		"commit nth=1 C/a crash":        `column 14: "C/a" is not possible at commit`,
		"commit from=5s until=5s crash": "column 16: until=5s is not after from=5s: the fault could never strike",
		"commit until=0s crash":         `column 14: until: with 0s the fault could never strike: want more than 0s`,
		"commit C/ä crsh":               `column 12: "crsh" is not possible at commit`,
	} {
		_, err := points.Parse(text)
		var e *fault.Error
		require.ErrorAs(t, err, &e, text)
		require.Contains(t, err.Error(), "fault, "+want, text)
	}
	_, err := points.Parse("commit\tC/ä crsh")
	require.ErrorContains(t, err, "\n  commit C/ä crsh\n             ^")
}

// FuzzParse: what is accepted is printed, and that is read back as the same; what is refused is refused at a column of
// the text, at the latest behind its end.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"", " ", "commit", "commit crash", "commit Counter/* nth=3 crash", "commit p=2.5% from=10s until=1m if=alarm delay=1s..60s",
		"commit delay=1ms,2ms,20ms", "request @c* p=7% error=x=y", "commit if=!alarm,await,stored:n crash", "commit pages=007",
		"commit p=1e-05 crash", "commit p=0x1p-2 crash", "commit \xff\x00 crash", "commit C/ä delay=5ms..1ms", "commit if=!await,!end crash",
		"request from=9999999h until=1ns drop", "commit from=1us delay=0s..1ns", "commit times=+5 error=L8", "request p=33.3333333333% drop",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := points.Parse(text)
		if err != nil {
			var e *fault.Error
			require.ErrorAs(t, err, &e)
			require.GreaterOrEqual(t, e.Column, 1)
			require.LessOrEqual(t, e.Column, utf8.RuneCountInString(text)+1)
			return
		}
		again, err := points.Parse(got.String())
		require.NoError(t, err)
		require.Equal(t, got, again)
	})
}

// strikes returns at which of n passings, one a second, the fault strikes.
func strikes(t *testing.T, text string, n int) (at []int) {
	f, err := points.Parse(text)
	require.NoError(t, err)
	w := sim.New(sim.Options{})
	defer w.Close()
	p := fault.NewPlan(f)
	for i := 1; i <= n; i++ {
		if _, ok := p.Ask(w.World, "commit", "C/a", func(c fault.Condition) bool { return c == "alarm" && i%2 == 0 }); ok {
			at = append(at, i)
		}
		_, other := p.Ask(w.World, "request", "C/a", nil)
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
	require.Equal(t, []int{1, 3, 5}, strikes(t, "commit if=!alarm crash", 5))
	require.Equal(t, []int{2, 4}, strikes(t, "commit if=alarm,!end crash", 5))
	require.Empty(t, strikes(t, "commit if=alarm,end crash", 5))
	require.Empty(t, strikes(t, "commit D/* crash", 5))
	require.Len(t, strikes(t, "commit * crash", 5), 5)
	require.Len(t, strikes(t, "commit C/? crash", 5), 5)
	some := len(strikes(t, "commit p=30% crash", 1000))
	require.InDelta(t, 300, some, 60)
}

func TestFaultDelay(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	f, err := points.Parse("commit delay=1s..60s")
	require.NoError(t, err)
	seen := map[time.Duration]bool{}
	for range 20 {
		d := f.Span.Draw(w.World, "delay")
		require.GreaterOrEqual(t, d, time.Second)
		require.LessOrEqual(t, d, time.Minute)
		seen[d] = true
	}
	require.Greater(t, len(seen), 10)
	f, err = points.Parse("commit delay=5s")
	require.NoError(t, err)
	require.Equal(t, 5*time.Second, f.Span.Draw(w.World, "delay"))
}

// TestFaultDelayByQuantiles: half is below the middle value, and nothing beyond the outer ones.
func TestFaultDelayByQuantiles(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	f, err := points.Parse("commit delay=1ms,2ms,20ms")
	require.NoError(t, err)
	low := 0
	for range 1000 {
		d := f.Span.Draw(w.World, "delay")
		require.GreaterOrEqual(t, d, time.Millisecond)
		require.LessOrEqual(t, d, 20*time.Millisecond)
		if d <= 2*time.Millisecond {
			low++
		}
	}
	require.InDelta(t, 500, low, 50)
	f, err = points.Parse("commit delay=0s..87600h")
	require.NoError(t, err)
	for range 1000 {
		require.GreaterOrEqual(t, f.Span.Draw(w.World, "delay"), time.Duration(0))
	}
}

// TestFaultBefallsWhomItNames: objects and others are two worlds, and nobody is meant who is not named.
func TestFaultBefallsWhomItNames(t *testing.T) {
	for whom, want := range map[string][]string{
		"": {"C/a", "D/a"}, "* ": {"C/a", "D/a"}, "C/* ": {"C/a"}, "*/a ": {"C/a", "D/a"},
		"@* ": {"@alarms", "@client 1"}, "@client?1 ": {"@client 1"}, "@c/* ": {"@c/a"},
	} {
		f, err := points.Parse("request " + whom + "drop")
		require.NoError(t, err)
		var got []string
		for _, name := range []string{"C/a", "D/a", "@alarms", "@client 1", "@c/a"} {
			w := sim.New(sim.Options{})
			if _, struck := fault.NewPlan(f).Ask(w.World, "request", name, nil); struck {
				got = append(got, name)
			}
			w.Close()
		}
		require.Equal(t, want, got, whom)
	}
}

// TestFaultsDoNotShiftOneAnother: each counts its own occasions, so that taking one away leaves the others alone.
func TestFaultsDoNotShiftOneAnother(t *testing.T) {
	struck := func(texts ...string) (at [][]int) {
		w := sim.New(sim.Options{})
		defer w.Close()
		var faults []fault.Fault
		for _, text := range texts {
			f, err := points.Parse(text)
			require.NoError(t, err)
			faults = append(faults, f)
		}
		p := fault.NewPlan(faults...)
		at = make([][]int, len(texts))
		for n := range 200 {
			f, ok := p.Ask(w.World, "commit", "C/a", nil)
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
	w := sim.New(sim.Options{})
	defer w.Close()
	own, err := points.Parse("commit nth=2 crash")
	require.NoError(t, err)
	more, err := points.Parse("commit nth=1 error=L8")
	require.NoError(t, err)
	p := fault.NewPlan(own)
	_, struck := p.Ask(w.World, "commit", "C/a", nil)
	require.False(t, struck)
	p.Add(more)
	f, struck := p.Ask(w.World, "commit", "C/a", nil)
	require.True(t, struck)
	require.Equal(t, own.String(), f.String(), "the second time for it, the first for the other: its own is first")
	require.Equal(t, []fault.Standing{{own.String(), 2, 1, false}, {more.String(), 1, 0, false}}, p.Standings())
	p.Faults = nil
	require.True(t, p.Standings()[0].Over)
	require.Nil(t, (*fault.Plan)(nil).Standings())
}

// TestNilPlan: no plan injects nothing.
func TestNilPlan(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	var p *fault.Plan
	_, struck := p.Ask(w.World, "commit", "a", nil)
	require.False(t, struck)
	require.Empty(t, p.Standings())
}

// TestAddKeepsCounts: a fault that has struck as often as it may does not strike again because others are added.
func TestAddKeepsCounts(t *testing.T) {
	w := sim.New(sim.Options{})
	defer w.Close()
	p := fault.NewPlan(fault.Fault{Where: "x", Times: 1, Do: "a"}, fault.Fault{Where: "y", Nth: 2, Do: "b"})
	ask := func(where string) bool { _, struck := p.Ask(w.World, where, "o", nil); return struck }
	require.True(t, ask("x"))
	require.False(t, ask("y"))
	p.Add(fault.Fault{Where: "z", Do: "c"})
	require.False(t, ask("x"))
	require.True(t, ask("y"))
	require.True(t, ask("z"))
	struck := []int{}
	for _, s := range p.Standings() {
		struck = append(struck, s.Struck)
	}
	require.Equal(t, []int{1, 1, 1}, struck)
}

// TestCertainFaultsDrawNothing: a fault that is certain, or says nothing of its chance, is no choice of the world.
func TestCertainFaultsDrawNothing(t *testing.T) {
	for chance, drawn := range map[float64]int{0: 0, 1: 0, 0.5: 1} {
		r := &sim.Recorder{From: sim.Seed(1)}
		w := sim.New(sim.Options{Chooser: r})
		fault.NewPlan(fault.Fault{Where: "x", Chance: chance, Do: "a"}).Ask(w.World, "x", "o", nil)
		require.Len(t, r.Tape, drawn, "%v", chance)
		w.Close()
	}
}

// TestLeastFaultText: the least numbers of a fault are in its text.
func TestLeastFaultText(t *testing.T) {
	f := fault.Fault{
		Where: "x", Whom: "C/a", Nth: 1, Every: 1, Chance: 0.000001, From: 1, Until: 1, Times: 1, If: "a", Do: "delay",
		Span: fault.Dist{Q: []time.Duration{1}},
	}
	require.Equal(t, "x C/a nth=1 every=1 p=0.0001% from=1ns until=1ns times=1 if=a delay=1ns", f.String())
	require.Equal(t, "x flood=1", fault.Fault{Where: "x", Do: "flood", Count: 1}.String())
	require.Equal(t, "x crash", fault.Fault{Where: "x", Do: "crash"}.String())
}
