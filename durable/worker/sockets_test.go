package worker

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/platform"
)

// TestSocketsAreForgotten: an object that stays in memory does not remember for ever the connections that have ended,
// whether they were hibernatable, accept()ed or never used.
func TestSocketsAreForgotten(t *testing.T) {
	const connections = 3000
	w, err := New(Config{
		Name: "room", Date: "2026-07-30", Classes: []Class{{Name: "Room", UniqueKey: "room-Room", SQL: true}},
		Source: `
const workers = globalThis[Symbol.for('dolab.workers')];
export class Room extends workers.DurableObject {
	fetch(q) {
		const [client, server] = Object.values(new WebSocketPair());
		if (q.url.endsWith('/accept')) {
			server.accept();
			server.addEventListener('message', (e) => server.send(e.data));
		} else this.ctx.acceptWebSocket(server);
		new WebSocketPair();
		return new Response(null, { status: 101, webSocket: client });
	}
	webSocketMessage(ws, m) { ws.send(m + this.ctx.getWebSockets().includes(ws)) }
	async webSocketClose(ws) { await 0; if (ws.readyState < 2) throw new Error('open'); ws.close(1000) }
}`,
	})
	require.NoError(t, err)
	t.Cleanup(w.Close)
	s := sim.New(sim.Options{Chooser: sim.Seed(1)})
	t.Cleanup(s.Close)
	app, err := w.Deploy(durable.New(s.World, platform.Ideal()))
	require.NoError(t, err)
	for n := range connections {
		path := []string{"hibernate", "accept"}[n%2]
		sock, err := app.Namespace("Room").GetByName("a").Dial(durable.NewRequest("https://lab/" + path))
		require.NoError(t, err)
		require.NoError(t, sock.Send(durable.TextMessage("hello")))
		m, err := sock.Receive()
		require.NoError(t, err)
		require.Equal(t, []string{"hellotrue", "hello"}[n%2], m.Text)
		require.NoError(t, sock.Close(1000, ""))
		require.NoError(t, s.Settle())
	}
	known := 0
	for _, sc := range app.current.scopes {
		known += len(sc.sockets.known)
		require.LessOrEqual(t, len(sc.sockets.numbers), len(sc.sockets.known))
	}
	require.Less(t, known, connections)
}

// TestSocketWithoutReceiver: a socket whose response reaches no client is lost, and its object hears of that.
func TestSocketWithoutReceiver(t *testing.T) {
	const source = `export class Box extends DurableObject {
		async fetch(request) {
			await scheduler.wait(Number(new URL(request.url).searchParams.get('object')));
			const pair = new WebSocketPair();
			this.ctx.acceptWebSocket(pair[1]);
			return new Response(null, { status: 101, webSocket: pair[0] });
		}
		webSocketClose(ws, code) { this.closed = code; }
		code() { return this.closed ?? 0; }
	}
	export default {
		async fetch(request, env) {
			const response = await env.BOX.getByName('a').fetch(request);
			await scheduler.wait(Number(new URL(request.url).searchParams.get('worker')));
			return response;
		},
	};`
	for _, query := range []string{"?object=2000", "?worker=2000", "?object=2000&worker=2000"} {
		for _, gone := range []time.Duration{0, time.Second, 3 * time.Second} {
			if gone > 2*time.Second && !strings.Contains(query, "&") {
				continue
			}
			t.Run(fmt.Sprint(query, " ", gone), func(t *testing.T) {
				world, app := boxOn(t, platform.Ideal(), source)
				x := app.NewExchange()
				world.Go("client", func() {
					q := httptest.NewRequest("GET", "https://x/"+query, nil)
					q.Header.Set("Upgrade", "websocket")
					_, err := x.Fetch(q)
					require.ErrorIs(t, err, ErrCanceled)
				})
				world.After(gone, x.Cancel)
				require.NoError(t, world.Advance(5*time.Second))
				code, err := durable.Call[int](app.Namespace("Box").GetByName("a"), "code")
				require.NoError(t, err)
				require.Equal(t, 1006, code)
			})
		}
	}
}

// TestSocketOfAKilledClient: the same holds where the client is a process of the world that is killed.
func TestSocketOfAKilledClient(t *testing.T) {
	world, app := boxOn(t, platform.Ideal(), `export class Box extends DurableObject {
		async fetch() {
			await scheduler.wait(2000);
			const pair = new WebSocketPair();
			this.ctx.acceptWebSocket(pair[1]);
			return new Response(null, { status: 101, webSocket: pair[0] });
		}
		webSocketClose(ws, code) { this.closed = code; }
		code() { return this.closed ?? 0; }
	}
	export default { fetch: (request, env) => env.BOX.getByName('a').fetch(request) };`)
	client := world.Go("client", func() {
		q := httptest.NewRequest("GET", "https://x/", nil)
		q.Header.Set("Upgrade", "websocket")
		_, _ = app.Fetch(q)
	})
	world.After(time.Second, client.Kill)
	require.NoError(t, world.Advance(5*time.Second))
	code, err := durable.Call[int](app.Namespace("Box").GetByName("a"), "code")
	require.NoError(t, err)
	require.Equal(t, 1006, code)
}

// TestAbortedBody: an object hears nothing of the signal of a fetch that ends its streaming body, which is read no more.
func TestAbortedBody(t *testing.T) {
	app := box(t, `export class Box extends DurableObject {
		heard = [];
		fetch() {
			let n = 0;
			return new Response(new ReadableStream({
				async pull(c) { await scheduler.wait(20); c.enqueue(new TextEncoder().encode('part' + n++)); },
				cancel: () => { this.heard.push('cancel after ' + n); },
			}));
		}
		async read() {
			const c = new AbortController();
			const { body } = await this.env.BOX.getByName('a').fetch('https://x/', { signal: c.signal });
			const reader = body.getReader();
			await reader.read();
			c.abort();
			await reader.read().catch((e) => this.heard.push(e.name));
			await scheduler.wait(1000);
			return this.heard;
		}
		list() { return this.heard; }
	}`)
	heard, err := durable.Call[[]string](app.Namespace("Box").GetByName("b"), "read")
	require.NoError(t, err)
	require.Equal(t, []string{"AbortError"}, heard)
	heard, err = durable.Call[[]string](app.Namespace("Box").GetByName("a"), "list")
	require.NoError(t, err)
	require.Empty(t, heard)
}

// TestSocketOfAnEndedObject: the socket that an object was given, and did not accept, is lost with the object.
func TestSocketOfAnEndedObject(t *testing.T) {
	app := box(t, `export class Box extends DurableObject {
		async fetch() {
			const pair = new WebSocketPair();
			this.ctx.acceptWebSocket(pair[1]);
			return new Response(null, { status: 101, webSocket: pair[0] });
		}
		webSocketClose(ws, code) { this.closed = code; }
		code() { return this.closed ?? 0; }
		async dial() {
			await this.env.BOX.getByName('a').fetch('https://x/', { headers: { upgrade: 'websocket' } }); // It is let go.
			this.response = await this.env.BOX.getByName('a').fetch('https://x/', { headers: { upgrade: 'websocket' } });
		}
	}`)
	a, b := app.Namespace("Box").GetByName("a"), app.Namespace("Box").GetByName("b")
	for _, end := range []func() error{
		func() error { return app.app.rt.Crash(b) },
		func() error { return app.app.rt.Evict(b) },
	} {
		_, err := b.Call("dial")
		require.NoError(t, err)
		code, err := durable.Call[int](a, "code")
		require.NoError(t, err)
		require.Zero(t, code)
		require.NoError(t, end())
		code, err = durable.Call[int](a, "code")
		require.NoError(t, err)
		require.Equal(t, 1006, code)
		require.NoError(t, app.app.rt.Crash(a))
	}
}
