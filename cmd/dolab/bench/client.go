package bench

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// answerMax is how long an answer may take.
const answerMax = 30 * time.Second

// conn is a connection of the load: HTTP/1.1 with one request at a time, or a WebSocket after upgrade. It does no more
// than the protocol asks for, because it shares the machine with the server that it measures.
type conn struct {
	c       net.Conn
	r       *bufio.Reader
	out     []byte
	body    []byte
	allowed time.Time // when allow has last moved the deadline
	release func() bool
}

// dial opens a connection, with a deadline for its first answer. An interrupt closes it.
func (b *bench) dial(p *process) (*conn, error) {
	var d net.Dialer
	c, err := d.DialContext(b.ctx, "tcp", p.addr)
	if err != nil {
		return nil, err
	}
	x := &conn{c: c, r: bufio.NewReaderSize(c, 4096)}
	x.release = context.AfterFunc(b.ctx, func() { _ = c.Close() })
	x.allow(time.Now())
	return x, nil
}

func (c *conn) close() {
	c.release()
	_ = c.c.Close()
}

// allow moves the deadline to answerMax after now. It does so once a second, because it costs a fast client much.
func (c *conn) allow(now time.Time) {
	if now.Sub(c.allowed) >= time.Second {
		c.allowed = now
		_ = c.c.SetDeadline(now.Add(answerMax))
	}
}

// get makes one request. The body is valid until the next one. The owner of the connection calls allow.
func (c *conn) get(path string) (status int, body []byte, err error) {
	c.out = append(c.out[:0], "GET "...)
	c.out = append(c.out, path...)
	c.out = append(c.out, " HTTP/1.1\r\nHost: localhost\r\n\r\n"...)
	if _, err := c.c.Write(c.out); err != nil {
		return 0, nil, err
	}
	return c.response()
}

var (
	errProtocol = errors.New("not a response of HTTP/1.1")
	lengthName  = []byte("content-length")
	codingName  = []byte("transfer-encoding")
)

// response reads a response whose body has a length or is chunked.
func (c *conn) response() (status int, body []byte, err error) {
	line, err := c.r.ReadSlice('\n')
	if err != nil {
		return 0, nil, err
	}
	if len(line) < 12 || !bytes.HasPrefix(line, []byte("HTTP/1.1 ")) {
		return 0, nil, errProtocol
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, nil, errProtocol
	}
	length, chunked := -1, false
	for {
		if line, err = c.r.ReadSlice('\n'); err != nil {
			return 0, nil, err
		}
		if line = bytes.TrimRight(line, "\r\n"); len(line) == 0 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		switch {
		case bytes.EqualFold(name, lengthName):
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil || length < 0 {
				return 0, nil, errProtocol
			}
		case bytes.EqualFold(name, codingName):
			chunked = true
		}
	}
	c.body = c.body[:0]
	switch {
	case status == http.StatusSwitchingProtocols:
		return status, nil, nil
	case chunked:
		err = c.chunks()
	case length < 0:
		err = errProtocol
	default:
		err = c.read(length)
	}
	return status, c.body, err
}

// read appends n bytes to the body.
func (c *conn) read(n int) error {
	at := len(c.body)
	c.body = append(c.body, make([]byte, n)...)
	_, err := io.ReadFull(c.r, c.body[at:])
	return err
}

// chunks reads a chunked body without trailers.
func (c *conn) chunks() error {
	for {
		line, err := c.r.ReadSlice('\n')
		if err != nil {
			return err
		}
		n, err := strconv.ParseUint(string(bytes.TrimSpace(line)), 16, 31)
		if err != nil {
			return errProtocol
		}
		if err := c.read(int(n)); err != nil {
			return err
		}
		if _, err := c.r.Discard(2); err != nil {
			return err
		}
		if n == 0 {
			return nil
		}
	}
}

// upgrade makes the connection a WebSocket.
func (c *conn) upgrade(path string) error {
	_, err := fmt.Fprintf(c.c, "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", path)
	if err != nil {
		return err
	}
	status, _, err := c.response()
	if err == nil && status != http.StatusSwitchingProtocols {
		err = fmt.Errorf("%s: status %d: want a WebSocket", path, status)
	}
	return err
}

// frameMax is how long a message of the load may be: its length has one byte.
const frameMax = 125

// send sends a short text message. Its mask is zero, which leaves the text as it is.
func (c *conn) send(text string) error {
	c.out = append(c.out[:0], 0x81, 0x80|byte(len(text)), 0, 0, 0, 0)
	c.out = append(c.out, text...)
	_, err := c.c.Write(c.out)
	return err
}

// receive reads a short text message, which is valid until the next one.
func (c *conn) receive() ([]byte, error) {
	var head [2]byte
	if _, err := io.ReadFull(c.r, head[:]); err != nil {
		return nil, err
	}
	if head[0] != 0x81 || head[1] > frameMax {
		return nil, fmt.Errorf("a frame %x: want a short text message", head)
	}
	c.body = c.body[:0]
	err := c.read(int(head[1]))
	return c.body, err
}
