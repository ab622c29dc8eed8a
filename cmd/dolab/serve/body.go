package serve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"dolab/durable"
	"dolab/durable/platform"
)

// wholeMax is the length up to which the body of a request is read before the Worker is asked. Longer bodies, and those
// of unknown length, stream.
const wholeMax = 64 << 10

// pieceMax is how many bytes of a body are read from a connection at a time.
const pieceMax = 32 << 10

// takeBody reads a small body of the request, and prepares the upload of a larger one. Where the body is too large or
// incomplete, it answers the request and reports false.
func (x *exchange) takeBody(in *http.Request) bool {
	n := x.q.ContentLength
	switch {
	case n == 0:
		return true
	case n > BodyMax:
		x.w.Header().Set("Connection", "close")
		x.fail(http.StatusRequestEntityTooLarge, "%s", textBodyMax)
		return false
	}
	x.up = &upload{from: http.MaxBytesReader(x.w, x.q.Body, BodyMax), rc: x.rc, time: x.s.o.BodyTime}
	_ = x.rc.EnableFullDuplex() // The response may begin before the body ends.
	if n < 0 || n > wholeMax {
		return true
	}
	data, err := x.up.readAll(int(n))
	if err != nil {
		x.fail(err.status, "%s", err.text)
		return false
	}
	x.up, in.Body = nil, io.NopCloser(data)
	return true
}

var textBodyMax = fmt.Sprintf("The body has more than %d bytes.", BodyMax)

// bodyError is what a client is told where the body of its request is incomplete.
type bodyError struct {
	status int
	text   string
}

// upload hands the body of a request to the world as it comes.
type upload struct {
	from   io.Reader
	rc     *http.ResponseController
	time   time.Duration // for each piece
	eof    atomic.Bool   // all of it has been read
	failed atomic.Pointer[bodyError]
	done   chan struct{} // closed when nothing reads any more; nil before start

	mu      sync.Mutex // the deadline of reading
	stopped bool
}

// errStopped is the error of a Read after stop.
var errStopped = errors.New("the reading of the body has been stopped")

// limit gives the client its time for a read, and returns when that time ends.
func (u *upload) limit() (end time.Time, err error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.stopped {
		return end, errStopped
	}
	end = time.Now().Add(u.time)
	return end, u.rc.SetReadDeadline(end)
}

// failure returns why the body is incomplete, nil while no read has failed.
func (u *upload) failure() *bodyError {
	if u == nil {
		return nil
	}
	return u.failed.Load()
}

// Read is Read of the connection, for as long as the client may send nothing. It notes the end and each failure, but for
// those that stop causes.
func (u *upload) Read(b []byte) (n int, err error) {
	end, err := u.limit()
	if err == nil {
		n, err = u.from.Read(b)
	}
	var large *http.MaxBytesError
	switch {
	case err == nil, err == errStopped:
	case err == io.EOF:
		u.eof.Store(true)
		_ = u.rc.SetReadDeadline(time.Time{})
	case errors.As(err, &large):
		u.failed.Store(&bodyError{http.StatusRequestEntityTooLarge, textBodyMax})
	case errors.Is(err, os.ErrDeadlineExceeded) && time.Now().Before(end): // By stop.
	case errors.Is(err, os.ErrDeadlineExceeded):
		u.failed.Store(&bodyError{http.StatusRequestTimeout, fmt.Sprintf("Nothing of the body has come for %v.", u.time)})
	default:
		u.failed.Store(&bodyError{http.StatusBadRequest, "The body does not come to its end."})
	}
	return n, err
}

// readAll reads a small body.
func (u *upload) readAll(size int) (*bytes.Buffer, *bodyError) {
	data := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
	if _, err := data.ReadFrom(u); err != nil {
		return nil, u.failed.Load()
	}
	return data, nil
}

// start hands the body over from now on, and returns the end that the world reads. It is called in the world. A Worker
// that does not read makes the client wait.
func (u *upload) start(ctx context.Context, x *exchange) io.ReadCloser {
	w, r := x.by.at.rt.NewStream()
	u.done = make(chan struct{})
	go func() {
		defer close(u.done)
		b := make([]byte, pieceMax)
		for {
			n, err := u.Read(b)
			if n > 0 && x.by.at.do(ctx, func() error { _, err := w.Write(b[:n]); return err }) != nil {
				return
			}
			switch {
			case err == nil:
				continue
			case err == io.EOF:
				err = nil
			default:
				err = platform.ErrConnectionLost
			}
			x.by.at.post(func() {
				_ = w.CloseWithError(err)
				if err != nil {
					x.by.cancel()
				}
			})
			return
		}
	}()
	return r
}

// stop ends the reading: nothing reads the request any more when it returns.
func (u *upload) stop() {
	if u == nil || u.done == nil {
		return
	}
	u.mu.Lock()
	u.stopped = true
	if !u.eof.Load() {
		_ = u.rc.SetReadDeadline(time.Unix(1, 0))
	}
	u.mu.Unlock()
	<-u.done
}

// pour writes the body of a response to the client as it comes. A client that does not read makes the object wait. A
// client that has gone closes the stream and ends the Worker's code.
func (x *exchange) pour(ctx context.Context, body *durable.StreamReader) {
	end := func() {
		x.by.at.post(func() {
			_ = body.Close()
			x.by.cancel()
		})
	}
	x.deadline()
	x.w.WriteHeader(x.status)
	if x.q.Method == http.MethodHead || !bodyAllowed(x.status) || x.rc.Flush() != nil {
		end()
		return
	}
	b := make([]byte, durable.StreamBytesMax)
	for {
		var n int
		err := x.by.at.do(ctx, func() (err error) { n, err = body.Read(b); return err })
		switch {
		case err == io.EOF:
			return
		case err != nil:
			end()
			panic(http.ErrAbortHandler) // The client sees that the body has not come to its end.
		}
		x.deadline()
		if _, err = x.w.Write(b[:n]); err == nil {
			err = x.rc.Flush()
		}
		if err != nil {
			x.status = gone
			end()
			return
		}
	}
}
