package durable_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// ending is an object that says what it sees of its only socket.
type ending struct {
	st      *durable.State
	ws      *durable.WebSocket
	onClose string
	seen    []string
}

func (o *ending) Fetch(*http.Request) (*http.Response, error) {
	client, server := durable.NewWebSocketPair()
	o.ws = server
	return durable.Upgrade(client), o.st.AcceptWebSocket(server)
}

func (o *ending) say(format string, args ...any) {
	o.seen = append(o.seen, fmt.Sprintf(format, args...))
}

func (o *ending) look() { o.say("readyState %d", o.ws.ReadyState()); o.listed() }

func (o *ending) listed() { o.say("listed %d", len(o.st.WebSockets())) }

// result is what the recordings print of a call.
func (o *ending) result(what string, err error) {
	if e := (*platform.Error)(nil); errors.As(err, &e) {
		o.say("%s: {error: %q, message: %q}", what, e.Name, e.Message)
		return
	}
	o.say("%s: \"undefined\"", what)
}

func (o *ending) run(script string) error {
	for _, verb := range strings.Fields(script) {
		switch verb {
		case "close":
			o.result("close", o.ws.Close(4001, "srv"))
		case "close0":
			o.result("close", o.ws.Close(0, ""))
		case "send":
			o.result("send", o.ws.SendText("s"))
		case "look":
			o.look()
		case "wait":
			o.st.Sleep(60 * time.Millisecond)
		case "throw":
			return errors.New("th")
		}
	}
	return nil
}

func (o *ending) WebSocketMessage(_ *durable.WebSocket, m durable.Message) error {
	if script, found := strings.CutPrefix(m.Text, "on-close "); found {
		o.onClose = script
		o.say("msg on %s", script)
		return nil
	}
	o.say("msg %s", m.Text)
	return o.run(m.Text)
}

func (o *ending) WebSocketClose(_ *durable.WebSocket, code int, reason string, clean bool) error {
	o.say("CLOSE [%d, %q, %t]", code, reason, clean)
	o.look()
	return o.run(o.onClose)
}

// Run returns what has been seen since the last call.
func (o *ending) Run(script string) ([]string, error) {
	err := o.run(script)
	seen := o.seen
	o.seen = nil
	o.listed()
	seen = append(seen, o.seen...)
	o.seen = nil
	return seen, err
}

// TestWebSocketEndings holds the ends of connections against testdata/socket-endings.txt.
func TestWebSocketEndings(t *testing.T) {
	data, err := os.ReadFile("testdata/socket-endings.txt")
	require.NoError(t, err)
	for _, part := range strings.Split(string(data), "\n\n")[1:] {
		title, body, _ := strings.Cut(part, "\n")
		t.Run(title, func(t *testing.T) {
			var steps, object, client []string
			for _, line := range strings.Split(strings.TrimSpace(body), "\n") {
				if said, found := strings.CutPrefix(line, "> object: "); found {
					object = append(object, said)
				} else if said, found := strings.CutPrefix(line, "> client: "); found {
					client = append(client, said)
				} else {
					steps = append(steps, strings.TrimSpace(line))
				}
			}
			gotObject, gotClient := endingSteps(t, steps)
			require.Equal(t, object, gotObject, "the object")
			require.Equal(t, client, gotClient, "the client")
		})
	}
}

func endingSteps(t *testing.T, steps []string) (object, client []string) {
	w := durabletest.New(t, durabletest.Profile(platform.Workerd()))
	s := durabletest.Class(w, "Ending", func(st *durable.State) *ending { return &ending{st: st} }).GetByName("a")
	sock, err := s.Dial(durable.NewRequest("http://x/"))
	require.NoError(t, err)
	for _, step := range steps {
		verb, arg, _ := strings.Cut(step, " ")
		pause := 40 * time.Millisecond
		switch verb {
		case "send":
			text, soon, found := strings.Cut(arg, " @")
			if found {
				pause, err = time.ParseDuration(soon)
				require.NoError(t, err)
			}
			require.NoError(t, sock.SendText(text))
		case "close":
			code, reason, _ := strings.Cut(arg, " ")
			n, err := strconv.Atoi(code)
			require.NoError(t, err)
			require.NoError(t, sock.Close(n, reason))
		case "drop":
			sock.Drop()
		case "wait":
			pause, err = time.ParseDuration(arg)
			require.NoError(t, err)
		case "call":
			seen, err := durable.Call[[]string](s, "Run", arg)
			require.NoError(t, err)
			object = append(object, seen...)
		}
		w.Advance(pause)
	}
	for {
		m, err := sock.ReceiveTimeout(0)
		if end := (*durable.CloseError)(nil); errors.As(err, &end) {
			if !end.WasClean {
				end = &durable.CloseError{Code: end.Code} // A client of TCP has no reason then.
			}
			return object, append(client, strings.TrimSpace(fmt.Sprintf("close %d %s", end.Code, end.Reason)))
		} else if err != nil {
			return object, client
		}
		client = append(client, "text "+m.Text)
	}
}
