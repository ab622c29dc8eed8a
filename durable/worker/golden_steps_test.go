package worker_test

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/worker"
)

// step is one step of a scenario that is driven from outside by a client of WebSockets and HTTP.
type step struct {
	Open      string            `json:"open"`
	Path      string            `json:"path"`
	Protocols []string          `json:"protocols"`
	Deflate   bool              `json:"deflate"`
	Headers   map[string]string `json:"headers"`

	Send   *string `json:"send"`
	Text   string  `json:"text"`
	Hex    *string `json:"hex"`
	Size   int     `json:"size"`
	Binary bool    `json:"binary"`

	Close     string `json:"close"`
	Code      int    `json:"code"`
	Reason    string `json:"reason"`
	Terminate string `json:"terminate"`
	Raw       string `json:"raw"`
	Ping      string `json:"ping"`
	Data      string `json:"data"`
	Get       string `json:"get"`
	Note      string `json:"note"`
	Wait      *int   `json:"wait"`
}

// client is one WebSocket of a driver.
type client struct {
	name  string
	sock  *durable.Socket
	state string

	bytes []byte           // of a raw frame that is not complete
	parts *durable.Message // of a message whose last fragment has not come
}

// steps drives a scenario and returns what its client saw.
func (g *golden) steps(w *sim.World, rt *durable.Runtime, app *worker.App, data []byte) any {
	var list []step
	require.NoError(g.t, json.Unmarshal(data, &list))
	d := &driver{g: g, w: w, rt: rt, app: app, clients: map[string]*client{}}
	for _, s := range list {
		d.step(s)
		wait := 40
		if s.Wait != nil {
			wait = *s.Wait
		}
		require.NoError(g.t, w.Advance(time.Duration(wait)*time.Millisecond))
	}
	end := []any{"# end"}
	for _, name := range d.order {
		end = append(end, name+" "+d.clients[name].state)
	}
	return append(d.seen, end)
}

type driver struct {
	g       *golden
	w       *sim.World
	rt      *durable.Runtime
	app     *worker.App
	seen    []any
	clients map[string]*client
	order   []string
}

func (d *driver) see(row ...any) { d.seen = append(d.seen, row) }

func (d *driver) step(s step) {
	switch {
	case s.Open != "":
		d.open(s)
	case s.Send != nil:
		m := durable.TextMessage(s.Text)
		switch {
		case s.Hex != nil:
			b, err := hex.DecodeString(*s.Hex)
			require.NoError(d.g.t, err)
			m = durable.BinaryMessage(b)
		case s.Size > 0 && s.Binary:
			m = durable.BinaryMessage([]byte(strings.Repeat("\x01", s.Size)))
		case s.Size > 0:
			m = durable.TextMessage(strings.Repeat("x", s.Size))
		}
		_ = d.clients[*s.Send].sock.Send(m)
	case s.Close != "":
		c := d.clients[s.Close]
		if c.state == "open" {
			c.state = "closing (no close frame from the server)"
		}
		require.NoError(d.g.t, c.sock.Close(s.Code, s.Reason))
	case s.Terminate != "":
		c := d.clients[s.Terminate]
		if c.state == "closed" {
			return
		}
		c.state = "closed"
		d.see(c.name, "close", 1006, "")
		c.sock.Drop()
	case s.Raw != "":
		b, err := hex.DecodeString(*s.Hex)
		require.NoError(d.g.t, err)
		c := d.clients[s.Raw]
		c.bytes = append(c.bytes, b...)
		for d.frame(c) {
		}
	case s.Ping != "":
		d.see(s.Ping, "pong", s.Data) // The server's protocol answers it; no object sees it.
	case s.Get != "":
		r := d.g.get(d.app, s.Get).(map[string]any)
		d.see("GET "+s.Get, r["status"], r["body"])
	case s.Note != "":
		d.see("# " + s.Note)
	}
}

// frame takes a frame off a client's bytes, and does with it what the server's protocol does. It reports false where
// there is no complete one.
func (d *driver) frame(c *client) bool {
	const continuation, text, binary, closing, ping, pong = 0, 1, 2, 8, 9, 10
	b := c.bytes
	if len(b) < 2 {
		return false
	}
	final, reserved, op, masked, n, at := b[0]&0x80 != 0, b[0]>>4&7, b[0]&15, b[1]&0x80 != 0, int(b[1]&0x7f), 2
	if n == 126 && len(b) >= 4 {
		n, at = int(b[2])<<8|int(b[3]), 4
	}
	mask := [4]byte{}
	if masked && len(b) >= at+4 {
		copy(mask[:], b[at:])
		at += 4
	}
	if len(b) < at+n {
		return false
	}
	data := slices.Clone(b[at : at+n])
	for i := range data {
		data[i] ^= mask[i%4]
	}
	c.bytes = b[at+n:]
	wrong := func(reason string) { c.sock.Break(1002, reason) }
	switch {
	case reserved&3 != 0:
		wrong("Received frame had RSV bits 2 or 3 set")
	case reserved != 0:
		wrong("Received a WebSocket frame whose compression bit was set, but the compression extension was not " +
			"negotiated for this connection.")
	case op >= closing && !final:
		wrong("Received fragmented control frame")
	case op == continuation && c.parts == nil:
		wrong("Unexpected continuation frame")
	case (op == text || op == binary) && c.parts != nil:
		wrong("Missing continuation frame")
	case op == continuation, op == text, op == binary:
		if c.parts == nil {
			c.parts = &durable.Message{Binary: op == binary}
		}
		if c.parts.Data = append(c.parts.Data, data...); final {
			m := durable.BinaryMessage(c.parts.Data)
			if !c.parts.Binary {
				m = durable.TextMessage(string([]rune(string(c.parts.Data))))
			}
			c.parts = nil
			_ = c.sock.Send(m)
		}
	case op == ping:
		d.see(c.name, "pong", string(data))
	case op == pong:
	case op == closing && n < 2:
		require.NoError(d.g.t, c.sock.Close(0, ""))
	case op == closing:
		require.NoError(d.g.t, c.sock.Close(int(data[0])<<8|int(data[1]), string([]rune(string(data[2:])))))
	default:
		wrong(fmt.Sprintf("Unknown opcode %d", op))
	}
	return true
}

func (d *driver) open(s step) {
	path := s.Path
	if path == "" {
		path = "/ws"
	}
	q := durable.NewRequest("http://127.0.0.1:8787" + path)
	q.Header.Set("Upgrade", "websocket")
	q.Header.Set("Connection", "Upgrade")
	if len(s.Protocols) > 0 {
		q.Header.Set("Sec-Websocket-Protocol", strings.Join(s.Protocols, ","))
	}
	for k, v := range s.Headers {
		q.Header.Set(k, v)
	}
	c := &client{name: s.Open, state: "connecting"}
	d.clients[s.Open] = c
	d.order = append(d.order, s.Open)
	resp, err := d.app.Fetch(q)
	if err != nil { // The server answers so.
		d.see(c.name, "no upgrade", 500)
		return
	}
	if resp.StatusCode != http.StatusSwitchingProtocols {
		_, _ = io.Copy(io.Discard, resp.Body)
		d.see(c.name, "no upgrade", resp.StatusCode)
		return
	}
	if s.Deflate { // The server's protocol negotiates it.
		resp.Header.Set("Sec-Websocket-Extensions", "permessage-deflate; client_max_window_bits=15")
	}
	headers := map[string]any{}
	for _, k := range []string{"Sec-Websocket-Protocol", "Sec-Websocket-Extensions", "X-Custom"} {
		if v := resp.Header.Get(k); v != "" {
			headers[strings.ToLower(k)] = v
		}
	}
	d.see(c.name, "upgrade", resp.StatusCode, headers)
	d.see(c.name, "open", resp.Header.Get("Sec-Websocket-Protocol"))
	c.state = "open"
	d.w.Go(c.name, func() {
		sock, err := d.rt.Accept(resp)
		require.NoError(d.g.t, err)
		c.sock = sock
		d.receive(c)
	})
	require.NoError(d.g.t, d.w.Advance(0))
}

// receive notes what a client hears until its connection ends.
func (d *driver) receive(c *client) {
	for {
		m, err := c.sock.Receive()
		var end *durable.CloseError
		switch {
		case errors.As(err, &end):
			if c.state != "closed" {
				if end.Code == 1006 { // There is no close frame, which has the reason.
					end.Reason = ""
				}
				d.see(c.name, "close", end.Code, short(end.Reason))
				c.state = "closed"
			}
			return
		case err != nil:
			d.see(c.name, "error", err.Error())
			return
		case m.Binary && len(m.Data) > 40:
			d.see(c.name, "binary", fmt.Sprintf("<%d bytes>", len(m.Data)))
		case m.Binary:
			d.see(c.name, "binary", hex.EncodeToString(m.Data))
		default:
			d.see(c.name, "text", short(m.Text))
		}
	}
}

func short(text string) string {
	if n := len([]rune(text)); n > 120 {
		return fmt.Sprintf("<%d chars>", n)
	}
	return text
}
