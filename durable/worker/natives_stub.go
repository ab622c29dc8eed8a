package worker

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"dolab/durable"
	"dolab/durable/clone"
	"dolab/durable/worker/engine"
)

func (s *scope) stub(n int64) *durable.Stub { return s.stubs[n] }

// freed forgets stub n of a scope: its script has none any more.
func (m *machine) freed(scope, n int64) {
	if s, lives := m.iso.scopes[scope]; lives {
		delete(s.stubs, n)
		delete(m.iso.made, stubOf{scope, n})
	}
}

func stubNatives() []native {
	return []native{
		{"call", func(s *scope, c *engine.Call) {
			stub, method := s.stub(c.Int(1)), c.String(2)
			s.startCall(c, 3, func(args [][]byte) ([]byte, error) { return stub.CallBytes(method, args) })
		}},
		{"fetch", func(s *scope, c *engine.Call) { s.startFetch(c, 2, s.stub(c.Int(1)).Fetch) }},
		{"hangUp", (*scope).hangUp},
		{"fetchOut", func(s *scope, c *engine.Call) {
			s.startFetch(c, 1, func(q *http.Request) (*http.Response, error) {
				if err := s.leave(); err != nil {
					return nil, err
				}
				return s.iso.app.outside(q)
			})
		}},
	}
}

// hangUp lets the object hear that a fetch, the task of argument 0, has been aborted.
func (s *scope) hangUp(c *engine.Call) {
	if h := s.hangups[c.Int(0)]; h != nil {
		h.HangUp()
	}
}

// clones is the array of the values that structured clones decode to.
func clones(args [][]byte) engine.Value {
	if array, joint := clone.JointArray(args); joint {
		return engine.Clone(array)
	}
	values := make([]engine.Value, len(args))
	for n, data := range args {
		values[n] = engine.Clone(data)
	}
	return engine.Array(values...)
}

// packed are the structured clones of the elements of argument n of a native, an array: one of the array itself where
// elements may share an object. false: an exception is being thrown, return at once.
func packed(c *engine.Call, n int) ([][]byte, bool) {
	if c.Objects(n) < 2 {
		return c.Clones(n, engine.RPC)
	}
	array, ok := c.Clone(n, engine.RPC)
	return [][]byte{clone.Joint(array)}, ok
}

// startCall starts a call with the elements of argument n of a native, an array, and settles the task of argument 0 with
// the value that the structured clone of its result decodes to.
func (s *scope) startCall(c *engine.Call, n int, call func(args [][]byte) ([]byte, error)) {
	task := c.Int(0)
	args, ok := packed(c, n)
	if !ok {
		return
	}
	s.where.start(func() {
		data, err := call(args)
		v := engine.Undefined()
		if data != nil {
			v = engine.Clone(data)
		}
		s.settle(task, v, err)
	})
}

// startFetch starts a fetch of the request from argument n of a native on, and settles the task of argument 0 with the
// response.
func (s *scope) startFetch(c *engine.Call, n int, fetch func(*http.Request) (*http.Response, error)) {
	task := c.Int(0)
	q, err := s.outgoing(c, n)
	if err != nil {
		throw(c, err)
		return
	}
	if s.iso.worker.config.signals() {
		if s.hangups == nil {
			s.hangups = map[int64]*durable.Hangup{}
		}
		s.hangups[task] = &durable.Hangup{}
		q = q.WithContext(durable.WithHangup(q.Context(), s.hangups[task]))
	}
	s.where.start(func() {
		resp, err := fetch(q)
		delete(s.hangups, task)
		switch {
		case err != nil:
			s.settle(task, engine.Value{}, err)
		case s.over:
			durable.Discard(resp)
		default:
			s.settleResponse(task, resp)
		}
	})
}

// outgoing is the request that a script describes from argument n on: method, URL, headers, bytes or null, stream.
func (s *scope) outgoing(c *engine.Call, n int) (*http.Request, error) {
	u, err := url.Parse(c.String(n + 1))
	if err != nil {
		return nil, fmt.Errorf("the URL of a fetch: %w", err)
	}
	q := &http.Request{Method: c.String(n), URL: u, Host: u.Host, Header: header(c.Strings(n + 2))}
	q.Body = s.bodyFrom(c, n+3)
	if c.Kind(n+5) == engine.KindObject {
		if cf, ok := c.Clone(n+5, engine.Storage); ok {
			q.Header[cfHeader] = []string{string(cf)}
		}
	}
	return q, nil
}

// cfHeader is where a request has its cf, as a structured clone. No header has such a name, so that no script sees it.
const cfHeader = ":cf"

// header makes the headers of a list of names and values.
func header(list []string) http.Header {
	h := http.Header{}
	for n := 0; n+1 < len(list); n += 2 {
		h.Add(list[n], list[n+1])
	}
	return h
}

// headerValues is the reverse, in the order of the names.
func headerValues(h http.Header) engine.Value {
	names := make([]string, 0, len(h))
	for name := range h {
		if name != cfHeader {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var list []engine.Value
	for _, name := range names {
		for _, v := range h[name] {
			list = append(list, engine.String(name), engine.String(v))
		}
	}
	return engine.Array(list...)
}

// bodyFrom is the body that a script gives: bytes, a text or null in argument n, the number of a stream behind it.
func (s *scope) bodyFrom(c *engine.Call, n int) io.ReadCloser {
	if stream := c.Int(n + 1); stream != 0 {
		return s.streams[stream].reader
	}
	switch c.Kind(n) {
	case engine.KindBytes:
		return io.NopCloser(bytes.NewReader(slices.Clone(c.Bytes(n))))
	case engine.KindString:
		return io.NopCloser(strings.NewReader(c.String(n)))
	}
	return nil
}

// bodyTo is the reverse: the values for the prelude.
func (s *scope) bodyTo(body io.ReadCloser) (data, stream engine.Value, err error) {
	if body == nil {
		return engine.Null(), engine.Int(0), nil
	}
	if r, streams := body.(*durable.StreamReader); streams {
		n := s.handle()
		s.streams[n] = newStream(nil, r)
		return engine.Null(), engine.Int(n), nil
	}
	b, err := io.ReadAll(body)
	if err != nil {
		return engine.Value{}, engine.Value{}, err
	}
	if len(b) == 0 {
		return engine.Null(), engine.Int(0), nil
	}
	return engine.Bytes(b), engine.Int(0), nil
}

// requestValues is a request as the prelude takes it.
func (s *scope) requestValues(q *http.Request) ([]engine.Value, error) {
	data, stream, err := s.bodyTo(q.Body)
	if err != nil {
		return nil, err
	}
	cf := engine.Undefined()
	if list := q.Header[cfHeader]; len(list) > 0 {
		cf = engine.Clone([]byte(list[0]))
	}
	return []engine.Value{
		engine.String(q.Method), engine.String(q.URL.String()), headerValues(q.Header), data, stream, cf,
	}, nil
}

// settleResponse settles a fetch.
func (s *scope) settleResponse(task int64, resp *http.Response) {
	var socket int64
	data, stream := engine.Null(), engine.Int(0)
	if resp.StatusCode == http.StatusSwitchingProtocols {
		socket = s.sockets.upstream(resp)
	} else {
		var err error
		if data, stream, err = s.bodyTo(resp.Body); err != nil {
			s.settle(task, engine.Value{}, err)
			return
		}
	}
	text := http.StatusText(resp.StatusCode)
	if status := resp.Status; len(status) > 4 {
		text = status[4:]
	}
	s.answered(task)
	s.enter("settle", engine.Int(task), engine.Array(engine.Int(int64(resp.StatusCode)), engine.String(text),
		headerValues(resp.Header), data, stream, engine.Int(socket)))
	s.answering = ""
}

// respond gives an event its response: event, status, text, headers, bytes or null, stream, socket.
func (s *scope) respond(c *engine.Call) {
	status := int(c.Int(1))
	resp := &http.Response{
		StatusCode: status, Status: fmt.Sprintf("%d %s", status, c.String(2)), Header: header(c.Strings(3)),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	if n := c.Int(6); n != 0 {
		up, err := s.sockets.handOut(n)
		if err != nil {
			throw(c, err)
			return
		}
		resp.Body = up
	} else {
		resp.Body = s.bodyFrom(c, 4)
	}
	s.finish(c.Int(0), resp, nil)
}

// The event loop of the runtime fires a timer, and commits, when it has nothing else to do: behind all calls and answers
// that are on their way without delay. These take nanoseconds here.
const (
	instantTimer = 50 * time.Microsecond
	emptyCommit  = 60 * time.Nanosecond
)

// instantTimersMax is how many timers without delay a scope may set in a second. A loop that waits by them until a time
// has come must end. So each further one takes a millisecond.
const instantTimersMax = 1000

// delay is how long a timer takes.
func (s *scope) delay(d time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	if now := s.where.now(); now.Sub(s.instant) >= time.Second {
		s.instant, s.instantTimers = now, 0
	}
	if s.instantTimers++; s.instantTimers > instantTimersMax {
		return time.Millisecond
	}
	return instantTimer
}

// pause sleeps for d, if that is any time: a sleep of none would let others run first.
func (s *scope) pause(d time.Duration) {
	if d > 0 {
		s.iso.app.rt.World().Sleep(d)
	}
}

var timerNatives = []native{
	{"timer", func(s *scope, c *engine.Call) {
		id, d := c.Int(0), s.delay(time.Duration(c.Float(1))*time.Millisecond)
		s.timers[id] = s.where.after(d, func() {
			delete(s.timers, id)
			s.endAwait(id)
			s.enter("function", engine.Int(id))
		})
	}},
	{"timerStop", func(s *scope, c *engine.Call) {
		if stop := s.timers[c.Int(0)]; stop != nil {
			stop()
			delete(s.timers, c.Int(0))
			s.endAwait(c.Int(0))
		}
	}},
}
