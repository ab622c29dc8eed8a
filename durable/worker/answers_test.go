package worker_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
	"dolab/durable/worker"
)

// transport is an http.RoundTripper that a function is.
type transport func(*http.Request) (*http.Response, error)

func (t transport) RoundTrip(q *http.Request) (*http.Response, error) { return t(q) }

const dialing = `
const heard = (ws) => new Promise((resolve) => {
  const out = [];
  ws.addEventListener('open', () => out.push('open ' + ws.protocol));
  ws.addEventListener('message', (e) => out.push(e.data));
  ws.addEventListener('error', (e) => out.push('error ' + e.message));
  ws.addEventListener('close', (e) => { out.push('close ' + e.code + ' ' + e.reason); resolve(out); });
});
async function dial(url) {
  const ws = new WebSocket(url, ['chat']);
  const out = heard(ws);
  ws.addEventListener('open', () => { ws.send('one'); ws.send('two'); });
  return out;
}
async function upgrade(url) {
  const ws = (await fetch(url, { headers: { Upgrade: 'websocket' } })).webSocket;
  const out = heard(ws);
  ws.accept();
  ws.send('one');
  ws.send('two');
  return out;
}
export class A extends DurableObject { dial(url) { return dial(url); } upgrade(url) { return upgrade(url); } }
export default {
  async fetch(q) {
    const u = new URL(q.url).searchParams;
    if (u.has('get')) { const r = await fetch(u.get('get'), { method: u.get('method') ?? 'GET' }).catch((e) => e); return Response.json(r instanceof Error ? r.message : [r.status, await r.text(), r.headers.get('x')]); }
    return Response.json(u.has('ws') ? await dial(u.get('ws')) : await upgrade(u.get('up')));
  },
};`

// TestOutgoingSockets: a Worker and its objects open WebSockets to outside the world, which a table or a Go function
// answers, and which is refused where nothing does.
func TestOutgoingSockets(t *testing.T) {
	var rt *durable.Runtime
	w := scripted(t, dialing, "A")
	world := durabletest.New(t, durabletest.Profile(platform.Workerd()))
	rt = world.Objects
	app, err := w.Deploy(rt,
		worker.WithAnswers(
			worker.Answer{Request: "POST https://api/v1", Status: 201, Body: "made", Header: http.Header{"X": {"1"}}},
			worker.Answer{Request: "https://api/*", Body: "any"},
			worker.Answer{Request: "wss://canned/", Socket: true, Messages: []string{"hello"}, Replies: []string{"first"}},
		),
		worker.WithOutside(transport(func(q *http.Request) (*http.Response, error) {
			if q.Header.Get("Upgrade") != "websocket" {
				return durable.Text("plain"), nil
			}
			resp, _ := rt.AnswerWebSocket("echo", func(ws *durable.WebSocket, e durable.SocketEvent) {
				if e.Handler != durable.HandlerMessage {
					return
				}
				_ = ws.SendText("echo " + e.Message.Text)
				if e.Message.Text == "two" {
					_ = ws.Close(4000, "enough")
				}
			})
			resp.Header.Set("Sec-WebSocket-Protocol", q.Header.Get("Sec-WebSocket-Protocol"))
			return resp, nil
		})))
	require.NoError(t, err)
	get := func(query string) string {
		return body(t, first(app.Fetch(durable.NewRequest("https://x/?"+query))), nil)
	}
	require.JSONEq(t, `["open chat", "echo one", "echo two", "close 4000 enough"]`, get("ws=wss://echo/"))
	require.JSONEq(t, `["echo one", "echo two", "close 4000 enough"]`, get("up=https://echo/"))
	require.JSONEq(t, `["open ", "hello", "first", "close 1000 "]`, get("ws=wss://canned/"))
	require.JSONEq(t, `[201, "made", "1"]`, get("get=https://api/v1&method=POST"))
	require.JSONEq(t, `[200, "any", null]`, get("get=https://api/v1"))
	require.JSONEq(t, `[200, "plain", null]`, get("get=https://other/"))
	stub := app.Namespace("A").GetByName("a")
	got, err := stub.Call("dial", "wss://echo/")
	require.NoError(t, err)
	require.Equal(t, []any{"open chat", "echo one", "echo two", "close 4000 enough"}, got)
	got, err = stub.Call("upgrade", "https://canned/")
	require.NoError(t, err)
	require.Equal(t, []any{"hello", "first", "close 1000 "}, got)

	lone, err := w.Deploy(durabletest.New(t).Objects)
	require.NoError(t, err)
	require.JSONEq(t, `["error Uncaught TypeError: A world has no network: echo is not answered. See WithOutside.",
		"close 1006 Failed to establish websocket connection"]`,
		body(t, first(lone.Fetch(durable.NewRequest("https://x/?ws=wss://echo/"))), nil))
}

// TestLatency: an answer from outside the world, also an error, comes as late as WithLatency says.
func TestLatency(t *testing.T) {
	world := durabletest.New(t, durabletest.Profile(platform.Ideal()))
	late := []time.Duration{0, 3 * time.Second, 5 * time.Second}
	app, err := scripted(t, dialing, "A").Deploy(world.Objects,
		worker.WithAnswers(worker.Answer{Request: "https://api/*", Body: "any"}),
		worker.WithLatency(func() (d time.Duration) { d, late = late[0], late[1:]; return d }),
	)
	require.NoError(t, err)
	for _, x := range []struct {
		url  string
		want time.Duration
	}{{"https://api/", 0}, {"https://api/", 3 * time.Second}, {"https://nowhere/", 5 * time.Second}} {
		before := world.Now()
		u, err := url.Parse("https://x/?get=" + x.url)
		require.NoError(t, err)
		_, err = app.Fetch(&http.Request{Method: "GET", URL: u, Host: u.Host})
		require.NoError(t, err)
		require.Equal(t, x.want, world.Now().Sub(before))
	}
}
