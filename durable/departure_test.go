package durable_test

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// sleeper sleeps when it is told to.
type sleeper struct{ st *durable.State }

func (s *sleeper) Nap(seconds int) { s.st.Sleep(time.Duration(seconds) * time.Second) }

func (s *sleeper) Leave(seconds int) {
	s.st.Go(func() { s.st.Sleep(time.Duration(seconds) * time.Second) })
}

func sleepers(t *testing.T, options ...durabletest.Option) (*durabletest.World, *durable.Stub) {
	w := durabletest.New(t, options...)
	return w, durabletest.Class(w, "Sleeper", func(st *durable.State) *sleeper { return &sleeper{st} }).GetByName("a")
}

// TestEvictWaitsForQuiet: an eviction that is asked for waits at most 30 s for the object to be quiet, and leaves
// nothing pending behind.
func TestEvictWaitsForQuiet(t *testing.T) {
	for _, c := range []struct {
		nap, until int
		want       error
	}{{0, 0, nil}, {29, 29, nil}, {31, 30, durable.ErrBusy}} {
		w, s := sleepers(t)
		w.Go("client", func() { _, _ = s.Call("Nap", c.nap) })
		require.NoError(t, w.World.RunUntil(func() bool {
			v, err := w.Objects.Look(s)
			return err == nil && v.Live
		}))
		require.ErrorIs(t, w.Objects.Evict(s), c.want)
		require.Equal(t, time.Duration(c.until)*time.Second, w.Elapsed())
		v, err := w.Objects.Look(s)
		require.NoError(t, err)
		require.Equal(t, c.want != nil, v.Live)
		w.Settle()
		require.LessOrEqual(t, w.Elapsed(), 31*time.Second)
		if c.want == nil {
			require.Equal(t, time.Duration(c.until)*time.Second, w.Elapsed(), "a timer of the eviction is left")
			require.ErrorIs(t, w.Objects.Evict(s), durable.ErrNotRunning)
		}
	}
}

// idleRinger has an alarm handler that does nothing.
type idleRinger struct{}

func (idleRinger) Alarm(durable.AlarmInfo) error { return nil }

// TestEvictWaitsForTheLastCommit: an object is quiet once its last commit is durable and the alarm manager has
// answered, or once it has ended.
func TestEvictWaitsForTheLastCommit(t *testing.T) {
	for _, c := range []struct {
		name  string
		slow  func(p *platform.Profile)
		begin func(st *durable.State) error
		until time.Duration
		live  bool // it is still in memory for the eviction
	}{
		{
			"a commit", func(p *platform.Profile) { p.Commit = fault.Const(5 * time.Second) },
			func(st *durable.State) error { return st.Storage.KV().Put("k", 1) }, 5 * time.Second, true,
		},
		{
			"an alarm", func(p *platform.Profile) { p.AlarmHop = fault.Const(2 * time.Second) },
			func(st *durable.State) error { return st.Storage.SetAlarm(st.Now().Add(time.Hour)) }, 4 * time.Second, true,
		},
		{
			"its end", func(*platform.Profile) {},
			func(st *durable.State) error {
				st.Sleep(3 * time.Second)
				st.Abort("enough")
				return nil
			}, 3 * time.Second, false,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := platform.Ideal()
			c.slow(&p)
			w := durabletest.New(t, durabletest.Profile(p))
			s := durabletest.Class(w, "Ringer", func(*durable.State) idleRinger { return idleRinger{} }).GetByName("a")
			w.Go("client", func() {
				_ = w.Objects.Inside(s, func(_ durable.Object, st *durable.State) error { return c.begin(st) })
			})
			require.NoError(t, w.World.RunUntil(func() bool {
				v, err := w.Objects.Look(s)
				return err == nil && v.Live
			}))
			require.NoError(t, w.Objects.Evict(s))
			require.Equal(t, c.until, w.Elapsed())
			require.Equal(t, c.live, strings.Contains(strings.Join(w.Tail(), ""), `"note":"asked for"`))
			require.ErrorIs(t, w.Objects.Evict(s), durable.ErrNotRunning)
		})
	}
}

// TestSleepEndsWithTheObject: what slept in an incarnation that is gone keeps no world from being settled.
func TestSleepEndsWithTheObject(t *testing.T) {
	w, s := sleepers(t)
	_, err := s.Call("Leave", 3600)
	require.NoError(t, err)
	w.Advance(time.Second)
	require.NoError(t, w.Objects.Crash(s))
	w.Settle()
	require.Equal(t, time.Second, w.Elapsed())
}

// TestDirectoryThatCannotBe: a class whose files cannot be made is refused, and the error says why.
func TestDirectoryThatCannotBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	w := durabletest.New(t, durabletest.Objects(durable.WithDir(file)))
	_, err := w.Objects.Namespace(durable.Class{Name: "Counter", New: newCounter})
	require.ErrorContains(t, err, file)
}

// TestInspectMailbox: what waits for an object that is busy is seen, each message by its name.
func TestInspectMailbox(t *testing.T) {
	w, s := sleepers(t, durabletest.Seed(3))
	_, err := s.Call("Nap", 0)
	require.NoError(t, err)
	for range 3 {
		w.Go("client", func() { _, _ = s.Call("Nap", 1) })
	}
	var seen []string
	require.NoError(t, w.World.RunUntil(func() bool {
		x, err := w.Objects.Inspect(s)
		require.NoError(t, err)
		seen = append(seen, x.Mailbox...)
		return w.Elapsed() > 0
	}))
	require.Contains(t, seen, "call Nap")
}

// TestCrashInDeleteAll: DeleteAll is a commit of its own. Where the machine is lost in it, the code behind it does not
// run.
func TestCrashInDeleteAll(t *testing.T) {
	w, ns := counters(t)
	s := ns.GetByName("a")
	_, err := durable.Call[int](s, "Increment", 1)
	require.NoError(t, err)
	plan, err := platform.NewPlan("commit crash")
	require.NoError(t, err)
	require.NoError(t, w.Objects.SetFaults(plan))
	behind := false
	err = w.Objects.Inside(s, func(_ durable.Object, st *durable.State) error {
		err := st.Storage.DeleteAll()
		behind = true
		return err
	})
	require.ErrorIs(t, err, platform.ErrConnectionLost)
	require.False(t, behind)
	require.NoError(t, w.Objects.SetFaults(nil))
	n, err := durable.Call[int](s, "Increment", 1)
	require.Equal(t, 2, n)
	require.NoError(t, err)
}

// TestReplacedIncarnationHasNoStorage: after a deploy the old incarnation runs on, and each operation of its storage
// fails; what it would have written is not there.
func TestReplacedIncarnationHasNoStorage(t *testing.T) {
	w, ns := counters(t)
	s := ns.GetByName("a")
	_, err := durable.Call[int](s, "Increment", 1)
	require.NoError(t, err)
	plan, err := platform.NewPlan("object.turn nth=1 if=await deploy=30s")
	require.NoError(t, err)
	require.NoError(t, w.Objects.SetFaults(plan))
	var got []error
	w.Go("client", func() {
		_ = w.Objects.Inside(s, func(_ durable.Object, st *durable.State) error {
			st.Sleep(time.Second)
			kv := st.Storage.KV()
			_, errGet := durable.Get[any](kv, "n")
			_, errDelete := kv.Delete("n")
			_, errSQL := st.Storage.SQL().Exec("CREATE TABLE t (n)")
			_, errAlarm := st.Storage.GetAlarm()
			got = []error{errGet, kv.Put("n", 100), errDelete, errSQL, errAlarm, st.Storage.Sync(), st.Storage.DeleteAll()}
			return nil
		})
	})
	w.Advance(10 * time.Second)
	require.Len(t, got, 7)
	for n, err := range got {
		require.Error(t, err, n)
		require.Equal(t, got[0].Error(), err.Error())
	}
	n, err := durable.Call[int](ns.GetByName("a"), "Increment", 1)
	require.NoError(t, err)
	require.Equal(t, 2, n)
}

// lengths answers a request with what it is told of the body's length.
type lengths struct{}

func (lengths) Fetch(r *http.Request) (*http.Response, error) {
	return durable.Text("%d", r.ContentLength), nil
}

// TestContentLength: an object is told how long the body of a request is.
func TestContentLength(t *testing.T) {
	w := durabletest.New(t)
	s := durabletest.Class(w, "Lengths", func(*durable.State) lengths { return lengths{} }).GetByName("a")
	for _, body := range []string{"", "x", "four"} {
		r, err := http.NewRequest(http.MethodPost, "https://lab/", io.NopCloser(strings.NewReader(body)))
		require.NoError(t, err)
		resp, err := s.Fetch(r)
		require.NoError(t, err)
		text, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		require.Equal(t, strconv.Itoa(len(body)), string(text))
		require.Equal(t, int64(len(text)), resp.ContentLength)
	}
}
