package serve

import (
	"net"
	"net/http"
	"sync"
	"time"
)

// The limits of a server.
const (
	BodyMax        = 100 << 20        // bytes of a request's body: 413
	HeaderBytesMax = 64 << 10         // of a request's line and headers: 431
	HeaderTime     = 10 * time.Second // from the first byte of a request to the end of its headers
	BodyTime       = 30 * time.Second // between two pieces of a request's body: 408
	WriteTime      = time.Minute      // until a client takes a piece of a response, or a frame
	IdleTime       = 2 * time.Minute  // of a connection between two requests
	ConnectionsMax = 10_000           // at once; to one more the answer is 503
	DatabasesMax   = 1_200            // that are open at once, two descriptors and about 130 KB each
)

// descriptorsFew is how many files a process may have open where nothing else is known.
const descriptorsFew = 1024

// openMax is how many databases each of so many worlds has open: a quarter of the descriptors is for all of them
// together, two each.
func openMax(descriptors, worlds int) int {
	return max(8, min(DatabasesMax, descriptors/8)/worlds)
}

// HTTP returns what answers connections by the server, within the limits.
func (s *Server) HTTP() *http.Server {
	h := &http.Server{
		Handler: s, ReadHeaderTimeout: HeaderTime, IdleTimeout: IdleTime,
		MaxHeaderBytes:               HeaderBytesMax - 4096, // It adds as many.
		DisableGeneralOptionsHandler: true,
	}
	if a := s.o.Admin; a != nil {
		h.Handler = a.Handler(s)
		h.RegisterOnShutdown(a.Close)
	}
	return h
}

// Limit returns a listener that has at most n connections at once. It answers those beyond that with 503.
func Limit(l net.Listener, n int) net.Listener { return &limited{l, make(chan struct{}, n)} }

type limited struct {
	net.Listener
	open chan struct{} // a token for each connection
}

func (l *limited) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		select {
		case l.open <- struct{}{}:
			return &counted{Conn: c, end: sync.OnceFunc(func() { <-l.open })}, nil
		default:
			go refuse(c)
		}
	}
}

// refuse answers a connection that is one too many.
func refuse(c net.Conn) {
	const text = "The server has too many connections.\n"
	_ = c.SetDeadline(time.Now().Add(time.Second))
	_, _ = c.Write([]byte("HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\n" +
		"Connection: close\r\nRetry-After: 1\r\n\r\n" + text))
	_ = c.Close()
}

// counted is a connection that gives its token back.
type counted struct {
	net.Conn
	end func()
}

// CloseWrite ends what is sent, so that a client reads it before the connection is gone.
func (c *counted) CloseWrite() error {
	if w, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return w.CloseWrite()
	}
	return nil
}

func (c *counted) Close() error {
	c.end()
	return c.Conn.Close()
}
