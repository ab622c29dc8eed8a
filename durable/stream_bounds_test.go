package durable_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// numbered is a text of n bytes, no part of which repeats.
func numbered(n int) []byte {
	var b bytes.Buffer
	for k := 0; b.Len() < n; k++ {
		fmt.Fprintf(&b, "%d,", k)
	}
	return b.Bytes()[:n]
}

// TestStreamBound: a Write waits once StreamBytesMax wait at either end, and goes on when the reader does.
func TestStreamBound(t *testing.T) {
	text := numbered(1 << 20)
	write := func(sw *durable.StreamWriter, size int, written *int) {
		for part := range slices.Chunk(text, size) {
			n, err := sw.Write(part)
			*written += n
			require.NoError(t, err)
		}
		require.NoError(t, sw.Close())
	}
	for _, size := range []int{1000, 40_000, len(text)} {
		t.Run(fmt.Sprint("down ", size), func(t *testing.T) {
			w := streamWorld(t)
			written := 0
			stub := streams(w, "Stream", func(st *durable.State, _ *http.Request) (*http.Response, error) {
				return streaming(st, func(sw *durable.StreamWriter) { write(sw, size, &written) })
			})
			resp, err := stub.Fetch(durable.NewRequest("http://do/"))
			require.NoError(t, err)
			w.Advance(time.Minute)
			require.LessOrEqual(t, written, 2*durable.StreamBytesMax)
			x, err := w.Objects.Inspect(stub)
			require.NoError(t, err)
			require.Len(t, x.Bodies, 1)
			end := x.Bodies[0]
			require.Equal(t, durable.BodyEnd{
				What: "fetch GET /", Peer: "driver", Writing: true, Bytes: end.Bytes, Ahead: end.Ahead,
			}, end)
			require.Greater(t, end.Ahead, durable.StreamBytesMax/2)
			require.LessOrEqual(t, end.Ahead, durable.StreamBytesMax)
			require.Equal(t, durable.StreamBytesMax, end.Bytes)
			require.Equal(t, "fetch GET /", x.Events[0].What)
			got, err := io.ReadAll(resp.Body)
			require.NoError(t, err)
			require.True(t, bytes.Equal(text, got))
			w.Settle()
			x, err = w.Objects.Inspect(stub)
			require.NoError(t, err)
			require.Empty(t, x.Bodies)
			require.Empty(t, x.Events)
		})
		t.Run(fmt.Sprint("up ", size), func(t *testing.T) {
			w := streamWorld(t)
			written, before := 0, 0
			stub := streams(w, "Stream", func(st *durable.State, r *http.Request) (*http.Response, error) {
				st.Sleep(time.Minute)
				before = written
				got, err := io.ReadAll(r.Body)
				require.NoError(t, err)
				require.True(t, bytes.Equal(text, got))
				return durable.Text("ok"), nil
			})
			sw, body := w.Objects.NewStream()
			w.Go("writer", func() { write(sw, size, &written) })
			_, err := stub.Fetch(post(body))
			require.NoError(t, err)
			require.LessOrEqual(t, before, 2*durable.StreamBytesMax)
			require.Equal(t, len(text), written)
		})
	}
}

// TestStreamOutside: code outside the world writes until the stream is full, and the error names the wait.
func TestStreamOutside(t *testing.T) {
	w := streamWorld(t)
	sw, _ := w.Objects.NewStream()
	require.Equal(t, durable.StreamBytesMax, sw.Room())
	n, err := sw.Write(make([]byte, durable.StreamBytesMax+1))
	require.Equal(t, durable.StreamBytesMax, n)
	var deadlock *sim.DeadlockError
	require.ErrorAs(t, err, &deadlock)
	require.Equal(t, "room in a body", deadlock.Waits[0].What)
}

// TestStreamHeldWithItsResponse: the body follows its response where that waits for a block; what a turn has written
// that resets its object never leaves.
func TestStreamHeldWithItsResponse(t *testing.T) {
	w := streamWorld(t)
	stub := streams(w, "Stream", func(st *durable.State, r *http.Request) (*http.Response, error) {
		if r.URL.Path == "/abort" {
			return streaming(st, func(sw *durable.StreamWriter) {
				_, _ = sw.WriteString("a")
				st.Sleep(time.Second)
				_, _ = sw.WriteString("b")
				st.Abort("enough")
			})
		}
		sw, body := st.NewStream()
		_, err := sw.WriteString("a")
		require.NoError(t, err)
		require.NoError(t, sw.Close())
		return &http.Response{StatusCode: http.StatusOK, Body: body}, st.GoBlocking(func() error {
			st.Sleep(time.Second)
			return nil
		})
	})
	d := &diary{w: w}
	d.get(stub, durable.NewRequest("http://do/"))
	w.Advance(2 * time.Second)
	d.get(stub, durable.NewRequest("http://do/abort"))
	w.Settle()
	require.Equal(t, []string{
		"1.02s 200 length -1", "1.02s a", "1.02s EOF",
		"2.02s 200 length -1", "2.02s a", "3.02s enough [remote durableObjectReset]",
	}, d.lines)
}

// TestStreamOfAHost: a host of another language answers with a stream and writes it in later turns, even of other
// events; the body of a request comes to it as a stream.
func TestStreamOfAHost(t *testing.T) {
	var sw *durable.StreamWriter
	h := &table{
		fetch: func(st *durable.State, r durable.Reply[*http.Response], q *http.Request) {
			var body *durable.StreamReader
			st.Guard(func() {
				sw, body = st.NewStream()
				r.Return(&http.Response{StatusCode: http.StatusOK, Body: body})
			})
			if q.Method == http.MethodPost {
				_, err := io.Copy(sw, q.Body)
				require.NoError(t, err)
			}
		},
		methods: methods{
			"Write": func(_ *durable.State, r durable.Reply[[]byte], _ [][]byte) {
				_, err := sw.WriteString("later")
				require.NoError(t, err)
				require.NoError(t, sw.Close())
				r.Return(nil)
			},
		},
	}
	w, ns := tableWorld(t, h)
	for _, up := range []string{"", "up and "} {
		r := durable.NewRequest("http://do/")
		if up != "" {
			out, body := w.Objects.NewStream()
			_, err := out.WriteString(up)
			require.NoError(t, err)
			require.NoError(t, out.Close())
			r = post(body)
		}
		resp, err := ns.GetByName("a").Fetch(r)
		require.NoError(t, err)
		w.Advance(time.Hour)
		sight, err := w.Objects.Look(ns.GetByName("a"))
		require.NoError(t, err)
		require.True(t, sight.Live, "its event is in flight")
		require.Equal(t, 1, sight.InFlight)
		_, err = ns.GetByName("a").Call("Write")
		require.NoError(t, err)
		b, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		require.Equal(t, up+"later", string(b))
	}
}

// TestStreamHTTPClient: an http.Client with a stub as its Transport streams both ways.
func TestStreamHTTPClient(t *testing.T) {
	w := streamWorld(t)
	stub := streams(w, "Stream", func(_ *durable.State, r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK, Body: r.Body}, nil
	})
	sw, body := w.Objects.NewStream()
	w.Go("writer", func() {
		for range 3 {
			_, err := sw.WriteString("tick ")
			require.NoError(t, err)
			w.Sleep(time.Second)
		}
		require.NoError(t, sw.Close())
	})
	c := http.Client{Transport: stub}
	resp, err := c.Post("http://do/echo", "text/plain", body)
	require.NoError(t, err)
	require.Equal(t, 20*time.Millisecond, w.Elapsed())
	require.EqualValues(t, -1, resp.ContentLength)
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, "tick tick tick ", string(b))
	require.Equal(t, 3020*time.Millisecond, w.Elapsed())
}

// TestStreamMisuse: what no body can be, and who may not use an end of one.
func TestStreamMisuse(t *testing.T) {
	w := streamWorld(t)
	var kept []error
	var own *durable.StreamReader
	stub := streams(w, "Stream", func(st *durable.State, r *http.Request) (*http.Response, error) {
		sw, body := st.NewStream()
		own = body
		switch r.URL.Path {
		case "/204":
			st.Go(func() {
				_, err := sw.WriteString("x")
				kept = append(kept, err)
			})
			return &http.Response{StatusCode: http.StatusNoContent, Body: body}, nil
		case "/twice":
			_, err := st.Namespace("Other").GetByName("a").Fetch(post(body))
			require.NoError(t, err)
			_, err = body.Read(nil)
			kept = append(kept, err)
			require.NoError(t, body.Close(), "it is not the sender's any more")
		case "/closed":
			require.NoError(t, body.Close())
		case "/get":
			_, err := st.Namespace("Other").GetByName("a").Fetch(&http.Request{URL: r.URL, Body: body})
			kept = append(kept, err)
			_, err = sw.WriteString("x")
			kept = append(kept, err)
			return durable.Text("ok"), nil
		}
		return &http.Response{StatusCode: http.StatusOK, Body: body}, nil
	})
	streams(w, "Other", func(*durable.State, *http.Request) (*http.Response, error) {
		if own != nil {
			_, err := own.Read(nil)
			kept = append(kept, err)
		}
		return durable.Text("ok"), nil
	})
	for _, c := range []struct {
		path, fetch string
		kept        []string
	}{
		{"/204", "TypeError: Response with null body status (101, 204, 205, or 304) cannot have a body. [remote]", []string{
			"go error: the reader has closed the body",
		}},
		{"/twice", "TypeError: " + platform.TextBodyUsed + " [remote]", []string{
			fmt.Sprintf(platform.TextForeignIO, "ReadableStreamSource") + " []",
			"TypeError: " + platform.TextStreamLocked + " []",
		}},
		{"/closed", "read of a closed body: io: read/write on closed pipe [remote]", nil},
		{"/get", "ok", []string{
			"TypeError: Request with a GET or HEAD method cannot have a body. []",
			"go error: the reader has closed the body",
		}},
	} {
		kept = nil
		_, err := stub.Fetch(durable.NewRequest("http://do" + c.path))
		require.Equal(t, c.fetch, outcome(err))
		w.Settle()
		var got []string
		for _, err := range kept {
			got = append(got, outcome(err))
		}
		require.Equal(t, c.kept, got, c.path)
		_, err = own.Read(nil)
		require.EqualError(t, err, fmt.Sprintf(platform.TextForeignIO, "ReadableStreamSource"))
	}
}

// TestStreamKeepsObject: an event whose response is still written keeps its object in memory however long it takes; the
// unread body of another object's response is pending work, which keeps it only for a while.
func TestStreamKeepsObject(t *testing.T) {
	p := platform.Production()
	w := durabletest.New(t, durabletest.Profile(p))
	source := streams(w, "Source", func(st *durable.State, r *http.Request) (*http.Response, error) {
		if r.URL.Path == "/short" {
			return streaming(st, func(sw *durable.StreamWriter) { require.NoError(t, sw.Close()) })
		}
		_, body := st.NewStream() // It is never written.
		return &http.Response{StatusCode: http.StatusOK, Body: body}, nil
	})
	idle := streams(w, "Idle", func(st *durable.State, r *http.Request) (*http.Response, error) {
		_, err := st.Namespace("Source").GetByName("a").Fetch(durable.NewRequest("http://source" + r.URL.Path))
		return durable.Text("ok"), err
	})
	live := func(stub *durable.Stub) bool {
		sight, err := w.Objects.Look(stub)
		require.NoError(t, err)
		return sight.Live
	}
	_, err := idle.Fetch(durable.NewRequest("http://do/endless"))
	require.NoError(t, err)
	w.Advance(time.Minute)
	require.True(t, live(idle), "it has a body to read")
	x, err := w.Objects.Inspect(idle)
	require.NoError(t, err)
	require.Equal(t, []durable.BodyEnd{{What: "fetch GET /endless", Peer: "Idle/a"}}, x.Bodies)
	require.True(t, live(source))
	w.Advance(2 * time.Minute)
	require.False(t, live(idle), "for EvictAfter")
	require.False(t, live(source), "its reader is gone")

	_, err = idle.Fetch(durable.NewRequest("http://do/short"))
	require.NoError(t, err)
	w.Advance(30 * time.Second)
	require.False(t, live(idle), "the body has ended")
	require.False(t, live(source))

	_, err = source.Fetch(durable.NewRequest("http://do/endless"))
	require.NoError(t, err)
	w.Advance(time.Hour)
	require.True(t, live(source), "an event in flight")
}

// TestStreamTwice: a request that comes twice has its body once.
func TestStreamTwice(t *testing.T) {
	w := streamWorld(t, durabletest.Objects(durable.WithFaults(planned(t, "stub.request nth=1 twice"))))
	var got []string
	stub := streams(w, "Stream", func(_ *durable.State, r *http.Request) (*http.Response, error) {
		b, err := io.ReadAll(r.Body)
		got = append(got, string(b)+": "+outcome(err))
		return durable.Text("ok"), nil
	})
	sw, body := w.Objects.NewStream()
	_, err := sw.WriteString("once")
	require.NoError(t, err)
	require.NoError(t, sw.Close())
	_, err = stub.Fetch(post(body))
	require.NoError(t, err)
	w.Settle()
	require.Equal(t, []string{"once: ok", ": Network connection lost. [retryable]"}, got)
}

// TestStreamReplaced: an incarnation that has been replaced goes on writing what rests on nothing of its own, until it
// touches its storage; then the body breaks, and nothing is missing within it.
func TestStreamReplaced(t *testing.T) {
	plan := planned(t, "object.turn Stream/a nth=3 if=await double=1m")
	w := streamWorld(t, durabletest.Objects(durable.WithFaults(plan)))
	stub := streams(w, "Stream", func(st *durable.State, _ *http.Request) (*http.Response, error) {
		return streaming(st, func(sw *durable.StreamWriter) {
			for k := range 9 {
				_, err := fmt.Fprintf(sw, "%d ", k)
				require.NoError(t, err)
				st.Sleep(time.Second)
				if k == 5 {
					_ = st.Storage.KV().Put("k", k)
				}
			}
		})
	})
	resp, err := stub.Fetch(durable.NewRequest("http://do/"))
	require.NoError(t, err)
	b, err := io.ReadAll(resp.Body)
	require.Error(t, err)
	require.True(t, strings.HasPrefix("0 1 2 3 4 5 6 7 8 ", string(b)), "%q", b)
	require.Equal(t, "0 1 2 3 4 5 ", string(b))
}

// TestStreamDeterminism: one seed, one trace; another seed, another.
func TestStreamDeterminism(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	run := func(seed uint64) string {
		w := durabletest.New(t, durabletest.Seed(seed), durabletest.Profile(platform.Production()))
		streams(w, "Echo", func(_ *durable.State, r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusOK, Body: r.Body}, nil
		})
		for n := range 5 {
			sw, body := w.Objects.NewStream()
			w.Go(fmt.Sprint("writer", n), func() {
				for range 5 {
					_, _ = sw.WriteString(strings.Repeat("x", 1+w.Choose("size", 50_000)))
					w.Sleep(time.Duration(w.Choose("pause", 900)) * time.Millisecond)
				}
				_ = sw.Close()
			})
			w.Go(fmt.Sprint("client", n), func() {
				answer, err := w.Objects.Lookup("Echo").GetByName(fmt.Sprint(n % 2)).Fetch(post(body))
				require.NoError(t, err)
				_, err = io.Copy(io.Discard, answer.Body)
				require.NoError(t, err)
			})
		}
		w.Advance(time.Hour)
		return w.Hash()
	}
	first := run(1)
	for _, procs := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(procs)
		require.Equal(t, first, run(1))
	}
	require.NotEqual(t, first, run(2))
}
