//detcheck:file clock,net,rand a server in real time is a matter of the machine

package remote

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"dolab/actor/sim"
)

// The bounds of a conversation.
const (
	answerMax = time.Minute // for a connection, and for an answer to Call
	bytesMax  = 16 << 20    // of an answer or a message
)

// Server is a server at an address. Several goroutines may use it.
type Server struct {
	address *url.URL
	client  http.Client
	run     string
	stop    func() bool
	begun   time.Time
}

// New returns the server at a ws, wss, http or https URL; nothing is sent yet. Stop, if not nil, ends what waits, with
// sim.ErrStopped, once it reports true.
func New(address string, stop func() bool) (*Server, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	if !slices.Contains([]string{"ws", "wss", "http", "https"}, u.Scheme) || u.Host == "" {
		return nil, fmt.Errorf("%q is not an address such as ws://127.0.0.1:8787", address)
	}
	// A connection for each call: a server may close an idle one just as the next call takes it.
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	return &Server{address: u, client: client, run: rand.Text()[:8], stop: stop, begun: time.Now()}, nil
}

// Now is the machine's time.
func (s *Server) Now() time.Time { return time.Now() }

// Elapsed is the time since New.
func (s *Server) Elapsed() time.Duration { return time.Since(s.begun) }

// Object is the name of an object that no other run has.
func (s *Server) Object(name string) string { return s.run + "-" + name }

// stopped reports whether what waits is to end.
func (s *Server) stopped() bool { return s.stop != nil && s.stop() }

// Sleep waits; the error is sim.ErrStopped.
func (s *Server) Sleep(d time.Duration) error {
	for end := time.Now().Add(d); ; {
		if s.stopped() {
			return sim.ErrStopped
		}
		left := time.Until(end)
		if left <= 0 {
			return nil
		}
		time.Sleep(min(left, pollEvery))
	}
}

// at is the address of a path for an object on a multiplexer, with WebSockets or without. A mux or object that the
// server's own address gives stays.
func (s *Server) at(path, mux, object string, sockets bool) string {
	u := *s.address
	u.Scheme = "http"
	if sockets {
		u.Scheme = "ws"
	}
	if s.address.Scheme == "wss" || s.address.Scheme == "https" {
		u.Scheme += "s"
	}
	if path != "" {
		u = *u.JoinPath(path)
	} else if u.Path == "" {
		u.Path = "/"
	}
	q := u.Query()
	for _, p := range [][2]string{{"mux", mux}, {"object", object}} {
		if !q.Has(p[0]) {
			q.Set(p[0], p[1])
		}
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// Call calls a method of an object over HTTP and decodes its result into result, unless that is nil.
func (s *Server) Call(result any, mux, object, method string, args ...any) error {
	if s.stopped() {
		return sim.ErrStopped
	}
	body, err := json.Marshal(append([]any{}, args...))
	if err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), answerMax)
	defer cancel()
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, s.at(method, mux, object, false), bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	q.Header.Set("Content-Type", "application/json")
	resp, err := s.client.Do(q)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(io.LimitReader(resp.Body, bytesMax))
	_ = resp.Body.Close()
	if err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s: %.200s", method, resp.Status, text)
	}
	if result == nil {
		return nil
	}
	if err := json.Unmarshal(text, result); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	return nil
}
