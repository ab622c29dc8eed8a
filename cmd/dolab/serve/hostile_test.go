package serve_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/cmd/dolab/serve"
	"dolab/durable/platform"
)

// TestBadRequests: what makes no sense gets a status that says so, nothing of it is taken for another request, and the
// Worker sees the rest as it is.
func TestBadRequests(t *testing.T) {
	url, stop := start(t, load(t), "")
	defer stop()
	const end = "Connection: close\r\n\r\n"
	for _, x := range []struct{ name, say, want string }{
		// Bytes that are not a request.
		{"garbage", "\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", "400"},
		{"a frame", "\x81\x85\x00\x00\x00\x00hello\r\n\r\n", "400"},
		{"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400"},
		{"HTTP/9", "GET / HTTP/9.9\r\nHost: x\r\n\r\n", "505"},
		{"no version", "GET /\r\n\r\n", "400"},
		{"a method of two words", "GE T /seen HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
		// Hosts.
		{"no host", "GET /seen HTTP/1.1\r\n\r\n", "400"},
		{"two hosts", "GET /seen HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"},
		{"an empty host", "GET /seen HTTP/1.1\r\nHost:\r\n\r\n", "400"},
		{"a host with a path", "GET /seen HTTP/1.1\r\nHost: a/b\r\n\r\n", "400"},
		{"a host with an @", "GET /seen HTTP/1.1\r\nHost: a@b\r\n\r\n", "400"},
		{"another host in the target", "GET http://evil/seen HTTP/1.1\r\nHost: x\r\n" + end, `["GET","http://evil/seen"`},
		{"credentials in the target", "GET http://u:p@x/seen HTTP/1.1\r\nHost: x\r\n" + end, `["GET","http://x/seen"`},
		// Targets.
		{"a star", "OPTIONS * HTTP/1.1\r\nHost: x\r\n" + end, "400"},
		{"connect", "CONNECT evil:80 HTTP/1.1\r\nHost: evil:80\r\n" + end, "400"},
		{"no slash", "GET seen HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
		{"a file", "GET file:///etc/passwd HTTP/1.1\r\nHost: x\r\n" + end, "404"}, // Of the Worker.
		{"dots", "GET /../seen HTTP/1.1\r\nHost: x\r\n" + end, `["GET","http://x/../seen"`},
		{"dots that are escaped", "GET /%2e%2e/seen HTTP/1.1\r\nHost: x\r\n" + end, `["GET","http://x/%2e%2e/seen"`},
		{"two slashes", "GET //evil/seen HTTP/1.1\r\nHost: x\r\n" + end, "404"}, // Not the host evil.
		{"backslashes", "GET /\\evil\\seen HTTP/1.1\r\nHost: x\r\n" + end, "404"},
		{"a zero", "GET /seen%00 HTTP/1.1\r\nHost: x\r\n" + end, "404"},
		{"a bad escape", "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
		{"a long target", "GET /" + strings.Repeat("a", serve.HeaderBytesMax) + " HTTP/1.1\r\nHost: x\r\n\r\n", "431"},
		// Headers.
		{"large headers", "GET /seen HTTP/1.1\r\nHost: x\r\nA: " + strings.Repeat("a", serve.HeaderBytesMax) + "\r\n\r\n", "431"},
		{"a space before the colon", "GET /seen HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n", "400"},
		{"a zero in a value", "GET /seen HTTP/1.1\r\nHost: x\r\nA: a\x00b\r\n\r\n", "400"},
		{"a name of our own", "GET /seen HTTP/1.1\r\nHost: x\r\n:cf: x\r\n\r\n", "400"},
		{
			"headers of the connection", "GET /seen HTTP/1.1\r\nHost: x\r\nConnection: close, x-hop\r\nX-Hop: 1\r\nKeep-Alive: 1\r\nTE: trailers\r\nX-Kept: 1\r\n\r\n",
			`[["x-kept","1"]]`,
		},
		// Two requests that look like one, and one that looks like two.
		{"two lengths", "POST /seen HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "400"},
		{"a negative length", "POST /seen HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "400"},
		{"a length with a sign", "POST /seen HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\na", "400"},
		{"another coding", "POST /seen HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "501"},
		{"two codings", "POST /seen HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400|501"},
		{"a chunk that is none", "POST /body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nhello\r\n", "400"},
		{"a body that ends early", "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhello", "400"},
		{"a large one that ends early", "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nhello", "400"},
		// WebSockets.
		{"no key", "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n", "400"},
		{"another version", "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", "426"},
		{"by POST", "POST /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", "400"},
		{"no connection", "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n", "400"},
	} {
		t.Run(x.name, func(t *testing.T) {
			answer := first(t, url, x.say, strings.Contains(x.name, "ends early"))
			if strings.HasPrefix(x.want, "[") {
				require.Contains(t, answer, "HTTP/1.1 200 OK\r\n")
				require.Contains(t, answer, x.want)
				return
			}
			require.Regexp(t, `^HTTP/1\.[01] (`+x.want+`) `, answer)
		})
	}
	_, text := get(t, url+"/n")
	require.Equal(t, "[0,0]", text, "it serves on")
}

// first sends bytes, and returns the first answer. Early ends what is sent behind them.
func first(t *testing.T, url, text string, early bool) string {
	c := dial(t, url, text)
	defer func() { _ = c.Close() }()
	if early {
		require.NoError(t, c.(*net.TCPConn).CloseWrite())
	}
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	require.NoError(t, err)
	data, err := httputil.DumpResponse(resp, true)
	require.NoError(t, err)
	return string(data)
}

// TestSmuggling: a request within the body of another is never one of its own.
func TestSmuggling(t *testing.T) {
	url, stop := start(t, load(t), "")
	defer stop()
	const inner = "GET /add?room=smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
	for _, head := range []string{
		"POST /unread HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n" + fmt.Sprintf("%x\r\n", len(inner)),
		"POST /unread HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \x0bchunked\r\n\r\n",
		fmt.Sprintf("POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", len(inner)),
		fmt.Sprintf("GET /unread HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", len(inner)),
		fmt.Sprintf("POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", 100_000+len(inner), strings.Repeat("x", 100_000)),
		"POST /unread HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
	} {
		first(t, url, head+inner, false)
	}
	_, text := get(t, url+"/n?room=smuggled")
	require.Equal(t, "[0,0]", text)
}

// TestSlowClients: a client that sends no headers, or nothing of its body, is answered in time; its connection ends.
func TestSlowClients(t *testing.T) {
	o := serve.Options{Worker: load(t), Profile: platform.Workerd(), BodyTime: 100 * time.Millisecond}
	url, stop := startWith(t, o, func(h *httptest.Server) { h.Config.ReadHeaderTimeout = 100 * time.Millisecond })
	defer stop()
	for say, want := range map[string]string{
		"GET / HT": "", "GET / HTTP/1.1\r\nHost: x\r\nA:": "",
		"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc":                  "HTTP/1.1 408 ",
		"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nabc":              "HTTP/1.1 408 ",
		"POST /body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n": "HTTP/1.1 408 ",
	} {
		answer := raw(t, url, say)
		require.True(t, strings.HasPrefix(answer, want), "%q: %q", say, answer)
		require.LessOrEqual(t, strings.Count(answer, "HTTP/1."), 1)
	}
}

// TestConnectionsMax: a connection that is one too many is told so, and takes nothing from the others.
func TestConnectionsMax(t *testing.T) {
	o := serve.Options{Worker: load(t), Profile: platform.Workerd()}
	url, stop := startWith(t, o, func(h *httptest.Server) { h.Listener = serve.Limit(h.Listener, 3) })
	defer stop()
	var list []*frames
	for range 3 {
		c, resp := upgrade(t, url, "/ws", "")
		require.Equal(t, http.StatusSwitchingProtocols, resp.StatusCode)
		list = append(list, c)
	}
	require.Contains(t, raw(t, url, ""), "HTTP/1.1 503 Service Unavailable\r\n")
	_, err := list[0].Write(f(fin|close, code(1000, "")))
	require.NoError(t, err)
	require.Equal(t, "close:1000 end", list[0].heard())
	for deadline := time.Now().Add(20 * time.Second); ; {
		if answer := raw(t, url, "GET /n HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"); strings.HasSuffix(answer, "[0,0]") {
			break
		}
		require.True(t, time.Now().Before(deadline))
	}
	_, err = list[1].Write(f(fin|text, "hello"))
	require.NoError(t, err)
	_, err = list[1].Write(f(fin|close, code(1000, "")))
	require.NoError(t, err)
	require.Equal(t, "text:echo hello close:1000 end", list[1].heard())
}

// open is how many descriptors the process has, 0 where that is not known.
func open() int {
	list, _ := os.ReadDir("/proc/self/fd")
	return len(list)
}

// TestNothingLeaks: connections of all kinds, in good order and not, leave neither goroutines nor descriptors.
func TestNothingLeaks(t *testing.T) {
	url, stop := start(t, load(t), "")
	defer stop()
	round := func(n int) {
		var list []net.Conn
		for at := range n {
			say := []string{
				"", "GET / HT", "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nabc", "garbage\r\n\r\n",
				"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n", "POST /upper HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
				"GET /hang HTTP/1.1\r\nHost: x\r\n\r\n", "GET /n HTTP/1.1\r\nHost: x\r\n\r\n",
			}[at%8]
			list = append(list, dial(t, url, say))
			if at%8 == 0 {
				ws, resp := upgrade(t, url, "/ws", "")
				require.Equal(t, http.StatusSwitchingProtocols, resp.StatusCode)
				_, err := ws.Write(f(fin|text, "hello"))
				require.NoError(t, err)
				list = append(list, ws)
			}
		}
		for _, c := range list {
			_ = c.Close()
		}
		_, text := get(t, url+"/n")
		require.Equal(t, "[0,0]", text)
		http.DefaultClient.CloseIdleConnections()
	}
	round(200) // What stays: buffers, and coroutines that serve again.
	settle := func(goroutines, descriptors int) (int, int) {
		for n := 0; n < 2000 && (runtime.NumGoroutine() > goroutines || open() > descriptors); n++ {
			time.Sleep(5 * time.Millisecond)
		}
		return runtime.NumGoroutine(), open()
	}
	descriptors := open()
	for last, n := 0, 0; n < 50; n++ { // Until the first round has ended.
		if g := runtime.NumGoroutine(); g != last {
			last, n = g, 0
		}
		time.Sleep(5 * time.Millisecond)
		descriptors = open()
	}
	goroutines := runtime.NumGoroutine()
	round(200)
	g, d := settle(goroutines+coroutinesMore, descriptors)
	require.LessOrEqual(t, g, goroutines+coroutinesMore)
	require.LessOrEqual(t, d, descriptors)
}

// coroutinesMore is how many more coroutines a second round may need at once: less than it has connections.
const coroutinesMore = 100
