package durable_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// counter is the object of these tests.
type counter struct{ st *durable.State }

func newCounter(st *durable.State) (durable.Object, error) { return &counter{st}, nil }

func (c *counter) Increment(by int) (int, error) {
	n, err := durable.Get[int](c.st.Storage.KV(), "n")
	if err != nil && !errors.Is(err, durable.ErrNoKey) {
		return 0, err
	}
	return n + by, c.st.Storage.KV().Put("n", n+by)
}

// Slowly is Increment with a pause between read and write.
func (c *counter) Slowly(by int) (int, error) {
	n, _ := durable.Get[int](c.st.Storage.KV(), "n")
	c.st.Sleep(0)
	return n + by, c.st.Storage.KV().Put("n", n+by)
}

func (c *counter) Echo(v any) any { return v }

func (c *counter) Sum(list ...int) (sum int) {
	for _, n := range list {
		sum += n
	}
	return sum
}

func (c *counter) Function() any { return func() {} }

func (c *counter) Flagged() error {
	return &platform.Error{Name: "RangeError", Message: "hot", Overloaded: true}
}

func (c *counter) Fetch(r *http.Request) (*http.Response, error) {
	switch r.URL.Path {
	case "/nil":
		return nil, nil
	case "/status":
		return durable.Response(601, ""), nil
	case "/fail":
		return nil, errors.New("no luck")
	}
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
	}
	n, err := c.Increment(1)
	return durable.Text("%s %s %q %d", r.Method, r.URL.Path, body, n), err
}

func counters(t testing.TB, options ...durabletest.Option) (*durabletest.World, *durable.Namespace) {
	w := durabletest.New(t, options...)
	return w, w.Namespace(durable.Class{Name: "Counter", New: newCounter})
}

// The ID is that of an object in a database that the reference runtime wrote (uniqueKey, name and ID are facts).
func TestIDsAreTheRuntimes(t *testing.T) {
	w := durabletest.New(t)
	ns := w.Namespace(durable.Class{Name: "Obj", UniqueKey: "fixture-Obj", New: newCounter})
	other := w.Namespace(durable.Class{Name: "Other", New: newCounter})
	const known = "912c05d55d62fd05c5f1d71e946cabd96b1a378912ab8af690413cdf5665e6a9"
	id := ns.IDFromName("fixture")
	require.Equal(t, known, id.String())
	require.NotEqual(t, known, other.IDFromName("fixture").String())

	back, err := ns.IDFromString(strings.ToUpper(known))
	require.NoError(t, err)
	require.True(t, back.Equals(id))
	_, named := back.Name()
	require.False(t, named)

	for _, bad := range []string{"", "xyz", known[:62], known + "00", strings.Replace(known, "9", "g", 1)} {
		_, err = ns.IDFromString(bad)
		require.EqualError(t, err, "TypeError: Invalid Durable Object ID: must be 64 hex digits", bad)
	}
	_, err = other.IDFromString(known)
	require.EqualError(t, err, "TypeError: Durable Object ID is not valid for this namespace.")

	unique := ns.NewUniqueID()
	require.False(t, unique.Equals(ns.NewUniqueID()))
	back, err = ns.IDFromString(unique.String())
	require.NoError(t, err)
	require.True(t, back.Equals(unique))
}

func TestNameIsTheFirstTouchers(t *testing.T) {
	w, ns := counters(t)
	id := ns.IDFromName("a")
	unnamed, err := ns.IDFromString(id.String())
	require.NoError(t, err)
	seen := func(s *durable.Stub) (name string, ok bool) {
		require.NoError(t, w.Objects.Inside(s, func(_ durable.Object, st *durable.State) error {
			name, ok = st.ID.Name()
			return nil
		}))
		return name, ok
	}
	_, ok := seen(ns.Get(unnamed))
	require.False(t, ok)
	_, ok = seen(ns.GetByName("a"))
	require.False(t, ok, "whoever came first decides")
	name, _ := seen(ns.GetByName("b"))
	require.Equal(t, "b", name)
}

func TestCall(t *testing.T) {
	_, ns := counters(t, durabletest.LooseArguments())
	s := ns.GetByName("a")
	sum, err := durable.Call[int](s, "Sum", 1, 2, 3)
	require.NoError(t, err)
	require.Equal(t, 6, sum)
	n, err := durable.Call[int](s, "Increment") // A missing argument is zero.
	require.NoError(t, err)
	require.Zero(t, n)
	v, err := s.Call("Echo", map[string]any{"a": []any{1.5, "x", nil}})
	require.NoError(t, err)
	require.Equal(t, map[string]any{"a": []any{1.5, "x", nil}}, v)

	for method, text := range map[string]string{
		"Nope":  `TypeError: The RPC receiver does not implement the method "Nope".`,
		"Fetch": "TypeError: 'fetch' is a reserved method and cannot be called over RPC.",
	} {
		_, err = s.Call(method)
		require.EqualError(t, err, text)
		require.True(t, err.(*platform.Error).Remote)
	}
	_, err = s.Call("Flagged")
	require.Equal(t, "RangeError: hot [overloaded remote]", show(err))
	_, err = s.Call("Echo", func() {})
	require.Equal(t, "DataCloneError: func() could not be cloned. []", show(err), "refused at the caller")
	_, err = s.Call("Function")
	require.Equal(t, "DataCloneError: func() could not be cloned. [remote]", show(err), "refused at the object")
	_, err = s.Call("Increment", "text")
	require.ErrorContains(t, err, "Increment")
}

func TestFetch(t *testing.T) {
	_, ns := counters(t)
	client := &http.Client{Transport: ns.GetByName("a")}
	resp, err := client.Post("http://do/path", "text/plain", strings.NewReader("hello"))
	require.NoError(t, err)
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, `POST /path "hello" 1`, string(body))
	require.Equal(t, "200 OK", resp.Status)

	for path, text := range map[string]string{
		"/nil":    "TypeError: Incorrect type for Promise: the Promise did not resolve to 'Response'.",
		"/status": "RangeError: Responses may only be constructed with status codes in the range 200 to 599, inclusive.",
		"/fail":   "no luck",
	} {
		_, err = ns.GetByName("a").Fetch(durable.NewRequest("http://do" + path))
		require.EqualError(t, err, text)
	}
	_, err = ns.GetByName("a").Fetch(durable.NewRequest("/x"))
	require.EqualError(t, err, "TypeError: Invalid URL: /x")
}

// TestEverySchedule runs three clients under every order of turns: behind the input gate no update is lost;
// with a pause between read and write every order loses one.
func TestEverySchedule(t *testing.T) {
	outcomes := func(method string) (runs int, seen map[int]int) {
		seen = map[int]int{}
		var e sim.Enumerator
		for more := true; more; more = e.Next() {
			runs++
			w := sim.New(sim.Options{Chooser: &e})
			rt := durable.New(w.World, platform.Ideal())
			ns, err := rt.Namespace(durable.Class{Name: "Counter", New: newCounter})
			require.NoError(t, err)
			for i := range 3 {
				w.Go(fmt.Sprint("client", i), func() { _, _ = ns.GetByName("a").Call(method, 1) })
			}
			require.NoError(t, w.Settle())
			n, err := durable.Call[int](ns.GetByName("a"), "Increment", 0)
			require.NoError(t, err)
			seen[n]++
			w.Close()
		}
		return runs, seen
	}
	runs, seen := outcomes("Increment")
	require.Equal(t, map[int]int{3: runs}, seen)
	require.Greater(t, runs, 5)
	runs, seen = outcomes("Slowly")
	t.Logf("%d orders of turns with a pause: %v", runs, seen)
	require.Greater(t, seen[1]+seen[2], 0)
}

func TestStateOutsideATurnPanics(t *testing.T) {
	w, ns := counters(t)
	var leaked *durable.State
	require.NoError(t, w.Objects.Inside(ns.GetByName("a"), func(_ durable.Object, st *durable.State) error {
		leaked = st
		return nil
	}))
	require.PanicsWithValue(t, "durable: Counter/a#1: Put outside a turn of the object", func() {
		_ = leaked.Storage.KV().Put("k", 1)
	})
	// Used by another object's turn it panics too.
	defer func() {
		p, ok := recover().(*actor.PanicError)
		require.True(t, ok)
		require.Contains(t, fmt.Sprint(p.Value), "Counter/a#1: Now outside a turn of the object")
	}()
	_ = w.Objects.Inside(ns.GetByName("b"), func(durable.Object, *durable.State) error {
		leaked.Now()
		return nil
	})
	t.Fatal("not reached")
}

func TestBlockingInATransactionPanics(t *testing.T) {
	w, ns := counters(t)
	defer func() {
		require.Contains(t, fmt.Sprint(recover()), "a TransactionSync callback blocked")
	}()
	_ = w.Objects.Inside(ns.GetByName("a"), func(_ durable.Object, st *durable.State) error {
		return st.Storage.TransactionSync(func() error {
			st.Sleep(time.Second)
			return nil
		})
	})
	t.Fatal("not reached")
}

func TestList(t *testing.T) {
	w, ns := counters(t)
	require.NoError(t, w.Objects.Inside(ns.GetByName("a"), func(_ durable.Object, st *durable.State) error {
		kv := st.Storage.KV()
		for i, k := range []string{"b", "a", "é", "Z", "ab"} {
			require.NoError(t, kv.Put(k, i))
		}
		keys := func(o durable.ListOptions) (list []string) {
			for e, err := range kv.List(o) {
				require.NoError(t, err)
				list = append(list, e.Key)
			}
			return list
		}
		require.Equal(t, []string{"Z", "a", "ab", "b", "é"}, keys(durable.ListOptions{}))
		require.Equal(t, []string{"ab", "a"}, keys(durable.ListOptions{Prefix: "a", Reverse: true}))
		require.Equal(t, []string{"ab", "b"}, keys(durable.ListOptions{StartAfter: "a", Limit: 2}))
		require.Equal(t, []string{"a", "ab"}, keys(durable.ListOptions{Start: "a", End: "b"}))
		for _, o := range []durable.ListOptions{{Limit: -1}, {Start: "a", StartAfter: "b"}} {
			for _, err := range kv.List(o) {
				require.Error(t, err)
			}
		}
		first := kv.List(durable.ListOptions{})
		_ = kv.List(durable.ListOptions{})
		for _, err := range first {
			require.ErrorContains(t, err, "kv.list() iterator was invalidated")
		}
		return nil
	}))
}

func TestAlarmArguments(t *testing.T) {
	w := durabletest.New(t)
	with := durabletest.Class(w, "With", func(st *durable.State) *scripted { return &scripted{st: st} })
	without := w.Namespace(durable.Class{Name: "Without", New: newCounter})
	set := func(ns *durable.Namespace, at time.Time) (err error) {
		_ = w.Objects.Inside(ns.GetByName("a"), func(_ durable.Object, st *durable.State) error {
			err = st.Storage.SetAlarm(at)
			return nil
		})
		return err
	}
	require.EqualError(t, set(without, w.Now()),
		"TypeError: Your Durable Object class must have an alarm() handler in order to call setAlarm()")
	last := time.UnixMilli(9_223_372_036_854)
	require.NoError(t, set(with, last))
	require.EqualError(t, set(with, last.Add(time.Millisecond)),
		"TypeError: This API doesn't support dates after 2189.")
	for _, at := range []time.Time{{}, time.UnixMilli(0), time.UnixMilli(-5), time.UnixMicro(990)} {
		require.EqualError(t, set(with, at), "TypeError: setAlarm() cannot be called with an alarm time <= 0")
	}
	require.NoError(t, set(with, w.Now().Add(1500*time.Microsecond)))
	at, err := durabletest.Alarm(w, with.GetByName("a"))
	require.NoError(t, err)
	require.Equal(t, w.Now().Add(time.Millisecond), at, "whole milliseconds")
}

func TestHelpers(t *testing.T) {
	w := durabletest.New(t)
	ns := durabletest.Class(w, "Obj", func(st *durable.State) *scripted { return &scripted{st: st} })
	s := ns.GetByName("a")
	ran, err := durabletest.RunDurableObjectAlarm(w, s)
	require.NoError(t, err)
	require.False(t, ran)
	require.NoError(t, durabletest.RunInDurableObject(w, s, func(o *scripted, st *durable.State) error {
		require.NoError(t, o.command("on-alarm", "put ran yes"))
		return st.Storage.SetAlarm(st.Now().Add(time.Hour))
	}))
	ran, err = durabletest.RunDurableObjectAlarm(w, s)
	require.NoError(t, err)
	require.True(t, ran)
	at, err := durabletest.Alarm(w, s)
	require.NoError(t, err)
	require.Zero(t, at)
	require.NoError(t, durabletest.EvictDurableObject(w, s))
	require.ErrorIs(t, durabletest.EvictDurableObject(w, s), durable.ErrNotRunning)
	out, err := durable.Call[string](s, "Run", "get ran")
	require.NoError(t, err)
	require.Equal(t, "ran=yes", out)
	require.Len(t, durabletest.ListDurableObjectIDs(ns), 1)
	err = durabletest.RunInDurableObject(w, s, func(*counter, *durable.State) error { return nil })
	require.ErrorContains(t, err, "*durable_test.scripted")
}

// TestFiles keeps databases as files: another world finds what was committed, and the alarm fires there.
func TestFiles(t *testing.T) {
	dir := t.TempDir()
	open := func() (*durabletest.World, *durable.Stub) {
		w := durabletest.New(t, durabletest.Objects(durable.WithDir(dir)))
		return w, durabletest.Class(w, "Obj", func(st *durable.State) *scripted { return &scripted{st: st} }).GetByName("a")
	}
	w, s := open()
	_, err := durable.Call[string](s, "Run", "put k v\non-alarm put rang yes\nalarm 1h")
	require.NoError(t, err)
	w.Close()
	files, err := filepath.Glob(filepath.Join(dir, "Obj", "*.sqlite"))
	require.NoError(t, err)
	require.Len(t, files, 2, "the object's database and the alarm manager's table")
	w, s = open()
	w.Advance(2 * time.Hour)
	out, err := durable.Call[string](s, "Run", "get k\nget rang")
	require.NoError(t, err)
	require.Equal(t, "k=v rang=yes", out)
}

// TestDeterminism: one seed, one trace, whatever the machine does; another seed, another trace.
func TestDeterminism(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	run := func(seed uint64) string {
		w := sim.New(sim.Options{Chooser: sim.Seed(seed)})
		defer w.Close()
		rt := durable.New(w.World, platform.Production())
		ns, err := rt.Namespace(durable.Class{Name: "Obj", New: newScripted})
		require.NoError(t, err)
		for i := range 5 {
			w.Go(fmt.Sprint("client", i), func() {
				name := string(rune('a' + w.Choose("object", 3)))
				for range 5 {
					script := "race n\nsql SELECT random(), unixepoch()\nget n\nalarm 3s\ncall z inc n"
					_, _ = durable.Call[string](ns.GetByName(name), "Run", script)
					w.Sleep(time.Duration(w.Choose("pause", 9000)) * time.Millisecond)
				}
			})
		}
		require.NoError(t, w.Advance(time.Hour))
		return w.Hash()
	}
	first := run(1)
	for _, procs := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(procs)
		require.Equal(t, first, run(1))
	}
	require.NotEqual(t, first, run(2))
}

func TestProfilesNameTheirSources(t *testing.T) {
	for _, p := range platform.Profiles() {
		got, err := platform.ProfileByName(p.Name)
		require.NoError(t, err)
		require.Equal(t, p.Name, got.Name)
		if p.Name == "ideal" {
			continue
		}
		fields := "ClientHop ObjectHop Commit ColdStart AlarmHop AlarmLate HibernateAfter EvictAfter"
		for _, field := range strings.Fields(fields) {
			require.NotEmpty(t, p.Sources[field], "%s: %s", p.Name, field)
		}
	}
	_, err := platform.ProfileByName("fast")
	require.EqualError(t, err, `unknown profile "fast": want one of ideal, workerd, production, hostile`)
}

// TestFailNowInAHandlerEndsTheTest: what require does when it fails works from within an object, two objects deep.
func TestFailNowInAHandlerEndsTheTest(t *testing.T) {
	ended := make(chan string)
	go func() { // Stands for a test's goroutine, which FailNow ends by Goexit.
		where := "returned"
		w := sim.New(sim.Options{})
		defer func() { w.Close(); ended <- where }()
		rt := durable.New(w.World, platform.Workerd())
		ns, _ := rt.Namespace(durable.Class{Name: "Counter", New: newCounter})
		_ = rt.Inside(ns.GetByName("a"), func(_ durable.Object, st *durable.State) error {
			_ = st.Storage.KV().Put("k", 1)
			where = "in the handler"
			runtime.Goexit()
			return nil
		})
		where = "after the handler"
	}()
	require.Equal(t, "in the handler", <-ended)
}
