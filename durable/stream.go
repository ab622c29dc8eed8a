package durable

import (
	"errors"
	"fmt"
	"io"

	"dolab/durable/platform"
)

// StreamBytesMax is how many bytes wait at either side: those that are written and not yet sent, and those that are sent
// and not yet read. A Write beyond that waits.
const StreamBytesMax = 64 << 10

// NewStream returns the two ends of a body whose bytes come over time, as a TransformStream does in JavaScript: the
// reader becomes the Body of a response or of a request, and the object goes on writing in later turns.
//
// Each Write leaves at the end of its turn, once all that the object has written to its storage before is durable
// (semantics D2). It takes the profile's hop, and what was written earlier arrives earlier. Close ends the body.
// CloseWithError breaks it, and so does the end of the incarnation: the reader gets the error behind what had left.
//
// A body that is still being written keeps its object in memory: the response's as an event in flight, the request's
// as pending work.
func (st *State) NewStream() (*StreamWriter, *StreamReader) {
	st.inst.use("NewStream")
	return newStream(&pipe{w: st.inst.w, owner: st.inst})
}

// NewStream returns the two ends of a request's body for a client: a process of the world, or code outside it. See
// State.NewStream.
func (rt *Runtime) NewStream() (*StreamWriter, *StreamReader) {
	return newStream(&pipe{w: rt.w})
}

func newStream(p *pipe) (*StreamWriter, *StreamReader) { return &StreamWriter{p}, &StreamReader{p} }

// StreamWriter is the end of a stream that is written. One coroutine at a time uses it.
type StreamWriter struct{ pipe *pipe }

// Write copies the bytes into the stream. It waits while StreamBytesMax wait there already, and other events of the
// object run meanwhile. After Close it returns a TypeError. Once the reader has closed it returns ErrReaderClosed, and
// platform.ErrConnectionLost where the reader's incarnation or the link has broken.
func (w *StreamWriter) Write(b []byte) (n int, err error) {
	p := w.pipe
	if err := p.enter("Write", "WritableStreamSink"); err != nil {
		return 0, err
	}
	if p.w.Current() == nil && !p.ended() && len(b) > p.room() {
		if failed := p.w.Do("driver", func() { err = p.write(b, &n) }); failed != nil {
			return n, errors.Join(failed, err)
		}
		return n, err
	}
	err = p.write(b, &n)
	return n, err
}

// WriteString is Write of a text.
func (w *StreamWriter) WriteString(s string) (int, error) { return w.Write([]byte(s)) }

// Room returns how many bytes Write takes without waiting: desiredSize in JavaScript.
func (w *StreamWriter) Room() int {
	if w.pipe.enter("Room", "WritableStreamSink") != nil || w.pipe.ended() {
		return 0
	}
	return w.pipe.room()
}

// Close ends the stream: the reader gets io.EOF behind what was written. A second Close does nothing.
func (w *StreamWriter) Close() error { return w.CloseWithError(nil) }

// CloseWithError breaks the stream: the reader gets the error behind what was written. The caller of an object gets it
// with the flag Remote. Nil is Close.
func (w *StreamWriter) CloseWithError(err error) error {
	if foreign := w.pipe.enter("Close", "WritableStreamSink"); foreign != nil {
		return foreign
	}
	w.pipe.finish(err)
	return nil
}

// StreamReader is the end of a stream that is read, and the Body of a request or response that streams. One coroutine
// at a time uses it. Once an object or a client has sent it as a Body, the sender reads no more: what comes is read at
// the other side.
type StreamReader struct{ pipe *pipe }

var _ streamBody = (*StreamReader)(nil)

// Read waits for the next bytes, as a call waits for its reply: other events of the object run meanwhile. Code outside
// the world runs it until they come.
func (r *StreamReader) Read(b []byte) (n int, err error) {
	p := r.pipe
	if err := p.enter("Read", "ReadableStreamSource"); err != nil {
		return 0, err
	}
	if p.out != nil {
		return 0, platform.TypeError(platform.TextStreamLocked)
	}
	if p.w.Current() == nil && p.starved() && len(b) > 0 {
		if failed := p.w.Do("driver", func() { n, err = p.read(b) }); failed != nil {
			return n, errors.Join(failed, err)
		}
		return n, err
	}
	return p.read(b)
}

// Close gives up what has not been read. Once the writer has learned of it, its Write returns ErrReaderClosed.
func (r *StreamReader) Close() error {
	p := r.pipe
	if err := p.enter("Close", "ReadableStreamSource"); err != nil {
		return err
	}
	if p.out == nil {
		r.discard()
	}
	return nil
}

// errBodyClosed is what a Read returns behind a Close.
var errBodyClosed = fmt.Errorf("read of a closed body: %w", io.ErrClosedPipe)

// claim checks that the running code may send the reader as a body.
func (r *StreamReader) claim() error {
	p := r.pipe
	switch {
	case p.owner != running(p.w):
		return foreignStream("ReadableStreamSource")
	case p.out != nil:
		return platform.TypeError(platform.TextBodyUsed)
	case p.refusal != nil:
		return p.refusal
	}
	return nil
}

// refuse closes the reader of a body that cannot be sent. A reader of other code, or of a body that is already sent,
// stays as it is.
func (r *StreamReader) refuse() {
	if r.pipe.owner == running(r.pipe.w) && r.pipe.out == nil {
		r.discard()
	}
}

// discard closes the reader of a body that has no receiver, whoever runs.
func (r *StreamReader) discard() { r.pipe.closeReader(errBodyClosed, ErrReaderClosed) }

// foreignStream refuses an end of a stream to code of another object than the one it belongs to [B24].
func foreignStream(what string) error {
	return plainError(fmt.Sprintf(platform.TextForeignIO, what))
}
