package durable_test

import (
	"errors"
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

type fetchFunc = func(st *durable.State, r *http.Request) (*http.Response, error)

// porter is an object whose fetch handler, and whose handlers of sockets, a test gives.
type porter struct {
	st      *durable.State
	fetch   fetchFunc
	message func(ws *durable.WebSocket, m durable.Message) error
}

func (p *porter) Fetch(r *http.Request) (*http.Response, error) { return p.fetch(p.st, r) }

func (p *porter) Abort() { p.st.Abort("enough") }

func (p *porter) WebSocketMessage(ws *durable.WebSocket, m durable.Message) error {
	p.st.Log("heard %v", m)
	if p.message == nil {
		return nil
	}
	return p.message(ws, m)
}

func (p *porter) WebSocketClose(ws *durable.WebSocket, code int, reason string, _ bool) error {
	p.st.Log("closed %d %s", code, reason)
	if code == 1005 { // The frame had none.
		code = 0
	}
	return ws.Close(code, "")
}

func porters(w *durabletest.World, class string, p porter) *durable.Namespace {
	return w.Namespace(durable.Class{Name: class, New: func(st *durable.State) (durable.Object, error) {
		mine := p
		mine.st = st
		return &mine, nil
	}})
}

func accept(st *durable.State, _ *http.Request) (*http.Response, error) {
	client, server := durable.NewWebSocketPair()
	return durable.Upgrade(client), st.AcceptWebSocket(server)
}

// TestSocketThatNobodyAccepts: a client's end of which the object has not accepted the other is lost at once, also
// where the client is an object that is cut off meanwhile.
func TestSocketThatNobodyAccepts(t *testing.T) {
	w := durabletest.New(t)
	ns := porters(w, "Deaf", porter{fetch: func(*durable.State, *http.Request) (*http.Response, error) {
		client, _ := durable.NewWebSocketPair()
		return durable.Upgrade(client), nil
	}})
	dial := func() {
		sock, err := ns.GetByName("a").Dial(durable.NewRequest("http://x/"))
		require.NoError(t, err)
		for range 2 {
			_, err = sock.Receive()
			require.EqualError(t, err, "websocket closed: 1006 WebSocket disconnected without sending Close frame.")
			require.Equal(t, err, sock.SendText("x"))
			require.NoError(t, sock.Close(1000, ""))
			sock.Drop()
		}
	}
	w.Do(dial)
	other := w.Namespace(durable.Class{Name: "Obj", New: newSubject}).GetByName("b")
	require.NoError(t, w.Objects.Inside(other, func(durable.Object, *durable.State) error { dial(); return nil }))
	plan, err := platform.NewPlan("link Obj/b nth=1 partition=1s")
	require.NoError(t, err)
	require.NoError(t, w.Objects.SetFaults(plan))
	_, err = other.Call("Run", "say cut")
	require.ErrorIs(t, err, platform.ErrConnectionLost)
	w.Advance(2 * time.Second)
	_, err = other.Call("Run", "say back")
	require.NoError(t, err)
}

// TestSocketThatNobodyHas: a socket whose other end is never returned goes with the incarnation that made it, and one
// that is returned by an incarnation that has been replaced does too.
func TestSocketThatNobodyHas(t *testing.T) {
	for faults, answers := range map[string]bool{"object.turn nth=9 crash": false, "object.turn nth=1 double=1s": true} {
		plan, err := platform.NewPlan(faults)
		require.NoError(t, err)
		w := durabletest.New(t, durabletest.Objects(durable.WithFaults(plan)))
		stub := porters(w, "Deaf", porter{fetch: func(st *durable.State, r *http.Request) (*http.Response, error) {
			resp, err := accept(st, r)
			if answers {
				st.Sleep(time.Minute)
				return resp, err
			}
			return &http.Response{StatusCode: 200}, err
		}}).GetByName("a")
		_, err = stub.Fetch(durable.NewRequest("http://x/"))
		require.Equal(t, answers, err != nil, "%v", err)
		w.Advance(time.Hour)
		require.NoError(t, w.Objects.Inside(stub, func(_ durable.Object, st *durable.State) error {
			require.Empty(t, st.WebSockets())
			return nil
		}))
	}
}

// TestUpgradeIsTakenOnce: an upgrade that an object passes on to two clients is one connection; the second is refused.
// The body of such a response is empty.
func TestUpgradeIsTakenOnce(t *testing.T) {
	w := durabletest.New(t)
	porters(w, "Inner", porter{fetch: accept})
	var kept *http.Response
	ns := porters(w, "Outer", porter{fetch: func(st *durable.State, r *http.Request) (*http.Response, error) {
		if kept != nil {
			return kept, nil
		}
		var err error
		kept, err = st.Namespace("Inner").GetByName("a").Fetch(r)
		return kept, err
	}})
	w.Do(func() {
		sock, err := ns.GetByName("a").Dial(durable.NewRequest("http://x/"))
		require.NoError(t, err)
		require.NoError(t, sock.SendText("hello"))
		_, err = ns.GetByName("a").Dial(durable.NewRequest("http://x/"))
		require.EqualError(t, err, "dial: Can't return WebSocket that was already used in a response.")
		body, err := io.ReadAll(sock.Response.Body)
		require.NoError(t, err)
		require.Empty(t, body)
	})
}

// TestHeadersAreCopied: what a caller does to the headers of a response does not reach the object, and the other way
// round.
func TestHeadersAreCopied(t *testing.T) {
	w := durabletest.New(t)
	kept := durable.Response(http.StatusOK, "")
	kept.Header.Set("N", "object")
	ns := porters(w, "Keeper", porter{fetch: func(_ *durable.State, r *http.Request) (*http.Response, error) {
		r.Header.Set("N", "object")
		return kept, nil
	}})
	request := durable.NewRequest("http://x/")
	request.Header.Set("N", "caller")
	resp, err := ns.GetByName("a").Fetch(request)
	require.NoError(t, err)
	require.Equal(t, "caller", request.Header.Get("N"))
	resp.Header.Set("N", "caller")
	require.Equal(t, "object", kept.Header.Get("N"))
}

// TestAutoResponseToNothing: an auto-response to the empty text answers neither binary messages nor close frames.
func TestAutoResponseToNothing(t *testing.T) {
	w := durabletest.New(t)
	ns := porters(w, "Quiet", porter{
		fetch: func(st *durable.State, r *http.Request) (*http.Response, error) {
			_, _, found := st.WebSocketAutoResponse()
			require.False(t, found)
			require.NoError(t, st.SetWebSocketAutoResponse("", "auto"))
			request, response, found := st.WebSocketAutoResponse()
			require.Equal(t, []any{"", "auto", true}, []any{request, response, found})
			return accept(st, r)
		},
		message: func(ws *durable.WebSocket, m durable.Message) error { return ws.SendText("heard " + m.String()) },
	})
	w.Do(func() {
		sock, err := ns.GetByName("a").Dial(durable.NewRequest("http://x/"))
		require.NoError(t, err)
		require.NoError(t, sock.SendText(""))
		require.NoError(t, sock.Send(durable.BinaryMessage(nil)))
		require.NoError(t, sock.SendText("x"))
		for _, want := range []string{"auto", "heard 0 bytes", "heard x"} {
			m, err := sock.Receive()
			require.NoError(t, err)
			require.Equal(t, want, m.Text)
		}
		require.NoError(t, sock.Close(0, ""))
		_, err = sock.Receive()
		require.ErrorContains(t, err, "1005")
	})
}

// TestAuditOfSockets: what an object says on a socket rests on what it has written, too.
func TestAuditOfSockets(t *testing.T) {
	for _, confirmed := range []bool{true, false} {
		var found []durable.Finding
		p := platform.Ideal()
		p.Commit = fault.Const(time.Second)
		w := durabletest.New(t, durabletest.Profile(p),
			durabletest.Objects(durable.WithAudit(func(f durable.Finding) { found = append(found, f) })))
		ns := w.Namespace(durable.Class{Name: "Teller", New: func(st *durable.State) (durable.Object, error) {
			return &porter{st: st, fetch: accept, message: func(ws *durable.WebSocket, _ durable.Message) error {
				var options []durable.WriteOption
				if !confirmed {
					options = append(options, durable.AllowUnconfirmed)
				}
				return errors.Join(st.Storage.KV().Put("k", 1, options...), ws.SendText("written"))
			}}, nil
		}})
		var sock *durable.Socket
		w.Do(func() {
			var err error
			sock, err = ns.GetByName("a").Dial(durable.NewRequest("http://x/"))
			require.NoError(t, err)
			require.NoError(t, sock.SendText("write"))
		})
		w.Advance(time.Millisecond)
		require.NoError(t, w.Objects.Crash(ns.GetByName("a")))
		if confirmed {
			require.Empty(t, found)
			continue
		}
		require.Equal(t, []durable.Finding{{
			Oracle: "durable", Detail: "something was said, and what was written before it is gone", Who: "Teller/a",
			Note: "it was said after commit 1, and 0 is the last that is kept",
		}}, found)
	}
}

// TestKilledClientDropsNothing: a client that has been killed cannot cut its connection any more. Who else has the
// socket goes on with it.
func TestKilledClientDropsNothing(t *testing.T) {
	w := durabletest.New(t)
	ns := porters(w, "Echo", porter{
		fetch:   accept,
		message: func(ws *durable.WebSocket, m durable.Message) error { return ws.Send(m) },
	})
	var sock *durable.Socket
	victim := w.Go("victim", func() {
		var err error
		sock, err = ns.GetByName("a").Dial(durable.NewRequest("http://x/"))
		require.NoError(t, err)
		defer sock.Drop()
		w.Sleep(time.Hour)
	})
	w.Advance(time.Second)
	victim.Kill()
	require.NoError(t, sock.SendText("still here"))
	m, err := sock.Receive()
	require.NoError(t, err)
	require.Equal(t, "still here", m.Text)
}
