package serve_test

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/cmd/dolab/serve"
	"dolab/durable"
	"dolab/durable/platform"
)

var crowdFlag = flag.Int("connections", 300, "how many connections TestCrowd has open at once")

// crowdDir is the environment variable by which the test runs itself as the server: the directory of its databases.
const crowdDir = "DOLAB_TEST_CROWD"

// crowdRooms is how many objects the clients of a crowd share.
const crowdRooms = 20

// TestCrowd: as many connections as the server takes are open at once, of WebSockets, of clients that ask again and of
// some that are slow with a body. Each one more is told so. All that are open go on, nothing that was answered is
// missing, and when they have gone the server has no more goroutines, descriptors and memory than after the first time.
func TestCrowd(t *testing.T) {
	if dir := os.Getenv(crowdDir); dir != "" {
		serveCrowd(t, dir)
		return
	}
	c := newCrowd(t)
	c.round()
	before := c.settled(crowdCount{})
	c.round()
	after := c.settled(before)
	require.LessOrEqual(t, after.goroutines, before.goroutines+coroutinesMore, "goroutines")
	require.LessOrEqual(t, after.descriptors, before.descriptors, "descriptors")
	require.LessOrEqual(t, after.heap, before.heap+before.heap/2+8<<20, "bytes of heap")
	t.Logf("%d connections: %+v, then %+v", *crowdFlag, before, after)
}

// serveCrowd serves as many connections, says where, and counts for each line on stdin what it has.
func serveCrowd(t *testing.T, dir string) {
	o := serve.Options{
		Worker: load(t), Profile: platform.Workerd(), Dir: dir, Durability: durable.Process, BodyTime: time.Hour,
	}
	url, stop := startWith(t, o, func(h *httptest.Server) {
		h.Listener = serve.Limit(h.Listener, *crowdFlag)
		h.Config.IdleTimeout = time.Hour
	})
	fmt.Println(url)
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		fmt.Println(runtime.NumGoroutine(), open(), m.HeapAlloc)
	}
	stop()
}

// crowdCount is what a server has.
type crowdCount struct{ goroutines, descriptors, heap int }

// crowd is a server in a process of its own, and what its clients were answered.
type crowd struct {
	t     *testing.T
	url   string
	in    io.Writer
	out   *bufio.Reader
	added [crowdRooms]atomic.Int64
}

func newCrowd(t *testing.T) *crowd {
	cmd := exec.Command(os.Args[0], "-test.run", "^TestCrowd$", "-connections", fmt.Sprint(*crowdFlag))
	cmd.Env, cmd.Stderr = append(os.Environ(), crowdDir+"="+t.TempDir()), os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = in.Close()
		_, _ = io.Copy(io.Discard, out)
		require.NoError(t, cmd.Wait())
	})
	c := &crowd{t: t, in: in, out: bufio.NewReader(out)}
	url, err := c.out.ReadString('\n')
	require.NoError(t, err)
	c.url = strings.TrimSpace(url)
	return c
}

// count asks the server what it has.
func (c *crowd) count() (n crowdCount) {
	_, err := fmt.Fprintln(c.in)
	require.NoError(c.t, err)
	_, err = fmt.Fscanln(c.out, &n.goroutines, &n.descriptors, &n.heap)
	require.NoError(c.t, err)
	return n
}

// settled counts until there is no more than before, or nothing changes any more.
func (c *crowd) settled(before crowdCount) crowdCount {
	last := c.count()
	for still := 0; still < 20; {
		time.Sleep(25 * time.Millisecond)
		n := c.count()
		if n.goroutines <= before.goroutines && n.descriptors <= before.descriptors {
			return n
		}
		still++
		if n.goroutines != last.goroutines || n.descriptors != last.descriptors {
			still = 0
		}
		last = n
	}
	return last
}

// client is a connection of a crowd; use makes one more request on it.
type client struct {
	io.Closer
	use func() error
}

// round opens all connections, uses each again while one more is refused, and closes them.
func (c *crowd) round() {
	list := make([]client, *crowdFlag)
	each := func(do func(n int) error) {
		var all sync.WaitGroup
		var next atomic.Int64
		var failed atomic.Value
		for range 16 {
			all.Go(func() {
				for n := int(next.Add(1)) - 1; n < len(list) && failed.Load() == nil; n = int(next.Add(1)) - 1 {
					if err := do(n); err != nil {
						failed.Store(fmt.Errorf("connection %d: %w", n, err))
					}
				}
			})
		}
		all.Wait()
		require.Nil(c.t, failed.Load())
	}
	each(func(n int) (err error) {
		list[n], err = c.open(n)
		return err
	})
	for range 1 + len(list)/10 {
		require.Contains(c.t, raw(c.t, c.url, ""), "HTTP/1.1 503 Service Unavailable\r\n")
	}
	each(func(n int) error { return list[n].use() })
	for _, x := range list {
		_ = x.Close()
	}
	for room := range c.added {
		want := fmt.Sprintf("[%d,0]", c.added[room].Load())
		for answer := ""; !strings.HasSuffix(answer, want); { // Until connections are free.
			answer = raw(c.t, c.url, fmt.Sprintf("GET /n?room=%d HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", room))
			require.Regexp(c.t, `^HTTP/1.1 (503|200)`, answer)
			require.Equal(c.t, strings.Contains(answer, " 200 "), strings.HasSuffix(answer, want), "%s: %s", want, answer)
		}
	}
}

// open opens connection n and makes a first request on it.
func (c *crowd) open(n int) (client, error) {
	room := n % crowdRooms
	if n%3 == 0 {
		ws, resp := upgrade(c.t, c.url, fmt.Sprintf("/ws?room=%d", room), "")
		say := func() error {
			if _, err := ws.Write(f(fin|text, "hello")); err != nil {
				return err
			}
			fr, err := ws.frame()
			if err == nil && string(fr.Payload) != "echo hello" {
				err = fmt.Errorf("heard %q", fr.Payload)
			}
			return err
		}
		if resp.StatusCode != http.StatusSwitchingProtocols {
			return client{}, fmt.Errorf("status %d", resp.StatusCode)
		}
		return client{ws, say}, say()
	}
	conn := dial(c.t, c.url, "")
	in := bufio.NewReader(conn)
	ask := func(text, want string) error {
		if _, err := io.WriteString(conn, text); err != nil || want == "" {
			return err
		}
		resp, err := http.ReadResponse(in, nil)
		if err != nil {
			return err
		}
		data, err := io.ReadAll(resp.Body)
		if err == nil && fmt.Sprint(resp.StatusCode) != want {
			err = fmt.Errorf("status %d: %s", resp.StatusCode, data)
		}
		return err
	}
	if n%3 == 1 {
		add := func() error {
			err := ask(fmt.Sprintf("GET /add?room=%d HTTP/1.1\r\nHost: x\r\n\r\n", room), "200")
			if err == nil {
				c.added[room].Add(1)
			}
			return err
		}
		return client{conn, add}, add()
	}
	err := ask("POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nabc", "")
	return client{conn, func() error { return ask("def", "201") }}, err
}
