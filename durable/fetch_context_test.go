package durable_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// slow is an object that answers a fetch after a second.
type slow struct {
	st       *durable.State
	answered int
	told     error // what the context of a request said at the end
}

func newSlow(st *durable.State) *slow { return &slow{st: st} }

func (s *slow) Fetch(r *http.Request) (*http.Response, error) {
	s.st.Sleep(time.Second)
	s.answered++
	s.told = errors.Join(s.told, r.Context().Err())
	if r.Header.Get("Upgrade") != "" {
		client, server := durable.NewWebSocketPair()
		return durable.Upgrade(client), s.st.AcceptWebSocket(server)
	}
	return durable.Text("done"), nil
}

// requestWith is a request with a context.
func requestWith(ctx context.Context) *http.Request {
	return durable.NewRequest("https://x/").WithContext(ctx)
}

// TestFetchHeedsItsContext: a cancelled context ends a fetch at once, whoever makes it and wherever it is cancelled.
// The object runs on and is not told [N25].
func TestFetchHeedsItsContext(t *testing.T) {
	const half = 500 * time.Millisecond
	for _, c := range []struct {
		name     string
		fetch    func(w *durabletest.World, cancel func(), fetch func() error) error
		at       time.Duration
		answered int
	}{
		{"before", func(_ *durabletest.World, cancel func(), fetch func() error) error {
			cancel()
			return fetch()
		}, 0, 0},
		{"in a timer, outside the world", func(w *durabletest.World, cancel func(), fetch func() error) error {
			w.After(half, cancel)
			return fetch()
		}, half, 1},
		{"by a process", func(w *durabletest.World, cancel func(), fetch func() error) (err error) {
			w.Go("cancels", func() {
				w.Sleep(half)
				cancel()
			})
			failed := w.World.Do("client", func() { err = fetch() })
			return errors.Join(failed, err)
		}, half, 1},
		{"in an object, by another event", func(w *durabletest.World, cancel func(), fetch func() error) error {
			a := durabletest.Class(w, "Bare", newBare).GetByName("a")
			w.Go("cancels", func() {
				w.Sleep(half)
				_ = durabletest.RunInDurableObject(w, a, func(*bare, *durable.State) error { cancel(); return nil })
			})
			return durabletest.RunInDurableObject(w, a, func(*bare, *durable.State) error { return fetch() })
		}, half, 1},
		{"in the turn of the fetch", func(w *durabletest.World, cancel func(), fetch func() error) error {
			a := durabletest.Class(w, "Bare", newBare).GetByName("a")
			return durabletest.RunInDurableObject(w, a, func(_ *bare, st *durable.State) error {
				task := durable.Start(st, func() (durable.None, error) { return durable.None{}, fetch() })
				cancel()
				_, err := task.Await()
				return err
			})
		}, 0, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := durabletest.New(t)
			var object *slow
			ns := durabletest.Class(w, "Slow", func(st *durable.State) *slow {
				object = newSlow(st)
				return object
			})
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			begin := w.Now()
			err := c.fetch(w, cancel, func() error {
				_, err := ns.GetByName("a").WithTimeout(time.Hour).Fetch(requestWith(ctx))
				return err
			})
			require.Equal(t, c.at, w.Now().Sub(begin))
			var e *platform.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, "AbortError: The operation was aborted", e.Error()[:len("AbortError: The operation was aborted")])
			require.True(t, e.Retryable)
			require.False(t, e.Remote)
			require.ErrorIs(t, err, context.Canceled)
			w.Advance(time.Minute)
			if c.answered == 0 {
				require.Nil(t, object)
				return
			}
			require.Equal(t, c.answered, object.answered)
			require.NoError(t, object.told)
		})
	}
}

// TestFetchContextThatLasts: a context that is not cancelled, or too late, changes nothing, the trace included.
func TestFetchContextThatLasts(t *testing.T) {
	run := func(ctx context.Context) string {
		w := durabletest.New(t)
		resp, err := durabletest.Class(w, "Slow", newSlow).GetByName("a").Fetch(requestWith(ctx))
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, resp.StatusCode)
		return w.Hash()
	}
	ctx, cancel := context.WithCancel(context.Background())
	hash := run(ctx)
	cancel()
	require.Equal(t, run(context.Background()), hash)
	type key struct{}
	require.Equal(t, hash, run(context.WithValue(context.Background(), key{}, 1)))
}

// watched is a context that can be cancelled, and counts how often it is looked at.
type watched struct {
	context.Context
	looks int
}

func (c *watched) Err() error {
	c.looks++
	return c.Context.Err()
}

// TestFetchLooksWhileItWaits: a context is looked at while its fetch waits, and no more behind it; a stub's timeout
// holds beside it.
func TestFetchLooksWhileItWaits(t *testing.T) {
	w := durabletest.New(t)
	stub := durabletest.Class(w, "Slow", newSlow).GetByName("a")
	inner, cancel := context.WithCancel(context.Background())
	defer cancel()
	ctx := &watched{Context: inner}
	_, err := stub.WithTimeout(time.Millisecond).Fetch(requestWith(ctx))
	require.ErrorIs(t, err, durable.ErrTimeout)
	_, err = stub.Fetch(requestWith(ctx))
	require.NoError(t, err)
	looks := ctx.looks
	require.Greater(t, looks, 2)
	_, err = stub.Fetch(durable.NewRequest("https://x/"))
	require.NoError(t, err)
	require.Equal(t, looks, ctx.looks)
}

// TestFetchesEndInOrder: one context ends several fetches of a process in the order in which they were made.
func TestFetchesEndInOrder(t *testing.T) {
	w := durabletest.New(t)
	ns := durabletest.Class(w, "Slow", newSlow)
	ctx, cancel := context.WithCancel(context.Background())
	var order []string
	client := w.NewProcess("client")
	for _, name := range []string{"c", "a", "d", "b"} {
		client.Go(func() {
			_, err := ns.GetByName(name).Fetch(requestWith(ctx))
			require.ErrorIs(t, err, context.Canceled)
			order = append(order, name)
		})
		w.Advance(time.Millisecond)
	}
	cancel()
	w.Advance(0)
	require.Equal(t, []string{"c", "a", "d", "b"}, order)
}

// TestFetchRefusesTheMachinesClock: a deadline of the machine's clock is refused, with what to use instead.
func TestFetchRefusesTheMachinesClock(t *testing.T) {
	w := durabletest.New(t)
	stub := durabletest.Class(w, "Slow", newSlow).GetByName("a")
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	_, err := stub.Fetch(requestWith(ctx))
	require.ErrorIs(t, err, durable.ErrDeadline)
	require.ErrorContains(t, err, "Stub.WithTimeout")
	client := http.Client{Transport: stub, Timeout: time.Hour}
	_, err = client.Do(requestWith(context.Background()))
	require.ErrorIs(t, err, durable.ErrDeadline)
	client = http.Client{Transport: stub.WithTimeout(time.Millisecond)}
	_, err = client.Do(requestWith(context.Background()))
	require.ErrorIs(t, err, durable.ErrTimeout)
}

// TestGivenUpAtTheAnswer: a dial that is given up at the instant of its answer leaves no socket open, whichever comes
// first.
func TestGivenUpAtTheAnswer(t *testing.T) {
	for seed := range uint64(20) {
		w := durabletest.New(t, durabletest.Seed(seed))
		stub := durabletest.Class(w, "Slow", newSlow).GetByName("a")
		_, err := stub.WithTimeout(time.Second).Dial(durable.NewRequest("https://x/"))
		require.ErrorIs(t, err, durable.ErrTimeout)
		w.Advance(time.Minute)
		x, err := w.Objects.Inspect(stub)
		require.NoError(t, err)
		require.Empty(t, x.Sockets, "seed %d", seed)
	}
}

// TestGivenUpDial: the socket of a dial that was given up is dropped when it comes.
func TestGivenUpDial(t *testing.T) {
	w := durabletest.New(t)
	stub := durabletest.Class(w, "Slow", newSlow).GetByName("a")
	ctx, cancel := context.WithCancel(context.Background())
	w.After(time.Millisecond, cancel)
	_, err := stub.Dial(requestWith(ctx))
	require.ErrorIs(t, err, context.Canceled)
	_, err = stub.WithTimeout(time.Millisecond).Dial(durable.NewRequest("https://x/"))
	require.ErrorIs(t, err, durable.ErrTimeout)
	w.Advance(time.Minute)
	x, err := w.Objects.Inspect(stub)
	require.NoError(t, err)
	require.Empty(t, x.Sockets)
}
