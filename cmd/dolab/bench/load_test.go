package bench

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// TestSlowAnswers: the time for an answer begins with its request, however many requests were before.
func TestSlowAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := net.Pipe()
		go func() {
			for r := bufio.NewReader(server); ; {
				if _, err := http.ReadRequest(r); err != nil {
					return
				}
				time.Sleep(2 * time.Second)
				if _, err := server.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npong")); err != nil {
					return
				}
			}
		}()
		b := &bench{ctx: t.Context()}
		c := &conn{c: client, r: bufio.NewReader(client)}
		l := load{span: 2 * answerMax, path: func(int, int) string { return "/" }}
		var s Sample
		b.drive(c, l, 0, time.Now(), nil, &s)
		require.NoError(t, client.Close())
		require.Zero(t, s.Failed, s.Error)
		require.Equal(t, int(l.span/(2*time.Second)), s.Answers)
	})
}

// TestInterruptedAnswer: an interrupt ends the wait for an answer, and the server has not failed.
func TestInterruptedAnswer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, l.Close()) }()
	ctx, cancel := context.WithCancel(t.Context())
	e := &endurance{
		b: &bench{o: Options{Rate: 100}, ctx: ctx}, p: &process{addr: l.Addr().String()}, g: &Growth{},
		until: time.Now().Add(time.Minute),
	}
	done := make(chan struct{})
	go func() {
		e.load(0)
		close(done)
	}()
	c, err := l.Accept()
	require.NoError(t, err)
	text, err := bufio.NewReader(c).ReadString('\n')
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(text, "GET /Bench/"), text)
	cancel()
	<-done
	require.Zero(t, e.g.Failed, e.g.Error)
	require.NoError(t, c.Close())
}
