package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"dolab/actor/live"
	"dolab/durable"
	"dolab/durable/platform"
	"dolab/durable/worker"
)

// hop are the headers of one connection: Workers neither see nor set them.
var hop = []string{
	"Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "Te", "Trailer",
	"Transfer-Encoding", "Upgrade",
}

// dropHop removes the headers of the connection, those that Connection names too.
func dropHop(h http.Header) {
	for _, list := range h["Connection"] {
		for name := range strings.SplitSeq(list, ",") {
			h.Del(strings.TrimSpace(name))
		}
	}
	for _, name := range hop {
		h.Del(name)
	}
}

// request is the head of a request as a Worker or an object gets it.
func request(q *http.Request) (*http.Request, error) {
	u := *q.URL
	u.Scheme, u.Host, u.User = "http", q.Host, nil
	if _, err := url.Parse(u.String()); err != nil || q.Host == "" || !strings.HasPrefix(u.EscapedPath(), "/") {
		return nil, fmt.Errorf("no URL: %q of %q", q.RequestURI, q.Host)
	}
	in := &http.Request{Method: q.Method, URL: &u, Host: q.Host, Header: q.Header.Clone()}
	dropHop(in.Header)
	if webSocket(q) {
		in.Header.Set("Upgrade", "websocket")
	}
	return in, nil
}

// faultHeader is the header of a fault that strikes the events of its request only. It is hidden from Workers.
const faultHeader = "Dolab-Fault"

// errFaultHeader: the header is not allowed.
var errFaultHeader = errors.New("the header dolab-fault is not allowed here: dolab dev --fault-header allows it")

// faulty returns the request with the faults that strike its events.
func (s *Server) faulty(in *http.Request, texts []string) (*http.Request, error) {
	if !s.o.FaultHeader {
		return nil, errFaultHeader
	}
	plan, err := durable.RequestFaults(s.o.Profile, texts...)
	if err != nil {
		return nil, fmt.Errorf("dolab-fault: %w", err)
	}
	in.Header.Del(faultHeader)
	return in.WithContext(durable.WithRequestFaults(in.Context(), plan)), nil
}

// answerer is a Worker or an object that answers a request in a world. Cancel tells it that the client has gone.
type answerer struct {
	at     *place
	fetch  func(q *http.Request) (*http.Response, error)
	cancel func()
}

// worker is the Worker as an answerer.
func (s *Server) worker() answerer {
	x := s.app.NewExchange()
	return answerer{s.places[0], x.Fetch, x.Cancel}
}

// ServeHTTP lets the Worker or an object answer.
func (s *Server) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	x := &exchange{s: s, w: w, q: q, rc: http.NewResponseController(w)}
	if s.o.Log != nil {
		began := time.Now()
		defer func() { s.o.Log(q.Method, q.URL.RequestURI(), x.status, time.Since(began)) }()
	}
	x.serve()
}

// exchange is a request and its response.
type exchange struct {
	s      *Server
	w      http.ResponseWriter
	q      *http.Request
	rc     *http.ResponseController
	by     answerer
	up     *upload // nil: the request's body is not a stream
	status int     // of the response, or gone
}

// gone is the status in the log where the client has gone before the response.
const gone = 499

// fail answers with an error of the server's own.
func (x *exchange) fail(status int, format string, args ...any) {
	x.status = status
	if x.up != nil && !x.up.eof.Load() {
		x.w.Header().Set("Connection", "close")
	}
	x.deadline()
	http.Error(x.w, fmt.Sprintf(format, args...), status)
}

func (x *exchange) serve() {
	in, err := request(x.q)
	switch {
	case err != nil:
		x.fail(http.StatusBadRequest, "The request has no URL that can be used.")
		return
	case strings.EqualFold(x.q.Header.Get("Upgrade"), "websocket") && !x.mayUpgrade():
		return
	}
	if list := in.Header.Values(faultHeader); len(list) > 0 {
		if in, err = x.s.faulty(in, list); err != nil {
			x.fail(http.StatusBadRequest, "%v", err)
			return
		}
	}
	if x.s.app != nil && scheduledPaths[x.q.URL.Path] {
		x.scheduled()
		return
	}
	if x.by, err = x.s.route(in); err != nil {
		x.fail(http.StatusNotFound, "%v", err)
		return
	}
	if !x.takeBody(in) {
		return
	}
	ctx, cancel := context.WithCancel(x.q.Context())
	defer func() {
		cancel()
		x.up.stop()
	}()
	var a answer
	var failed error
	left := false // the client has; belongs to the world
	err = x.by.at.Do(ctx, "http", func() {
		if x.up != nil {
			in.Body = x.up.start(ctx, x)
		}
		a, failed = x.by.answer(in)
		if left {
			a.discard()
		}
	})
	if err != nil && !errors.Is(err, live.ErrStopped) {
		x.by.at.post(func() {
			left = true
			x.by.cancel()
		})
		x.up.stop() // Why the body has not come to its end may be why the client counts as gone.
	}
	var thrown *platform.Error
	switch {
	case errors.Is(err, live.ErrStopped):
		x.fail(http.StatusServiceUnavailable, "The server is stopping.")
	case x.up.failure() != nil:
		if err == nil {
			x.by.at.post(a.discard)
		}
		x.fail(x.up.failure().status, "%s", x.up.failure().text)
	case err != nil || errors.Is(failed, worker.ErrCanceled):
		x.status = gone
		panic(http.ErrAbortHandler) // The client gets no response, rather than an empty one.
	case errors.As(failed, &thrown) && thrown.Overloaded:
		x.fail(http.StatusServiceUnavailable, "%s", thrown.Message)
	case failed != nil:
		x.fail(http.StatusInternalServerError, "Internal Server Error")
	case a.sock != nil && !webSocket(x.q):
		x.by.at.post(a.discard)
		x.fail(http.StatusInternalServerError, "Internal Server Error")
	case a.sock != nil:
		x.status = x.s.socket(x.w, x.q, x.by.at, a)
	default:
		x.respond(ctx, a)
	}
}

// answer is a response with the socket that it may carry.
type answer struct {
	*http.Response
	sock *durable.Socket
}

// answer answers a request in the world.
func (b answerer) answer(in *http.Request) (a answer, err error) {
	if a.Response, err = b.fetch(in); err == nil && a.StatusCode == http.StatusSwitchingProtocols {
		a.sock, err = b.at.rt.Accept(a.Response)
	}
	return a, err
}

// discard releases, in the world, an answer that does not reach the client.
func (a answer) discard() {
	switch {
	case a.sock != nil:
		a.sock.Drop()
	case a.Response != nil && a.Body != nil:
		_ = a.Body.Close()
	}
}

// mayUpgrade checks the request of a WebSocket. It answers an invalid one and reports false.
func (x *exchange) mayUpgrade() bool {
	h := x.q.Header
	switch {
	case !webSocket(x.q) || x.q.Method != http.MethodGet:
		x.fail(http.StatusBadRequest, "A WebSocket begins with GET, Connection: Upgrade and Upgrade: websocket.")
	case h.Get("Sec-WebSocket-Version") != "13":
		x.w.Header().Set("Sec-WebSocket-Version", "13")
		x.fail(http.StatusUpgradeRequired, "Sec-WebSocket-Version is 13.")
	case len(h.Get("Sec-WebSocket-Key")) != 24:
		x.fail(http.StatusBadRequest, "Sec-WebSocket-Key has 24 characters.")
	default:
		return true
	}
	return false
}

func webSocket(q *http.Request) bool {
	if !strings.EqualFold(q.Header.Get("Upgrade"), "websocket") {
		return false
	}
	for _, list := range q.Header["Connection"] {
		for word := range strings.SplitSeq(list, ",") {
			if strings.EqualFold(strings.TrimSpace(word), "upgrade") {
				return true
			}
		}
	}
	return false
}

// respond writes a response, and its body as it comes.
func (x *exchange) respond(ctx context.Context, a answer) {
	h := x.w.Header()
	for name, list := range a.Header {
		h[name] = list
	}
	dropHop(h)
	x.status = a.StatusCode
	if x.up != nil && !x.up.eof.Load() {
		h.Set("Connection", "close") // What has not been read is not taken for the next request.
	}
	body, streams := a.Body.(*durable.StreamReader)
	if streams {
		x.pour(ctx, body)
		return
	}
	var data []byte
	if a.Body != nil {
		data, _ = io.ReadAll(a.Body) // It is in memory.
	}
	if bodyAllowed(a.StatusCode) && (len(data) > 0 || x.q.Method != http.MethodHead) {
		h["Content-Length"] = []string{fmt.Sprint(len(data))}
	}
	x.deadline()
	x.w.WriteHeader(a.StatusCode)
	_, _ = x.w.Write(data) // It fails where the client has gone.
}

// deadline gives the client WriteTime from now on.
func (x *exchange) deadline() { _ = x.rc.SetWriteDeadline(time.Now().Add(WriteTime)) }

func bodyAllowed(status int) bool {
	return status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
}
