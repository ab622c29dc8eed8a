package durable

import (
	"errors"
	"fmt"
	"strconv"

	"dolab/durable/platform"
)

// Message is what travels over a WebSocket: Text, or Data where Binary is set.
type Message struct {
	Text   string
	Data   []byte
	Binary bool
}

// TextMessage returns a text message.
func TextMessage(text string) Message { return Message{Text: text} }

// BinaryMessage returns a binary message.
func BinaryMessage(data []byte) Message { return Message{Data: data, Binary: true} }

// size is the message's length in bytes.
func (m Message) size() int {
	if m.Binary {
		return len(m.Data)
	}
	return len(m.Text)
}

// String is a short form for traces and reports.
func (m Message) String() string {
	if m.Binary {
		return strconv.Itoa(len(m.Data)) + " bytes"
	}
	return clip(m.Text)
}

// autoResponse is what the platform answers to one text on behalf of an object.
type autoResponse struct{ request, response string }

// clip shortens a text for a trace.
func clip(s string) string {
	const bytesMax = 40
	if len(s) <= bytesMax {
		return s
	}
	return fmt.Sprintf("%s… (%d bytes)", s[:bytesMax], len(s))
}

// CloseError is how a WebSocket ended, as its client sees it: the object's close frame, or with WasClean false
// the loss of the connection, code 1006.
type CloseError struct {
	Code     int
	Reason   string
	WasClean bool
}

func (e *CloseError) Error() string { return fmt.Sprintf("websocket closed: %d %s", e.Code, e.Reason) }

// Codes that no close frame carries.
const (
	codeNone = 1005
	codeLost = 1006
	codeSize = 1009
)

const (
	reasonBytesMax  = 123      // [I10]
	messageBytesMax = 32 << 20 // Docs, Limits: a received message [I19].
)

// ErrTooManyFrames: a client sent more messages than its object reads; the newest is not sent.
var ErrTooManyFrames = errors.New("too many messages on their way to one object")

// framesMax bounds what is on its way to an object, and what waits for a client that does not Receive.
const framesMax = 100_000

// frame is a message, or a close frame, or (close frame without WasClean) the loss of the connection.
type frame struct {
	Message
	close *CloseError
	err   error // for WebSocketError instead of WebSocketClose
	free  bool  // the output gate has let it out
}

// lost reports whether the frame is the loss of the connection.
func (f *frame) lost() bool { return f.close != nil && !f.close.WasClean }

func (f *frame) what() string {
	switch {
	case f.err != nil:
		return "error"
	case f.close != nil:
		return "close"
	}
	return "message"
}

func (f *frame) String() string {
	if f.close == nil {
		return f.Message.String()
	}
	if f.close.Reason == "" {
		return strconv.Itoa(f.close.Code)
	}
	return strconv.Itoa(f.close.Code) + " " + f.close.Reason
}

// tooLong is the end of a connection whose client has sent a message of n bytes: the client sees the close frame, the
// object the error (I19, recorded on the reference runtime).
func tooLong(n int) *frame {
	return brokenClose(codeSize, fmt.Sprintf("Message is too large: %d > %d", n, messageBytesMax))
}

// brokenClose is the end of a connection whose client has broken the protocol.
func brokenClose(code int, reason string) *frame {
	return &frame{
		close: &CloseError{Code: code, Reason: reason, WasClean: true},
		err: plainError(fmt.Sprintf("WebSocket protocol error; protocolError.statusCode = %d; "+
			"protocolError.description = %s", code, reason)),
	}
}

// lostClose is how the loss of a connection looks from either side [I12].
func lostClose() *CloseError { return &CloseError{Code: codeLost, Reason: platform.TextNoClose} }

// newClose checks what a Close was called with [I10].
func newClose(code int, reason string) (*CloseError, error) {
	switch {
	case code != 0 && (code < 1000 || code > 4999 || code == 1004 || code == codeNone || code == codeLost || code == 1015):
		return nil, domError("InvalidAccessError", fmt.Sprintf("Invalid WebSocket close code: %d.", code))
	case len(reason) > reasonBytesMax:
		return nil, domError("SyntaxError", platform.TextReasonLong)
	case code == 0 && reason != "":
		return nil, domError("InvalidAccessError", platform.TextReasonAlone)
	case code == 0:
		return &CloseError{Code: codeNone, WasClean: true}, nil
	}
	return &CloseError{Code: code, Reason: reason, WasClean: true}, nil
}

func domError(name, text string) *platform.Error {
	return &platform.Error{Name: name, Message: text, User: true}
}
