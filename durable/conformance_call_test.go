package durable_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// echo is an object that answers as it is asked to (fetch-details, rpc-surface, exception-flags).
type echo struct{ st *durable.State }

func (o *echo) Alarm(durable.AlarmInfo) error                              { return nil }
func (o *echo) WebSocketMessage(*durable.WebSocket, durable.Message) error { return nil }
func (o *echo) WebSocketClose(*durable.WebSocket, int, string, bool) error { return nil }
func (o *echo) WebSocketError(*durable.WebSocket, error) error             { return nil }
func (o *echo) Connect() string                                            { return "connected" }

func (o *echo) Dup() string           { return "duplicated" }
func (o *echo) Count(list ...any) int { return len(list) }
func (o *echo) Big(n int) []byte      { return make([]byte, n) }

func (o *echo) Bytes(list ...[]byte) int { return len(list) }

func (o *echo) Late(d int) int               { o.st.Sleep(time.Duration(d) * time.Millisecond); return d }
func (o *echo) hidden() string               { return "hidden" }
func (o *echo) Fail(name, text string) error { return &platform.Error{Name: name, Message: text} }

func (o *echo) Flags() error {
	return &platform.Error{Message: "m", Retryable: true, Overloaded: true, DurableObjectReset: true}
}

func (o *echo) Hop(method string) error {
	_, err := o.st.Namespace("Echo").GetByName("peer").Call(method)
	return err
}

// broken is a body that fails on the way.
type broken struct{ io.Reader }

func (b broken) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err == io.EOF {
		err = &platform.Error{Name: "RangeError", Message: "stream broke"}
	}
	return n, err
}

func (o *echo) Fetch(r *http.Request) (*http.Response, error) {
	switch r.URL.Path {
	case "/status":
		status, err := strconv.Atoi(r.URL.RawQuery)
		return durable.Response(status, ""), err
	case "/body":
		status, err := strconv.Atoi(r.URL.RawQuery)
		return durable.Response(status, "x"), err
	case "/broken":
		resp := durable.Text("")
		resp.Body = io.NopCloser(broken{strings.NewReader("a")})
		return resp, nil
	case "/fail":
		return nil, o.Fail("TypeError", "no")
	}
	body, err := io.ReadAll(r.Body)
	return durable.Text("%s %s %q", r.Method, r.URL, body), err
}

func echoes(t *testing.T) (*durabletest.World, *durable.Stub) {
	w := durabletest.New(t)
	return w, durabletest.Class(w, "Echo", func(st *durable.State) *echo { return &echo{st} }).GetByName("a")
}

func TestFetchDetails(t *testing.T) {
	_, s := echoes(t)
	for _, c := range []struct{ method, url, body, want string }{
		{"GET", "http://do/echo", "", `GET http://do/echo ""`},
		{"", "http://do/echo", "", `GET http://do/echo ""`},
		{"GET", "https://do.example:8443/echo?q=1#frag", "", `GET https://do.example:8443/echo?q=1 ""`},
		{"post", "http://do/echo", "x", `POST http://do/echo "x"`},
		{"propfind", "http://do/echo", "", `PROPFIND http://do/echo ""`},
		{"QUERY", "http://do/echo", "", `QUERY http://do/echo ""`},
		{"foo", "http://do/echo", "", "TypeError: Invalid HTTP method string: foo []"},
		{"CONNECT", "http://do/echo", "", "TypeError: Invalid HTTP method string: CONNECT []"},
		{"GET", "http://do/echo", "x", "TypeError: Request with a GET or HEAD method cannot have a body. []"},
		{"GET", "/echo", "", "TypeError: Invalid URL: /echo []"},
		{"GET", "do/echo", "", "TypeError: Invalid URL: do/echo []"},
		{"GET", "", "", "TypeError: Invalid URL:  []"},
		{"GET", "ftp://x/echo", "", "TypeError: Fetch API cannot load: ftp://x/echo []"},
		{"GET", "http://do/status?204", "", "204"},
		{"GET", "http://do/status?304", "", "304"},
		{"GET", "http://do/status?599", "", "599"},
		{"GET", "http://do/status?101", "", statusText},
		{"GET", "http://do/status?199", "", statusText},
		{"GET", "http://do/status?600", "", statusText},
		{"GET", "http://do/body?204", "", bodyText},
		{"GET", "http://do/body?205", "", bodyText},
		{"GET", "http://do/body?304", "", bodyText},
		{"GET", "http://do/broken", "", "RangeError: stream broke [remote]"},
		{"GET", "http://do/fail", "", "TypeError: no [remote]"},
	} {
		r := durable.NewRequest(c.url)
		r.Method, r.Body = c.method, io.NopCloser(strings.NewReader(c.body))
		resp, err := s.Fetch(r)
		got := ""
		if err != nil {
			got = show(err)
		} else {
			body, err := io.ReadAll(resp.Body)
			require.NoError(t, err)
			if got = string(body); got == "" {
				got = strconv.Itoa(resp.StatusCode)
			}
		}
		require.Equal(t, c.want, got, "%s %s", c.method, c.url)
	}
}

const (
	statusText = "RangeError: Responses may only be constructed with status codes in the range 200 to 599, inclusive. " +
		"[remote]"
	bodyText = "TypeError: Response with null body status (101, 204, 205, or 304) cannot have a body. [remote]"
)

func TestRPCSurface(t *testing.T) {
	_, s := echoes(t)
	for method, name := range map[string]string{
		"Fetch": "fetch", "Connect": "connect", "Alarm": "alarm", "Dup": "dup", "WebSocketMessage": "webSocketMessage",
		"WebSocketClose": "webSocketClose", "WebSocketError": "webSocketError",
	} {
		_, err := s.Call(method)
		require.Equal(t, "TypeError: '"+name+"' is a reserved method and cannot be called over RPC. [remote]", outcome(err))
	}
	for _, method := range []string{"nope", "hidden", "st", "", "count", "#priv"} {
		_, err := s.Call(method)
		require.Equal(t, `TypeError: The RPC receiver does not implement the method "`+method+`". [remote]`, outcome(err))
	}
	n, err := durable.Call[int](s, "Count", 1, nil, 3)
	require.NoError(t, err)
	require.Equal(t, 3, n)
	require.Equal(t, "hidden", (&echo{}).hidden())
}

// The sizes are those of the wire, recorded on the real runtime (H6): what an argument or result takes is the same.
func TestRPCSizes(t *testing.T) {
	_, s := echoes(t)
	limit := func(size string) string {
		return "Serialized RPC arguments or return values are limited to 32MiB, but the size of this value was: " +
			size + " bytes."
	}
	call := func(method string, args ...any) string {
		_, err := s.Call(method, args...)
		return outcome(err)
	}
	bytes := func(n int) []byte { return make([]byte, n) }
	require.Equal(t, limit("33554452")+" []", call("Bytes", bytes(32<<20)))
	require.Equal(t, limit("40000033")+" []", call("Bytes", bytes(20_000_000), bytes(20_000_000)))
	require.Equal(t, limit("33554444")+" []", call("Count", strings.Repeat("x", 32<<20)))
	require.Equal(t, limit("33554447")+" [remote]", call("Big", 32<<20))
	require.Equal(t, "ok", call("Bytes", bytes(33_554_332)))
	require.Equal(t, "ok", call("Big", 33_554_332))
}

// What a handler says of an error, flags set by hand included, arrives; so it does over two hops (exception-flags).
func TestErrorsTravel(t *testing.T) {
	_, s := echoes(t)
	for _, c := range []struct{ name, text, want string }{
		{"Error", "m", "m [remote]"},
		{"SyntaxError", "m", "SyntaxError: m [remote]"},
		{"CustomName", "m", "CustomName: m [remote]"},
		{"Error", "", " [remote]"},
		{"TypeError", "", "TypeError [remote]"},
		{"Error", "line1\nline2", "line1\nline2 [remote]"},
		{"Error", "TypeError: not really", "TypeError: not really [remote]"},
		{"Error", strings.Repeat("x", 5000), strings.Repeat("x", 5000) + " [remote]"},
	} {
		_, err := s.Call("Fail", c.name, c.text)
		require.Equal(t, c.want, outcome(err))
		var e *platform.Error
		require.True(t, errors.As(err, &e))
		require.Equal(t, c.name, e.Name)
	}
	const flags = "m [retryable overloaded remote durableObjectReset]"
	_, err := s.Call("Flags")
	require.Equal(t, flags, outcome(err))
	_, err = s.Call("Hop", "Flags")
	require.Equal(t, flags, outcome(err))
	_, err = durable.Call[int](s, "Count", 1) // Flags by hand reset nothing.
	require.NoError(t, err)
}

// Calls begin in the order of calling, on one stub and here also on two; a slow one holds up nobody (rpc-order).
func TestCallsKeepTheirOrder(t *testing.T) {
	w, s := echoes(t)
	var ended bytes.Buffer
	for n, d := range []int{3, 0, 2, 1} {
		w.Go("client"+strconv.Itoa(n), func() {
			d, err := durable.Call[int](s, "Late", d)
			require.NoError(t, err)
			ended.WriteString(strconv.Itoa(d))
		})
		w.Advance(0)
	}
	w.Settle()
	require.Equal(t, "0123", ended.String())
}
