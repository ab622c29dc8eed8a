package durable

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
)

// room is an object whose messages are scripts: commands separated by "; ", each done by room.do.
type room struct {
	st  *State
	mem int // lost when the object leaves memory
	out *Socket
}

func newRoom(st *State) (Object, error) {
	if fail, _ := Get[bool](st.Storage.KV(), "fail"); fail {
		return nil, errors.New("ctor boom")
	}
	request, _, _ := st.WebSocketAutoResponse()
	st.Log("constructor: %d sockets, auto %q", len(st.WebSockets()), request)
	return &room{st: st}, nil
}

func (o *room) Fetch(r *http.Request) (*http.Response, error) {
	if r.Header.Get("Upgrade") != "websocket" || r.URL.Query().Has("plain") {
		return Response(http.StatusUpgradeRequired, "expected websocket"), nil
	}
	q := r.URL.Query()
	client, server := NewWebSocketPair()
	if err := server.SerializeAttachment(q.Get("name")); err != nil {
		return nil, err
	}
	if err := o.st.AcceptWebSocket(server, q["tag"]...); err != nil {
		return nil, err
	}
	if script := q.Get("do"); script != "" {
		if err := o.run(server, script); err != nil {
			return nil, err
		}
	}
	resp := Upgrade(client)
	resp.Header.Set("X-Custom", "1")
	if p := r.Header.Get("Sec-WebSocket-Protocol"); p != "" {
		first, _, _ := strings.Cut(p, ",")
		resp.Header.Set("Sec-WebSocket-Protocol", first)
	}
	return resp, nil
}

func (o *room) WebSocketMessage(ws *WebSocket, m Message) error {
	o.mem++
	if m.Binary {
		return ws.Send(m)
	}
	return o.run(ws, m.Text)
}

func (o *room) WebSocketClose(ws *WebSocket, code int, reason string, clean bool) error {
	name, _ := Attachment[string](ws)
	o.st.Log("close of %s: %d %q %t, readyState %d, listed %d", name, code, reason, clean, ws.ReadyState(),
		len(o.st.WebSockets()))
	if script, found := strings.CutPrefix(reason, "do "); found {
		return o.run(ws, script)
	}
	return nil
}

func (o *room) WebSocketError(ws *WebSocket, err error) error {
	o.st.Log("error: %v, readyState %d, listed %d, send: %v, close: %v", err, ws.ReadyState(), len(o.st.WebSockets()),
		ws.SendText("x"), ws.Close(1000, "y"))
	return nil
}

// Run does a script with the newest socket.
func (o *room) Run(script string) error {
	var ws *WebSocket
	if all := o.st.WebSockets(); len(all) > 0 {
		ws = all[0]
	}
	return o.run(ws, script)
}

func (o *room) run(ws *WebSocket, script string) error {
	for _, cmd := range strings.Split(script, "; ") {
		verb, arg, _ := strings.Cut(cmd, " ")
		if err := o.do(ws, verb, arg); err != nil {
			return err
		}
	}
	return nil
}

func (o *room) do(ws *WebSocket, verb, arg string) error {
	st := o.st
	switch verb {
	case "send":
		return ws.SendText(arg)
	case "all":
		for _, ws := range st.WebSockets() {
			if err := ws.SendText(arg); err != nil {
				return err
			}
		}
	case "log":
		st.Log("%s", arg)
	case "put":
		return st.Storage.KV().Put("k", arg)
	case "fail":
		return st.Storage.KV().Put("fail", true)
	case "sleep":
		d, err := time.ParseDuration(arg)
		st.Sleep(d)
		return err
	case "cpu":
		d, err := time.ParseDuration(arg)
		st.UseCPU(d)
		return err
	case "dial": // Another object.
		var err error
		o.out, err = st.Namespace("Room").GetByName(arg).Dial(NewRequest("http://x/"))
		return err
	case "hangup":
		return o.out.Close(1000, "do close 1000")
	case "close":
		code, reason, _ := strings.Cut(arg, " ")
		n, _ := strconv.Atoi(code)
		err := ws.Close(n, reason)
		st.Log("after close: readyState %d, send: %v", ws.ReadyState(), ws.SendText("x"))
		return err
	case "attach":
		return ws.SerializeAttachment(arg)
	case "throw":
		return errors.New(arg)
	case "abort":
		st.Abort(arg)
	case "block":
		return st.BlockConcurrencyWhile(func() error {
			if d, err := time.ParseDuration(arg); err == nil {
				st.Sleep(d)
				return nil
			}
			return errors.New(arg)
		})
	case "auto":
		request, response, _ := strings.Cut(arg, " ")
		return st.SetWebSocketAutoResponse(request, response)
	case "unauto":
		st.UnsetWebSocketAutoResponse()
	case "limit":
		d, _ := time.ParseDuration(arg)
		return st.SetHibernatableWebSocketEventTimeout(d)
	case "see":
		return o.see(ws)
	case "list":
		var tag []string
		if arg != "" {
			tag = append(tag, arg)
		}
		st.Log("listed: %v", o.names(tag...))
	default:
		return ws.SendText("unknown " + verb)
	}
	return nil
}

// see tells the client everything the socket knows.
func (o *room) see(ws *WebSocket) error {
	tags, err := o.st.Tags(ws)
	if err != nil {
		return err
	}
	name, _ := Attachment[string](ws)
	stored, _ := Get[string](o.st.Storage.KV(), "k")
	text := fmt.Sprintf("instance %d, mem %d, attachment %s, tags %v, stored %s, open %d, state %d, answered %d",
		o.st.Incarnation(), o.mem, name, tags, stored, len(o.st.WebSockets()), ws.ReadyState(),
		max(-1, ws.AutoResponseTimestamp().UnixMilli()))
	return ws.SendText(text)
}

func (o *room) names(tag ...string) []string {
	var names []string
	for _, ws := range o.st.WebSockets(tag...) {
		name, _ := Attachment[string](ws)
		names = append(names, name)
	}
	return names
}

// script runs a transcript's commands in a world.
type script struct {
	t     *testing.T
	w     *actor.World
	rt    *Runtime
	ns    *Namespace
	trace lines
	socks map[string]*Socket
	out   strings.Builder
}

func newScript(t *testing.T, p Profile) *script {
	s := &script{t: t, socks: map[string]*Socket{}}
	s.w = actor.NewSim(actor.Options{Trace: &s.trace})
	t.Cleanup(s.w.Close)
	s.rt = New(s.w, p)
	var err error
	s.ns, err = s.rt.Namespace(Class{Name: "Room", New: newRoom})
	require.NoError(t, err)
	return s
}

// flush moves the new trace lines to the output, but for calls and good replies.
func (s *script) flush() {
	for _, line := range strings.Split(strings.TrimSuffix(string(s.trace), "\n"), "\n") {
		if line == "" {
			continue
		}
		var e struct {
			T                         float64
			Ev, Who, What, Peer, Note string
			N                         int64
		}
		require.NoError(s.t, json.Unmarshal([]byte(line), &e))
		if e.Ev == "call" || e.Ev == "reply" && e.Note == "" {
			continue
		}
		fmt.Fprintf(&s.out, "%7s  %s", strconv.FormatFloat(e.T, 'f', -1, 64), e.Ev)
		if e.N != 0 {
			fmt.Fprintf(&s.out, " %d", e.N)
		}
		for _, part := range []string{e.What, e.Note} {
			if part != "" {
				fmt.Fprintf(&s.out, ": %s", part)
			}
		}
		if e.Peer != "" {
			fmt.Fprintf(&s.out, " (%s)", e.Peer)
		}
		s.out.WriteByte('\n')
	}
	s.trace = nil
}

// command runs one line: VERB SOCKET ARGUMENT.
func (s *script) command(line string) {
	verb, rest, _ := strings.Cut(line, " ")
	name, arg, _ := strings.Cut(rest, " ")
	sock, stub := s.socks[name], s.ns.GetByName("a")
	var err error
	switch verb {
	case "dial":
		err = s.dial(name, arg)
	case "send":
		err = sock.SendText(arg)
	case "binary":
		err = sock.Send(BinaryMessage([]byte(arg)))
	case "close":
		code, reason, _ := strings.Cut(arg, " ")
		n, _ := strconv.Atoi(code)
		err = sock.Close(n, reason)
	case "drop":
		sock.Drop()
	case "recv":
		s.flush()
		s.receive(name, sock)
	case "call":
		_, err = stub.Call("Run", rest)
	case "go": // A call that nobody waits for.
		s.w.Go("caller", func() { _, _ = stub.Call("Run", rest) })
	case "advance":
		var d time.Duration
		d, err = time.ParseDuration(rest)
		require.NoError(s.t, errors.Join(err, s.w.Advance(d)))
	case "evict":
		err = s.rt.Evict(stub)
	case "crash":
		err = s.rt.Crash(stub)
	case "fault": // The only one from now on.
		var p *actor.Plan
		p, err = NewPlan(rest)
		require.NoError(s.t, errors.Join(err, s.rt.SetFaults(p)))
	default:
		s.t.Fatalf("unknown command %q", line)
	}
	s.flush()
	if err != nil {
		fmt.Fprintf(&s.out, "%s: %v\n", verb, err)
	}
}

// dial opens a socket: dial NAME [QUERY]; its client is a process of that name.
func (s *script) dial(name, query string) (err error) {
	failed := s.w.Do(name, func() {
		s.socks[name], err = s.ns.GetByName("a").Dial(NewRequest("http://x/?name=" + name + "&" + query))
	})
	return errors.Join(failed, err)
}

// receive writes down all that the client of a socket has got.
func (s *script) receive(name string, sock *Socket) {
	for {
		m, err := sock.ReceiveTimeout(0)
		var end *CloseError
		switch {
		case err == nil && m.Binary:
			fmt.Fprintf(&s.out, "%s got %q\n", name, m.Data)
			continue
		case err == nil:
			fmt.Fprintf(&s.out, "%s got: %s\n", name, m.Text)
			continue
		case errors.As(err, &end):
			fmt.Fprintf(&s.out, "%s closed: %d %q clean %t\n", name, end.Code, end.Reason, end.WasClean)
		case !errors.Is(err, ErrTimeout):
			fmt.Fprintf(&s.out, "%s: %v\n", name, err)
		default:
			fmt.Fprintf(&s.out, "%s has no more\n", name)
		}
		return
	}
}

// lines takes a trace.
type lines []byte

func (l *lines) Write(b []byte) (int, error) {
	*l = append(*l, b...)
	return len(b), nil
}
