// Package network shows the ways to the real network.
package network

import (
	"net"
	web "net/http"
	"net/http/httptest"
)

type server struct {
	web.Server // want `http.Server serves on the real network: servers live in cmd \(net\)`
	dial       func(network, address string) (net.Conn, error)
}

func bad() (*web.Response, error) {
	_ = server{dial: net.Dial}               // want `net.Dial is the real network: use a stub, or a link of the world`
	client := web.Client{}                   // want `http.Client is`
	_ = web.ListenAndServe(":80", nil)       // want `http.ListenAndServe serves`
	_, _ = web.DefaultClient.Get("http://a") // want `http.DefaultClient is`
	return client.Get("http://a")
}

type stub struct{}

func (stub) RoundTrip(r *web.Request) (*web.Response, error) { return &web.Response{}, nil }

func good(h web.Handler) (web.RoundTripper, net.IP) {
	w := httptest.NewRecorder()
	r, _ := web.NewRequest(web.MethodGet, "http://a", web.NoBody)
	web.NewServeMux().ServeHTTP(w, r)
	return stub{}, net.ParseIP("10.0.0.1")
}
