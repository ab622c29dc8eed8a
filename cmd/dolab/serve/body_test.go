package serve_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/cmd/dolab/serve"
	"dolab/durable/platform"
)

// pipe sends a request whose body is what is written, and returns its response.
func pipe(t *testing.T, url string) (io.WriteCloser, *http.Response) {
	r, w := io.Pipe()
	q, err := http.NewRequest(http.MethodPost, url, r)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(q)
	require.NoError(t, err)
	return w, resp
}

// TestBodiesStream: what a client has sent of its body is answered before the rest is sent, and in order.
func TestBodiesStream(t *testing.T) {
	url, stop := start(t, load(t), "")
	defer stop()
	w, resp := pipe(t, url+"/upper")
	require.Equal(t, "1", resp.Header.Get("X-A"))
	for n := range 100 {
		line := fmt.Sprintf("line %d\n", n)
		_, err := io.WriteString(w, line)
		require.NoError(t, err)
		b := make([]byte, len(line))
		_, err = io.ReadFull(resp.Body, b)
		require.NoError(t, err)
		require.Equal(t, strings.ToUpper(line), string(b))
	}
	require.NoError(t, w.Close())
	rest, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Empty(t, rest)

	large := strings.Repeat("0123456789abcdef", 1<<16) // A megabyte, of a known length.
	resp, err = http.Post(url+"/upper", "", strings.NewReader(large))
	require.NoError(t, err)
	_, answer := whole(t, resp)
	require.Equal(t, strings.ToUpper(large), answer)
}

// until asks for a path until it answers with the text.
func until(t *testing.T, url, text string) {
	for deadline := time.Now().Add(20 * time.Second); ; {
		_, got := get(t, url)
		if got == text {
			return
		}
		require.True(t, time.Now().Before(deadline), "%s: %s, want %s", url, got, text)
	}
}

// TestClientReadsSlowly: a Worker whose client does not read waits. One whose client goes away is asked for no more, and
// hears nothing of that, as in the runtime.
func TestClientReadsSlowly(t *testing.T) {
	url, stop := start(t, load(t), "")
	defer stop()
	resp, err := http.Get(url + "/endless")
	require.NoError(t, err)
	_, err = io.ReadFull(resp.Body, make([]byte, 1<<20))
	require.NoError(t, err)
	sent := func() (n int) {
		_, text := get(t, url+"/sent")
		_, err := fmt.Sscan(text, &n)
		require.NoError(t, err)
		return n
	}
	last := -1
	for same := 0; same < 20; { // Until the buffers between are full.
		if n := sent(); n != last {
			last, same = n, 0
		} else {
			same++
		}
		time.Sleep(time.Millisecond)
	}
	require.Less(t, last*50_000, 64<<20)
	require.NoError(t, resp.Body.Close())
	for range 20 {
		require.LessOrEqual(t, sent(), last+2) // What the stream itself takes.
		time.Sleep(time.Millisecond)
	}
	_, text := get(t, url+"/log?room=log")
	require.Equal(t, `[]`, text)
}

// TestClientGone: the Worker's code ends with its client, where nothing waits for it.
func TestClientGone(t *testing.T) {
	url, stop := start(t, load(t), "")
	defer stop()
	ctx, cancel := context.WithCancel(t.Context())
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/hang", nil)
	require.NoError(t, err)
	go func() {
		until(t, url+"/log?room=log", `["hung1"]`)
		cancel()
	}()
	_, err = http.DefaultClient.Do(q)
	require.ErrorIs(t, err, context.Canceled)
	get(t, url+"/hang") // It takes as long as the first would.
	_, text := get(t, url+"/log?room=log")
	require.Equal(t, `["hung1","late1"]`, text)
}

// TestBodyBreaks: a client sees that a body has not come to its end.
func TestBodyBreaks(t *testing.T) {
	url, stop := start(t, load(t), "")
	defer stop()
	resp, err := http.Get(url + "/breaks")
	require.NoError(t, err)
	data, err := io.ReadAll(resp.Body)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.Len(t, data, 10)
}

// dial opens a connection to the server and sends bytes. The caller has 20 seconds, and closes it.
func dial(t *testing.T, url, text string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	require.NoError(t, err)
	require.NoError(t, c.SetDeadline(time.Now().Add(20*time.Second)))
	_, err = io.WriteString(c, text)
	require.NoError(t, err)
	return c
}

// raw sends bytes to the server, and returns all that it answers before it closes the connection.
func raw(t *testing.T, url, text string) string {
	c := dial(t, url, text)
	defer func() { _ = c.Close() }()
	answer, err := io.ReadAll(bufio.NewReader(c))
	require.NoError(t, err, "%q", answer)
	return string(answer)
}

// TestUnreadBody: what a Worker has not read of a body is not taken for a request.
func TestUnreadBody(t *testing.T) {
	url, stop := start(t, load(t), "")
	defer stop()
	answer := raw(t, url, "POST /unread HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
	require.Contains(t, answer, "HTTP/1.1 200 OK\r\n")
	require.Contains(t, answer, "Connection: close\r\n")
	require.True(t, strings.HasSuffix(answer, "early"), answer)
	answer = raw(t, url, "POST /upper HTTP/1.1\r\nHost: x\r\nContent-Length: 104857601\r\n\r\n")
	require.Contains(t, answer, "HTTP/1.1 413 ")
	require.Contains(t, answer, fmt.Sprintf("The body has more than %d bytes.", serve.BodyMax))
}

// TestBodyWithoutDeadlines: a body that cannot be read is answered, and the server goes on.
func TestBodyWithoutDeadlines(t *testing.T) {
	s, err := serve.New(serve.Options{Worker: load(t), Profile: platform.Workerd()})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Stop(context.Background())) }()
	w := httptest.NewRecorder() // It has no deadlines, as a connection that the server has closed.
	s.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/body", strings.NewReader("hello")))
	require.Equal(t, http.StatusBadRequest, w.Code)
	w = httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/n", nil))
	require.Equal(t, "[0,0]", w.Body.String())
}
