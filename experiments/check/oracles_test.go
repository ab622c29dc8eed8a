package check_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/experiments/check"
)

// judged are the signatures of what Schedules finds.
func judged(r check.Record, e check.Excuses) []string {
	r.Now = at(3_600_000)
	return check.Signatures(check.Schedules(r, e))
}

// TestSchedules: each way to break a promise is found, and nothing else.
func TestSchedules(t *testing.T) {
	cancelled := asked("a", 100)
	cancelled.Ended = at(50)
	cut := check.Ran{Key: "a", At: at(100)}
	threw := check.Ran{Key: "a", At: at(100), Err: "no"}
	stored := map[string]bool{"a": true}
	one, two := []check.Asked{asked("a", 100)}, []check.Asked{asked("a", 100), asked("b", 200)}
	list := func(runs ...check.Ran) []check.Ran { return runs }
	for _, c := range []struct {
		name string
		r    check.Record
		e    check.Excuses
		want []string
	}{
		{"all is well", check.Record{Asked: two, Ran: list(ran("a", 100), ran("b", 200))}, check.Excuses{}, nil},
		{"gone", check.Record{Asked: one}, check.Excuses{}, []string{"lost: gone without a run"}},
		{"threw", check.Record{Asked: one, Ran: list(threw)}, check.Excuses{}, []string{"lost: it threw, and is gone"}},
		{
			"threw, as agreed",
			check.Record{Asked: one, Ran: list(threw)},
			check.Excuses{GivenUp: func(key string) bool { return key == "a" }},
			nil,
		},
		{"threw, and came again", check.Record{Asked: one, Ran: list(threw, ran("a", 300))}, check.Excuses{}, nil},
		{"cut off", check.Record{Asked: one, Ran: list(cut)}, check.Excuses{}, []string{"lost: its run was cut off, and it is gone"}},
		{"never armed", check.Record{Asked: one, Stored: stored}, check.Excuses{}, []string{"lost: stored and due, and getAlarm() is null"}},
		{
			"starving",
			check.Record{Asked: one, Stored: stored, Alarm: at(9_999_999)},
			check.Excuses{},
			[]string{"lost: stored and due, and the alarm is set for another time"},
		},
		{"on its way", check.Record{Asked: one, Stored: stored}, check.Excuses{Grace: 2 * time.Hour}, nil},
		{"early", check.Record{Asked: one, Ran: list(ran("a", 99))}, check.Excuses{}, []string{"early: by less than a second"}},
		{
			"far too early",
			check.Record{Asked: []check.Asked{asked("a", 5000)}, Ran: list(ran("a", 99))},
			check.Excuses{},
			[]string{"early: by a second or more"},
		},
		{
			"late",
			check.Record{Asked: one, Ran: list(ran("a", 1200))},
			check.Excuses{Late: time.Second},
			[]string{"late: it ran later than its delays explain"},
		},
		{"as late as it may", check.Record{Asked: one, Ran: list(ran("a", 1100))}, check.Excuses{Late: time.Second}, nil},
		{
			"twice",
			check.Record{Asked: one, Ran: list(ran("a", 100), ran("a", 300))},
			check.Excuses{},
			[]string{"twice: it ran again after it had ended well, without a crash"},
		},
		{
			"twice for a crash",
			check.Record{Asked: one, Ran: list(ran("a", 100), ran("a", 300))},
			check.Excuses{Crashes: []time.Time{at(200)}},
			nil,
		},
		{
			"twice with a crash elsewhere",
			check.Record{Asked: one, Ran: list(ran("a", 100), ran("a", 300))},
			check.Excuses{Crashes: []time.Time{at(400)}},
			[]string{"twice: it ran again after it had ended well, without a crash"},
		},
		{
			"twice at once",
			check.Record{Asked: one, Ran: list(cut, ran("a", 300))},
			check.Excuses{},
			[]string{"twice: it ran again while it ran"},
		},
		{
			"undead",
			check.Record{Asked: []check.Asked{cancelled}, Ran: list(ran("a", 100))},
			check.Excuses{},
			[]string{"undead: it ran after it had been cancelled or replaced"},
		},
		{
			"disorder",
			check.Record{Asked: two, Ran: list(ran("b", 300), ran("a", 300))},
			check.Excuses{},
			[]string{"order: it ran behind what is due later, or was asked for later"},
		},
		{
			"disorder for a crash",
			check.Record{Asked: two, Ran: list(ran("b", 300), ran("a", 300))},
			check.Excuses{Unordered: true},
			nil,
		},
	} {
		require.Equal(t, c.want, judged(c.r, c.e), c.name)
	}
}

// TestOrderCause: what was not there yet cannot have come first.
func TestOrderCause(t *testing.T) {
	past := check.Asked{Key: "past", Due: at(-1000), At: at(150)}
	r := check.Record{Asked: []check.Asked{asked("a", 100), past}, Ran: []check.Ran{ran("a", 100), ran("past", 150)}}
	require.Empty(t, judged(r, check.Excuses{}))
	past.At = at(50)
	r.Asked[1] = past
	require.NotEmpty(t, judged(r, check.Excuses{}))
}

// TestArmed: an object at rest has an alarm in time if it has work, at both places, and none without.
func TestArmed(t *testing.T) {
	work := check.Record{Asked: []check.Asked{asked("a", 100)}, Stored: map[string]bool{"a": true}, Now: at(10_000)}
	rest := check.Record{Now: at(10_000)}
	for _, c := range []struct {
		name           string
		r              check.Record
		alarm, managed time.Time
		want           []string
	}{
		{"nothing to do", rest, time.Time{}, time.Time{}, nil},
		{"on its way", work, at(100), at(100), nil},
		{"soon", work, at(10_500), at(10_500), nil},
		{"none", work, time.Time{}, time.Time{}, []string{"armed: work is due, and getAlarm() is null"}},
		{"later", work, at(99_000), at(99_000), []string{"armed: work is due, and the alarm is set for later"}},
		{"forgotten", work, at(100), time.Time{}, []string{"armed: the alarm manager does not know the alarm"}},
		{"known too late", work, at(100), at(200), []string{"armed: the alarm manager knows a later time"}},
		{"known too early", work, at(100), at(50), nil},
		{"wasted", rest, at(20_000), at(20_000), []string{"armed: there is an alarm without work"}},
	} {
		c.r.Alarm = c.alarm
		require.Equal(t, c.want, check.Signatures(check.Armed(c.r, c.managed, time.Second)), c.name)
	}
	work.Now = at(50)
	require.Equal(t, []string{"armed: work is stored, and getAlarm() is null"},
		check.Signatures(check.Armed(work, time.Time{}, time.Second)))
}

// TestLinear: answers that some order of the operations explains pass, others do not.
func TestLinear(t *testing.T) {
	up := func(call, answer int64, got int) check.Access {
		return check.Access{Op: "increment", Got: got, Call: call, Return: answer, Answered: true}
	}
	read := func(call, answer int64, got int) check.Access {
		return check.Access{Op: "read", Got: got, Call: call, Return: answer, Answered: true}
	}
	lost := check.Access{Op: "increment", Call: 1, Return: 2}
	require.Empty(t, check.Linear(nil))
	require.Empty(t, check.Linear([]check.Access{up(1, 4, 2), up(2, 3, 1), read(5, 6, 2)}))
	require.NotEmpty(t, check.Linear([]check.Access{up(1, 3, 1), up(2, 4, 1)}), "a lost update")
	require.NotEmpty(t, check.Linear([]check.Access{up(1, 2, 1), read(3, 4, 0)}), "an acknowledged write that is gone")
	require.Empty(t, check.Linear([]check.Access{lost, read(3, 4, 0)}), "it was not done")
	require.Empty(t, check.Linear([]check.Access{lost, read(3, 4, 0), read(5, 6, 1)}), "it was done later")
	require.NotEmpty(t, check.Linear([]check.Access{lost, read(3, 4, 1), read(5, 6, 0)}), "said before it was durable")
	write := check.Access{Op: "write", Value: 7, Call: 1, Return: 2, Answered: true}
	require.Empty(t, check.Linear([]check.Access{write, read(3, 4, 7), up(5, 6, 8)}))
	require.NotEmpty(t, check.Linear([]check.Access{write, read(3, 4, 0)}))
}

// TestWatch: Always breaks at once, Eventually after its time, Sometimes never.
func TestWatch(t *testing.T) {
	var w check.Watch
	var err error
	well := true
	w.Always("it is well", func() error { return err })
	w.Eventually("it gets well", 2*time.Second, func() bool { return well })
	w.Sometimes("it is ill", func() bool { return !well })
	w.Look(at(0))
	_, unseen := w.Seen()
	require.Equal(t, []string{"it is ill"}, unseen)
	well = false
	w.Look(at(1000))
	w.Look(at(3000))
	require.Empty(t, w.Broken())
	well = true
	w.Look(at(3500))
	well = false
	w.Look(at(4000))
	w.Look(at(6000))
	require.Empty(t, w.Broken(), "it was well in between")
	w.Look(at(6001))
	require.Equal(t, []string{"eventually: it gets well"}, check.Signatures(w.Broken()))
	err = errors.New("ouch")
	w.Look(at(6002))
	require.Equal(t, []string{"always: it is well", "eventually: it gets well"}, check.Signatures(w.Broken()))
	seen, unseen := w.Seen()
	require.Equal(t, []string{"it is ill"}, seen)
	require.Empty(t, unseen)
}

// TestCopies: what is wrong with the two copies of an alarm is found, and nothing else.
func TestCopies(t *testing.T) {
	now, never := at(10_000), time.Time{}
	for _, c := range []struct {
		name           string
		alarm, managed time.Time
		want           []string
	}{
		{"no alarm", never, never, nil},
		{"a wake-up too many", never, at(20_000), nil},
		{"the same", at(20_000), at(20_000), nil},
		{"woken early", at(20_000), at(15_000), nil},
		{"on its way", at(9_500), at(9_500), nil},
		{"forgotten", at(20_000), never, []string{"armed: " + check.Forgotten}},
		{"woken late", at(20_000), at(21_000), []string{"armed: the alarm manager knows a later time"}},
		{"overdue", at(8_000), at(8_000), []string{"armed: an alarm is overdue, and does not come"}},
	} {
		require.Equal(t, c.want, check.Signatures(check.Copies(now, c.alarm, c.managed, time.Second)), c.name)
	}
}

// TestOnce: an effect comes about once, and if it was acknowledged it does.
func TestOnce(t *testing.T) {
	did := func(keys ...string) (list []check.Effect) {
		for n, key := range keys {
			list = append(list, check.Effect{Key: key, At: at(n)})
		}
		return list
	}
	const twice, never = "once: an effect came about twice", "once: what was acknowledged never came about"
	for _, c := range []struct {
		name    string
		effects []check.Effect
		acked   []string
		want    []string
	}{
		{"nothing", nil, nil, nil},
		{"once each", did("a", "b"), []string{"a", "b"}, nil},
		{"once, unasked", did("a"), nil, nil},
		{"twice", did("a", "b", "a"), []string{"a", "b"}, []string{twice}},
		{"twice, unasked", did("a", "a"), nil, []string{twice}},
		{"never", did("a"), []string{"a", "b"}, []string{never}},
		{"both", did("a", "a"), []string{"b"}, []string{twice, never}},
	} {
		require.Equal(t, c.want, check.Signatures(check.Once(c.effects, c.acked)), c.name)
	}
}

// TestCadence: each occurrence has its run.
func TestCadence(t *testing.T) {
	const many, skipped = "cadence: an occurrence ran twice, or early", "cadence: an occurrence was skipped"
	cut := check.Ran{Key: "a", At: at(100)}
	list := func(runs ...check.Ran) []check.Ran { return runs }
	for _, c := range []struct {
		name    string
		ran     []check.Ran
		crashes []time.Time
		skips   bool
		want    []string
	}{
		{"on time", list(ran("a", 100), ran("a", 200), ran("a", 300)), nil, false, nil},
		{"late", list(ran("a", 150), ran("a", 299), ran("a", 400)), nil, false, nil},
		{"caught up", list(ran("a", 310), ran("a", 311), ran("a", 312)), nil, false, nil},
		{"cut off, and again", list(cut, ran("a", 150), ran("a", 200), ran("a", 300)), nil, false, nil},
		{"skipped", list(ran("a", 100), ran("a", 300)), nil, false, []string{skipped}},
		{"skipped as agreed", list(ran("a", 100), ran("a", 300)), nil, true, nil},
		{"the last is never agreed", list(ran("a", 100), ran("a", 200)), nil, true, []string{skipped}},
		{"never", nil, nil, false, []string{skipped}},
		{"twice", list(ran("a", 100), ran("a", 101), ran("a", 200), ran("a", 300)), nil, false, []string{many}},
		{"twice for a crash", list(ran("a", 100), ran("a", 105), ran("a", 200), ran("a", 300)), []time.Time{at(102)}, false, nil},
		{"early", list(ran("a", 99), ran("a", 200), ran("a", 300)), nil, false, []string{many, skipped}},
		{"the next already", list(ran("a", 100), ran("a", 200), ran("a", 300), ran("a", 400)), nil, false, nil},
	} {
		r := check.Recurring{Key: "a", Due: []time.Time{at(100), at(200), at(300)}, Ran: c.ran}
		require.Equal(t, c.want, check.Signatures(check.Cadence(r, c.crashes, c.skips)), c.name)
	}
}

// TestCost: each part of a budget is held.
func TestCost(t *testing.T) {
	b := check.Budget{RowsEach: 2, RowsWake: 1, RowsStart: 1, SetsWake: 1, SetsStart: 1}
	within := check.Spent{Schedules: 10, Earliest: 2, Alarms: 3, Starts: 1, Rows: 24, AlarmsSet: 6}
	require.Empty(t, check.Cost(within, b))
	for want, exceed := range map[string]func(*check.Spent){
		"cost: more rows were written than schedules need":         func(s *check.Spent) { s.Rows++ },
		"cost: the alarm was set more often than it had to change": func(s *check.Spent) { s.AlarmsSet++ },
		"cost: there were more alarms than schedules":              func(s *check.Spent) { s.Alarms = 11 },
	} {
		s := within
		exceed(&s)
		require.Equal(t, []string{want}, check.Signatures(check.Cost(s, b)))
	}
}

// TestAwake: to die again and again is no life; to die now and then, and to get on, is.
func TestAwake(t *testing.T) {
	deaths := []time.Time{at(100), at(200), at(300), at(400)}
	const nowhere = "awake: the object dies again and again and gets nowhere"
	require.Empty(t, check.Awake(nil, nil, 3))
	require.Empty(t, check.Awake(deaths[:3], nil, 3))
	require.Equal(t, []string{nowhere}, check.Signatures(check.Awake(deaths, nil, 3)))
	require.Empty(t, check.Awake(deaths, []check.Ran{ran("a", 250)}, 3))
	require.NotEmpty(t, check.Awake(deaths, []check.Ran{{Key: "a", At: at(250)}}, 3), "it was cut off")
	require.NotEmpty(t, check.Awake(deaths, []check.Ran{ran("a", 50)}, 3), "that was before")
}
