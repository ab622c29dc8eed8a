package remote

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gobwas/ws"
	"github.com/stretchr/testify/require"
)

// counted counts the writes to a connection.
type counted struct {
	net.Conn
	writes int
}

func (c *counted) Write(b []byte) (int, error) {
	c.writes++
	return c.Conn.Write(b)
}

// TestOneWrite: each message is one write, so that the answer to a ping comes before it or behind it. The other side gets
// the texts as they were sent, and then the close.
func TestOneWrite(t *testing.T) {
	texts := []string{"", "short", strings.Repeat("long", 50_000)}
	var got []ws.Frame
	var served sync.WaitGroup
	served.Add(1)
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		defer served.Done()
		conn, _, _, err := ws.UpgradeHTTP(q, w)
		if err != nil {
			return
		}
		r := bufio.NewReader(conn)
		for range len(texts) + 1 {
			h, err := ws.ReadHeader(r)
			if err != nil || !h.Masked {
				break
			}
			data := make([]byte, h.Length)
			if _, err := io.ReadFull(r, data); err != nil {
				break
			}
			ws.Cipher(data, h.Mask, 0)
			got = append(got, ws.Frame{Header: h, Payload: data})
		}
		_, _ = io.Copy(io.Discard, r)
		_ = conn.Close()
	}))
	defer h.Close()
	s, err := New(h.URL, nil)
	require.NoError(t, err)
	k, err := s.Dial("dolab", "a")
	require.NoError(t, err)
	conn := &counted{Conn: k.conn}
	k.conn = conn
	for n, text := range texts {
		require.NoError(t, k.SendText(text))
		require.Equal(t, n+1, conn.writes)
	}
	require.NoError(t, k.Close())
	require.Equal(t, len(texts)+1, conn.writes)
	served.Wait()
	require.Len(t, got, len(texts)+1)
	for n, text := range texts {
		require.Equal(t, ws.OpText, got[n].Header.OpCode)
		require.Equal(t, text, string(got[n].Payload))
	}
	require.Equal(t, ws.OpClose, got[len(texts)].Header.OpCode)
	require.Error(t, k.SendText("late"))
	_, err = k.ReceiveTimeout(time.Second)
	require.Error(t, err)
}
