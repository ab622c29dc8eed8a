package bench

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// load is a closed loop: each connection makes its next request when the last one is answered.
type load struct {
	conns  int
	span   time.Duration                              // how long; 0 for any time
	count  int                                        // how many requests in all; 0 for any number
	path   func(conn, n int) string                   // of the n-th request of a connection; of all, where count is set
	socket bool                                       // paths are of WebSockets, one a connection, which echo
	raw    bool                                       // keep the latency of each answer
	check  func(conn, n int, body []byte) (err error) // nil: any answer of status 200 counts
}

// Sample is what one side did in one round of a row.
type Sample struct {
	Answers int           `json:"answers"`
	Failed  int           `json:"failed"` // answers that were not what was asked for, and requests without one
	Lost    int           `json:"lost"`   // what was answered and is not there afterwards
	Span    time.Duration `json:"span_ns"`
	CPU     time.Duration `json:"server_cpu_ns"`
	Client  time.Duration `json:"client_cpu_ns"`

	Memory      int64 `json:"memory_bytes,omitempty"` // by how much that of the process grew
	Evicted     int64 `json:"evicted_bytes,omitempty"`
	Descriptors int   `json:"descriptors,omitempty"`

	Error     string           `json:"error,omitempty"` // the first one
	Latencies []time.Duration  `json:"latencies_ns,omitempty"`
	quantiles [4]time.Duration // p50, p90, p99 and the largest
}

// rank orders the latencies and notes the quantiles.
func (s *Sample) rank(raw bool) {
	list := s.Latencies
	if len(list) > 0 {
		slices.Sort(list)
		for n, part := range [...]float64{0.5, 0.9, 0.99, 1} {
			s.quantiles[n] = list[min(len(list)-1, int(part*float64(len(list))))]
		}
	}
	if !raw {
		s.Latencies = nil
	}
}

// measure runs a load and tells what it costs the server. After an interrupt the error is errStopped.
func (b *bench) measure(p *process, l load) (s Sample, err error) {
	conns := make([]*conn, l.conns)
	for n := range conns {
		if conns[n], err = b.dial(p); err != nil {
			return s, err
		}
		defer conns[n].close()
		if l.socket {
			if err = conns[n].upgrade(l.path(n, 0)); err != nil {
				return s, err
			}
		}
	}
	parts := make([]Sample, l.conns)
	var next atomic.Int64
	var wg sync.WaitGroup
	cpu, own, began := p.cpu(), ownCPU(), time.Now()
	for n, c := range conns {
		wg.Go(func() { b.drive(c, l, n, began, &next, &parts[n]) })
	}
	wg.Wait()
	if b.stopped() {
		return s, errStopped // The interrupt has closed the connections.
	}
	s.Span = time.Since(began)
	s.CPU, s.Client = p.cpu()-cpu, ownCPU()-own
	for _, part := range parts {
		s.Answers += part.Answers
		s.Failed += part.Failed
		s.Latencies = append(s.Latencies, part.Latencies...)
		if s.Error == "" {
			s.Error = part.Error
		}
	}
	s.rank(l.raw)
	return s, nil
}

// drive is one connection of a load.
func (b *bench) drive(c *conn, l load, at int, began time.Time, next *atomic.Int64, s *Sample) {
	end := began.Add(l.span)
	for n := 0; !b.stopped(); n++ {
		now := time.Now()
		if l.span > 0 && !now.Before(end) {
			return
		}
		if l.count > 0 {
			if n = int(next.Add(1)) - 1; n >= l.count {
				return
			}
		}
		c.allow(now)
		err, fatal := c.ask(l, at, n)
		if err == nil {
			s.Answers++
			s.Latencies = append(s.Latencies, time.Since(now))
			continue
		}
		s.Failed++
		if s.Error == "" {
			s.Error = err.Error()
		}
		if fatal {
			return
		}
	}
}

// ask makes one request and looks at its answer. After a fatal error the connection cannot be used again.
func (c *conn) ask(l load, at, n int) (err error, fatal bool) {
	var body []byte
	if l.socket {
		text := fmt.Sprint("message ", n)
		if err := c.send(text); err != nil {
			return err, true
		}
		if body, err = c.receive(); err != nil {
			return err, true
		}
		if string(body) != text {
			return fmt.Errorf("echo %q of %q", body, text), false
		}
		return nil, false
	}
	status, body, err := c.get(l.path(at, n))
	switch {
	case err != nil:
		return err, true
	case status != http.StatusOK:
		return fmt.Errorf("status %d: %.100s", status, body), false
	case l.check != nil:
		return l.check(at, n, body), false
	}
	return nil, false
}

// fetch makes one request on a connection of its own and returns the body.
func (b *bench) fetch(p *process, path string) (string, error) {
	c, err := b.dial(p)
	if err != nil {
		return "", err
	}
	defer c.close()
	status, body, err := c.get(path)
	if err == nil && status != http.StatusOK {
		err = errors.New(http.StatusText(status))
	}
	if err != nil {
		return "", fmt.Errorf("GET %s: %w", path, err)
	}
	return string(body), nil
}
