package serve

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"dolab/durable"
)

// route returns the answerer of a request: the Worker, or the object of a class in Go that the path names:
//
//	/<class>/<name>/…              its Fetch, with the rest of the path
//	/<class>/<name>/call/<Method>  POST: calls a method with the JSON array of arguments in the body
func (s *Server) route(in *http.Request) (answerer, error) {
	if s.app != nil {
		return s.worker(), nil
	}
	parts := strings.SplitN(strings.TrimPrefix(in.URL.EscapedPath(), "/"), "/", 3)
	if len(parts) < 2 || parts[0] == "" || parts[1] == "" {
		return s.index(in)
	}
	// Classes are the same in each runtime, and do not change.
	if !slices.ContainsFunc(s.o.Classes, func(c durable.Class) bool { return c.Name == parts[0] }) {
		return answerer{}, fmt.Errorf("there is no class %.100q: %s", parts[0], s.classes())
	}
	name, err := url.PathUnescape(parts[1])
	if err != nil {
		return answerer{}, err
	}
	rest := "/"
	if len(parts) == 3 {
		rest += parts[2]
	}
	u := *in.URL
	if u.Path, err = url.PathUnescape(rest); err != nil {
		return answerer{}, err
	}
	u.RawPath = rest
	in.URL = &u
	p, stub := s.stub(parts[0], name)
	fetch := func(q *http.Request) (*http.Response, error) { return stub().Fetch(q) }
	if method, calls := strings.CutPrefix(rest, "/call/"); calls && in.Method == http.MethodPost {
		fetch = func(q *http.Request) (*http.Response, error) { return call(stub().For(q.Context()), method, q) }
	}
	return answerer{p, fetch, func() {}}, nil
}

// stub returns the place of an object, and a func that makes a stub for it in that place's world.
func (s *Server) stub(class, name string) (*place, func() *durable.Stub) {
	ns := s.places[0].rt.Lookup(class) // What it knows of its class does not change.
	id := ns.IDFromName(name)
	p := s.places[s.peers.Place(id)]
	return p, func() *durable.Stub { return p.rt.Lookup(class).Get(id) }
}

// argumentsMax is how many bytes of JSON a call takes.
const argumentsMax = 32 << 20

// call calls a method of an object with arguments in JSON, and answers with its result in JSON.
func call(stub *durable.Stub, method string, q *http.Request) (*http.Response, error) {
	var args []any
	if q.Body != nil {
		data, err := io.ReadAll(io.LimitReader(q.Body, argumentsMax))
		if err == nil && len(data) > 0 {
			err = json.Unmarshal(data, &args)
		}
		if err != nil {
			return durable.Response(http.StatusBadRequest, "The body is not a JSON array of arguments: "+err.Error()+"\n"), nil
		}
	}
	v, err := stub.Call(method, args...)
	status := http.StatusOK
	if err != nil {
		status, v = http.StatusInternalServerError, map[string]string{"error": err.Error()}
	}
	data, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("the result of %s as JSON: %w", method, err)
	}
	resp := durable.Response(status, string(data)+"\n")
	resp.Header.Set("Content-Type", "application/json")
	return resp, nil
}

// index answers a path without an object: / lists the classes, and others are an error.
func (s *Server) index(in *http.Request) (answerer, error) {
	if in.URL.Path != "/" {
		return answerer{}, errors.New("the path of an object is /<class>/<name>/…: " + s.classes())
	}
	text := "Objects in Go: " + s.classes() + ".\n" +
		"/<class>/<name>/… is the object's Fetch, and a POST to /<class>/<name>/call/<Method>\n" +
		"calls a method with the JSON array of arguments in the body.\n"
	fetch := func(*http.Request) (*http.Response, error) { return durable.Response(http.StatusOK, text), nil }
	return answerer{s.places[0], fetch, func() {}}, nil
}

// classes names the classes in Go.
func (s *Server) classes() string {
	names := make([]string, len(s.o.Classes))
	for n, c := range s.o.Classes {
		names[n] = c.Name
	}
	return "the classes are " + strings.Join(names, ", ")
}
