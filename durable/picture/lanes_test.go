package picture

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// recorded is a take of a trace, with nothing of its objects but what the trace says.
func recorded(t *testing.T, lines ...string) *Take {
	t.Helper()
	take := (&Recorder{}).Begin("world")
	_, err := take.Write([]byte(strings.Join(lines, "\n") + "\n"))
	require.NoError(t, err)
	return take
}

// TestEnd: a world ends with the last line of its trace.
func TestEnd(t *testing.T) {
	take := recorded(t, `{"step":0,"t":0,"ev":"new","who":"A/a"}`, `{"step":1,"t":2500,"ev":"log","who":"A/a"}`)
	require.Equal(t, 2500*time.Millisecond, take.end)
	take.Operation(Operation{Client: "c", To: 4 * time.Second})
	require.Equal(t, 4*time.Second, take.end)
}

// TestFocus: a long silence at the end is out of focus, but only after a second in which something happens.
func TestFocus(t *testing.T) {
	line := func(ms string) string { return `{"step":1,"t":` + ms + `,"ev":"log","who":"A/a"}` }
	short := recorded(t, line("0"), line("2"), line("20"))
	require.Equal(t, short.end, short.focus(nil), "20 ms is no long silence")
	long := recorded(t, line("0"), line("2000"), line("3600000"))
	require.Equal(t, 2100*time.Millisecond, long.focus(nil))
	found := []Finding{{From: 4 * time.Second, To: time.Hour}}
	require.Equal(t, 13650*time.Millisecond, long.focus(found), "a while of what was found")
	long.Operation(Operation{To: 20 * time.Second})
	require.Equal(t, 21*time.Second, long.focus(nil))
}

// TestLife: each incarnation lasts until its end, or until the next begins.
func TestLife(t *testing.T) {
	take := recorded(t,
		`{"step":0,"t":1000,"ev":"new","who":"A/a"}`, `{"step":1,"t":2000,"ev":"new","who":"A/a"}`,
		`{"step":2,"t":3000,"ev":"crash","who":"A/a","n":1,"note":"old"}`,
		`{"step":3,"t":4000,"ev":"crash","who":"A/a","n":2}`, `{"step":4,"t":5000,"ev":"new","who":"A/a"}`,
		`{"step":5,"t":6000,"ev":"turn","who":"A/a","what":"Get"}`, `{"step":6,"t":9000,"ev":"log"}`)
	l := take.lifeLane(take.object("A/a"))
	require.Equal(t, []band{
		{1 * time.Second, 2 * time.Second, styleLife, "incarnation 1", 0, 0},
		{2 * time.Second, 4 * time.Second, styleLife, "incarnation 2", 1, 0},
		{5 * time.Second, 9 * time.Second, styleLife, "incarnation 3", 4, 0},
	}, l.bands)
	require.Equal(t, []mark{
		{4 * time.Second, styleBad, "crash", 3, 0}, {6 * time.Second, styleTurn, "Get", 5, 0},
	}, l.marks)
}

// TestRuns: the marks and the findings of a schedule say whether it ran early, again, late or well.
func TestRuns(t *testing.T) {
	take := recorded(t,
		`{"step":0,"t":2000,"ev":"turn","who":"A/a","what":"alarm"}`, `{"step":1,"t":30000,"ev":"turn","who":"A/a"}`)
	o := take.object("A/a")
	o.works = []work{{jobs: []job{{"2", 9 * time.Second}, {"3", 5 * time.Second}}}}
	due := 9500 * time.Millisecond
	for n, at := range [][]time.Duration{
		{due}, {8 * time.Second}, {8 * time.Second}, {due, 12 * time.Second}, {due + 3*time.Second},
	} {
		a := &asked{key: string(rune('a' + n)), id: string(rune('1' + n)), at: time.Second, due: due}
		for _, at := range at {
			a.runs = append(a.runs, ran{at: at})
		}
		o.ledger.asked = append(o.ledger.asked, a)
	}
	var marks []string
	for _, m := range take.scheduleLane(o).marks {
		label, _, _ := strings.Cut(m.label, "||")
		if m.style != styleNone {
			marks = append(marks, sinceStart(m.at)+" "+m.style+" "+label)
		}
	}
	require.Equal(t, []string{
		"9.5 s good a runs", "8 s bad b runs 1.5 s early", "8 s bad c runs 1.5 s early",
		"9.5 s good d runs", "12 s bad d runs again", "12.5 s odd e runs 3 s late",
	}, marks)
	require.Equal(t, int64(-1), take.scheduleLane(o).bands[0].step, "nothing is in the trace when it is asked for")

	list := o.runFindings(take)
	require.Len(t, list, 3)
	const asks = "It was asked for 9.5 s and ran at 8 s."
	for n, want := range []Finding{
		{
			Kind: KindEarly, Words: "schedule b ran 1.5 s early", From: 8 * time.Second, To: due,
			Why: asks + " Its row says 9 s: the time is rounded down to a whole second.",
		},
		{
			Kind: KindEarly, Words: "schedule c ran 1.5 s early", From: 8 * time.Second, To: due,
			Why: asks + " Its row says 5 s.",
		},
		{
			Kind: KindTwice, Words: "schedule d ran twice", From: due, To: 12 * time.Second,
			Why: "It ran at 9.5 s and again at 12 s.",
		},
	} {
		got := list[n]
		require.Equal(t, want, Finding{Kind: got.Kind, Words: got.Words, Why: got.Why, From: got.From, To: got.To})
	}
}

// TestClientRows: few operations have a row each; of many each takes a row that is free, of at most eight.
func TestClientRows(t *testing.T) {
	rows := func(n int, long time.Duration) (rows int, list []int) {
		var ops []Operation
		for i := range n {
			from := time.Duration(i) * time.Second
			ops = append(ops, Operation{Client: "c", From: from, To: from + long})
		}
		l := recorded(t, `{"step":0,"t":0,"ev":"log"}`).clientLane("c", ops)
		for _, b := range l.bands {
			list = append(list, b.row)
		}
		return l.rows, list
	}
	n, list := rows(4, time.Second)
	require.Equal(t, 4, n)
	require.Equal(t, []int{0, 1, 2, 3}, list)
	n, list = rows(16, 2*time.Second)
	require.Equal(t, 2, n)
	require.Equal(t, []int{0, 1, 0, 1, 0, 1, 0, 1}, list[:8])
	n, list = rows(16, time.Minute)
	require.Equal(t, rowsMost, n)
	require.Equal(t, []int{0, 1, 2, 3, 4, 5, 6, 7, 7, 7}, list[:10])
}
