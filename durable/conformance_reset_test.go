package durable_test

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// mortal is an object that dies in many ways.
type mortal struct {
	st  *durable.State
	cur *durable.Cursor
}

func newMortal(st *durable.State) (durable.Object, error) {
	if name, _ := st.ID.Name(); name == "unborn" {
		return nil, &platform.Error{Name: "TypeError", Message: "ctor boom"}
	} else if name == "stillborn" {
		st.Abort("ctor abort")
	}
	q := st.Storage.SQL()
	_, err := q.Exec("CREATE TABLE IF NOT EXISTS p(id INTEGER PRIMARY KEY);" +
		"CREATE TABLE IF NOT EXISTS c(p REFERENCES p(id) DEFERRABLE INITIALLY DEFERRED);" +
		"CREATE TABLE IF NOT EXISTS t(id INTEGER PRIMARY KEY, v);" +
		"INSERT OR IGNORE INTO t VALUES(1,'a'),(2,'b'),(3,'c')")
	return &mortal{st: st}, err
}

func (o *mortal) Slow() string {
	o.st.Sleep(100 * time.Millisecond)
	return "slow"
}

func (o *mortal) Hi() int { return o.st.Incarnation() }

func (o *mortal) Boom() error { return &platform.Error{Name: "RangeError", Message: "peer boom"} }

// Die does what its argument says.
func (o *mortal) Die(how string) (err error) {
	q, st := o.st.Storage.SQL(), o.st
	block := func(err error) error { return st.BlockConcurrencyWhile(func() error { return err }) }
	peer := st.Namespace("Mortal").GetByName("peer")
	switch how {
	case "abort":
		st.Abort("ab")
	case "abort without reason":
		st.Abort("")
	case "block":
		return block(&platform.Error{Name: "RangeError", Message: "bcw boom"})
	case "block by hand":
		return block(&platform.Error{Message: "m", Overloaded: true, Retryable: true})
	case "block of a go error":
		return block(errors.New("str"))
	case "block on a peer that fails":
		_, err = peer.Call("Boom")
		return block(err)
	case "block on a peer that dies":
		_, err = peer.Call("Die", "abort")
		return block(err)
	case "block too long":
		return st.BlockConcurrencyWhile(func() error {
			st.Sleep(time.Hour)
			return nil
		})
	case "constraint", "constraint and error":
		_, err = q.Exec("INSERT INTO c VALUES(99)")
	case "open cursor", "open cursor and error":
		o.cur, err = q.Exec("UPDATE t SET v = 'w' RETURNING id")
	}
	if err == nil && (how == "constraint and error" || how == "open cursor and error") {
		return errors.New("thrown")
	}
	return err
}

func (o *mortal) Fetch(r *http.Request) (*http.Response, error) {
	if r.URL.Path == "/slow" {
		o.Slow()
	}
	return durable.Text("ok"), o.Die(r.URL.Query().Get("how"))
}

var reference = regexp.MustCompile(`reference = [a-z0-9]{24}`)

// outcome shows how a call ended.
func outcome(err error) string {
	if err == nil {
		return "ok"
	}
	return reference.ReplaceAllString(show(err), "reference = *")
}

const (
	timeoutText = "A call to blockConcurrencyWhile() in a Durable Object waited for too long. " +
		"The call was canceled and the Durable Object was reset."
	constraintText = "Durable Object was reset and rolled back to its last known good state because the application " +
		"left the database in a state where constraints were violated: FOREIGN KEY constraint failed: " +
		"SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_FOREIGNKEY)"
	internalText = "internal error; reference = * []"
)

// TestWaysToDie shows what everybody gets when an object is reset: who called for it, by a method and by fetch; calls
// and fetches under way; and whoever comes later on the same stub. Recorded on the real runtime: abort-basic,
// bcw-throw-handler, bcw-throw-constructor, sql-open-write-cursor and runs of our own (B20, B21, N4, N7).
func TestWaysToDie(t *testing.T) {
	for _, c := range []struct{ how, caller, call, fetch string }{
		{"abort", "", "ab [durableObjectReset]", "ab [remote durableObjectReset]"},
		{
			"abort without reason", "", "Application called abort() to reset Durable Object. [durableObjectReset]",
			"Application called abort() to reset Durable Object. [remote durableObjectReset]",
		},
		{"block", "", "RangeError: bcw boom [durableObjectReset]", "RangeError: bcw boom [remote durableObjectReset]"},
		{
			"block by hand", "", "m [retryable overloaded durableObjectReset]",
			"m [retryable overloaded remote durableObjectReset]",
		},
		{"block of a go error", "", "str [durableObjectReset]", "str [remote durableObjectReset]"},
		{
			"block on a peer that fails", "", "RangeError: peer boom [remote durableObjectReset]",
			"RangeError: peer boom [remote durableObjectReset]",
		},
		{"block on a peer that dies", "", "ab [durableObjectReset]", "ab [remote durableObjectReset]"},
		{
			"block too long", "", timeoutText + " [overloaded durableObjectReset]",
			timeoutText + " [overloaded remote durableObjectReset]",
		},
		{"constraint", "", constraintText + " []", constraintText + " [remote]"},
		{"constraint and error", "thrown [remote]", constraintText + " []", constraintText + " [remote]"},
		{"open cursor", "", internalText, internalText},
		{"open cursor and error", "thrown [remote]", internalText, internalText},
	} {
		t.Run(c.how, func(t *testing.T) {
			w := durabletest.New(t)
			ns := w.Namespace(durable.Class{Name: "Mortal", New: newMortal})
			s := ns.GetByName("a")
			got := map[string]string{}
			w.Go("call", func() {
				_, err := s.Call("Slow")
				got["call"] = outcome(err)
			})
			w.Go("fetch", func() {
				_, err := s.Fetch(durable.NewRequest("http://do/slow"))
				got["fetch"] = outcome(err)
			})
			w.Advance(time.Millisecond)
			_, err := s.Call("Die", c.how)
			w.Settle()
			caller := c.caller
			if caller == "" {
				caller = c.call
			}
			require.Equal(t, caller, outcome(err), "who called for it")
			require.Equal(t, map[string]string{"call": c.call, "fetch": c.fetch}, got, "under way")
			_, err = s.Call("Hi")
			require.Equal(t, c.call, outcome(err), "the same stub")
			_, err = s.Fetch(durable.NewRequest("http://do/"))
			require.Equal(t, c.call, outcome(err), "a fetch on the same stub: not remote")
			n, err := durable.Call[int](ns.GetByName("a"), "Hi")
			require.NoError(t, err)
			require.Equal(t, 2, n, "a new stub")
			if c.caller == "" {
				request := durable.NewRequest("http://do/")
				request.URL.RawQuery = "how=" + c.how
				_, err = ns.GetByName("b").Fetch(request)
				require.Equal(t, c.fetch, outcome(err), "who called for it by fetch")
			}
		})
	}
}

// tried is a mortal whose first alarm run dies as its name says, or which dies otherwise before that.
type tried struct {
	mortal
	runs *[]string
}

func (o *tried) Alarm(a durable.AlarmInfo) error {
	run := fmt.Sprintf("incarnation %d, retryCount %d, isRetry %t", o.st.Incarnation(), a.RetryCount, a.IsRetry)
	*o.runs = append(*o.runs, run)
	if o.st.Incarnation() > 1 {
		return nil
	}
	how, _ := o.st.ID.Name()
	if how == "somebody else aborts" {
		o.st.Sleep(time.Second)
	}
	return o.Die(how)
}

// Prepare sets the alarm for 50 ms from now and brings about what the name says.
func (o *tried) Prepare() error {
	if err := o.st.Storage.SetAlarm(o.st.Now().Add(50 * time.Millisecond)); err != nil {
		return err
	}
	switch name, _ := o.st.ID.Name(); name {
	case "constructor fails", "constructor's block fails":
		o.st.Sleep(0)
		o.st.Abort("for another")
	case "somebody else aborts":
		o.st.Sleep(100 * time.Millisecond)
		o.st.Abort("ao")
	case "block fails before it":
		return o.st.BlockConcurrencyWhile(func() error {
			o.st.Sleep(100 * time.Millisecond)
			return errors.New("bq")
		})
	}
	return nil
}

// TestWhatCountsAgainstAnAlarm shows which failed tries the alarm manager counts: what the handler did, not what came
// before it was called, not what the platform did. Recorded on the real runtime, but for the constraint's text; G16.
func TestWhatCountsAgainstAnAlarm(t *testing.T) {
	const counted, uncounted = "incarnation 2, retryCount 1, isRetry true", "incarnation 2, retryCount 0, isRetry false"
	const first = "incarnation 1, retryCount 0, isRetry false"
	for how, want := range map[string][]string{
		"abort":                     {first, counted},
		"block":                     {first, counted},
		"block of a go error":       {first, counted},
		"constraint":                {first, counted},
		"somebody else aborts":      {first, counted},
		"open cursor":               {first, uncounted},
		"block fails before it":     {uncounted},
		"constructor fails":         {"incarnation 3, retryCount 0, isRetry false"},
		"constructor's block fails": {"incarnation 3, retryCount 0, isRetry false"},
	} {
		t.Run(how, func(t *testing.T) {
			w := durabletest.New(t)
			var runs []string
			ns := w.Namespace(durable.Class{Name: "Mortal", New: func(st *durable.State) (durable.Object, error) {
				if how == "constructor fails" && st.Incarnation() == 2 {
					return nil, errors.New("cannot start")
				}
				if how == "constructor's block fails" && st.Incarnation() == 2 {
					return nil, st.BlockConcurrencyWhile(func() error { return errors.New("cannot start") })
				}
				o, err := newMortal(st)
				if err != nil {
					return nil, err
				}
				return &tried{*o.(*mortal), &runs}, nil
			}})
			w.Go("client", func() { _, _ = ns.GetByName(how).Call("Prepare") })
			w.Advance(8 * time.Second)
			require.Equal(t, want, runs)
			at, err := durabletest.Alarm(w, ns.GetByName(how))
			require.NoError(t, err)
			require.Zero(t, at)
		})
	}
}

// An alarm that a constructor sets for a class without a handler fires to no effect, and is gone (G11).
func TestAlarmWithoutHandler(t *testing.T) {
	w := durabletest.New(t)
	ns := w.Namespace(durable.Class{Name: "Counter", New: func(st *durable.State) (durable.Object, error) {
		return &counter{st}, st.Storage.SetAlarm(st.Now().Add(time.Second))
	}})
	_, err := ns.GetByName("a").Call("Increment", 1)
	require.NoError(t, err)
	w.Advance(2 * time.Second)
	v, err := w.Objects.Look(ns.GetByName("a"))
	require.NoError(t, err)
	require.Zero(t, v.Alarm)
	require.Zero(t, v.Managed)
}

func TestConstructorsThatFail(t *testing.T) {
	w := durabletest.New(t)
	ns := w.Namespace(durable.Class{Name: "Mortal", New: newMortal})
	for name, text := range map[string]string{"unborn": "TypeError: ctor boom", "stillborn": "ctor abort"} {
		s := ns.GetByName(name)
		_, err := s.Fetch(durable.NewRequest("http://do/"))
		require.Equal(t, text+" [remote durableObjectReset]", outcome(err))
		_, err = s.Call("Hi")
		require.Equal(t, text+" [durableObjectReset]", outcome(err))
		_, err = s.Fetch(durable.NewRequest("http://do/"))
		require.Equal(t, text+" [durableObjectReset]", outcome(err))
		_, err = ns.GetByName(name).Call("Hi")
		require.Equal(t, text+" [durableObjectReset]", outcome(err))
	}
}

// A platform that only refuses: no commit is confirmed behind its back, however fast the disk is.
func TestRefusedCommit(t *testing.T) {
	plan, err := platform.NewPlan("commit nth=2 error=L8")
	require.NoError(t, err)
	w := durabletest.New(t, durabletest.Objects(durable.WithFaults(plan)))
	ns := w.Namespace(durable.Class{Name: "Counter", New: newCounter})
	_, err = ns.GetByName("a").Call("Increment", 1)
	require.NoError(t, err)
	_, err = ns.GetByName("a").Call("Increment", 1)
	const text = "Internal error in Durable Object storage write caused object to be reset. [durableObjectReset]"
	require.Equal(t, text, outcome(err))
	n, err := durable.Call[int](ns.GetByName("a"), "Increment", 1)
	require.NoError(t, err)
	require.Equal(t, 2, n)
}

// However many wait, they come in, and in their order: the local runtime knows no overload (overload-queue).
func TestManyWaitBehindABlock(t *testing.T) {
	w := durabletest.New(t)
	s := w.Namespace(durable.Class{Name: "Obj", New: newScripted}).GetByName("a")
	const many = 2000
	w.Go("first", func() { _, _ = s.Call("Run", "block sleep 300ms") })
	w.Advance(0)
	var order []string
	for n := range many {
		w.Go("client", func() {
			out, err := durable.Call[string](s, "Run", fmt.Sprintf("inc n\nsay %d\nget n", n))
			require.NoError(t, err)
			order = append(order, out)
		})
		w.Advance(0)
	}
	w.Advance(299 * time.Millisecond)
	require.Empty(t, order)
	w.Settle()
	require.Len(t, order, many)
	for _, out := range order {
		var said, counted int
		_, err := fmt.Sscanf(out, "%d n=%d", &said, &counted)
		require.NoError(t, err)
		require.Equal(t, said+1, counted)
	}
}
