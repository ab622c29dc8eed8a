package clock

import (
	"context"
	"net/http"
	"time"
)

type (
	named    http.Client            // want `http.Client is the real network`
	embedded struct{ *http.Client } // want `http.Client is the real network`
	own      struct{ Timeout time.Duration }
)

func clients(c *http.Client, e embedded, rt http.RoundTripper) { // want `http.Client is the real network`
	_ = http.Client{Transport: rt, Timeout: time.Second} // want `http.Client.Timeout is counted on the machine's clock: use Stub.WithTimeout, or State.WithTimeout in an object \(clock\)` `http.Client is the real network`
	_ = &http.Client{rt, nil, nil, time.Second}          // want `http.Client.Timeout is counted` `http.Client is the real network`
	_ = []*http.Client{                                  // want `http.Client is the real network`
		{Timeout: 1},      // want `http.Client.Timeout is counted`
		{rt, nil, nil, 1}, // want `http.Client.Timeout is counted`
		{Transport: rt},
	}
	_ = named{Timeout: 1}   // want `http.Client.Timeout is counted`
	c.Timeout = time.Second // want `http.Client.Timeout is counted`
	e.Timeout *= 2          // want `http.Client.Timeout is counted`
	if c.Timeout > 0 {      // want `http.Client.Timeout is counted`
		return
	}
}

func timely(o own, ctx context.Context) own {
	_, cancel := context.WithCancel(ctx)
	cancel()
	o.Timeout = 1
	_ = http.Cookie{MaxAge: 1}
	return own{Timeout: o.Timeout}
}
