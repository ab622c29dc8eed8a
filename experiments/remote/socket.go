//detcheck:file clock,go,chan,select a socket of the machine is read by a goroutine

package remote

import (
	"context"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"

	"dolab/actor/sim"
	"dolab/durable"
)

// pollEvery is how often a wait looks whether it is to stop.
const pollEvery = 100 * time.Millisecond

// messagesMax is how many messages wait to be received; a server that sends more waits itself.
const messagesMax = 1000

// Socket is a client's WebSocket, with the methods of durable.Socket that clients of experiments use.
type Socket struct {
	server   *Server
	conn     net.Conn
	messages chan durable.Message // closed behind the last one
	end      *durable.CloseError  // valid then
}

// Dial opens a WebSocket to an object on a multiplexer. Close it.
func (s *Server) Dial(mux, object string) (*Socket, error) {
	ctx, cancel := context.WithTimeout(context.Background(), answerMax)
	defer cancel()
	conn, early, _, err := ws.Dial(ctx, s.at("", mux, object, true))
	if err != nil {
		return nil, err
	}
	k := &Socket{server: s, conn: conn, messages: make(chan durable.Message, messagesMax)}
	var from io.ReadWriter = conn
	if early != nil { // What came behind the upgrade.
		from = struct {
			io.Reader
			io.Writer
		}{early, conn}
	}
	go k.read(from)
	return k, nil
}

// read takes what the server says until the connection ends.
func (k *Socket) read(from io.ReadWriter) {
	defer close(k.messages)
	control := wsutil.ControlFrameHandler(from, ws.StateClientSide)
	r := wsutil.Reader{
		Source: from, State: ws.StateClientSide, CheckUTF8: true, MaxFrameSize: bytesMax, OnIntermediate: control,
	}
	for {
		h, err := r.NextFrame()
		switch {
		case err != nil:
		case h.OpCode.IsControl():
			err = control(h, &r)
		default:
			var data []byte
			if data, err = io.ReadAll(io.LimitReader(&r, bytesMax)); err == nil {
				m := durable.Message{Text: string(data)}
				if h.OpCode == ws.OpBinary {
					m = durable.BinaryMessage(data)
				}
				k.messages <- m
			}
		}
		if closed, is := err.(wsutil.ClosedError); is {
			k.end = &durable.CloseError{Code: int(closed.Code), Reason: closed.Reason, WasClean: true}
			return
		}
		if err != nil {
			k.end = abnormal(err)
			return
		}
	}
}

// abnormal is the end of a connection that broke off.
func abnormal(err error) *durable.CloseError {
	return &durable.CloseError{Code: 1006, Reason: err.Error()}
}

// SendText sends a text message; on a connection that has ended the error is a *durable.CloseError.
func (k *Socket) SendText(text string) error {
	if err := k.conn.SetWriteDeadline(time.Now().Add(answerMax)); err != nil {
		return abnormal(err)
	}
	if err := k.write(ws.NewTextFrame([]byte(text))); err != nil {
		return abnormal(err)
	}
	return nil
}

// write writes a frame in one piece: the reader's goroutine answers a ping at any time, and would write into the middle.
func (k *Socket) write(f ws.Frame) error {
	frame, err := ws.CompileFrame(ws.MaskFrameInPlace(f))
	if err != nil {
		return err
	}
	_, err = k.conn.Write(frame)
	return err
}

// ReceiveTimeout returns the next message. The error is durable.ErrTimeout after d, a *durable.CloseError on a connection
// that has ended, or sim.ErrStopped.
func (k *Socket) ReceiveTimeout(d time.Duration) (durable.Message, error) {
	limit := time.NewTimer(max(0, d))
	defer limit.Stop()
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	for {
		select {
		case m, open := <-k.messages:
			if !open {
				return m, k.end
			}
			return m, nil
		case <-limit.C:
			return durable.Message{}, durable.ErrTimeout
		case <-poll.C:
			if k.server.stopped() {
				return durable.Message{}, sim.ErrStopped
			}
		}
	}
}

// Close ends the connection.
func (k *Socket) Close() error {
	_ = k.write(ws.NewCloseFrame(ws.NewCloseFrameBody(ws.StatusNormalClosure, ""))) // If it still can.
	if err := k.conn.Close(); err != nil {
		return fmt.Errorf("close: %w", err)
	}
	for range k.messages { // Until the reader has ended.
	}
	return nil
}
