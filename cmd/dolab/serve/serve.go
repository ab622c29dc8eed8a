package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"dolab/actor/live"
	"dolab/durable"
	"dolab/durable/platform"
	"dolab/durable/worker"
)

// BodyMax is how many bytes the body of a request may have.
const BodyMax = 100 << 20

// Options say what a Server runs.
type Options struct {
	Worker  *worker.Worker
	Profile platform.Profile
	// Dir keeps databases as files, below it as the reference runtime lays them out: v3/do. "" keeps them in memory.
	Dir        string
	Durability durable.Durability
	Objects    []durable.Option
	// Log is told of each request that has been answered, from any goroutine; nil for nothing.
	Log func(method, path string, status int, took time.Duration)
	// Console is told of what scripts log and of errors that nothing catches, from the world's goroutine; nil for nothing.
	Console io.Writer
}

// Server is a Worker in service.
type Server struct {
	o     Options
	world *live.World
	rt    *durable.Runtime
	app   *worker.App
}

// New returns a server whose world runs. Stop it.
func New(o Options) (*Server, error) {
	s := &Server{o: o}
	var lo live.Options
	if o.Console != nil {
		lo.Trace = &console{out: o.Console}
	}
	s.world = live.New(lo)
	options := append([]durable.Option{durable.WithDurability(o.Durability), durable.WithBeside(s.world.Beside)}, o.Objects...)
	if o.Dir != "" {
		options = append(options, durable.WithDir(o.Dir+"/v3/do"))
	}
	s.rt = durable.New(s.world.World, o.Profile, options...)
	var err error
	if s.app, err = o.Worker.Deploy(s.rt); err != nil {
		return nil, errors.Join(err, s.world.Close())
	}
	s.world.Start()
	return s, nil
}

// Stop ends the server in good order: what it has accepted is answered, and what has been written is on the disk.
func (s *Server) Stop(ctx context.Context) error { return s.world.Stop(ctx) }

// hop are the headers of one connection, which no Worker sees.
var hop = []string{
	"Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Te", "Trailer", "Transfer-Encoding", "Upgrade",
}

// request is a request as the Worker gets it.
func request(q *http.Request) (*http.Request, error) {
	body, err := io.ReadAll(http.MaxBytesReader(nil, q.Body, BodyMax))
	if err != nil {
		return nil, err
	}
	u := *q.URL
	u.Scheme, u.Host = "http", q.Host
	if _, err := url.Parse(u.String()); err != nil {
		return nil, err
	}
	in := &http.Request{Method: q.Method, URL: &u, Host: q.Host, Header: q.Header.Clone()}
	for _, name := range hop {
		in.Header.Del(name)
	}
	if len(body) > 0 {
		in.Body = io.NopCloser(bytes.NewReader(body))
	}
	if webSocket(q) {
		in.Header.Set("Upgrade", "websocket")
	}
	return in, nil
}

func webSocket(q *http.Request) bool {
	return strings.EqualFold(q.Header.Get("Upgrade"), "websocket") &&
		strings.Contains(strings.ToLower(q.Header.Get("Connection")), "upgrade")
}

// ServeHTTP lets the Worker answer.
func (s *Server) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	began := time.Now()
	status := s.serve(w, q)
	if s.o.Log != nil {
		s.o.Log(q.Method, q.URL.RequestURI(), status, time.Since(began))
	}
}

func (s *Server) serve(w http.ResponseWriter, q *http.Request) (status int) {
	fail := func(status int, text string) int {
		http.Error(w, text, status)
		return status
	}
	in, err := request(q)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return fail(http.StatusRequestEntityTooLarge, fmt.Sprintf("The body has more than %d bytes.", BodyMax))
	case err != nil:
		return fail(http.StatusBadRequest, "The request cannot be read.")
	}
	var resp *http.Response
	var sock *durable.Socket
	var failed error
	err = s.world.Do(q.Context(), "http", func() {
		if resp, failed = s.app.Fetch(in); failed == nil && resp.StatusCode == http.StatusSwitchingProtocols {
			sock, failed = s.rt.Accept(resp)
		}
	})
	switch {
	case errors.Is(err, live.ErrStopped):
		return fail(http.StatusServiceUnavailable, "The server is stopping.")
	case err != nil && q.Context().Err() != nil:
		return 499 // The client has gone.
	case err != nil || failed != nil:
		return fail(http.StatusInternalServerError, "Internal Server Error")
	case sock != nil && !webSocket(q):
		s.post(func() { sock.Drop() })
		return fail(http.StatusInternalServerError, "Internal Server Error")
	case sock != nil:
		return s.socket(w, q, resp, sock)
	}
	for name, list := range resp.Header {
		w.Header()[name] = list
	}
	w.WriteHeader(resp.StatusCode)
	if resp.Body != nil {
		_, _ = io.Copy(w, resp.Body) // To a client that has gone nothing is said.
	}
	return resp.StatusCode
}

// post runs fn in the world, unless that has ended.
func (s *Server) post(fn func()) { _ = s.world.PostWait(context.Background(), fn) }

// console takes the log lines out of a trace.
type console struct{ out io.Writer }

func (c *console) Write(line []byte) (int, error) {
	var e struct {
		Kind string `json:"ev"`
		Who  string `json:"who"`
		Note string `json:"note"`
	}
	if bytes.Contains(line, []byte(`"ev":"log"`)) && json.Unmarshal(line, &e) == nil && e.Kind == "log" {
		if _, err := fmt.Fprintf(c.out, "%s: %s\n", e.Who, e.Note); err != nil {
			return 0, err
		}
	}
	return len(line), nil
}
