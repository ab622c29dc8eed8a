package sim_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
)

// TestReplayLeavesTheTape: a replay says where the run left the tape first, and from there asks After.
func TestReplayLeavesTheTape(t *testing.T) {
	tape, err := sim.ParseTape("a 1/2\nb 2/3\nc 0/2\n")
	require.NoError(t, err)
	for _, c := range []struct {
		name     string
		asked    []sim.Decision // what is asked, and the answer
		diverged int
	}{
		{"follows it", []sim.Decision{{"a", 2, 1}, {"x", 1, 0}, {"b", 3, 2}, {"c", 2, 0}}, -1},
		{"its end", []sim.Decision{{"a", 2, 1}, {"b", 3, 2}, {"c", 2, 0}, {"d", 2, 9}}, 3},
		{"another name, at once", []sim.Decision{{"z", 2, 9}, {"a", 2, 9}, {"b", 3, 9}}, 0},
		{"another number", []sim.Decision{{"a", 2, 1}, {"b", 4, 9}, {"c", 2, 9}}, 1},
		{"a choice of one is no choice", []sim.Decision{{"z", 1, 0}, {"a", 2, 1}}, -1},
	} {
		r := sim.NewReplay(tape)
		r.After = nines{}
		for _, d := range c.asked {
			require.Equal(t, d.Got, r.Choose(d.Name, d.N), "%s: %s", c.name, d.Name)
		}
		require.Equal(t, c.diverged, r.Diverged, c.name)
	}
	alone := sim.NewReplay(nil)
	require.Zero(t, alone.Choose("a", 2))
	require.Zero(t, alone.Diverged)
}

// nines answers everything with 9.
type nines struct{}

func (nines) Choose(string, int) int { return 9 }

// TestTapeHoldsChoicesOnly: what has one outcome is not on a tape, and a tape with an answer that cannot be is none.
func TestTapeHoldsChoicesOnly(t *testing.T) {
	r := &sim.Recorder{From: sim.Seed(1)}
	require.Zero(t, r.Choose("one", 1))
	r.Choose("two", 2)
	require.Len(t, r.Tape, 1)
	require.Equal(t, "two", r.Tape[0].Name)
	for text, good := range map[string]bool{
		"a 1/2": true, "a 0/1": true, "a 2/2": false, "a 3/2": false, "a -1/2": false, "a 0/0": false, "a": false,
		"a 1": false, "a x/2": false, "a 1/x": false, "": true,
	} {
		_, err := sim.ParseTape(text)
		require.Equal(t, good, err == nil, "%q: %v", text, err)
	}
	_, err := sim.ParseTape("a 1/2\n\nb 7/3\n")
	require.EqualError(t, err, `tape line 3: "b 7/3" is not of the form "name got/n"`)
}

// TestEnumeratorLeavesOutWhatIsFixed: names that are fixed are answered with 0 and not explored, and so are choices of one.
func TestEnumeratorLeavesOutWhatIsFixed(t *testing.T) {
	e := &sim.Enumerator{Fixed: map[string]bool{"fixed": true}}
	var seen [][3]int
	for more := true; more; more = e.Next() {
		seen = append(seen, [3]int{e.Choose("one", 1), e.Choose("fixed", 5), e.Choose("free", 3)})
	}
	require.Equal(t, [][3]int{{0, 0, 0}, {0, 0, 1}, {0, 0, 2}}, seen)
}

// TestChoiceOfOneDrawsNothing: where there is nothing to choose, the stream of a seed stays where it is.
func TestChoiceOfOneDrawsNothing(t *testing.T) {
	a, b := sim.Seed(7), sim.Seed(7)
	for range 10 {
		require.Zero(t, a.Choose("x", 1))
		require.Equal(t, b.Choose("x", 1_000_000), a.Choose("x", 1_000_000))
	}
}

func TestNewNameLeavesOldStreams(t *testing.T) {
	draw := func(extra bool) (got []int) {
		c := sim.Seed(3)
		for range 50 {
			if extra {
				c.Choose("new", 9)
			}
			got = append(got, c.Choose("old", 1000))
		}
		return got
	}
	require.Equal(t, draw(false), draw(true))
}

func TestEnumeratorSeesEverySequenceOnce(t *testing.T) {
	var e sim.Enumerator
	seen := map[string]bool{}
	for more := true; more; more = e.Next() {
		s := ""
		for range 3 {
			s += fmt.Sprint(e.Choose("x", 2+len(s)%2))
		}
		require.False(t, seen[s], s)
		seen[s] = true
	}
	require.Len(t, seen, 2*3*2)
}

func TestBytesChooseWithinBounds(t *testing.T) {
	b := sim.Bytes{1, 2, 255, 255, 9, 9, 9, 9}
	require.Equal(t, 1, b.Choose("a", 256))
	require.Equal(t, 2, b.Choose("a", 3))
	require.Equal(t, 65535, b.Choose("a", 1<<16))
	require.Less(t, b.Choose("a", 1<<20), 1<<20)
	require.Equal(t, 0, b.Choose("a", 100), "the input is eaten")
}
