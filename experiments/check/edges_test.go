package check_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/experiments/check"
)

// TestCrashWindow: a crash excuses a second run from the moment of the first on until that of the second. One before or
// behind them excuses nothing, and each pair of runs needs its own.
func TestCrashWindow(t *testing.T) {
	const twice = "twice: it ran again after it had ended well, without a crash"
	const many = "cadence: an occurrence ran twice, or early"
	for _, c := range []struct {
		crashes []int
		excused bool
	}{
		{nil, false},
		{[]int{50}, false},
		{[]int{99}, false},
		{[]int{100}, true},
		{[]int{200}, true},
		{[]int{300}, true},
		{[]int{301}, false},
		{[]int{50, 400}, false},
		{[]int{50, 150, 400}, true},
	} {
		var crashes []time.Time
		for _, ms := range c.crashes {
			crashes = append(crashes, at(ms))
		}
		r := check.Record{Asked: []check.Asked{asked("a", 100)}, Ran: []check.Ran{ran("a", 100), ran("a", 300)}}
		recurring := check.Recurring{Key: "a", Due: []time.Time{at(100), at(900)}, Ran: append(r.Ran, ran("a", 900))}
		var want, wantMany []string
		if !c.excused {
			want, wantMany = []string{twice}, []string{many}
		}
		require.Equal(t, want, judged(r, check.Excuses{Crashes: crashes}), c.crashes)
		require.Equal(t, wantMany, check.Signatures(check.Cadence(recurring, crashes, false)), c.crashes)
	}
	thrice := check.Record{
		Asked: []check.Asked{asked("a", 100)}, Ran: []check.Ran{ran("a", 100), ran("a", 300), ran("a", 500)},
	}
	require.Equal(t, []string{twice}, judged(thrice, check.Excuses{Crashes: []time.Time{at(200)}}))
	require.Empty(t, judged(thrice, check.Excuses{Crashes: []time.Time{at(200), at(400)}}))
	// A run that threw is tried again, but one that ended well before is not.
	threw := check.Ran{Key: "a", At: at(200), Err: "no"}
	thrice.Ran[1] = threw
	require.Equal(t, []string{twice}, judged(thrice, check.Excuses{}))
	thrice.Ran = []check.Ran{threw, ran("a", 300), ran("a", 500)}
	require.Equal(t, []string{twice}, judged(thrice, check.Excuses{}))
}

// TestTimes: the bounds of early, late and lost, to the millisecond.
func TestTimes(t *testing.T) {
	const less, more = "early: by less than a second", "early: by a second or more"
	due := []check.Asked{asked("a", 5000)}
	for ms, want := range map[int][]string{5000: nil, 4999: {less}, 4001: {less}, 4000: {more}} {
		require.Equal(t, want, judged(check.Record{Asked: due, Ran: []check.Ran{ran("a", ms)}}, check.Excuses{}), ms)
	}
	late := check.Excuses{Late: time.Second}
	for ms, want := range map[int][]string{6000: nil, 6001: {"late: it ran later than its delays explain"}} {
		require.Equal(t, want, judged(check.Record{Asked: due, Ran: []check.Ran{ran("a", ms)}}, late), ms)
	}
	threw := check.Ran{Key: "a", At: at(5000), Err: "no"}
	r := check.Record{Asked: due, Ran: []check.Ran{threw, ran("a", 60_000)}}
	require.Empty(t, judged(r, late), "its first run was in time")
	past := check.Asked{Key: "a", ID: "a", Due: at(-9000), At: at(5000)}
	r = check.Record{Asked: []check.Asked{past}, Ran: []check.Ran{ran("a", 6000)}}
	require.Empty(t, judged(r, late), "it could not run before it was asked for")

	lost := check.Record{Asked: []check.Asked{past}, Stored: map[string]bool{"a": true}, Now: at(6000)}
	require.Len(t, check.Schedules(lost, check.Excuses{Grace: time.Second}), 1, "the grace is over")
	require.Empty(t, check.Schedules(lost, check.Excuses{Grace: time.Second + time.Millisecond}))
	require.Contains(t, check.Schedules(lost, check.Excuses{})[0].String(), "(a, asked for at 00:00:05.000, due 23:59:51.000)")
	stored := map[string]bool{"b": true} // It is kept under its ID, not under its key.
	lost = check.Record{Asked: []check.Asked{{Key: "a", ID: "b", Due: at(0)}}, Stored: stored, Now: at(6000)}
	require.Equal(t, "lost: stored and due, and getAlarm() is null", check.Schedules(lost, check.Excuses{})[0].Signature())
	cut := check.Ran{Key: "a", At: at(5000)}
	r = check.Record{Asked: due, Ran: []check.Ran{threw, cut}}
	require.Equal(t, []string{"lost: its run was cut off, and it is gone"}, judged(r, check.Excuses{}), "the last run counts")
}

// TestEnded: only runs that begin behind the end of a schedule are undead, and not those of the one that replaces it.
func TestEnded(t *testing.T) {
	const undead = "undead: it ran after it had been cancelled or replaced"
	ended := asked("a", 100)
	ended.Ended, ended.Until = at(150), 1
	r := check.Record{Asked: []check.Asked{ended, asked("b", 90)}, Ran: []check.Ran{ran("a", 100), ran("b", 200)}}
	require.Empty(t, judged(r, check.Excuses{Unordered: true}), "it had begun before")
	r.Ran = []check.Ran{ran("b", 100), ran("a", 200)}
	require.Equal(t, []string{undead}, judged(r, check.Excuses{Unordered: true}))
	require.Equal(t, 1, count(r).Undead)
	again := asked("a", 180)
	again.At = at(160)
	r.Asked = append(r.Asked, again)
	require.Empty(t, judged(r, check.Excuses{Unordered: true}), "it is the run of the newer one")
	r.Asked[2].At = r.Asked[0].At
	require.Equal(t, []string{undead}, judged(r, check.Excuses{Unordered: true}), "neither is the newer one")
	ended.Until = 9
	r = check.Record{Asked: []check.Asked{ended}, Ran: []check.Ran{ran("a", 100)}}
	require.Empty(t, judged(r, check.Excuses{}), "more runs had begun than are left")
}

func count(r check.Record) check.Tally { return check.Count(r, check.Bounds{Late: time.Second}) }

// TestSides: of two schedules one has to come first where it is due two milliseconds before, or at one moment for one
// time was asked for first.
func TestSides(t *testing.T) {
	const order = "order: it ran behind what is due later, or was asked for later"
	put := func(key string, askedAt, due int) check.Asked {
		return check.Asked{Key: key, ID: key, At: at(askedAt), Due: at(due)}
	}
	backwards := []check.Ran{ran("b", 5000), ran("a", 5000)} // b is the second, and runs first.
	for _, c := range []struct {
		name     string
		a, b     check.Asked
		disorder bool
	}{
		{"two milliseconds", put("a", 0, 100), put("b", 0, 102), true},
		{"a millisecond", put("a", 0, 100), put("b", 0, 101), false},
		{"asked for first", put("a", 0, 100), put("b", 0, 100), true},
		{"at different moments", put("a", 0, 100), put("b", 50, 100), false},
		{"not there yet", put("a", 102, 0), put("b", 0, 102), false},
		{"there in time", put("a", 101, 0), put("b", 0, 102), true},
	} {
		r := check.Record{Asked: []check.Asked{c.a, c.b}, Ran: backwards, Now: at(9000)}
		var want []string
		if c.disorder {
			want = []string{order}
		}
		require.Equal(t, want, judged(r, check.Excuses{}), c.name)
		r.Ran = []check.Ran{ran("a", 5000), ran("b", 5000)}
		require.Empty(t, judged(r, check.Excuses{}), c.name)
		r.Asked[0].Ended, r.Asked[0].Until, r.Ran = at(1), 2, backwards
		require.Empty(t, judged(r, check.Excuses{}), "%s: one that has ended has no place", c.name)
	}
	r := check.Record{Asked: []check.Asked{put("a", 0, 100), put("b", 0, 900)}, Ran: []check.Ran{ran("b", 200), ran("a", 200)}}
	require.Equal(t, []string{"early: by less than a second"}, judged(r, check.Excuses{}), "that it is early is worse")
	require.Equal(t, 1, count(r).Disorder, "a tally counts it in both ways")
	r.Ran = []check.Ran{ran("b", 900), ran("a", 950), ran("b", 990)}
	require.Equal(t, 1, count(r).Disorder, "second runs have no place")
	r.Ran = []check.Ran{ran("b", 50), ran("a", 60)}
	require.Zero(t, count(r).Disorder, "one that is early is no disorder")
	r.Asked = []check.Asked{put("a", 0, 100), put("b", 0, 200), put("c", 0, 300)}
	r.Ran = []check.Ran{ran("c", 400), ran("a", 400), ran("b", 400)}
	require.Equal(t, 2, count(r).Disorder, "both come behind c")
	for due, disorder := range map[int]int{101: 0, 102: 1} {
		r.Asked, r.Ran = []check.Asked{put("a", 0, 100), put("b", 0, due)}, backwards
		require.Equal(t, disorder, count(r).Disorder, due)
	}
}

// TestArmedEdges: the bounds of what an object at rest owes, and which of its schedules is the first.
func TestArmedEdges(t *testing.T) {
	const set, knows = "armed: work is due, and the alarm is set for later", "armed: the alarm manager knows a later time"
	const null, stored = "armed: work is due, and getAlarm() is null", "armed: work is stored, and getAlarm() is null"
	armed := func(r check.Record, managed time.Time) []string {
		return check.Signatures(check.Armed(r, managed, time.Second))
	}
	ended, begun := asked("ended", 10), asked("begun", 20)
	ended.Ended = at(15)
	r := check.Record{
		Asked:  []check.Asked{asked("c", 900), ended, begun, asked("gone", 30), asked("b", 500), asked("d", 700)},
		Ran:    []check.Ran{ran("begun", 20)},
		Stored: map[string]bool{"c": true, "b": true, "d": true, "begun": true, "ended": true},
		Now:    at(500),
	}
	require.Equal(t, []string{stored}, armed(r, time.Time{}), "the first is due now, which is not before now")
	r.Now = at(501)
	require.Equal(t, []string{null}, armed(r, time.Time{}))
	require.Contains(t, check.Armed(r, time.Time{}, 0)[0].Note, "b due 00:00:00.500")

	for _, c := range []struct {
		now, alarm int
		want       []string
	}{
		{1500, 2501, nil}, {1501, 2501, nil}, {1501, 2502, []string{set}},
	} {
		r.Now, r.Alarm = at(c.now), at(c.alarm)
		require.Equal(t, c.want, armed(r, r.Alarm), "%d %d", c.now, c.alarm)
	}
	r.Now, r.Alarm = at(400), at(500)
	require.Empty(t, armed(r, r.Alarm.Add(time.Millisecond-1)))
	require.Equal(t, []string{knows}, armed(r, r.Alarm.Add(time.Millisecond)))
	idle := check.Record{Now: at(100), Alarm: at(100)}
	require.Empty(t, armed(idle, idle.Alarm), "it is on its way, and finds nothing")
	idle.Alarm = at(101)
	require.Equal(t, []string{"armed: there is an alarm without work"}, armed(idle, idle.Alarm))
}

// TestCopiesEdges: the bounds of the two copies of an alarm.
func TestCopiesEdges(t *testing.T) {
	alarm := at(5000)
	copies := func(now int, managed time.Time) []string {
		return check.Signatures(check.Copies(at(now), alarm, managed, time.Second))
	}
	require.Empty(t, copies(0, alarm.Add(time.Millisecond-1)))
	require.Equal(t, []string{"armed: the alarm manager knows a later time"}, copies(0, alarm.Add(time.Millisecond)))
	require.Empty(t, copies(6000, alarm))
	require.Equal(t, []string{"armed: an alarm is overdue, and does not come"}, copies(6001, alarm))
	require.Equal(t, "at 00:00:06.001 for 00:00:05.000, the manager for 00:00:05.000", check.Copies(at(6001), alarm, alarm, 0)[0].Note)
	require.Equal(t, "at 00:00:00.000 for 00:00:05.000", check.Copies(at(0), alarm, time.Time{}, 0)[0].Note)
}

// TestGettingOn: a run counts only if it ends well strictly between two deaths, and then the row begins anew.
func TestGettingOn(t *testing.T) {
	deaths := []time.Time{at(100), at(200), at(300), at(400), at(500)}
	for ms, dead := range map[int]bool{150: true, 200: true, 250: false, 300: true, 350: false, 400: true, 450: true} {
		found := check.Awake(deaths, []check.Ran{ran("a", ms)}, 3)
		require.Equal(t, dead, len(found) > 0, ms)
	}
	require.Equal(t, "4 deaths until 00:00:00.400", check.Awake(deaths, nil, 3)[0].Note)
}

// TestTallyEdges: the bounds of the fates, and what a tally says of them.
func TestTallyEdges(t *testing.T) {
	one := func(ms int) check.Tally {
		return count(check.Record{Asked: []check.Asked{asked("a", 100)}, Ran: []check.Ran{ran("a", ms)}, Now: at(5000)})
	}
	for ms, want := range map[int][3]int{99: {1, 0, 0}, 100: {0, 1, 0}, 1100: {0, 1, 0}, 1101: {0, 0, 1}} {
		y := one(ms)
		require.Equal(t, want, [3]int{y.Early, y.OnTime, y.Late}, ms)
		require.Equal(t, want[1] == 1, y.OK(), ms)
		require.Equal(t, time.Duration(ms)*time.Millisecond, y.FirstRun)
	}
	late := one(1099 + 100)
	require.Equal(t, "1 ran late, by up to 1.1 s", late.Diagnosis())
	r := check.Record{Asked: []check.Asked{asked("a", 100)}, Ran: []check.Ran{ran("a", 1100), ran("a", 1200)}, Now: at(5000)}
	twice := count(r)
	require.Equal(t, 1, twice.OnTime)
	require.False(t, twice.OK(), "it ran twice")
	second := check.Count(r, check.Bounds{})
	require.Equal(t, "1 ran late, by up to 1.0 s; 1 ran again: duplicate", second.Diagnosis())
	r = check.Record{Asked: []check.Asked{asked("a", 100), asked("b", 100)}, Stored: map[string]bool{"a": true, "b": true}}
	r.Now = at(99)
	y := count(r)
	require.Equal(t, 2, y.Pending)
	require.True(t, y.OK())
	r.Now = at(100)
	y = count(r)
	require.Equal(t, 2, y.NeverArmed, "what is due is not pending")
	require.Equal(t, "2 rows due, getAlarm() is null: never armed", y.Diagnosis())
	r.Ran = []check.Ran{{Key: "a", At: at(200), Err: "no"}, ran("b", 999), ran("b", 1500)}
	y = count(r)
	require.Equal(t, [3]int{1, 0, 1}, [3]int{y.NeverArmed, y.Failed, y.Duplicate}, "what threw and is stored may come again")
	require.Equal(t, []float64{899}, y.Lag)
	require.Equal(t, []time.Duration{200 * time.Millisecond, 1500 * time.Millisecond}, []time.Duration{y.FirstRun, y.LastRun})
	require.Equal(t, "1 row due, getAlarm() is null: never armed; 1 ran again: duplicate", y.Diagnosis())
	require.Equal(t, check.Latency{P50: 899, P90: 899, P99: 899, Max: 899}, *y.Latency())
	y.Lag = []float64{40, 10, 20, 30, 50, 60, 70, 80, 90, 100}
	require.Equal(t, check.Latency{P50: 50, P90: 90, P99: 100, Max: 100}, *y.Latency())
	require.Nil(t, (&check.Tally{}).Latency())
	require.Equal(t, check.Tally{}, count(check.Record{Ran: []check.Ran{ran("other", 5)}}), "nothing was asked for")
}

// TestSum: each number adds up; times are the first and the last.
func TestSum(t *testing.T) {
	a := check.Tally{
		Scheduled: 1, Executed: 2, OnTime: 3, Late: 4, Early: 5, Failed: 6, NeverArmed: 7, Starving: 8, Overwritten: 9,
		Pending: 10, Duplicate: 11, Undead: 12, Disorder: 13, Lag: []float64{1}, FirstRun: 5, LastRun: 9, Alarm: at(1),
	}
	b := a
	b.Lag, b.FirstRun, b.LastRun, b.Alarm = []float64{2}, 4, 8, at(2)
	a.Add(b)
	require.Equal(t, check.Tally{
		Scheduled: 2, Executed: 4, OnTime: 6, Late: 8, Early: 10, Failed: 12, NeverArmed: 14, Starving: 16, Overwritten: 18,
		Pending: 20, Duplicate: 22, Undead: 24, Disorder: 26, Lag: []float64{1, 2}, FirstRun: 5, LastRun: 9, Alarm: at(1),
	}, a)
	var none check.Tally
	none.Add(b)
	require.Equal(t, []any{b.FirstRun, b.LastRun, b.Alarm}, []any{none.FirstRun, none.LastRun, none.Alarm})
}

// TestEventuallyAgain: what does not get well breaks its promise again after the same time, and says from when to when.
func TestEventuallyAgain(t *testing.T) {
	var w check.Watch
	w.Eventually("it gets well", 2*time.Second, func() bool { return false })
	for _, ms := range []int{0, 2000, 2001, 4001, 4002} {
		w.Look(at(ms))
	}
	require.Len(t, w.Broken(), 2)
	require.Equal(t, "not from 00:00:00 to 00:00:02", w.Broken()[0].Note)
}

// TestUnanswered: of a write without an answer nobody knows, of a read nobody need know, and what overlaps may be either
// way around.
func TestUnanswered(t *testing.T) {
	read := func(call, answer int64, got int) check.Access {
		return check.Access{Client: 1, Op: "read", Got: got, Call: call, Return: answer, Answered: true}
	}
	write := check.Access{Op: "write", Value: 7, Call: 1, Return: 2}
	require.Empty(t, check.Linear([]check.Access{write, read(3, 4, 0), read(5, 6, 7)}))
	require.NotEmpty(t, check.Linear([]check.Access{write, read(3, 4, 7), read(5, 6, 0)}))
	require.NotEmpty(t, check.Linear([]check.Access{read(1, 2, 7), {Op: "write", Value: 7, Call: 3, Return: 4}}), "before it was asked for")
	require.Empty(t, check.Linear([]check.Access{write, {Op: "read", Got: 99, Call: 3, Return: 4}}))
	two := []check.Access{{Op: "increment", Call: 1, Return: 2}, {Op: "increment", Call: 3, Return: 4}}
	require.Empty(t, check.Linear(append(two, read(5, 6, 1), read(7, 8, 2))), "each comes about at its own time, or never")
	require.NotEmpty(t, check.Linear(append(two, read(5, 6, 3))))
	require.Contains(t, check.Linear([]check.Access{write, read(3, 4, 9)})[0].Note, "[write 7 unanswered read = 9]")
}

// TestStarts: a budget grows with each incarnation.
func TestStarts(t *testing.T) {
	b := check.Budget{RowsEach: 1, RowsWake: 1, RowsStart: 10, SetsWake: 1, SetsStart: 10}
	s := check.Spent{Schedules: 3, Earliest: 1, Alarms: 2, Starts: 2, Rows: 25, AlarmsSet: 23}
	require.Empty(t, check.Cost(s, b))
	s.Starts = 1
	require.Equal(t, []string{
		"cost: more rows were written than schedules need", "cost: the alarm was set more often than it had to change",
	}, check.Signatures(check.Cost(s, b)))
}

// TestAgain: each effect too many is named with the first.
func TestAgain(t *testing.T) {
	found := check.Once([]check.Effect{{Key: "a", At: at(1)}, {Key: "a", At: at(2)}, {Key: "a", At: at(3)}}, nil)
	require.Len(t, found, 2)
	require.Equal(t, "a, at 00:00:00.001 and 00:00:00.003", found[1].Note)
}

// TestSeenOnce: what was seen once stays seen.
func TestSeenOnce(t *testing.T) {
	var w check.Watch
	there := true
	w.Sometimes("it is there", func() bool { return there })
	w.Look(at(0))
	there = false
	w.Look(at(1))
	seen, _ := w.Seen()
	require.Equal(t, []string{"it is there"}, seen)
}

// TestSignatures: each once, in their order.
func TestSignatures(t *testing.T) {
	v := func(oracle string) check.Violation { return check.Violation{Oracle: oracle, Detail: "x", Note: "y"} }
	require.Equal(t, []string{"a: x", "b: x"}, check.Signatures([]check.Violation{v("b"), v("a"), v("b")}))
	require.Equal(t, "a: x (y)", v("a").String())
	require.Equal(t, "a: x", check.Violation{Oracle: "a", Detail: "x"}.String())
}

// TestDiagnosisNamesAll: each count that is above zero is named, in one order.
func TestDiagnosisNamesAll(t *testing.T) {
	y := check.Tally{
		NeverArmed: 1, Starving: 2, Overwritten: 3, Failed: 4, Early: 5, Late: 6, Duplicate: 7, Undead: 8,
		Lag: []float64{-20, -10, 1500, 30}, Alarm: at(7000),
	}
	require.Equal(t, "1 row due, getAlarm() is null: never armed; 2 rows due, the alarm is set for 00:00:07: starving; "+
		"3 gone without a run: overwritten; 4 threw and gone: failed; 5 ran early, by up to 20 ms; "+
		"6 ran late, by up to 1.5 s; 7 ran again: duplicate; 8 ran after being cancelled", y.Diagnosis())
	require.Empty(t, (&check.Tally{Scheduled: 1, Executed: 1, OnTime: 1, Pending: 1, Disorder: 1}).Diagnosis())
}

// TestOKNeedsAll: a tally is in order if all are on time or pending, none ran again, and none after its end.
func TestOKNeedsAll(t *testing.T) {
	for _, c := range []struct {
		tally check.Tally
		ok    bool
	}{
		{check.Tally{}, true},
		{check.Tally{Scheduled: 3, OnTime: 2, Pending: 1}, true},
		{check.Tally{Scheduled: 3, OnTime: 2}, false},
		{check.Tally{Scheduled: 1, OnTime: 1, Duplicate: 1}, false},
		{check.Tally{Scheduled: 1, OnTime: 1, Undead: 1}, false},
		{check.Tally{Scheduled: 2, OnTime: 1, Pending: 1, Duplicate: 1, Undead: 1}, false},
	} {
		require.Equal(t, c.ok, c.tally.OK(), "%+v", c.tally)
	}
}

// TestFirstInTheList: the schedule that was asked for first can be the one that ran too soon.
func TestFirstInTheList(t *testing.T) {
	r := check.Record{Asked: []check.Asked{asked("later", 200), asked("sooner", 100)}, Now: at(900)}
	r.Ran = []check.Ran{ran("later", 300), ran("sooner", 300)}
	require.Equal(t, 1, count(r).Disorder)
	require.Equal(t, []string{"order: it ran behind what is due later, or was asked for later"}, judged(r, check.Excuses{}))
	r.Ran = []check.Ran{ran("later", 300)}
	require.Zero(t, count(r).Disorder)
}

// TestAllOfOneSchedule: a schedule can break several promises, and each is told in one order.
func TestAllOfOneSchedule(t *testing.T) {
	a := asked("a", 100)
	a.Ended, a.Until = at(150), 0
	r := check.Record{Asked: []check.Asked{a}, Ran: []check.Ran{ran("a", 50), ran("a", 200)}, Now: at(900)}
	var found []string
	for _, v := range check.Schedules(r, check.Excuses{}) {
		found = append(found, v.Oracle)
	}
	require.Equal(t, []string{"early", "twice", "undead"}, found)
}

// TestCadenceWithSkips: that occurrences may be left out does not excuse a run too many.
func TestCadenceWithSkips(t *testing.T) {
	r := check.Recurring{Key: "a", Due: []time.Time{at(100), at(200), at(900)}}
	for _, c := range []struct {
		name  string
		runs  []int
		skips bool
		want  []string
	}{
		{"one for two", []int{250, 900}, true, nil},
		{"one for two, but each is to run", []int{250, 900}, false, []string{"cadence: an occurrence was skipped"}},
		{"one too many", []int{250, 260, 900}, true, []string{"cadence: an occurrence ran twice, or early"}},
		{"one for each", []int{250, 260, 900}, false, nil},
		{"more behind the last", []int{100, 200, 900, 950}, true, nil},
		{"early", []int{99, 100, 200, 900}, true, []string{"cadence: an occurrence ran twice, or early"}},
		{"none", nil, true, []string{"cadence: an occurrence was skipped"}},
	} {
		r.Ran = nil
		for _, ms := range c.runs {
			r.Ran = append(r.Ran, ran("a", ms))
		}
		require.Equal(t, c.want, check.Signatures(check.Cadence(r, nil, c.skips)), c.name)
	}
	r.Ran = []check.Ran{ran("a", 250)}
	require.Equal(t, "a, 1 of 3", check.Cadence(r, nil, true)[0].Note)
	r.Ran = []check.Ran{{Key: "a", At: at(100), Err: "no"}, {Key: "a", At: at(150)}, ran("a", 200)}
	require.Equal(t, "a, 2 of 3", check.Cadence(r, nil, false)[0].Note, "only runs that ended well count")
}

// TestCostNamesAll: each budget is named once, in one order, with what was used and what was allowed.
func TestCostNamesAll(t *testing.T) {
	b := check.Budget{RowsEach: 2, RowsWake: 3, RowsStart: 5, SetsWake: 7, SetsStart: 11}
	s := check.Spent{Schedules: 1, Earliest: 1, Alarms: 2, Starts: 1, Rows: 14, AlarmsSet: 27}
	found := check.Cost(s, b)
	require.Equal(t, []check.Violation{
		{Oracle: "cost", Detail: "more rows were written than schedules need", Note: "14 of 13 for 1 schedules"},
		{Oracle: "cost", Detail: "the alarm was set more often than it had to change", Note: "27 of 26 for 1 schedules"},
		{Oracle: "cost", Detail: "there were more alarms than schedules", Note: "2 of 1 for 1 schedules"},
	}, found)
	s.Schedules, s.Rows, s.AlarmsSet = 2, 15, 26
	require.Empty(t, check.Cost(s, b))
}

// TestWatchSays: a promise that is broken names its moment, and one that holds again begins anew.
func TestWatchSays(t *testing.T) {
	var w check.Watch
	well, wrong := false, error(nil)
	w.Always("it is right", func() error { return wrong })
	w.Eventually("it gets well", 2*time.Second, func() bool { return well })
	w.Look(at(0))
	w.Look(at(2000))
	require.Empty(t, w.Broken(), "not longer than it may")
	well = true
	w.Look(at(2500))
	well = false
	w.Look(at(3000))
	w.Look(at(5000))
	require.Empty(t, w.Broken(), "it was well between")
	wrong = errors.New("no")
	w.Look(at(5001))
	require.Equal(t, []check.Violation{
		{Oracle: "always", Detail: "it is right", Note: "00:00:05: no"},
		{Oracle: "eventually", Detail: "it gets well", Note: "not from 00:00:03 to 00:00:05"},
	}, w.Broken())
	wrong = nil
	w.Look(at(7001))
	require.Len(t, w.Broken(), 2, "it has two seconds again")
	w.Look(at(7002))
	require.Len(t, w.Broken(), 3)
}
