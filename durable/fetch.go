package durable

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"dolab/durable/platform"
)

// Fetcher is an object that answers HTTP requests.
type Fetcher interface {
	Fetch(*http.Request) (*http.Response, error)
}

// Fetch sends a request to the object: its URL must be absolute, its method one that the runtime knows. A StreamReader
// as the body of the request or the response is sent as it comes: the length is -1 then, and Fetch returns when the
// response begins. Any other body is read whole and copied. The object's output gate holds the response. Redirects are
// the caller's to follow, as an http.Client with the stub as its Transport does.
func (s *Stub) Fetch(r *http.Request) (*http.Response, error) {
	if err := s.mayCall("Fetch"); err != nil {
		return nil, err
	}
	if !s.ns.rt.here(s.id) {
		return s.fetchFar(r)
	}
	stream, streams := r.Body.(streamBody)
	s, err := s.heeding(r.Context())
	var method string
	var body []byte
	if err == nil {
		method, body, err = checkRequest(r)
	}
	if err != nil {
		if streams {
			stream.refuse()
		}
		return nil, err
	}
	what := method + " " + r.URL.Path
	ctx, hangup := context.Background(), HangupOf(r.Context()) // The object is not told of a cancelled context [N25].
	if hangup != nil {
		ctx = WithHangup(ctx, hangup)
		hangup.sent(s)
	}
	head := r.Clone(ctx)
	head.Method, head.URL.Fragment, head.URL.RawFragment = method, "", ""
	var up bodyTransfer
	if streams {
		up = stream.upload(s, kindNames[kindFetch]+" "+what)
		up.start()
	}
	v, err := s.request(kindFetch, what, len(body), func(i *instance, end func(any, error)) {
		in := head.Clone(head.Context()) // The request may come twice.
		in.Body, in.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		if streams {
			in.Body, in.ContentLength = up.arrive(i), -1
		}
		if hangup != nil {
			hangup.begin(i)
		}
		i.fetch(in, end)
	})
	if err != nil {
		if streams {
			up.senderGone(s.ns.rt.lost(), ErrReaderClosed)
		}
		return nil, err
	}
	resp := v.(*http.Response)
	resp.Request = r
	return resp, nil
}

// fetch lets the object's host answer a request in the running turn.
func (i *instance) fetch(q *http.Request, end func(any, error)) {
	r := Reply[*http.Response]{i, func(v any, err error) {
		if err != nil {
			end(nil, platform.Remote(err))
			return
		}
		resp, err := sealed(v.(*http.Response))
		end(resp, err)
	}}
	if !i.hosted.Has(HandlerFetch) {
		r.Throw(&platform.Error{Name: "Error", Message: platform.TextNoFetch, User: true})
		return
	}
	i.hosted.Fetch(r, q)
}

// RoundTrip makes a stub an http.RoundTripper: http.Client{Transport: stub} talks to the object.
func (s *Stub) RoundTrip(r *http.Request) (*http.Response, error) { return s.Fetch(r) }

var _ http.RoundTripper = (*Stub)(nil)

// methods are those of HTTP that the runtime knows (workerd: kj/compat/http.h).
var methods = strings.Fields("GET HEAD POST PUT DELETE PATCH PURGE OPTIONS TRACE COPY LOCK MKCOL MOVE PROPFIND " +
	"PROPPATCH SEARCH UNLOCK ACL REPORT MKACTIVITY CHECKOUT MERGE MSEARCH NOTIFY SUBSCRIBE UNSUBSCRIBE QUERY BAN")

// checkRequest returns the method of a request that may be sent, and its body where that is not a stream.
func checkRequest(r *http.Request) (method string, body []byte, err error) {
	if method, err = checkMethod(r); err != nil {
		return "", nil, err
	}
	stream, streams := r.Body.(streamBody)
	if streams {
		err = stream.claim()
	} else if body, err = readAll(r.Body); err != nil {
		err = fmt.Errorf("read request body: %w", err)
	}
	if err == nil && (streams || len(body) > 0) && (method == http.MethodGet || method == http.MethodHead) {
		err = platform.TypeError("Request with a GET or HEAD method cannot have a body.")
	}
	return method, body, err
}

// checkMethod returns the method of a request that may be sent [A18]. As everywhere in Go, "" is GET.
func checkMethod(r *http.Request) (method string, err error) {
	if !r.URL.IsAbs() {
		return "", platform.TypeError("Invalid URL: " + r.URL.String())
	}
	if r.URL.Scheme != "http" && r.URL.Scheme != "https" {
		return "", platform.TypeError("Fetch API cannot load: " + r.URL.String())
	}
	if r.Method == "" {
		return http.MethodGet, nil
	}
	method = strings.ToUpper(r.Method)
	if !slices.Contains(methods, method) {
		return "", platform.TypeError("Invalid HTTP method string: " + r.Method)
	}
	return method, nil
}

// sealer is the body of a response that switches protocols, as Upgrade makes it: seal lets it leave the object.
type sealer interface{ seal() error }

// sealed reads the response's body, so that nothing of the object is read after its turn, unless it is a stream.
func sealed(resp *http.Response) (_ *http.Response, err error) {
	if resp == nil {
		return nil, platform.Remote(platform.TypeError("Incorrect type for Promise: the Promise did not resolve to 'Response'.")) // [B4]
	}
	if resp.StatusCode == http.StatusSwitchingProtocols {
		if u, ok := resp.Body.(sealer); ok {
			return resp, u.seal()
		}
	}
	stream, streams := resp.Body.(streamBody)
	if streams {
		defer func() {
			if err != nil {
				stream.refuse()
			}
		}()
	}
	if resp.StatusCode < 200 || resp.StatusCode > 599 {
		text := "Responses may only be constructed with status codes in the range 200 to 599, inclusive."
		return nil, platform.Remote(platform.RangeError(text))
	}
	var body []byte
	if streams {
		err = stream.claim()
	} else {
		body, err = readAll(resp.Body)
	}
	if err != nil {
		return nil, platform.Remote(err)
	}
	if (streams || len(body) > 0) && slices.Contains(bodiless, resp.StatusCode) {
		text := "Response with null body status (101, 204, 205, or 304) cannot have a body."
		return nil, platform.Remote(platform.TypeError(text))
	}
	out := *resp
	out.Header = resp.Header.Clone()
	if out.ContentLength = -1; !streams {
		out.Body, out.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	}
	if out.Status == "" {
		out.Status = fmt.Sprintf("%d %s", out.StatusCode, http.StatusText(out.StatusCode))
	}
	out.Proto, out.ProtoMajor, out.ProtoMinor = "HTTP/1.1", 1, 1
	return &out, nil
}

// bodiless are the statuses of responses without a body; 101 is a WebSocket's.
var bodiless = []int{http.StatusNoContent, http.StatusResetContent, http.StatusNotModified}

func readAll(r io.ReadCloser) ([]byte, error) {
	if r == nil {
		return nil, nil
	}
	b, err := io.ReadAll(r)
	return b, errors.Join(err, r.Close())
}

// Text is a response of status 200 with a text body, made as fmt.Sprintf makes it.
func Text(format string, args ...any) *http.Response {
	return Response(http.StatusOK, fmt.Sprintf(format, args...))
}

// Response is a response with a status and a text body.
func Response(status int, body string) *http.Response {
	h := http.Header{"Content-Type": {"text/plain;charset=UTF-8"}}
	return &http.Response{
		StatusCode: status, Header: h,
		Body: io.NopCloser(bytes.NewReader([]byte(body))), ContentLength: int64(len(body)),
	}
}

// NewRequest returns a GET request for a URL, which must be well-formed: for tests and examples.
func NewRequest(rawURL string) *http.Request {
	u, err := url.Parse(rawURL)
	if err != nil {
		panic(fmt.Sprintf("durable: NewRequest(%q): %v", rawURL, err))
	}
	return &http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Header: http.Header{}}
}
