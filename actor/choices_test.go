package actor_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/actor/fault"
)

// TestReplayLeavesTheTape: a replay says where the run left the tape first, and from there asks After.
func TestReplayLeavesTheTape(t *testing.T) {
	tape, err := actor.ParseTape("a 1/2\nb 2/3\nc 0/2\n")
	require.NoError(t, err)
	for _, c := range []struct {
		name     string
		asked    []actor.Decision // what is asked, and the answer
		diverged int
	}{
		{"follows it", []actor.Decision{{"a", 2, 1}, {"x", 1, 0}, {"b", 3, 2}, {"c", 2, 0}}, -1},
		{"its end", []actor.Decision{{"a", 2, 1}, {"b", 3, 2}, {"c", 2, 0}, {"d", 2, 9}}, 3},
		{"another name, at once", []actor.Decision{{"z", 2, 9}, {"a", 2, 9}, {"b", 3, 9}}, 0},
		{"another number", []actor.Decision{{"a", 2, 1}, {"b", 4, 9}, {"c", 2, 9}}, 1},
		{"a choice of one is no choice", []actor.Decision{{"z", 1, 0}, {"a", 2, 1}}, -1},
	} {
		r := actor.NewReplay(tape)
		r.After = nines{}
		for _, d := range c.asked {
			require.Equal(t, d.Got, r.Choose(d.Name, d.N), "%s: %s", c.name, d.Name)
		}
		require.Equal(t, c.diverged, r.Diverged, c.name)
	}
	alone := actor.NewReplay(nil)
	require.Zero(t, alone.Choose("a", 2))
	require.Zero(t, alone.Diverged)
}

// nines answers everything with 9.
type nines struct{}

func (nines) Choose(string, int) int { return 9 }

// TestTapeHoldsChoicesOnly: what has one outcome is not on a tape, and a tape with an answer that cannot be is none.
func TestTapeHoldsChoicesOnly(t *testing.T) {
	r := &actor.Recorder{From: actor.Seed(1)}
	require.Zero(t, r.Choose("one", 1))
	r.Choose("two", 2)
	require.Len(t, r.Tape, 1)
	require.Equal(t, "two", r.Tape[0].Name)
	for text, good := range map[string]bool{
		"a 1/2": true, "a 0/1": true, "a 2/2": false, "a 3/2": false, "a -1/2": false, "a 0/0": false, "a": false,
		"a 1": false, "a x/2": false, "a 1/x": false, "": true,
	} {
		_, err := actor.ParseTape(text)
		require.Equal(t, good, err == nil, "%q: %v", text, err)
	}
	_, err := actor.ParseTape("a 1/2\n\nb 7/3\n")
	require.EqualError(t, err, `tape line 3: "b 7/3" is not of the form "name got/n"`)
}

// TestEnumeratorLeavesOutWhatIsFixed: names that are fixed are answered with 0 and not explored, and so are choices of one.
func TestEnumeratorLeavesOutWhatIsFixed(t *testing.T) {
	e := &actor.Enumerator{Fixed: map[string]bool{"fixed": true}}
	var seen [][3]int
	for more := true; more; more = e.Next() {
		seen = append(seen, [3]int{e.Choose("one", 1), e.Choose("fixed", 5), e.Choose("free", 3)})
	}
	require.Equal(t, [][3]int{{0, 0, 0}, {0, 0, 1}, {0, 0, 2}}, seen)
}

// TestDistBounds: the least and the most of a distribution.
func TestDistBounds(t *testing.T) {
	var none fault.Dist
	require.Zero(t, none.Min())
	require.Zero(t, none.Max())
	d := fault.Dist{Q: []time.Duration{1, 5, 9}}
	require.Equal(t, time.Duration(1), d.Min())
	require.Equal(t, time.Duration(9), d.Max())
}

// TestTimersInOrder: pending timers are listed as they will be called, with what they are for.
func TestTimersInOrder(t *testing.T) {
	w := actor.NewSim(actor.Options{})
	defer w.Close()
	at := func(d time.Duration) time.Time { return w.Now().Add(d) }
	w.After(3*time.Second, func() {}).For("third")
	w.Background(time.Second, func() {}).For("first")
	gone := w.After(2*time.Second, func() {})
	w.After(2*time.Second, func() {}).For("second")
	w.After(3*time.Second, func() {}).For("fourth")
	require.True(t, gone.Stop())
	require.False(t, gone.Stop())
	require.Equal(t, []actor.Pending{
		{At: at(time.Second), What: "first", Background: true},
		{At: at(2 * time.Second), What: "second"},
		{At: at(3 * time.Second), What: "third"},
		{At: at(3 * time.Second), What: "fourth"},
	}, w.Timers())
	require.NoError(t, w.Settle())
	require.Empty(t, w.Timers())
}

// TestLongMailbox: thousands of messages that wait come in the order of sending, each once, however many come meanwhile.
func TestLongMailbox(t *testing.T) {
	w := actor.NewSim(actor.Options{})
	defer w.Close()
	const first, more = 5000, 3000
	c := &collector{}
	c.a = w.Spawn("c", c)
	for n := range first {
		c.a.Send(n)
	}
	c.more = more
	require.NoError(t, w.Settle())
	require.Len(t, c.got, first+more)
	for n, got := range c.got {
		require.Equal(t, n, got)
	}
}

// collector keeps what it gets, and for a while sends itself one more for each.
type collector struct {
	a    *actor.Actor
	more int
	got  []int
}

func (c *collector) Receive(msg any) {
	c.got = append(c.got, msg.(int))
	if c.more > 0 {
		c.more--
		c.a.Send(5000 + 2999 - c.more)
	}
}

// TestPanicKeepsItsError: what code of a coroutine panics with is found in the error, if it is one.
func TestPanicKeepsItsError(t *testing.T) {
	cause := errors.New("cause")
	for _, value := range []any{cause, "text"} {
		w := actor.NewSim(actor.Options{})
		func() {
			defer func() {
				p, ok := recover().(*actor.PanicError)
				require.True(t, ok)
				require.Equal(t, value == any(cause), errors.Is(p, cause))
				require.Equal(t, value, p.Value)
			}()
			_ = w.Do("who", func() { panic(value) })
		}()
	}
}

// TestKillTwice: a process that is dead is killed without an effect, and one that crossed a bound says so in RunUntil.
func TestKillTwice(t *testing.T) {
	w := actor.NewSim(actor.Options{StepsMax: 100})
	defer w.Close()
	unwound := 0
	p := w.Go("p", func() {
		defer func() { unwound++ }()
		w.Sleep(time.Hour)
	})
	require.NoError(t, w.Advance(time.Second))
	p.Kill()
	p.Kill()
	require.Equal(t, 1, unwound)
	require.NoError(t, w.Settle())
	require.Equal(t, time.Second, w.Elapsed(), "the sleep of what was killed is left")

	var again func()
	again = func() { w.After(time.Millisecond, again) }
	again()
	require.ErrorIs(t, w.RunUntil(func() bool { return false }), actor.ErrSteps)
	require.ErrorIs(t, w.RunUntil(func() bool { return false }), actor.ErrSteps)
}

// TestNilPlan: no plan injects nothing.
func TestNilPlan(t *testing.T) {
	w := actor.NewSim(actor.Options{})
	defer w.Close()
	var p *fault.Plan
	_, struck := p.Ask(w, "commit", "a", nil)
	require.False(t, struck)
	require.Empty(t, p.Standings())
}

// TestChoiceOfOneDrawsNothing: where there is nothing to choose, the stream of a seed stays where it is.
func TestChoiceOfOneDrawsNothing(t *testing.T) {
	a, b := actor.Seed(7), actor.Seed(7)
	for range 10 {
		require.Zero(t, a.Choose("x", 1))
		require.Equal(t, b.Choose("x", 1_000_000), a.Choose("x", 1_000_000))
	}
}

// TestDrawIsBetweenItsQuantiles: a draw is on the line between two quantiles, wherever chance points.
func TestDrawIsBetweenItsQuantiles(t *testing.T) {
	d := fault.Dist{Q: []time.Duration{0, time.Second + 1, time.Hour + 7}}
	seen := map[time.Duration]bool{}
	for seed := range uint64(200) {
		w := actor.NewSim(actor.Options{Chooser: actor.Seed(seed)})
		got := d.Draw(w, "x")
		require.GreaterOrEqual(t, got, d.Min())
		require.LessOrEqual(t, got, d.Max())
		seen[got] = true
		w.Close()
	}
	require.Greater(t, len(seen), 150)
	var last actor.Bytes
	for range 64 {
		last = append(last, 0xff)
	}
	w := actor.NewSim(actor.Options{Chooser: &last})
	defer w.Close()
	require.Positive(t, d.Draw(w, "x"))
}
