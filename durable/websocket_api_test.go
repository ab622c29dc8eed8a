package durable

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
)

// inside runs fn as the object's code.
func (s *script) inside(fn func(st *State)) {
	err := s.rt.Inside(s.ns.GetByName("a"), func(_ Object, st *State) error {
		fn(st)
		return nil
	})
	require.NoError(s.t, err)
}

// TestWebSocketTexts checks limits and the texts of their errors (semantics I1, I2, I5, I6, I11, I13, I14).
func TestWebSocketTexts(t *testing.T) {
	many, long := strings.Split("0123456789a", ""), strings.Repeat("r", 124)
	accepted := func(st *State) (client, server *WebSocket) {
		client, server = NewWebSocketPair()
		if err := st.AcceptWebSocket(server, "x", "y", "x", ""); err != nil {
			panic(err)
		}
		return client, server
	}
	tests := []struct {
		want string
		do   func(st *State) error
	}{
		{"", func(st *State) error { _, ws := NewWebSocketPair(); return st.AcceptWebSocket(ws, many[:10]...) }},
		{textTagsMax, func(st *State) error { _, ws := NewWebSocketPair(); return st.AcceptWebSocket(ws, many...) }},
		{`"` + strings.Repeat("t", 257) + `" is longer than the max tag length (256 characters).`, func(st *State) error {
			_, ws := NewWebSocketPair()
			return st.AcceptWebSocket(ws, strings.Repeat("t", 257))
		}},
		{textAccepted, func(st *State) error { _, ws := accepted(st); return st.AcceptWebSocket(ws) }},
		{textPairUsed, func(st *State) error { other, _ := accepted(st); return st.AcceptWebSocket(other) }},
		{textNoTags, func(st *State) error { _, ws := NewWebSocketPair(); _, err := st.Tags(ws); return err }},
		{"TypeError: " + textNotAccepted, func(*State) error { _, ws := NewWebSocketPair(); return ws.SendText("x") }},
		{"TypeError: " + textNotAccepted, func(*State) error { _, ws := NewWebSocketPair(); return ws.Close(1000, "") }},
		{"InvalidAccessError: Invalid WebSocket close code: 99.", func(*State) error {
			_, ws := NewWebSocketPair()
			return ws.Close(99, "")
		}},
		{"InvalidAccessError: Invalid WebSocket close code: -1.", func(st *State) error {
			_, ws := accepted(st)
			return ws.Close(-1, long)
		}},
		{"SyntaxError: " + textReasonLong, func(st *State) error { _, ws := accepted(st); return ws.Close(0, long) }},
		{"InvalidAccessError: " + textReasonAlone, func(st *State) error {
			_, ws := accepted(st)
			return ws.Close(0, long[:123])
		}},
		{"SyntaxError: " + textReasonLong, func(st *State) error {
			_, ws := accepted(st)
			return errors.Join(ws.Close(1000, long[:123]), ws.Close(1001, ""), ws.Close(1000, long))
		}},
		{"", func(st *State) error { _, ws := accepted(st); return ws.Close(1000, strings.Repeat("é", 61)) }},
		{"SyntaxError: " + textReasonLong, func(st *State) error {
			_, ws := accepted(st)
			return ws.Close(1000, strings.Repeat("é", 62))
		}},
		{"", func(st *State) error {
			_, ws := accepted(st)
			return ws.SerializeAttachment(strings.Repeat("a", 16379))
		}},
		{"", func(st *State) error {
			_, ws := NewWebSocketPair()
			return st.AcceptWebSocket(ws, strings.Repeat("é", 128))
		}},
		{textTagsMax, func(st *State) error {
			_, ws := NewWebSocketPair()
			return st.AcceptWebSocket(ws, append(many[:10:10], "9")...)
		}},
		{"", func(st *State) error {
			_, ws := NewWebSocketPair()
			if err := st.AcceptWebSocket(ws, many...); err == nil {
				return errors.New("11 tags were accepted")
			}
			return st.AcceptWebSocket(ws)
		}},
		{
			"A WebSocket 'attachment' cannot be larger than 16384 bytes.'attachment' was 16391 bytes.",
			func(st *State) error {
				_, ws := accepted(st)
				return ws.SerializeAttachment(strings.Repeat("a", 16385))
			},
		},
		{"the websocket has no attachment", func(st *State) error {
			_, ws := accepted(st)
			return ws.DeserializeAttachment(new(string))
		}},
		{"", func(st *State) error { return st.SetWebSocketAutoResponse(strings.Repeat("a", 2048), "b") }},
		{
			"RangeError: Request cannot be larger than 2048 bytes. A request of size 2050 was provided.",
			func(st *State) error { return st.SetWebSocketAutoResponse(strings.Repeat("é", 1025), "b") },
		},
		{
			"RangeError: Response cannot be larger than 2048 bytes. A response of size 2049 was provided.",
			func(st *State) error { return st.SetWebSocketAutoResponse("a", strings.Repeat("b", 2049)) },
		},
		{"", func(st *State) error { return st.SetHibernatableWebSocketEventTimeout(7 * 24 * time.Hour) }},
		{"", func(st *State) error {
			return st.SetHibernatableWebSocketEventTimeout(7*24*time.Hour + 900*time.Microsecond)
		}},
		{textTimeoutMax, func(st *State) error {
			return st.SetHibernatableWebSocketEventTimeout(7*24*time.Hour + time.Millisecond)
		}},
		{textTimeoutMax, func(st *State) error {
			return st.SetHibernatableWebSocketEventTimeout(4294967295 * time.Millisecond)
		}},
		{"TypeError: " + textTimeoutRange, func(st *State) error {
			return st.SetHibernatableWebSocketEventTimeout(4294967295*time.Millisecond + 500*time.Microsecond)
		}},
		{"TypeError: " + textTimeoutNegative, func(st *State) error {
			return st.SetHibernatableWebSocketEventTimeout(-time.Millisecond)
		}},
		{"TypeError: " + textTimeoutNegative, func(st *State) error { return st.SetHibernatableWebSocketEventTimeout(-1) }},
	}
	s := newScript(t, Ideal())
	for i, test := range tests {
		s.inside(func(st *State) {
			err := test.do(st)
			if test.want == "" {
				require.NoError(t, err, i)
				return
			}
			require.EqualError(t, err, test.want, i)
		})
	}
}

func TestWebSocketTagsAndAttachment(t *testing.T) {
	s := newScript(t, Ideal())
	s.inside(func(st *State) {
		_, ws := NewWebSocketPair()
		require.NoError(t, ws.SerializeAttachment("before accept"))
		require.NoError(t, st.AcceptWebSocket(ws, "x", "", "x"))
		tags, err := st.Tags(ws)
		require.NoError(t, err)
		require.Equal(t, []string{"x", ""}, tags)
		require.Len(t, st.WebSockets(""), 1)
		v, err := Attachment[string](ws)
		require.NoError(t, err)
		require.Equal(t, "before accept", v)
		value := map[string][]int{"a": {1}}
		require.NoError(t, ws.SerializeAttachment(value))
		value["a"][0] = 2
		got, err := Attachment[map[string][]int](ws)
		require.NoError(t, err)
		require.Equal(t, map[string][]int{"a": {1}}, got)
		require.Error(t, ws.SerializeAttachment(func() {}))
		got, err = Attachment[map[string][]int](ws)
		require.NoError(t, err)
		require.Len(t, got, 1)
	})
}

func TestWebSocketsMax(t *testing.T) {
	s := newScript(t, Ideal())
	s.inside(func(st *State) {
		for range socketsMax {
			_, ws := NewWebSocketPair()
			require.NoError(t, st.AcceptWebSocket(ws))
		}
		_, ws := NewWebSocketPair()
		require.EqualError(t, st.AcceptWebSocket(ws), textSocketsMax)
	})
}

// TestWebSocketHandshake is recorded scenario wsx-echo: headers travel both ways, another answer is no socket.
func TestWebSocketHandshake(t *testing.T) {
	s := newScript(t, Ideal())
	r := NewRequest("http://x/")
	r.Header.Set("Sec-WebSocket-Protocol", "chat,superchat")
	sock, err := s.ns.GetByName("a").Dial(r)
	require.NoError(t, err)
	require.Equal(t, 101, sock.Response.StatusCode)
	require.Equal(t, "chat", sock.Response.Header.Get("Sec-WebSocket-Protocol"))
	require.Equal(t, "1", sock.Response.Header.Get("X-Custom"))
	require.Empty(t, r.Header.Get("Upgrade"), "the caller's request is not touched")

	_, err = s.ns.GetByName("a").Dial(NewRequest("http://x/?plain"))
	var refused *DialError
	require.ErrorAs(t, err, &refused)
	require.EqualError(t, err, "dial: the object answered 426 Upgrade Required")

	for _, text := range []string{"send ", "send b1", "send b2"} {
		require.NoError(t, sock.SendText(text))
	}
	data := []byte{1, 2, 3}
	require.NoError(t, sock.Send(BinaryMessage(data)))
	data[0] = 9
	for _, want := range []Message{{}, TextMessage("b1"), TextMessage("b2"), BinaryMessage([]byte{1, 2, 3})} {
		got, err := sock.Receive()
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

// TestWebSocketGivenUp: a response whose socket nobody takes ends the connection when its body is closed.
func TestWebSocketGivenUp(t *testing.T) {
	s := newScript(t, Ideal())
	r := NewRequest("http://x/")
	r.Header.Set("Upgrade", "websocket")
	resp, err := s.ns.GetByName("a").Fetch(r)
	require.NoError(t, err)
	require.Equal(t, 101, resp.StatusCode)
	require.NoError(t, resp.Body.Close())
	require.NoError(t, s.w.Settle())
	sight, err := s.rt.Look(s.ns.GetByName("a"))
	require.NoError(t, err)
	require.Zero(t, sight.Sockets)
}

// fetcher is an object that is only a Fetch.
type fetcher func() (*http.Response, error)

func (f fetcher) Fetch(*http.Request) (*http.Response, error) { return f() }

// TestWebSocketUpgrade: which ends may be returned, and what becomes of a pair whose other end nobody accepts.
func TestWebSocketUpgrade(t *testing.T) {
	kept, _ := NewWebSocketPair()
	tests := []struct {
		name   string
		client func(st *State) *WebSocket
		want   string
	}{
		{"kept", func(*State) *WebSocket { return kept }, ""},
		{"kept still", func(*State) *WebSocket { return kept }, textReused},
		{"accepted", func(st *State) *WebSocket {
			_, ws := NewWebSocketPair()
			_ = st.AcceptWebSocket(ws)
			return ws
		}, textReturned},
	}
	w := actor.NewSim(actor.Options{})
	defer w.Close()
	rt := New(w, Ideal())
	for _, test := range tests {
		ns, err := rt.Namespace(Class{Name: test.name, New: func(st *State) (Object, error) {
			return fetcher(func() (*http.Response, error) { return Upgrade(test.client(st)), nil }), nil
		}})
		require.NoError(t, err)
		sock, err := ns.GetByName("a").Dial(NewRequest("http://x/"))
		if test.want != "" {
			require.EqualError(t, err, "TypeError: "+test.want, test.name)
			continue
		}
		require.NoError(t, err, test.name)
		_, err = sock.Receive()
		require.Equal(t, lostClose(), err, test.name)
	}
}

func TestWebSocketReceive(t *testing.T) {
	s := newScript(t, Ideal())
	sock, err := s.ns.GetByName("a").Dial(NewRequest("http://x/"))
	require.NoError(t, err)

	start := s.w.Now()
	_, err = sock.ReceiveTimeout(time.Second)
	require.ErrorIs(t, err, ErrTimeout)
	require.Equal(t, time.Second, s.w.Now().Sub(start))

	var deadlock *actor.DeadlockError
	_, err = sock.Receive()
	require.ErrorAs(t, err, &deadlock)
	sight, err := s.rt.Look(s.ns.GetByName("a"))
	require.NoError(t, err)
	require.False(t, sight.Live, "a client that waits does not keep the object in memory")

	require.NoError(t, s.w.Do("client", func() {
		require.NoError(t, sock.SendText("sleep 10ms; send late"))
		_, err := sock.ReceiveTimeout(9 * time.Millisecond)
		require.ErrorIs(t, err, ErrTimeout)
		m, err := sock.ReceiveTimeout(time.Second)
		require.NoError(t, err)
		require.Equal(t, "late", m.Text)
		require.NoError(t, sock.Close(4000, "do close 4000 ack"))
		require.EqualError(t, sock.SendText("x"), "TypeError: "+textSendClosed)
		_, err = sock.Receive()
		var end *CloseError
		require.ErrorAs(t, err, &end)
		require.Equal(t, CloseError{4000, "ack", true}, *end)
		require.ErrorIs(t, sock.SendText("x"), end)
	}))
}

// TestWebSocketTooLarge: the runtime closes the connection with the reason, and the object hears of an error, of that
// alone; what it says then reaches nobody. Recorded on the real runtime (I19).
func TestWebSocketTooLarge(t *testing.T) {
	s := newScript(t, Ideal())
	sock, err := s.ns.GetByName("a").Dial(NewRequest("http://x/"))
	require.NoError(t, err)
	require.NoError(t, sock.Send(BinaryMessage(make([]byte, messageBytesMax))))
	m, err := sock.Receive()
	require.NoError(t, err)
	require.Len(t, m.Data, 32<<20)
	require.NoError(t, sock.SendText(strings.Repeat("x", messageBytesMax+1)))
	_, err = sock.Receive()
	var end *CloseError
	require.ErrorAs(t, err, &end)
	require.Equal(t, CloseError{1009, "Message is too large: 33554433 > 33554432", true}, *end)
	require.NoError(t, s.w.Settle())
	require.Contains(t, string(s.trace), "error: WebSocket protocol error; protocolError.statusCode = 1009; "+
		"protocolError.description = Message is too large: 33554433 > 33554432, readyState 2, listed 1, "+
		"send: \u003cnil\u003e, close: \u003cnil\u003e")
	require.NotContains(t, string(s.trace), "close of")
	require.Empty(t, s.ns.object(s.ns.IDFromName("a")).sockets)
}

// TestWebSocketBounds: what is on its way to an object and what waits for a client has a bound.
func TestWebSocketBounds(t *testing.T) {
	s := newScript(t, Ideal())
	sock, err := s.ns.GetByName("a").Dial(NewRequest("http://x/"))
	require.NoError(t, err)
	s.command("go block 1s")
	require.NoError(t, s.w.Advance(time.Millisecond))
	n := 0
	for ; err == nil; n++ {
		err = sock.SendText("send x")
	}
	require.ErrorIs(t, err, ErrTooManyFrames)
	require.Equal(t, framesMax+2, n, "one is being dispatched, and the last one failed")
	require.NoError(t, s.w.Settle())
	_, err = sock.Receive()
	var end *CloseError
	require.ErrorAs(t, err, &end, "the answers are one more than the client may leave unread")
	require.False(t, end.WasClean)
}

// TestWebSocketUndelivered: where an event cannot be delivered, here because the database is gone, its socket is
// dropped (workerd: "failed event dispatches remove WebSocket").
func TestWebSocketUndelivered(t *testing.T) {
	s := newScript(t, Ideal())
	sock, err := s.ns.GetByName("a").Dial(NewRequest("http://x/"))
	require.NoError(t, err)
	require.NoError(t, s.rt.Evict(s.ns.GetByName("a")))
	o := s.ns.object(s.ns.IDFromName("a"))
	require.NoError(t, o.db.Close())
	require.NoError(t, sock.SendText("send x"))
	_, err = sock.Receive()
	require.Equal(t, lostClose(), err)
	require.Empty(t, o.sockets)
	o.db = nil
}

// door passes requests on to a room and dials rooms itself.
type door struct{ st *State }

func (d *door) Fetch(r *http.Request) (*http.Response, error) {
	return d.st.Namespace("Room").GetByName("a").Fetch(r)
}

func (d *door) Listen() error {
	sock, err := d.st.Namespace("Room").GetByName("a").Dial(NewRequest("http://x/?name=door"))
	if err != nil {
		return err
	}
	d.st.Go(func() {
		for {
			m, err := sock.Receive()
			if err != nil {
				d.st.Log("%v", err)
				return
			}
			d.st.Log("got %s", m.Text)
		}
	})
	if err := d.st.Storage.KV().Put("k", 1); err != nil {
		return err
	}
	return sock.SendText("send hello")
}

func (d *door) Leave() { d.st.Abort("left") }

// TestWebSocketBetweenObjects: a socket passes through an object; and an object is a client, whose words wait for
// its output gate and whose end its peers see.
func TestWebSocketBetweenObjects(t *testing.T) {
	p := Ideal()
	p.Commit, p.ObjectHop = Const(10*time.Millisecond), Const(time.Millisecond)
	s := newScript(t, p)
	doors, err := s.rt.Namespace(Class{Name: "Door", New: func(st *State) (Object, error) { return &door{st}, nil }})
	require.NoError(t, err)

	through, err := doors.GetByName("d").Dial(NewRequest("http://x/?name=through"))
	require.NoError(t, err)
	require.NoError(t, through.SendText("send passed"))
	m, err := through.Receive()
	require.NoError(t, err)
	require.Equal(t, "passed", m.Text)

	_, err = doors.GetByName("d").Call("Listen")
	require.NoError(t, err)
	require.NoError(t, s.w.Settle())
	s.command("call all everybody")
	require.NoError(t, s.w.Settle())
	_, err = doors.GetByName("d").Call("Leave")
	require.EqualError(t, err, "left")
	require.NoError(t, s.w.Settle())
	s.flush()
	out := s.out.String()
	require.Regexp(t, `(?s) 4  commit 1\n.* 15  ws.in 2: send hello \(Door/d\)\n.*got hello\n.*got everybody`, out)
	require.Contains(t, out, `close of door: 1006 "WebSocket disconnected without sending Close frame." false`)
	require.Equal(t, 1, strings.Count(out, "close of"), "the socket that only passed through stays")
}

// TestWebSocketEventTimeoutFlags: recorded on the real runtime, whose later callers see them (I14, L40).
func TestWebSocketEventTimeoutFlags(t *testing.T) {
	s := newScript(t, Ideal())
	s.inside(func(st *State) {
		require.NoError(t, st.SetHibernatableWebSocketEventTimeout(100*time.Millisecond+time.Microsecond))
		require.Equal(t, 100*time.Millisecond, st.HibernatableWebSocketEventTimeout())
	})
	sock, err := s.ns.GetByName("a").Dial(NewRequest("http://x/"))
	require.NoError(t, err)
	require.NoError(t, sock.SendText("sleep 1s"))
	stub := s.ns.GetByName("a")
	for range 2 { // Under way, and later.
		_, err = stub.Call("Run", "sleep 1s")
		var e *Error
		require.ErrorAs(t, err, &e)
		want := Error{Name: "Error", Message: textTimeout, Retryable: true, Remote: true, DurableObjectReset: true}
		require.Equal(t, want, *e)
	}
}
