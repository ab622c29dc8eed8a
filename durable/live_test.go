package durable_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/live"
	"dolab/durable"
	"dolab/durable/platform"
)

// tally is an object that counts, and sets alarms that count too.
type tally struct{ st *durable.State }

func newTally(st *durable.State) (durable.Object, error) { return &tally{st}, nil }

// Add counts and returns the count.
func (c *tally) Add(by int) (int, error) {
	n, err := durable.Get[int](c.st.Storage.KV(), "n")
	if err != nil && !errors.Is(err, durable.ErrNoKey) {
		return 0, err
	}
	return n + by, c.st.Storage.KV().Put("n", n+by)
}

// Ring sets an alarm after so many milliseconds.
func (c *tally) Ring(after int) error {
	return c.st.Storage.SetAlarm(c.st.Now().Add(time.Duration(after) * time.Millisecond))
}

// Alarm counts the ring.
func (c *tally) Alarm(durable.AlarmInfo) error {
	n, err := durable.Get[int](c.st.Storage.KV(), "rings")
	if err != nil && !errors.Is(err, durable.ErrNoKey) {
		return err
	}
	return c.st.Storage.KV().Put("rings", n+1)
}

// Rings returns how often the alarm has rung.
func (c *tally) Rings() (int, error) {
	n, err := durable.Get[int](c.st.Storage.KV(), "rings")
	if errors.Is(err, durable.ErrNoKey) {
		return 0, nil
	}
	return n, err
}

// Armed reports whether an alarm is set.
func (c *tally) Armed() (bool, error) {
	_, err := c.st.Storage.GetAlarm()
	if errors.Is(err, durable.ErrNoAlarm) {
		return false, nil
	}
	return true, err
}

// served is a live world with objects in files.
type served struct {
	*live.World
	rt *durable.Runtime
	ns *durable.Namespace
}

// serve starts a live world with its databases in dir.
func serve(t testing.TB, dir string, options ...durable.Option) *served {
	t.Helper()
	w := live.New(live.Options{})
	options = append([]durable.Option{durable.WithDir(dir), durable.WithBeside(w.Beside)}, options...)
	s := &served{World: w, rt: durable.New(w.World, platform.Ideal(), options...)}
	var err error
	s.ns, err = s.rt.Namespace(durable.Class{Name: "Tally", New: newTally})
	require.NoError(t, err)
	w.Start()
	t.Cleanup(func() { _ = w.Close() })
	return s
}

// call calls an object from outside the world.
func call[T any](s *served, object, method string, args ...any) (v T, err error) {
	failed := s.Do(context.Background(), "client", func() {
		v, err = durable.Call[T](s.ns.GetByName(object), method, args...)
	})
	return v, errors.Join(failed, err)
}

// TestLiveCommitsOfManyObjects: overlapping commits of several objects go into the shared log, which the world deletes
// when it stops.
func TestLiveCommitsOfManyObjects(t *testing.T) {
	dir := t.TempDir()
	s := serve(t, dir)
	const objects, times = 16, 20
	var wg sync.WaitGroup
	for n := range objects {
		wg.Go(func() {
			for range times {
				if _, err := call[int](s, fmt.Sprint(n), "Add", 1); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	logs, err := filepath.Glob(dir + "/.commits-*")
	require.NoError(t, err)
	if runtime.GOOS == "linux" {
		require.NotEmpty(t, logs)
	}
	require.NoError(t, s.Stop(t.Context()))
	logs, err = filepath.Glob(dir + "/.commits-*")
	require.NoError(t, err)
	require.Empty(t, logs)
	s = serve(t, dir)
	for n := range objects {
		count, err := call[int](s, fmt.Sprint(n), "Add", 1)
		require.NoError(t, err)
		require.Equal(t, times+1, count)
	}
}

// TestLiveCommitsAreGrouped: commits of callers that overlap share their syncs, none is lost, and a world that is
// opened again on the files finds all of them.
func TestLiveCommitsAreGrouped(t *testing.T) {
	dir := t.TempDir()
	var syncs atomic.Int64
	s := serve(t, dir, durable.WithOnSync(func() error { syncs.Add(1); return nil }))
	const callers, times = 16, 40
	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() {
			for range times {
				if _, err := call[int](s, "a", "Add", 1); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	require.Less(t, syncs.Load(), int64(callers*times), "commits share syncs")
	require.NoError(t, s.Stop(t.Context()))

	s = serve(t, dir)
	n, err := call[int](s, "a", "Add", 0)
	require.NoError(t, err)
	require.Equal(t, callers*times, n)
	require.NoError(t, s.Stop(t.Context()))
}

// TestLiveDeployWithGrace: a deploy keeps what is on its way to the disk, and its answers leave. Where the disk fails in
// that moment, what rests on the commit is never said.
func TestLiveDeployWithGrace(t *testing.T) {
	for _, failed := range []error{nil, errors.New("the disk is gone")} {
		var syncs atomic.Int64
		syncing, goOn := make(chan struct{}), make(chan struct{})
		s := serve(t, t.TempDir(), durable.WithGrace(100*time.Millisecond), durable.WithOnSync(func() error {
			if syncs.Add(1) > 1 {
				return nil
			}
			close(syncing)
			<-goOn
			return failed
		}))
		answered := make(chan error, 2)
		for range 2 { // The second waits for the sync of the first.
			go func() {
				_, err := call[int](s, "a", "Add", 1)
				answered <- err
			}()
		}
		<-syncing
		for held := 0; held < 2; {
			require.NoError(t, s.Do(t.Context(), "test", func() { held = s.rt.Gauges().Held }))
		}
		var deployed error
		require.NoError(t, s.Post(func() { deployed = s.rt.Deploy(s.ns.GetByName("a")) }))
		close(goOn)
		errs := []error{<-answered, <-answered}
		require.NoError(t, deployed)
		n, again := call[int](s, "a", "Add", 1)
		require.NoError(t, again)
		for _, err := range errs {
			if failed == nil {
				require.NoError(t, err)
				require.Equal(t, 3, n)
			} else {
				require.ErrorContains(t, err, "Grace period complete")
				require.Equal(t, 1, n, "the commits have left nothing")
			}
		}
		require.NoError(t, s.Stop(t.Context()))
	}
}

// TestLiveProcess: without the promise of surviving a loss of power nothing is synced.
func TestLiveProcess(t *testing.T) {
	s := serve(t, t.TempDir(), durable.WithDurability(durable.Process),
		durable.WithOnSync(func() error { return errors.New("synced") }))
	for n := range 20 {
		got, err := call[int](s, "a", "Add", 1)
		require.NoError(t, err)
		require.Equal(t, n+1, got)
	}
	require.NoError(t, s.Stop(t.Context()))
}

// TestLiveSyncFails: callers whose commit could not be synced are told so, the object begins anew with what is
// confirmed, and the next commits go through.
func TestLiveSyncFails(t *testing.T) {
	var fail atomic.Bool
	s := serve(t, t.TempDir(), durable.WithOnSync(func() error {
		if fail.Swap(false) {
			return errors.New("the disk is gone")
		}
		return nil
	}))
	n, err := call[int](s, "a", "Add", 1)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	fail.Store(true)
	_, err = call[int](s, "a", "Add", 1)
	var e *platform.Error
	require.ErrorAs(t, err, &e)
	require.True(t, e.DurableObjectReset)
	n, err = call[int](s, "a", "Add", 1)
	require.NoError(t, err)
	require.Equal(t, 2, n, "the commit that failed has left nothing")

	// The alarm manager's table fails: the object's commit waits for it and fails too.
	for fails := range 3 {
		fail.Store(true)
		_, err = call[any](s, "b", "Ring", 3_600_000+fails)
		require.Error(t, err, fails)
	}
	_, err = call[any](s, "b", "Ring", 3_600_000)
	require.NoError(t, err)
	require.NoError(t, s.Stop(t.Context()))
}

// TestLiveAlarmsSurvive: alarms of a world that has ended fire in the next one, those that are overdue at once.
func TestLiveAlarmsSurvive(t *testing.T) {
	dir := t.TempDir()
	s := serve(t, dir)
	const objects = 50
	for n := range objects {
		_, err := call[any](s, fmt.Sprint(n), "Ring", 300+n%2*200)
		require.NoError(t, err)
	}
	require.NoError(t, s.Stop(t.Context()))
	time.Sleep(300 * time.Millisecond) // The first half becomes overdue.

	s = serve(t, dir)
	rung := 0
	for deadline := time.Now().Add(20 * time.Second); rung < objects && time.Now().Before(deadline); {
		rung = 0
		for n := range objects {
			rings, err := call[int](s, fmt.Sprint(n), "Rings")
			require.NoError(t, err)
			require.LessOrEqual(t, rings, 1)
			rung += rings
		}
	}
	require.Equal(t, objects, rung)
	require.NoError(t, s.Stop(t.Context()))
}

// TestLiveFilesAreBounded: a thousand objects are served by a few open files, and none of them notices.
func TestLiveFilesAreBounded(t *testing.T) {
	s := serve(t, t.TempDir(), durable.WithOpenMax(8), durable.WithDurability(durable.Process))
	for round := range 2 {
		for n := range 200 {
			got, err := call[int](s, fmt.Sprint(n), "Add", 1)
			require.NoError(t, err)
			require.Equal(t, round+1, got)
		}
	}
	require.NoError(t, s.Stop(t.Context()))
}
