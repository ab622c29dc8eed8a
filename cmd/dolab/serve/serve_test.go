package serve_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"dolab/cmd/dolab/serve"
	"dolab/durable"
	"dolab/durable/platform"
	"dolab/durable/worker"
)

const script = `const {DurableObject} = globalThis[Symbol.for('dolab.workers')];
export class Room extends DurableObject {
  async fetch(q) {
    const u = new URL(q.url), kv = this.ctx.storage.kv;
    switch (u.pathname) {
      case '/add': kv.put('n', (kv.get('n') ?? 0) + 1); return new Response(String(kv.get('n')));
      case '/cron': return new Response(kv.get('cron'));
      case '/ran': kv.put('cron', decodeURIComponent(u.search)); return new Response('');
      case '/cancelled': kv.put('cancelled', 1); return new Response('');
      case '/hung': kv.put('hung', 1); return new Response('');
      case '/late': kv.put('late', (kv.get('late') ?? 0) + 1); return new Response('');
      case '/log': return Response.json(['cancelled', 'hung', 'late'].filter((k) => kv.get(k)).map((k) => k + kv.get(k)));
      case '/broke': return new Response(kv.get('broke') ?? '');
      case '/n': return Response.json([kv.get('n') ?? 0, kv.get('rang') ?? 0]);
      case '/later': await this.ctx.storage.setAlarm(Date.now() + 300); return new Response('set');
      case '/ws': {
        const [client, server] = Object.values(new WebSocketPair());
        this.ctx.acceptWebSocket(server);
        return new Response(null, {status: 101, webSocket: client, headers: {'x-room': 'r'}});
      }
    }
    return new Response('no', {status: 404});
  }
  webSocketMessage(ws, m) { if (m === 'bye') ws.close(4001, 'you said bye'); else ws.send(typeof m === 'string' ? 'echo ' + m : m); }
  webSocketClose(ws, code) { this.ctx.storage.kv.put('closed', code); ws.close(code === 1005 ? 1000 : code); }
  webSocketError(ws, e) { this.ctx.storage.kv.put('broke', String(e)); }
  alarm() { this.ctx.storage.kv.put('rang', (this.ctx.storage.kv.get('rang') ?? 0) + 1); }
}
export default {
  async scheduled(c, env) {
    if (c.cron === 'fail') throw new Error('no');
    await env.ROOM.getByName('cron').fetch('http://x/ran?' + c.cron + ' ' + c.scheduledTime);
  },
  fetch(q, env) {
    const u = new URL(q.url);
    if (u.pathname === '/throw') throw new Error('oops');
    if (u.pathname === '/upper') { // A body that streams both ways.
      const {readable, writable} = new TransformStream({transform: (b, c) => c.enqueue(new TextEncoder().encode(new TextDecoder().decode(b).toUpperCase()))});
      q.body.pipeTo(writable).catch(() => {});
      return new Response(readable, {headers: {'x-a': '1'}});
    }
    if (u.pathname === '/endless') {
      const stub = env.ROOM.getByName('log');
      let n = 0, sent = 0;
      return new Response(new ReadableStream({
        pull: (c) => { c.enqueue(new Uint8Array(50_000)); globalThis.sent = ++sent; },
        cancel: () => stub.fetch('http://x/cancelled'),
      }));
    }
    if (u.pathname === '/seen') return Response.json([q.method, q.url, [...q.headers].filter(([k]) => k !== 'user-agent')]);
    if (u.pathname === '/sent') return new Response(String(globalThis.sent ?? 0));
    if (u.pathname === '/hang') {
      const done = env.ROOM.getByName('log').fetch('http://x/hung');
      return new Promise((ok) => setTimeout(() => env.ROOM.getByName('log').fetch('http://x/late').then(ok), 400));
    }
    if (u.pathname === '/breaks') return new Response(new ReadableStream({
      start: (c) => c.enqueue(new Uint8Array(10)), async pull(c) { await scheduler.wait(1); throw new Error('broke'); },
    }));
    if (u.pathname === '/unread') return new Response('early');
    if (u.pathname === '/body') return q.text().then((t) => new Response(t.length + ' ' + q.headers.get('x-a'), {status: 201}));
    return env.ROOM.getByName(u.searchParams.get('room') ?? 'a').fetch(q);
  },
};`

func load(t *testing.T) *worker.Worker { return loadSource(t, "served", script) }

// loadSource returns a Worker whose source has the class Room, with the binding ROOM.
func loadSource(t *testing.T, name, source string) *worker.Worker {
	w, err := worker.New(worker.Config{
		Name: name, Source: source, Date: "2026-07-30",
		Classes:  []worker.Class{{Name: "Room", UniqueKey: name + "-Room", SQL: true}},
		Bindings: []worker.Binding{{Name: "ROOM", Kind: worker.BindingNamespace, Class: "Room"}},
	})
	require.NoError(t, err)
	t.Cleanup(w.Close)
	return w
}

// start serves the script, and stop ends it in good order.
func start(t *testing.T, w *worker.Worker, dir string) (url string, stop func()) {
	return startWith(t, serve.Options{Worker: w, Profile: platform.Workerd(), Dir: dir, Durability: durable.Process})
}

// startWith is start with options and limits of a test's own.
func startWith(t *testing.T, o serve.Options, limits ...func(h *httptest.Server)) (url string, stop func()) {
	s, err := serve.New(o)
	require.NoError(t, err)
	h := httptest.NewUnstartedServer(nil)
	h.Config = s.HTTP()
	for _, limit := range limits {
		limit(h)
	}
	h.Start()
	return h.URL, func() {
		h.Close()
		require.NoError(t, s.Stop(context.Background()))
	}
}

func get(t *testing.T, url string) (int, string) {
	resp, err := http.Get(url)
	require.NoError(t, err)
	return whole(t, resp)
}

// whole reads a response to its end.
func whole(t *testing.T, resp *http.Response) (status int, text string) {
	data, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	return resp.StatusCode, string(data)
}

// TestHTTP: requests of many clients reach the objects and are answered.
func TestHTTP(t *testing.T) {
	url, stop := start(t, load(t), "")
	defer stop()
	var all sync.WaitGroup
	for n := range 40 {
		all.Go(func() { _, _ = get(t, fmt.Sprintf("%s/add?room=%d", url, n%4)) })
	}
	all.Wait()
	for n := range 4 {
		status, text := get(t, fmt.Sprintf("%s/n?room=%d", url, n))
		require.Equal(t, 200, status)
		require.Equal(t, "[10,0]", text)
	}
	q, err := http.NewRequest(http.MethodPost, url+"/body", strings.NewReader(strings.Repeat("x", 100_000)))
	require.NoError(t, err)
	q.Header.Set("X-A", "1")
	resp, err := http.DefaultClient.Do(q)
	require.NoError(t, err)
	status, text := whole(t, resp)
	require.Equal(t, "100000 1", text)
	require.Equal(t, 201, status)

	status, text = get(t, url+"/throw")
	require.Equal(t, 500, status)
	require.Equal(t, "Internal Server Error\n", text)
	status, _ = get(t, url+"/none")
	require.Equal(t, 404, status)
	status, _ = get(t, url+"/ws") // An upgrade that no client has asked for.
	require.Equal(t, 500, status)
}

// TestWebSocket: frames go both ways, and either side closes.
func TestWebSocket(t *testing.T) {
	url, stop := start(t, load(t), "")
	defer stop()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	dial := func() *websocket.Conn {
		c, resp, err := websocket.Dial(ctx, url+"/ws", nil)
		require.NoError(t, err)
		require.Equal(t, "r", resp.Header.Get("X-Room"))
		return c
	}
	a := dial()
	for n := range 50 {
		require.NoError(t, a.Write(ctx, websocket.MessageText, fmt.Append(nil, n)))
	}
	for n := range 50 {
		kind, data, err := a.Read(ctx)
		require.NoError(t, err)
		require.Equal(t, websocket.MessageText, kind)
		require.Equal(t, fmt.Sprint("echo ", n), string(data))
	}
	require.NoError(t, a.Write(ctx, websocket.MessageBinary, []byte{1, 2}))
	kind, data, err := a.Read(ctx)
	require.NoError(t, err)
	require.Equal(t, websocket.MessageBinary, kind)
	require.Equal(t, []byte{1, 2}, data)
	require.NoError(t, a.Write(ctx, websocket.MessageText, []byte("bye")))
	_, _, err = a.Read(ctx)
	require.Equal(t, websocket.StatusCode(4001), websocket.CloseStatus(err))

	b := dial()
	require.NoError(t, b.Close(4002, "enough"))
	c := dial()
	require.NoError(t, c.CloseNow())
}

// TestRestart: what was answered is there after a restart on the same files, and an alarm that was set rings.
func TestRestart(t *testing.T) {
	dir, w := t.TempDir(), load(t)
	url, stop := start(t, w, dir)
	for range 3 {
		get(t, url+"/add")
	}
	_, text := get(t, url+"/later")
	require.Equal(t, "set", text)
	stop()
	url, stop = start(t, w, dir)
	defer stop()
	for {
		_, text = get(t, url+"/n")
		if text == "[3,1]" {
			return
		}
		require.Equal(t, "[3,0]", text)
	}
}

// TestScheduled: the local endpoints of the reference runtime run the scheduled handler.
func TestScheduled(t *testing.T) {
	url, stop := start(t, load(t), "")
	defer stop()
	for _, path := range []string{"/cdn-cgi/handler/scheduled", "/__scheduled"} {
		status, text := get(t, url+path+"?cron=*+*+*+*+*&time=1700000000000")
		require.Equal(t, "200 ok", fmt.Sprint(status, " ", text))
		_, text = get(t, url+"/cron?room=cron")
		require.Equal(t, "?* * * * * 1700000000000", text)
	}
	status, text := get(t, url+"/__scheduled?cron=fail")
	require.Equal(t, "500 exception\n", fmt.Sprint(status, " ", text))
	status, _ = get(t, url+"/__scheduled?time=soon")
	require.Equal(t, 400, status)
}

// TestDirectoryIsHeld: one server has a directory at a time.
func TestDirectoryIsHeld(t *testing.T) {
	dir, w := t.TempDir(), load(t)
	_, stop := start(t, w, dir)
	_, err := serve.New(serve.Options{Worker: w, Profile: platform.Workerd(), Dir: dir})
	require.ErrorIs(t, err, serve.ErrInUse)
	stop()
	_, stop = start(t, w, dir)
	stop()
}
