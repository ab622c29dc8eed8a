package steps

import (
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"dolab/durable"
	"dolab/experiments/search"
)

// messageWithin is how long a client waits for a message where a step does not say it.
const messageWithin = 10 * time.Second

// client is a WebSocket of the scenario.
type client struct {
	sock  *durable.Socket
	inbox []durable.Message
	end   *durable.CloseError
}

// open opens a WebSocket.
type open struct {
	fetch
	name string
}

func readOpen(m *mapping) *open {
	o := &open{name: m.name("open")}
	o.method = http.MethodGet
	o.request(m, "path")
	if m.field("path") == nil {
		m.fail(m.n, "open: the step has no path")
	}
	o.header.Set("Upgrade", "websocket")
	o.header.Set("Connection", "Upgrade")
	if list := m.texts("protocols"); len(list) > 0 {
		o.header.Set("Sec-Websocket-Protocol", strings.Join(list, ", "))
	}
	o.expect = readResponse(m)
	if o.expect.status == nil && o.expect.err == nil {
		o.expect.status = &bounds{http.StatusSwitchingProtocols, http.StatusSwitchingProtocols, "101", m.n.Line}
	}
	return o
}

func (o *open) do(s *Session) error {
	c := &client{}
	var r *Response
	var failed error
	err := s.await(o.within, func() {
		if r = s.fetch(o.new()); r.Upgrade == nil {
			return
		}
		if c.sock, failed = s.Objects.Accept(r.Upgrade); failed == nil {
			s.World.Go(o.name, c.receive)
		}
	})
	if err != nil {
		return err
	}
	if err := o.expect.hold(r); err != nil {
		return err
	}
	if failed != nil {
		return &Mismatch{o.line, "open", "a WebSocket", failed.Error()}
	}
	s.clients[o.name] = c
	return nil
}

// receive keeps what comes until the connection ends.
func (c *client) receive() {
	for {
		m, err := c.sock.Receive()
		if err != nil {
			if !errors.As(err, &c.end) {
				c.end = &durable.CloseError{Reason: err.Error()}
			}
			return
		}
		c.inbox = append(c.inbox, m)
	}
}

// client returns the WebSocket of a name.
func (s *Session) client(name, field string, line int) (*client, error) {
	c := s.clients[name]
	if c == nil || c.sock == nil {
		return nil, &Mismatch{line, field, "an open WebSocket " + quote(name), "none: it was refused"}
	}
	return c, nil
}

// send sends a message.
type send struct {
	name string
	line int
	m    durable.Message
}

func readSend(m *mapping) *send {
	s := &send{name: m.name("send"), line: m.n.Line}
	given := 0
	if m.field("text") != nil {
		s.m = durable.TextMessage(m.text("text"))
		given++
	}
	if m.field("json") != nil {
		s.m = durable.TextMessage(m.json("json"))
		given++
	}
	if m.field("hex") != nil {
		s.m = durable.BinaryMessage(m.bytes("hex"))
		given++
	}
	if given != 1 {
		m.fail(m.n, "send: the step has %d of text, json and hex: want one", given)
	}
	return s
}

func (x *send) socket() string { return x.name }

func (x *send) do(s *Session) error {
	c, err := s.client(x.name, "send", x.line)
	if err != nil {
		return err
	}
	if err := c.sock.Send(x.m); err != nil {
		return &Mismatch{x.line, "send", "that it is sent", clip(err.Error())}
	}
	return nil
}

// closing closes a WebSocket from the client's side.
type closing struct {
	name   string
	line   int
	code   int
	reason string
}

func readClose(m *mapping) *closing {
	c := &closing{name: m.name("close"), line: m.n.Line, reason: m.text("reason"), code: 1000}
	if f := m.field("code"); f != nil {
		c.code = int(m.whole("code", 1000, 4999))
	}
	return c
}

func (x *closing) socket() string { return x.name }

func (x *closing) do(s *Session) error {
	c, err := s.client(x.name, "close", x.line)
	if err != nil {
		return err
	}
	if err := c.sock.Close(x.code, x.reason); err != nil {
		return &Mismatch{x.line, "close", "that it closes", clip(err.Error())}
	}
	return nil
}

// drop lets a client vanish.
type drop struct{ name string }

func (x *drop) socket() string { return x.name }

func (x *drop) do(s *Session) error {
	c, err := s.client(x.name, "drop", 0)
	if err == nil {
		c.sock.Drop()
	}
	return err
}

// message is what a client is to receive next.
type message struct {
	name    string
	line    int
	text    *expected
	matches *pattern
	json    *search.Node
	hex     *expected
	closed  *closed
	nothing time.Duration
	within  time.Duration
}

// closed is how a connection is to end.
type closed struct {
	line   int
	code   *bounds
	reason *expected
	clean  *bool
}

func readExpect(m *mapping) *message {
	x := &message{name: m.name("expect"), line: m.n.Line}
	given := 0
	for _, name := range []string{"text", "matches", "json", "hex", "closed", "nothing"} {
		if m.field(name) != nil {
			given++
		}
	}
	if given != 1 {
		m.fail(m.n, "expect: the step has %d of text, matches, json, hex, closed and nothing: want one", given)
	}
	if f := m.field("text"); f != nil {
		x.text = &expected{m.text("text"), f.Line}
	}
	if f := m.field("hex"); f != nil {
		x.hex = &expected{hex.EncodeToString(m.bytes("hex")), f.Line}
	}
	x.matches, x.json, x.nothing = m.expression("matches"), m.field("json"), m.positive("nothing")
	if f := m.field("closed"); f != nil {
		x.closed = m.closed(f)
	}
	x.within = m.within(messageWithin)
	return x
}

// closed reads true, a code, or a mapping of code, reason and clean.
func (m *mapping) closed(f *search.Node) *closed {
	c := &closed{line: f.Line}
	if f.Kind == search.NodeScalar {
		if f.Value != true {
			c.code = m.numbers("closed")
		}
		return c
	}
	e, err := mappingOf(f, "closed")
	if err != nil {
		m.keep(err)
		return c
	}
	c.code = e.numbers("code")
	if at := e.field("reason"); at != nil {
		c.reason = &expected{e.text("reason"), at.Line}
	}
	if e.field("clean") != nil {
		clean := e.flag("clean")
		c.clean = &clean
	}
	m.keep(e.done())
	return c
}

func (x *message) socket() string { return x.name }

func (x *message) do(s *Session) error {
	c, err := s.client(x.name, "expect", x.line)
	if err != nil {
		return err
	}
	if x.nothing > 0 {
		if err := s.World.Advance(x.nothing); err != nil {
			return err
		}
		if len(c.inbox) > 0 {
			return &Mismatch{x.line, "message", "none for " + x.nothing.String(), shownMessage(c.inbox[0])}
		}
		return nil
	}
	late := false
	limit := s.World.Background(x.within, func() { late = true })
	defer limit.Stop()
	err = s.until(func() bool { return len(c.inbox) > 0 || c.end != nil }, &late)
	switch {
	case err != nil && !NoAnswer(err):
		return err
	case len(c.inbox) > 0 && x.closed == nil:
		m := c.inbox[0]
		c.inbox = c.inbox[1:]
		return x.hold(m)
	}
	got := "nothing within " + x.within.String()
	switch {
	case len(c.inbox) > 0:
		got = shownMessage(c.inbox[0])
	case c.end != nil && x.closed != nil:
		return x.closed.hold(c.end)
	case c.end != nil:
		got = shownEnd(c.end)
	}
	return &Mismatch{x.line, "message", x.want(), got}
}

// want is what is expected, in words.
func (x *message) want() string {
	switch {
	case x.text != nil:
		return quote(x.text.text)
	case x.matches != nil:
		return "a text that matches " + quote(x.matches.String())
	case x.json != nil:
		return jsonText(x.json.Data())
	case x.hex != nil:
		return "the bytes " + x.hex.text
	}
	return "the end of the connection"
}

// hold compares a message with what is expected.
func (x *message) hold(m durable.Message) error {
	switch {
	case x.hex != nil && m.Binary && hex.EncodeToString(m.Data) == x.hex.text,
		x.text != nil && !m.Binary && m.Text == x.text.text,
		x.matches != nil && !m.Binary && x.matches.MatchString(m.Text):
		return nil
	case x.json != nil && !m.Binary:
		return holdJSON("message", x.json, m.Text)
	}
	return &Mismatch{x.line, "message", x.want(), shownMessage(m)}
}

func (c *closed) hold(end *durable.CloseError) error {
	switch {
	case c.code != nil && !c.code.hold(int64(end.Code)):
		return &Mismatch{c.code.line, "closed", "code " + c.code.text, shownEnd(end)}
	case c.reason != nil && c.reason.text != end.Reason:
		return &Mismatch{c.reason.line, "closed", "reason " + quote(c.reason.text), shownEnd(end)}
	case c.clean != nil && *c.clean != end.WasClean:
		return &Mismatch{c.line, "closed", fmt.Sprintf("clean %v", *c.clean), shownEnd(end)}
	}
	return nil
}

func shownMessage(m durable.Message) string {
	if m.Binary {
		return "the bytes " + clip(hex.EncodeToString(m.Data))
	}
	return quote(m.Text)
}

func shownEnd(end *durable.CloseError) string {
	text := fmt.Sprintf("the end of the connection with code %d", end.Code)
	if end.Reason != "" {
		text += " and reason " + quote(end.Reason)
	}
	if !end.WasClean {
		text += ", not clean"
	}
	return text
}
