package durable_test

import (
	"errors"
	"net/http"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
)

// mortal is an object that dies in many ways.
type mortal struct {
	st  *durable.State
	cur *durable.Cursor
}

func newMortal(st *durable.State) (durable.Object, error) {
	if name, _ := st.ID.Name(); name == "unborn" {
		return nil, &durable.Error{Name: "TypeError", Message: "ctor boom"}
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

func (o *mortal) Boom() error { return &durable.Error{Name: "RangeError", Message: "peer boom"} }

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
		return block(&durable.Error{Name: "RangeError", Message: "bcw boom"})
	case "block by hand":
		return block(&durable.Error{Message: "m", Overloaded: true, Retryable: true})
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
	timeoutText    = "A call to blockConcurrencyWhile() in a Durable Object waited for too long. The call was canceled and the Durable Object was reset."
	constraintText = "Durable Object was reset and rolled back to its last known good state because the application left the database in a state where constraints were violated: FOREIGN KEY constraint failed: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_FOREIGNKEY)"
	internalText   = "internal error; reference = * []"
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
		{"block by hand", "", "m [retryable overloaded durableObjectReset]", "m [retryable overloaded remote durableObjectReset]"},
		{"block of a go error", "", "str [durableObjectReset]", "str [remote durableObjectReset]"},
		{
			"block on a peer that fails", "", "RangeError: peer boom [remote durableObjectReset]",
			"RangeError: peer boom [remote durableObjectReset]",
		},
		{"block on a peer that dies", "", "ab [durableObjectReset]", "ab [remote durableObjectReset]"},
		{"block too long", "", timeoutText + " [overloaded durableObjectReset]", timeoutText + " [overloaded remote durableObjectReset]"},
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
			if c.how == "block too long" { // What is under way has to come in within the 30 s, and does not.
				w.Advance(0)
			}
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
