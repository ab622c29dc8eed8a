package durable_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// streamWorld is a world in which clients are 10 ms and objects 1 ms from one another, and a commit takes 100 ms.
func streamWorld(t *testing.T, options ...durabletest.Option) *durabletest.World {
	p := platform.Ideal()
	p.ClientHop, p.ObjectHop = fault.Const(10*time.Millisecond), fault.Const(time.Millisecond)
	p.Commit = fault.Const(100 * time.Millisecond)
	return durabletest.New(t, append([]durabletest.Option{durabletest.Profile(p)}, options...)...)
}

// planned is a plan of faults, nil for none.
func planned(t *testing.T, faults ...string) *fault.Plan {
	if faults[0] == "" {
		return nil
	}
	plan, err := platform.NewPlan(faults...)
	require.NoError(t, err)
	return plan
}

// streams declares a class of objects with a fetch handler and returns a stub of one.
func streams(w *durabletest.World, class string, fetch fetchFunc) *durable.Stub {
	return porters(w, class, porter{fetch: fetch}).GetByName("a")
}

// streaming is a response whose body write writes on a coroutine of its own.
func streaming(st *durable.State, write func(w *durable.StreamWriter)) (*http.Response, error) {
	w, body := st.NewStream()
	st.Go(func() { write(w) })
	return &http.Response{StatusCode: http.StatusOK, Body: body}, nil
}

func post(body io.ReadCloser) *http.Request {
	r := durable.NewRequest("http://do/")
	r.Method, r.Body = http.MethodPost, body
	return r
}

// diary notes what happens, with the world's time.
type diary struct {
	w     *durabletest.World
	lines []string
}

func (d *diary) note(format string, args ...any) {
	d.lines = append(d.lines, fmt.Sprintf("%v ", d.w.Elapsed())+fmt.Sprintf(format, args...))
}

// read notes each Read of a body until it ends.
func (d *diary) read(body io.Reader) {
	b := make([]byte, 100)
	for {
		n, err := body.Read(b)
		if n > 0 {
			d.note("%s", b[:n])
		}
		if err != nil {
			d.note("%s", ended(err))
			return
		}
	}
}

// ended is an error with its flags.
func ended(err error) string {
	if errors.Is(err, io.EOF) {
		return "EOF"
	}
	return outcome(err)
}

// get lets a client fetch and read, and notes both.
func (d *diary) get(stub *durable.Stub, r *http.Request) {
	d.w.Go("client", func() {
		resp, err := stub.Fetch(r)
		if err != nil {
			d.note("%s", ended(err))
			return
		}
		d.note("%d length %d", resp.StatusCode, resp.ContentLength)
		d.read(resp.Body)
	})
}

// slowly writes a, then b behind a storage write, then c a second later.
func slowly(st *durable.State, _ *http.Request) (*http.Response, error) {
	return streaming(st, func(w *durable.StreamWriter) {
		_, _ = w.WriteString("a")
		_ = st.Storage.KV().Put("k", 1)
		_, _ = w.WriteString("b")
		st.Sleep(time.Second)
		_, _ = w.WriteString("c")
		_ = w.Close()
	})
}

// TestStreamEndings: bytes arrive in the order of writing, a hop after they left, and what was written behind a storage
// write leaves when that is durable. However the stream ends, what had left arrives first.
func TestStreamEndings(t *testing.T) {
	begin := []string{"20ms 200 length -1", "20ms a"}
	crash := func(w *durabletest.World, stub *durable.Stub) { require.NoError(t, w.Objects.Crash(stub)) }
	for _, c := range []struct {
		name   string
		at     time.Duration
		do     func(w *durabletest.World, stub *durable.Stub)
		faults string
		want   []string
	}{
		{name: "closed", want: []string{"120ms b", "1.02s c", "1.02s EOF"}},
		{
			name: "crash before the commit is durable", at: 50 * time.Millisecond, do: crash,
			want: []string{"60ms Network connection lost. [retryable]"},
		},
		{
			name: "crash between writes", at: 500 * time.Millisecond, do: crash,
			want: []string{"120ms b", "510ms Network connection lost. [retryable]"},
		},
		{
			name: "reset", at: 500 * time.Millisecond,
			do: func(w *durabletest.World, stub *durable.Stub) {
				w.Go("other", func() { _, _ = stub.Call("Abort") })
			},
			want: []string{"120ms b", "520ms enough [remote durableObjectReset]"},
		},
		{
			name: "partition when b leaves", faults: "link Stream/* nth=4 partition=1s",
			want: []string{"120ms Network connection lost. [retryable]"},
		},
		{
			name: "eviction is refused", at: 500 * time.Millisecond,
			do: func(w *durabletest.World, stub *durable.Stub) {
				w.Do(func() { require.ErrorIs(t, w.Objects.Evict(stub), durable.ErrBusy) })
			},
			want: []string{"120ms b", "1.02s c", "1.02s EOF"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := streamWorld(t, durabletest.Objects(durable.WithFaults(planned(t, c.faults))))
			stub := streams(w, "Stream", slowly)
			d := &diary{w: w}
			d.get(stub, durable.NewRequest("http://do/"))
			w.Advance(c.at)
			if c.do != nil {
				c.do(w, stub)
			}
			w.Settle()
			require.Equal(t, append(begin[:2:2], c.want...), d.lines)
			sight, err := w.Objects.Look(stub)
			require.NoError(t, err)
			require.Zero(t, sight.InFlight)
		})
	}
}

// TestStreamBroken: the caller of an object gets the error of CloseWithError as that of a handler (recorded:
// fetch-details); the same object reads it as it is.
func TestStreamBroken(t *testing.T) {
	w := streamWorld(t)
	stub := streams(w, "Stream", func(st *durable.State, _ *http.Request) (*http.Response, error) {
		sw, own := st.NewStream()
		_, err := sw.WriteString("own")
		require.NoError(t, err)
		require.NoError(t, sw.CloseWithError(io.ErrNoProgress))
		b, err := io.ReadAll(own)
		require.Equal(t, "own", string(b))
		require.Equal(t, io.ErrNoProgress, err)
		return streaming(st, func(w *durable.StreamWriter) {
			_, err := w.WriteString("a")
			require.NoError(t, err)
			require.NoError(t, w.CloseWithError(platform.RangeError("stream broke")))
			_, err = w.WriteString("b")
			require.EqualError(t, err, "TypeError: "+platform.TextStreamClosed)
		})
	})
	resp, err := stub.Fetch(durable.NewRequest("http://do/"))
	require.NoError(t, err)
	b, err := io.ReadAll(resp.Body)
	require.Equal(t, "a", string(b))
	require.Equal(t, "RangeError: stream broke [remote]", outcome(err))
}

// TestStreamReaderCloses: the writer learns a hop later that the reader has closed, and its object is free then.
func TestStreamReaderCloses(t *testing.T) {
	for _, lost := range []bool{false, true} {
		faults, want := "", "31ms write: the reader has closed the body, room 0"
		if lost {
			faults, want = "stub.response nth=1 drop", "24ms write: the reader has closed the body, room 0"
		}
		w := streamWorld(t, durabletest.Objects(durable.WithFaults(planned(t, faults))))
		d := &diary{w: w}
		stub := streams(w, "Stream", func(st *durable.State, _ *http.Request) (*http.Response, error) {
			return streaming(st, func(sw *durable.StreamWriter) {
				for {
					if _, err := sw.WriteString("x"); err != nil {
						d.note("write: %v, room %d", err, sw.Room())
						require.ErrorIs(t, err, durable.ErrReaderClosed)
						return
					}
					st.Sleep(7 * time.Millisecond)
				}
			})
		})
		w.Go("client", func() {
			resp, err := stub.Fetch(durable.NewRequest("http://do/"))
			require.NoError(t, err)
			_, err = resp.Body.Read(make([]byte, 1))
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			_, err = resp.Body.Read(make([]byte, 1))
			require.ErrorIs(t, err, io.ErrClosedPipe)
		})
		w.Advance(time.Second)
		require.Equal(t, []string{want}, d.lines)
		sight, err := w.Objects.Look(stub)
		require.NoError(t, err)
		require.Zero(t, sight.InFlight)
	}
}

// TestStreamRelay: an object passes on the body of another's response, byte by byte as it comes, and each end that
// breaks is noticed at the other.
func TestStreamRelay(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(w *durabletest.World, stub *durable.Stub)
		want []string
	}{
		{"closed", nil, []string{"1.022s c", "1.022s EOF", "writer done"}},
		{"the relay crashes", func(w *durabletest.World, relay *durable.Stub) {
			require.NoError(t, w.Objects.Crash(relay))
		}, []string{"510ms Network connection lost. [retryable]", "writer: Network connection lost."}},
		{"the source crashes", func(w *durabletest.World, _ *durable.Stub) {
			require.NoError(t, w.Objects.Crash(w.Objects.Lookup("Source").GetByName("a")))
		}, []string{"511ms Network connection lost. [retryable remote]"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := streamWorld(t)
			d := &diary{w: w}
			writer := ""
			streams(w, "Source", func(st *durable.State, _ *http.Request) (*http.Response, error) {
				return streaming(st, func(sw *durable.StreamWriter) {
					_, err := sw.WriteString("a")
					require.NoError(t, err)
					require.NoError(t, st.Storage.KV().Put("k", 1))
					_, err = sw.WriteString("b")
					require.NoError(t, err)
					st.Sleep(time.Second)
					if _, err = sw.WriteString("c"); err != nil {
						writer = "writer: " + err.Error()
						return
					}
					require.NoError(t, sw.Close())
					writer = "writer done"
				})
			})
			relay := streams(w, "Relay", func(st *durable.State, r *http.Request) (*http.Response, error) {
				resp, err := st.Namespace("Source").GetByName("a").Fetch(durable.NewRequest("http://source/"))
				if err != nil {
					return nil, err
				}
				return &http.Response{StatusCode: http.StatusOK, Body: resp.Body}, nil
			})
			d.get(relay, durable.NewRequest("http://do/"))
			w.Advance(500 * time.Millisecond)
			if c.do != nil {
				c.do(w, relay)
			}
			w.Settle()
			want := append([]string{"22ms 200 length -1", "22ms a", "122ms b"}, c.want...)
			if writer != "" {
				d.lines = append(d.lines, writer)
			}
			require.Equal(t, want, d.lines)
			for _, class := range []string{"Source", "Relay"} {
				x, err := w.Objects.Inspect(w.Objects.Lookup(class).GetByName("a"))
				require.NoError(t, err)
				require.Empty(t, x.Bodies)
				require.Empty(t, x.Events)
			}
		})
	}
}

// TestStreamUp: a handler begins before the body of its request is complete, and reads it as it comes.
func TestStreamUp(t *testing.T) {
	w := streamWorld(t)
	d := &diary{w: w}
	stub := streams(w, "Stream", func(st *durable.State, r *http.Request) (*http.Response, error) {
		d.note("handler, length %d", r.ContentLength)
		d.read(r.Body)
		return durable.Text("ok"), nil
	})
	sw, body := w.Objects.NewStream()
	w.Go("writer", func() {
		for _, s := range []string{"a", "b", "c"} {
			_, err := sw.WriteString(s)
			require.NoError(t, err)
			w.Sleep(time.Second)
		}
		require.NoError(t, sw.Close())
	})
	resp, err := stub.Fetch(post(body))
	require.NoError(t, err)
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, "ok", string(b))
	require.Equal(t, []string{"10ms handler, length -1", "10ms a", "1.01s b", "2.01s c", "3.01s EOF"}, d.lines)
	require.Equal(t, 3020*time.Millisecond, w.Elapsed())
}

// TestStreamUpUnread: what a handler has not read when its response is sent it cannot read any more, and the writer
// learns of it; so it does where no handler runs.
func TestStreamUpUnread(t *testing.T) {
	for _, c := range []struct{ name, faults, fetch, read string }{
		{"answered", "", "ok", "TypeError: Can't read from request stream after response has been sent. []"},
		{"refused", "stub.request nth=1 error=L1", "Network connection lost. [retryable]", ""},
		{"lost", "stub.deliver nth=1 error=L1", "Network connection lost. [retryable]", platform.TextResponseSent},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := streamWorld(t, durabletest.Objects(durable.WithFaults(planned(t, c.faults))))
			read := ""
			stub := streams(w, "Stream", func(st *durable.State, r *http.Request) (*http.Response, error) {
				st.Go(func() {
					_, err := io.ReadAll(r.Body)
					read = outcome(err)
				})
				return durable.Text("ok"), nil
			})
			sw, body := w.Objects.NewStream()
			var written error
			w.Go("writer", func() {
				for written == nil {
					_, written = sw.WriteString("x")
					w.Sleep(time.Second)
				}
			})
			_, err := stub.Fetch(post(body))
			require.Equal(t, c.fetch, outcome(err))
			w.Settle()
			require.ErrorIs(t, written, durable.ErrReaderClosed)
			require.Contains(t, read, c.read)
		})
	}
}

// TestStreamUpOfAnObject: an object sends a body to another, or to itself; when it crashes, the reader gets what had
// left and learns of it.
func TestStreamUpOfAnObject(t *testing.T) {
	for _, c := range []struct {
		to    string
		crash bool
		want  []string
	}{
		{"Sink", false, []string{"11ms a", "1.011s b", "1.011s EOF"}},
		{"Sink", true, []string{"11ms a", "501ms Network connection lost. [retryable]"}},
		{"Sender", false, []string{"11ms a", "1.011s b", "1.011s EOF"}},
	} {
		w := streamWorld(t)
		d := &diary{w: w}
		streams(w, "Sink", func(_ *durable.State, r *http.Request) (*http.Response, error) {
			d.read(r.Body)
			return durable.Text("ok"), nil
		})
		sender := streams(w, "Sender", func(st *durable.State, r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodPost {
				d.read(r.Body)
				return durable.Text("ok"), nil
			}
			sw, body := st.NewStream()
			st.Go(func() {
				_, _ = sw.WriteString("a")
				st.Sleep(time.Second)
				_, _ = sw.WriteString("b")
				_ = sw.Close()
			})
			return st.Namespace(c.to).GetByName("a").Fetch(post(body))
		})
		w.Go("client", func() { _, _ = sender.Fetch(durable.NewRequest("http://do/")) })
		w.Advance(500 * time.Millisecond)
		x, err := w.Objects.Inspect(sender)
		require.NoError(t, err)
		end := durable.BodyEnd{What: "fetch POST /", Peer: "Sender/a", Request: true, Writing: true, Ahead: 1}
		require.Equal(t, end, x.Bodies[0])
		if end.Writing = false; c.to == "Sender" {
			require.Equal(t, end, x.Bodies[1])
		}
		if c.crash {
			require.NoError(t, w.Objects.Crash(sender))
		}
		w.Settle()
		require.Equal(t, c.want, d.lines)
		for _, class := range []string{"Sink", "Sender"} {
			x, err := w.Objects.Inspect(w.Objects.Lookup(class).GetByName("a"))
			require.NoError(t, err)
			require.Empty(t, x.Bodies)
		}
	}
}

// TestStreamSelfCrash: an object that sends itself a body and crashes leaves nothing behind.
func TestStreamSelfCrash(t *testing.T) {
	w := streamWorld(t)
	stub := streams(w, "Self", func(st *durable.State, r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodPost {
			return &http.Response{StatusCode: http.StatusOK, Body: r.Body}, nil
		}
		sw, body := st.NewStream()
		_, _ = sw.WriteString("a")
		return st.Namespace("Self").GetByName("a").Fetch(post(body))
	})
	d := &diary{w: w}
	d.get(stub, durable.NewRequest("http://do/"))
	w.Advance(time.Second)
	require.NoError(t, w.Objects.Crash(stub))
	w.Settle()
	require.Equal(t, []string{"22ms 200 length -1", "22ms a", "1.01s Network connection lost. [retryable]"}, d.lines)
}
