package durable_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// speaker notes what reaches it, and says on its sockets what it is told.
type speaker struct {
	st  *durable.State
	log *[]string
}

func (o *speaker) Fetch(r *http.Request) (*http.Response, error) {
	if what := strings.TrimPrefix(r.URL.Path, "/"); what != "" {
		*o.log = append(*o.log, what)
		return durable.Text("ok"), nil
	}
	client, server := durable.NewWebSocketPair()
	return durable.Upgrade(client), o.st.AcceptWebSocket(server)
}

func (o *speaker) WebSocketMessage(_ *durable.WebSocket, m durable.Message) error {
	*o.log = append(*o.log, m.Text)
	return nil
}

func (o *speaker) Note(what string) { *o.log = append(*o.log, what) }

// Say sends words on all sockets, or closes them, or sleeps.
func (o *speaker) Say(words string) error {
	var errs []error
	for _, word := range strings.Fields(words) {
		if word == "sleep" {
			o.st.Sleep(time.Millisecond)
			continue
		}
		for _, ws := range o.st.WebSockets() {
			if word == "close" {
				errs = append(errs, ws.Close(4000, "x"))
			} else {
				errs = append(errs, ws.SendText(word))
			}
		}
	}
	return errors.Join(errs...)
}

// TestFrameOrderOfWorkerd: a socket's first message of a moment goes ahead of the calls, further ones fall behind, and
// so do answers and what comes with them. Recorded on the reference runtime.
func TestFrameOrderOfWorkerd(t *testing.T) {
	for _, c := range []struct{ pattern, want string }{
		{"mr", "m0 r1"},
		{"rm", "m1 r0"},
		{"mmr", "m0 r2 m1"},
		{"rmm", "m1 r0 m2"},
		{"mrm", "m0 r1 m2"},
		{"mf", "f1 m0"},
		{"fm", "f0 m1"},
		{"rmfm", "f2 m1 r0 m3"},
		{"mfr", "f1 m0 r2"},
	} {
		for seed := range uint64(5) {
			w, s, log := speakerWorld(t, seed)
			sock, err := s.Dial(durable.NewRequest("http://x/"))
			require.NoError(t, err)
			p := w.NewProcess("client")
			for n, kind := range c.pattern {
				what := fmt.Sprintf("%c%d", kind, n)
				p.Go(func() {
					var err error
					switch kind {
					case 'm':
						err = sock.SendText(what)
					case 'r':
						_, err = s.Call("Note", what)
					case 'f':
						_, err = s.Fetch(durable.NewRequest("http://x/" + what))
					}
					require.NoError(t, err)
				})
			}
			w.Settle()
			require.Equal(t, c.want, strings.Join(*log, " "), c.pattern)
		}
	}
}

func TestFramesAndAnswers(t *testing.T) {
	for _, c := range []struct {
		sockets     int
		words, want string
	}{
		{1, "a", "0a ="},
		{1, "a b c", "0a = 0b 0c"},
		{2, "a b c", "1a 0a = 1b 0b 1c 0c"},
		{3, "a", "2a 1a 0a ="},
		{1, "a sleep b", "0a 0b ="},
		{1, "a close", "0a = 0 4000"},
	} {
		for seed := range uint64(5) {
			w, s, log := speakerWorld(t, seed)
			p := w.NewProcess("client")
			for n := range c.sockets {
				sock, err := s.Dial(durable.NewRequest("http://x/"))
				require.NoError(t, err)
				p.Go(func() {
					for {
						m, err := sock.Receive()
						if end := (*durable.CloseError)(nil); errors.As(err, &end) {
							*log = append(*log, fmt.Sprint(n, " ", end.Code))
							return
						}
						*log = append(*log, fmt.Sprint(n)+m.Text)
					}
				})
			}
			w.Advance(time.Millisecond)
			p.Go(func() {
				_, err := s.Call("Say", c.words)
				require.NoError(t, err)
				*log = append(*log, "=")
			})
			w.Advance(time.Second)
			require.Equal(t, c.want, strings.Join(*log, " "), c.words)
		}
	}
}

func speakerWorld(t *testing.T, seed uint64) (*durabletest.World, *durable.Stub, *[]string) {
	var log []string
	w := durabletest.New(t, durabletest.Profile(platform.Workerd()), durabletest.Seed(seed))
	ns := durabletest.Class(w, "Speaker", func(st *durable.State) *speaker { return &speaker{st, &log} })
	return w, ns.GetByName("a"), &log
}
