package serve_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"dolab/cmd/dolab/serve"
	"dolab/durable"
	"dolab/durable/platform"
)

// desk is an object in Go: it counts, asks others, echoes bodies and takes WebSockets of both kinds.
type desk struct {
	st     *durable.State
	closed bool // the body of /late
}

func newDesk(st *durable.State) (durable.Object, error) { return &desk{st: st}, nil }

// Add counts and returns the count.
func (d *desk) Add(by int) (int, error) {
	n, err := durable.Get[int](d.st.Storage.KV(), "n")
	if err != nil && !errors.Is(err, durable.ErrNoKey) {
		return 0, err
	}
	return n + by, d.st.Storage.KV().Put("n", n+by)
}

// Ask lets another add.
func (d *desk) Ask(other string, by int) (int, error) {
	return durable.Call[int](d.st.Namespace("Desk").GetByName(other), "Add", by)
}

// Closed reports whether the reader of /late has closed its body.
func (d *desk) Closed() bool { return d.closed }

// Fail fails.
func (d *desk) Fail() error { return errors.New("no") }

func (d *desk) Fetch(q *http.Request) (*http.Response, error) {
	switch q.URL.Path {
	case "/echo":
		w, r := d.st.NewStream()
		durable.Start(d.st, func() (any, error) {
			_, err := io.Copy(w, q.Body)
			return nil, w.CloseWithError(err)
		})
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: r}, nil
	case "/late": // It answers although the body has failed.
		_, _ = io.ReadAll(q.Body)
		w, r := d.st.NewStream()
		durable.Start(d.st, func() (any, error) {
			_, err := io.Copy(w, neverEnding{})
			d.closed = errors.Is(err, durable.ErrReaderClosed)
			return nil, nil
		})
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: r}, nil
	case "/ws", "/listen":
		client, server := durable.NewWebSocketPair()
		if q.URL.Path == "/ws" {
			return durable.Upgrade(client), d.st.AcceptWebSocket(server)
		}
		return durable.Upgrade(client), d.st.Listen(server, func(r durable.Reply[durable.None], e durable.SocketEvent) {
			switch e.Handler {
			case durable.HandlerMessage:
				r.Throw(server.SendText("heard " + e.Message.Text))
				return
			case durable.HandlerClose:
				_ = server.Close(e.Code, "heard "+e.Reason)
			}
			r.Return(durable.None{})
		})
	}
	return durable.Text("%s %s?%s", q.Method, q.URL.Path, q.URL.RawQuery), nil
}

func (d *desk) WebSocketMessage(ws *durable.WebSocket, m durable.Message) error {
	if m.Text == "panic" {
		time.Sleep(300 * time.Millisecond) // The world stands still, while more messages come.
		panic("a bug")
	}
	return ws.SendText("told " + m.Text)
}

func (d *desk) WebSocketClose(ws *durable.WebSocket, code int, reason string, clean bool) error {
	if !clean {
		return nil
	}
	return ws.Close(code, "told "+reason)
}

// neverEnding is a body of zeros.
type neverEnding struct{}

func (neverEnding) Read(b []byte) (int, error) { return len(b), nil }

// desks serves the class in some worlds.
func desks(t *testing.T, worlds int) (url string, stop func()) {
	return startWith(t, serve.Options{
		Classes: []durable.Class{{Name: "Desk", New: newDesk}}, Worlds: worlds, Profile: platform.Ideal(),
	})
}

func post(t *testing.T, url, body string) (int, string) {
	resp, err := http.Post(url, "application/json", strings.NewReader(body))
	require.NoError(t, err)
	return whole(t, resp)
}

// TestClasses: objects in Go are reached by their paths, wherever they have their places, and reach each other.
func TestClasses(t *testing.T) {
	url, stop := desks(t, 3)
	defer stop()
	for n := range 20 {
		name := fmt.Sprint(url, "/Desk/d", n)
		_, text := post(t, name+"/call/Add", "[2]")
		require.Contains(t, []string{"2\n", "5\n"}, text)
		_, text = post(t, name+"/call/Ask", fmt.Sprintf(`["d%d", 3]`, (n+7)%20))
		require.Contains(t, []string{"3\n", "5\n"}, text)
		_, text = get(t, name+"/a%20b/c?x=1")
		require.Equal(t, "GET /a b/c?x=1", text)
		_, text = post(t, name+"/echo", strings.Repeat("x", 200_000))
		require.Len(t, text, 200_000)
	}
	total := 0
	for n := range 20 {
		_, text := post(t, fmt.Sprint(url, "/Desk/d", n, "/call/Add"), "")
		var sum int
		_, err := fmt.Sscan(text, &sum)
		require.NoError(t, err)
		total += sum
	}
	require.Equal(t, 20*5, total)

	status, text := get(t, url+"/")
	require.Equal(t, 200, status)
	require.Contains(t, text, "the classes are Desk")
	for path, want := range map[string]string{
		"/Nobody/a/": `404 there is no class "Nobody"`, "/Desk": "404 the path of an object is", "/Desk//x": "404 the path of an object is",
		"/Desk/%FF/": "200 GET /",
	} {
		status, text := get(t, url+path)
		require.Contains(t, fmt.Sprint(status, " ", text), want)
	}
	status, text = post(t, url+"/Desk/a/call/Fail", "[]")
	require.Equal(t, "500 {\"error\":\"no\"}\n", fmt.Sprint(status, " ", text))
	status, _ = post(t, url+"/Desk/a/call/Add", "{}")
	require.Equal(t, 400, status)
}

// TestClassSockets: WebSockets of both kinds join objects in Go, and the object's own close frame is what ends them.
func TestClassSockets(t *testing.T) {
	url, stop := desks(t, 2)
	defer stop()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for n := range 8 {
		for path, verb := range map[string]string{"/ws": "told ", "/listen": "heard "} {
			c, _, err := websocket.Dial(ctx, fmt.Sprint(url, "/Desk/s", n, path), nil)
			require.NoError(t, err)
			require.NoError(t, c.Write(ctx, websocket.MessageText, []byte("hello")))
			_, data, err := c.Read(ctx)
			require.NoError(t, err)
			require.Equal(t, verb+"hello", string(data))
			require.NoError(t, c.Close(4000, "bye"))
		}
	}
}

// TestAnswerToFailedBody: a response to a request whose body has failed reaches no client, and its body is closed.
func TestAnswerToFailedBody(t *testing.T) {
	url, stop := desks(t, 1)
	defer stop()
	answer := raw(t, url, "POST /Desk/a/late HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")
	require.Contains(t, answer, "HTTP/1.1 400 ")
	for deadline := time.Now().Add(20 * time.Second); ; {
		if _, text := post(t, url+"/Desk/a/call/Closed", "[]"); text == "true\n" {
			return
		}
		require.True(t, time.Now().Before(deadline))
	}
}

// TestSocketOfFailedWorld: a WebSocket ends with its world, though the world has not taken all that its client has sent.
func TestSocketOfFailedWorld(t *testing.T) {
	answered := make(chan int, 1)
	s, err := serve.New(serve.Options{
		Classes: []durable.Class{{Name: "Desk", New: newDesk}}, Worlds: 1, Profile: platform.Ideal(),
		Log: func(_, _ string, status int, _ time.Duration) { answered <- status },
	})
	require.NoError(t, err)
	h := httptest.NewServer(s)
	defer h.Close()
	c, resp := upgrade(t, h.URL, "/Desk/a/ws", "")
	require.Equal(t, http.StatusSwitchingProtocols, resp.StatusCode)
	_, err = c.Write(append(f(fin|text, "panic"), bytes.Repeat(f(fin|text, "more"), 1000)...))
	require.NoError(t, err)
	select {
	case status := <-answered:
		require.Equal(t, http.StatusSwitchingProtocols, status)
	case <-time.After(20 * time.Second):
		require.Fail(t, "the connection does not end")
	}
	require.ErrorContains(t, s.Stop(context.Background()), "a bug")
}
