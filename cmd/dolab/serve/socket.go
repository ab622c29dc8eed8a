package serve

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/gobwas/httphead"
	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsflate"

	"dolab/durable"
)

// The limits of a WebSocket.
const (
	SocketQueueMax = 10_000   // messages that wait for a client that does not read, before it is cut off …
	SocketBytesMax = 64 << 20 // … or bytes of them
	socketUnderMax = 64       // messages of a client on their way to the world
	socketAheadMax = 1_000    // messages of a client that its object has not taken, before the client waits
	// messageMax is how many bytes of a client's message are read: one more than the object's limit, which then refuses
	// it.
	messageMax = 32<<20 + 1
	closeTime  = 5 * time.Second // until the client answers a close frame
)

// sockets are the connections that the server has taken over.
type sockets struct {
	mu      sync.Mutex
	open    map[*socket]bool
	stopped bool
}

// add notes a connection, unless the server stops.
func (t *sockets) add(c *socket) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.stopped {
		return false
	}
	if t.open == nil {
		t.open = map[*socket]bool{}
	}
	t.open[c] = true
	return true
}

func (t *sockets) remove(c *socket) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.open, c)
}

// stop lets all connections end.
func (t *sockets) stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stopped = true
	for c := range t.open {
		c.out.close(&durable.CloseError{Code: int(ws.StatusGoingAway), Reason: "the server is stopping", WasClean: true})
	}
}

// queue are the messages on their way to a client.
type queue struct {
	mu    sync.Mutex
	list  []durable.Message
	bytes int
	end   *durable.CloseError
	more  chan struct{} // has room for one: there is something new
}

// put adds a message, and reports whether there was room.
func (k *queue) put(m durable.Message) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.bytes += len(m.Text) + len(m.Data); len(k.list) >= SocketQueueMax || k.bytes > SocketBytesMax {
		return false
	}
	k.list = append(k.list, m)
	k.signal()
	return true
}

// close ends the connection behind the messages. What ended it first counts.
func (k *queue) close(end *durable.CloseError) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.end == nil {
		k.end = end
		k.signal()
	}
}

func (k *queue) signal() {
	select {
	case k.more <- struct{}{}:
	default:
	}
}

// take returns what there is, and how the connection ends behind it.
func (k *queue) take() ([]durable.Message, *durable.CloseError) {
	k.mu.Lock()
	defer k.mu.Unlock()
	list := k.list
	k.list, k.bytes = nil, 0
	return list, k.end
}

// socket joins a client's WebSocket with an object's or the Worker's.
type socket struct {
	at      *place
	sock    *durable.Socket
	conn    net.Conn
	in      *bufio.Reader
	deflate bool
	out     queue
	writing sync.Mutex    // frames
	ended   chan struct{} // closed when the client says nothing more

	under chan struct{} // a token for each message on its way to the world
	ahead atomic.Int64  // messages that the object has not taken
	shut  atomic.Int32  // close frames that have been sent or received
}

// socket answers the request of a WebSocket, and serves the connection until it ends.
func (s *Server) socket(w http.ResponseWriter, q *http.Request, at *place, a answer) int {
	c := &socket{
		at: at, sock: a.sock, out: queue{more: make(chan struct{}, 1)}, ended: make(chan struct{}),
		under: make(chan struct{}, socketUnderMax),
	}
	if err := c.upgrade(w, q, a.Response); err != nil {
		at.post(c.sock.Drop)
		return http.StatusBadRequest
	}
	defer func() { _ = c.conn.Close() }()
	if !s.sockets.add(c) {
		at.post(c.sock.Drop)
		return http.StatusSwitchingProtocols
	}
	defer s.sockets.remove(c)
	at.post(func() { at.Go("socket", c.receive).Close() })
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.write()
	}()
	c.read()
	close(c.ended)
	<-done
	return http.StatusSwitchingProtocols
}

// upgrade takes the connection over. The Worker's response has headers of its own.
func (c *socket) upgrade(w http.ResponseWriter, q *http.Request, resp *http.Response) error {
	head := resp.Header.Clone()
	dropHop(head)
	head.Del("Sec-Websocket-Accept")
	head.Del("Sec-Websocket-Extensions")
	flate := wsflate.Extension{Parameters: wsflate.DefaultParameters}
	u := ws.HTTPUpgrader{Header: head, Negotiate: func(o httphead.Option) (httphead.Option, error) {
		accepted, err := flate.Negotiate(o)
		if err != nil {
			accepted = httphead.Option{} // Parameters that make no sense decline the extension.
		}
		return accepted, nil
	}}
	if p := head.Get("Sec-Websocket-Protocol"); p != "" {
		head.Del("Sec-Websocket-Protocol")
		u.Protocol = func(name string) bool { return name == p }
	}
	conn, rw, _, err := u.Upgrade(q, w)
	if err != nil {
		if conn != nil {
			_ = conn.Close()
		}
		return err
	}
	_ = conn.SetDeadline(time.Time{})
	_, c.deflate = flate.Accepted()
	c.conn, c.in = conn, rw.Reader
	return nil
}

// receive puts what the object sends into the queue. It runs in the world.
func (c *socket) receive() {
	for {
		m, err := c.sock.Receive()
		var end *durable.CloseError
		switch {
		case errors.As(err, &end):
			c.out.close(end)
			return
		case err != nil:
			c.out.close(&durable.CloseError{Code: 1006})
			return
		case !c.out.put(m):
			c.sock.Drop()
		}
	}
}

// write sends what the object says until the connection ends.
func (c *socket) write() {
	for {
		select {
		case <-c.ended:
			return
		case <-c.at.Ended():
			c.out.close(&durable.CloseError{Code: 1006})
		case <-c.out.more:
		}
		list, end := c.out.take()
		err := c.messages(list)
		if err == nil && end != nil {
			c.end(end)
		}
		if err != nil || end != nil {
			_ = c.conn.Close()
			return
		}
	}
}

// end sends a close frame, and gives the client closeTime for its own.
func (c *socket) end(end *durable.CloseError) {
	if !end.WasClean || c.close(end.Code, end.Reason) != nil || c.shut.Add(1) == 2 {
		return
	}
	limit := time.NewTimer(closeTime)
	defer limit.Stop()
	select {
	case <-c.ended:
	case <-c.at.Ended():
	case <-limit.C:
	}
}

// messages writes messages.
func (c *socket) messages(list []durable.Message) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	var b []byte
	for n, m := range list {
		op, data := ws.OpText, []byte(m.Text)
		if m.Binary {
			op, data = ws.OpBinary, m.Data
		}
		f := ws.NewFrame(op, true, data)
		if c.deflate && len(data) >= deflateMin {
			packed, err := wsflate.CompressFrame(f)
			if err != nil {
				return err
			}
			f = packed
		}
		b = appendFrame(b, f)
		if len(b) >= writeMin || n == len(list)-1 {
			if err := c.send(b); err != nil {
				return err
			}
			b = b[:0]
		}
	}
	return nil
}

const (
	deflateMin = 128      // bytes of a message that is worth compressing
	writeMin   = 64 << 10 // bytes of frames that are worth a write of their own
)

// close writes a close frame.
func (c *socket) close(code int, reason string) error {
	var body []byte
	if code != 1005 {
		body = ws.NewCloseFrameBody(ws.StatusCode(code), reason)
	}
	return c.frame(ws.NewFrame(ws.OpClose, true, body))
}

// frame writes a frame.
func (c *socket) frame(f ws.Frame) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	return c.send(appendFrame(nil, f))
}

// send writes frames, for at most WriteTime.
func (c *socket) send(b []byte) error {
	_ = c.conn.SetWriteDeadline(time.Now().Add(WriteTime))
	_, err := c.conn.Write(b)
	return err
}

func appendFrame(b []byte, f ws.Frame) []byte {
	w := bytes.NewBuffer(b)
	_ = ws.WriteFrame(w, f) // To memory.
	return w.Bytes()
}

// protocolError is a frame that breaks the protocol, with the code that its sender is told.
type protocolError struct {
	code ws.StatusCode
	text string
}

func (e *protocolError) Error() string { return e.text }

// read hands what the client says to the object until the connection ends.
func (c *socket) read() {
	for {
		m, end, err := c.next()
		var broken *protocolError
		switch {
		case errors.As(err, &broken):
			_ = c.close(int(broken.code), broken.text)
			half := c.closeWrite()
			c.at.post(func() { c.sock.Break(int(broken.code), broken.text) })
			if half {
				c.linger()
			}
			return
		case err != nil:
			c.at.post(c.sock.Drop)
			return
		case end != nil:
			c.left(end)
			return
		case !c.hand(m):
			return
		}
	}
}

// closeWrite lets nothing more be sent, and reports whether the client can still be read.
func (c *socket) closeWrite() bool {
	w, ok := c.conn.(interface{ CloseWrite() error })
	return ok && w.CloseWrite() == nil
}

// linger lets the client read what has been sent, before the connection is closed under what it sends.
func (c *socket) linger() {
	_ = c.conn.SetReadDeadline(time.Now().Add(lingerTime))
	_, _ = io.CopyN(io.Discard, c.conn, lingerMax)
}

const (
	lingerTime = time.Second
	lingerMax  = 1 << 20
)

// left tells the object of the client's close frame, and waits for the object's answer, unless it was one.
func (c *socket) left(end *durable.CloseError) {
	if c.shut.Add(1) == 2 {
		return
	}
	code := end.Code
	if code == 1005 {
		code = 0
	}
	c.at.post(func() {
		if c.sock.Close(code, end.Reason) != nil {
			c.sock.Drop()
		}
	})
	_, _ = io.Copy(io.Discard, c.in) // Until the connection is closed by either side.
	c.at.post(c.sock.Drop)
}

// hand gives a message to the object, and lets the client wait while that has not taken many of the earlier ones. It
// reports false where the world has ended.
func (c *socket) hand(m durable.Message) bool {
	if !c.tell(func() {
		if c.sock.Send(m) != nil {
			c.sock.Drop()
		}
	}) {
		return false
	}
	for c.ahead.Load() > socketAheadMax {
		time.Sleep(10 * time.Millisecond)
		if !c.tell(func() {}) {
			return false
		}
	}
	return true
}

// tell runs fn in the world, and then notes how much the object has not taken. It reports false where the world has
// ended.
func (c *socket) tell(fn func()) bool {
	select {
	case c.under <- struct{}{}:
	case <-c.at.Ended(): // What it has not run keeps its tokens.
		return false
	}
	return c.at.PostWait(context.Background(), func() {
		fn()
		c.ahead.Store(int64(c.sock.Ahead()))
		<-c.under
	}) == nil
}

// next reads a message, or the client's close frame. It answers pings.
func (c *socket) next() (m durable.Message, end *durable.CloseError, err error) {
	state := ws.StateServerSide
	if c.deflate {
		state = state.Set(ws.StateExtended)
	}
	var data []byte
	var op ws.OpCode
	packed := false
	for {
		h, err := ws.ReadHeader(c.in)
		if err != nil {
			if errors.Is(err, ws.ErrHeaderLengthMSB) || errors.Is(err, ws.ErrHeaderLengthUnexpected) {
				err = &protocolError{ws.StatusProtocolError, err.Error()}
			}
			return m, nil, err
		}
		if err := check(h, state); err != nil {
			return m, nil, err
		}
		if h.OpCode.IsControl() {
			end, err := c.control(h)
			if end != nil || err != nil {
				return m, end, err
			}
			continue
		}
		if h.OpCode != ws.OpContinuation {
			op, packed = h.OpCode, h.Rsv1()
		}
		if data, err = c.payload(data, h); err != nil {
			return m, nil, err
		}
		if len(data) >= messageMax || h.Fin {
			break
		}
		state = state.Set(ws.StateFragmented)
	}
	if packed && len(data) < messageMax {
		if data, err = inflate(data); err != nil {
			return m, nil, err
		}
	}
	switch {
	case op == ws.OpBinary:
		return durable.BinaryMessage(data), nil, nil
	case len(data) < messageMax && !utf8.Valid(data):
		return m, nil, &protocolError{ws.StatusInvalidFramePayloadData, "a text is not valid UTF-8"}
	}
	return durable.TextMessage(string(data)), nil, nil
}

// check refuses the header of a frame that breaks the protocol.
func check(h ws.Header, state ws.State) error {
	if err := ws.CheckHeader(h, state); err != nil {
		return &protocolError{ws.StatusProtocolError, refusal(err, h)}
	}
	r1, r2, r3 := ws.RsvBits(h.Rsv)
	if r2 || r3 || r1 && (h.OpCode.IsControl() || h.OpCode == ws.OpContinuation) {
		return &protocolError{ws.StatusProtocolError, refusal(ws.ErrProtocolNonZeroRsv, h)}
	}
	return nil
}

// refusal is what the reference runtime tells of a frame, where its text was recorded.
func refusal(err error, h ws.Header) string {
	switch err {
	case ws.ErrProtocolOpCodeReserved:
		return fmt.Sprintf("Unknown opcode %d", h.OpCode)
	case ws.ErrProtocolContinuationExpected:
		return "Missing continuation frame"
	case ws.ErrProtocolContinuationUnexpected:
		return "Unexpected continuation frame"
	case ws.ErrProtocolControlNotFinal:
		return "Received fragmented control frame"
	case ws.ErrProtocolNonZeroRsv:
		if _, r2, r3 := ws.RsvBits(h.Rsv); r2 || r3 {
			return "Received frame had RSV bits 2 or 3 set"
		}
	}
	return err.Error()
}

// payload adds the payload of a frame to a message, up to messageMax.
func (c *socket) payload(data []byte, h ws.Header) ([]byte, error) {
	size := min(h.Length, int64(messageMax-len(data)))
	at := len(data)
	for left := size; left > 0; { // A length that a client only claims takes no memory.
		n := int(min(left, pieceMax))
		data = append(data, make([]byte, n)...)
		if _, err := io.ReadFull(c.in, data[len(data)-n:]); err != nil {
			return nil, err
		}
		left -= int64(n)
	}
	ws.Cipher(data[at:], h.Mask, 0)
	return data, nil
}

// inflate unpacks a message, up to messageMax.
func inflate(data []byte) ([]byte, error) {
	r := wsflate.NewReader(bytes.NewReader(data), wsflate.DefaultHelper.Decompressor)
	out, err := io.ReadAll(io.LimitReader(r, messageMax))
	if err != nil {
		return nil, &protocolError{ws.StatusInvalidFramePayloadData, "a message cannot be unpacked"}
	}
	return out, nil
}

// codeMax is the last code of a close frame that has a meaning.
const codeMax = 4999

// control answers a ping, and returns what a close frame says.
func (c *socket) control(h ws.Header) (*durable.CloseError, error) {
	data, err := c.payload(nil, h)
	if err != nil {
		return nil, err
	}
	switch h.OpCode {
	case ws.OpPing:
		return nil, c.frame(ws.NewFrame(ws.OpPong, true, data))
	case ws.OpPong:
		return nil, nil
	}
	switch {
	case len(data) == 0:
		return &durable.CloseError{Code: 1005}, nil
	case len(data) == 1:
		return nil, &protocolError{ws.StatusProtocolError, "a close frame has half a code"}
	}
	code, reason := ws.StatusCode(binary.BigEndian.Uint16(data)), string(data[2:])
	err = ws.CheckCloseFrameData(code, reason)
	if code > codeMax {
		err = ws.ErrProtocolStatusCodeUnknown
	}
	if err != nil {
		bad := ws.StatusProtocolError
		if errors.Is(err, ws.ErrProtocolInvalidUTF8) {
			bad = ws.StatusInvalidFramePayloadData
		}
		return nil, &protocolError{bad, err.Error()}
	}
	return &durable.CloseError{Code: int(code), Reason: reason}, nil
}
