package durable

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// Fetcher is an object that answers HTTP requests.
type Fetcher interface {
	Fetch(*http.Request) (*http.Response, error)
}

// Fetch sends a request to the object: its URL must be absolute. The bodies of request and response are copied,
// not shared. The response is held by the object's output gate.
func (s *Stub) Fetch(r *http.Request) (*http.Response, error) {
	if !r.URL.IsAbs() {
		return nil, typeError("Invalid URL: " + r.URL.String()) // [A18]
	}
	body, err := readAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("read request body: %w", err)
	}
	what := r.Method + " " + r.URL.Path
	head := r.Clone(r.Context())
	v, err := s.request(kindFetch, what, func(i *instance) (any, error) {
		f, ok := i.user.(Fetcher)
		if !ok {
			return nil, remote(&Error{Name: "Error", Message: textNoFetch, user: true})
		}
		head.Body = io.NopCloser(bytes.NewReader(body))
		head.ContentLength = int64(len(body))
		resp, err := f.Fetch(head)
		if err != nil {
			return nil, remote(err)
		}
		return sealed(resp)
	})
	if err != nil {
		return nil, err
	}
	resp := v.(*http.Response)
	resp.Request = r
	return resp, nil
}

// RoundTrip makes a stub an http.RoundTripper: http.Client{Transport: stub} talks to the object.
func (s *Stub) RoundTrip(r *http.Request) (*http.Response, error) { return s.Fetch(r) }

var _ http.RoundTripper = (*Stub)(nil)

// sealed reads the response's body, so that nothing of the object is read after its turn.
func sealed(resp *http.Response) (*http.Response, error) {
	if resp == nil {
		return nil, remote(typeError("Incorrect type for Promise: the Promise did not resolve to 'Response'.")) // [B4]
	}
	if resp.StatusCode == http.StatusSwitchingProtocols {
		if u, ok := resp.Body.(*upgrade); ok {
			return resp, u.seal()
		}
	}
	if resp.StatusCode < 200 || resp.StatusCode > 599 {
		text := "Responses may only be constructed with status codes in the range 200 to 599, inclusive."
		return nil, remote(rangeError(text))
	}
	body, err := readAll(resp.Body)
	if err != nil {
		return nil, remote(fmt.Errorf("read response body: %w", err))
	}
	out := *resp
	out.Header = resp.Header.Clone()
	out.Body, out.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	if out.Status == "" {
		out.Status = fmt.Sprintf("%d %s", out.StatusCode, http.StatusText(out.StatusCode))
	}
	out.Proto, out.ProtoMajor, out.ProtoMinor = "HTTP/1.1", 1, 1
	return &out, nil
}

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
