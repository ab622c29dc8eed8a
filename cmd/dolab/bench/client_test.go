package bench

import (
	"bufio"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestResponse reads responses as the two servers write them, and refuses what is none.
func TestResponse(t *testing.T) {
	for _, x := range []struct {
		text, body string
		status     int
		err        error
	}{
		{text: "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npong", status: 200, body: "pong"},
		{text: "HTTP/1.1 404 Not Found\r\ncontent-length:0\r\n\r\n", status: 404},
		{text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\npo\r\n2\r\nng\r\n0\r\n\r\n", status: 200, body: "pong"},
		{text: "HTTP/1.1 101 Switching Protocols\r\n\r\n\x81\x02hi", status: 101},
		{text: "HTTP/1.1 200 OK\r\n\r\n", err: errProtocol},
		{text: "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", err: errProtocol},
		{text: "nothing\n", err: errProtocol},
	} {
		c := &conn{r: bufio.NewReader(strings.NewReader(x.text))}
		status, body, err := c.response()
		if x.err != nil {
			require.True(t, errors.Is(err, x.err), x.text)
			continue
		}
		require.NoError(t, err, x.text)
		require.Equal(t, x.status, status)
		require.Equal(t, x.body, string(body))
	}
}

// TestSlope tells what grows in the second half from what only filled up in the first.
func TestSlope(t *testing.T) {
	var flat, grows []Point
	for n := range 100 {
		at := time.Duration(n) * time.Second
		flat = append(flat, Point{At: at, Goroutines: min(n, 40) + n%2})
		grows = append(grows, Point{At: at, Goroutines: 10 + 3*n})
	}
	goroutines := func(p Point) float64 { return float64(p.Goroutines) }
	perSecond, mean, span := slope(flat, goroutines)
	require.InDelta(t, 0, perSecond, 0.01)
	require.InDelta(t, 40.5, mean, 0.01)
	require.Equal(t, 49*time.Second, span)
	perSecond, _, _ = slope(grows, goroutines)
	require.InDelta(t, 3, perSecond, 1e-9)
}

// TestAgainst compares rounds with the reference's of the same round.
func TestAgainst(t *testing.T) {
	rate := func(list ...int) (samples []Sample) {
		for _, n := range list {
			samples = append(samples, Sample{Answers: n, Span: time.Second})
		}
		return samples
	}
	l := &Line{Name: "no-op", Sides: map[side][]Sample{reference: rate(100, 10, 50), golang: rate(300, 20, 500)}}
	require.InDelta(t, 3, l.against(golang, Sample.rate), 1e-9) // Of 3, 2 and 10.
	require.Zero(t, l.against(script, Sample.rate))
	require.InDelta(t, 3, l.target(golang), 1e-9)
}
