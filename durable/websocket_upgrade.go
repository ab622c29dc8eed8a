package durable

import (
	"fmt"
	"io"
	"net/http"
	"slices"

	"dolab/actor/fault"
	"dolab/durable/platform"
)

// upgrade is the body of a 101 response: it carries the client's end to whoever takes it.
type upgrade struct {
	ws     *WebSocket
	sealed bool // its response has left the object that made it
}

// Upgrade returns the response that hands the client's end of a pair to the caller of Fetch. Headers may be set
// on it: a subprotocol is one.
func Upgrade(client *WebSocket) *http.Response {
	return &http.Response{
		StatusCode: http.StatusSwitchingProtocols, Status: "101 Switching Protocols",
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{}, Body: &upgrade{ws: client},
	}
}

// Read has nothing to read: an upgrade's body is its socket.
func (*upgrade) Read([]byte) (int, error) { return 0, io.EOF }

// Close ends the connection, unless its client's end has been taken.
func (u *upgrade) Close() error {
	if c := u.ws.wire; u.sealed && c.client == nil && c.w != nil {
		u.take("nobody", fault.Dist{}).drop()
	}
	return nil
}

// seal lets the response leave its object.
func (u *upgrade) seal() error {
	switch {
	case u.sealed: // Passed on from another object.
	case u.ws.obj != nil:
		return platform.Remote(platform.TypeError(platform.TextReturned))
	case u.ws.wire.used:
		return platform.Remote(platform.TypeError(platform.TextReused))
	}
	u.sealed, u.ws.wire.used = true, true
	return nil
}

// take makes the client's end the caller's. What the object has said so far came with the response. Where the
// object has not accepted its end, the connection is lost.
func (u *upgrade) take(name string, hop fault.Dist) *Socket {
	c := u.ws.wire
	s := &Socket{wire: c, name: name}
	c.client, c.hop = s, hop
	if c.object == nil {
		c.early = append(c.early, &frame{close: lostClose()})
	}
	c.trace("ws.open", "", "")
	early := c.early
	c.early = nil
	for _, f := range early {
		s.arrive(f)
	}
	return s
}

// DialError is a Dial that the object did not answer with a WebSocket.
type DialError struct{ Response *http.Response }

func (e *DialError) Error() string { return "dial: the object answered " + e.Response.Status }

// Dial opens a WebSocket to the object: a Fetch with the header Upgrade, whose answer must be made by Upgrade.
// Another answer is a *DialError: see Runtime.Accept.
func (s *Stub) Dial(r *http.Request) (*Socket, error) {
	if err := s.check("Dial"); err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	if r.Header == nil {
		r.Header = http.Header{}
	}
	r.Header.Set("Upgrade", "websocket")
	resp, err := s.Fetch(r)
	if err != nil {
		return nil, err
	}
	return s.ns.rt.Accept(resp)
}

// Accept takes the client's end of the WebSocket that a response of Fetch carries. A response without one is a
// *DialError. A socket that an object takes ends with the incarnation.
func (rt *Runtime) Accept(resp *http.Response) (*Socket, error) {
	u, ok := resp.Body.(*upgrade)
	if !ok {
		return nil, &DialError{resp}
	}
	if u.ws.wire.client != nil {
		return nil, fmt.Errorf("dial: %s", platform.TextReused)
	}
	w := rt.w
	u.ws.wire.open(w)
	from, name := running(w), clientName(w)
	hop := rt.hop(from)
	if x := u.ws.wire.object; x != nil && x.process != nil && x.label() == name {
		hop = fault.Dist{} // Both ends are in one process.
	}
	sock := u.take(name, hop)
	sock.Response = resp
	if from != nil {
		sock.dialer = from
		from.dialed = append(slices.DeleteFunc(from.dialed, (*Socket).ended), sock)
	}
	return sock, nil
}
