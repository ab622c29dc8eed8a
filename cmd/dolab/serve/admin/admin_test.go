package admin_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"dolab/cmd/dolab/serve"
	"dolab/cmd/dolab/serve/admin"
	"dolab/durable"
	"dolab/durable/platform"
	"dolab/durable/worker"
)

const script = `const {DurableObject} = globalThis[Symbol.for('dolab.workers')];
export class Room extends DurableObject {
  async fetch(q) {
    const u = new URL(q.url), {kv, sql} = this.ctx.storage;
    this.calls = (this.calls ?? 0) + 1;
    switch (u.pathname) {
      case '/fill':
        kv.put('map', new Map([['a', {n: 1}]])); kv.put('text', '<b>"x"</b>');
        sql.exec('CREATE TABLE IF NOT EXISTS t(x, y); INSERT INTO t VALUES (1, x\'ff\'), (2, \'two\'), (9007199254740993, 0.5)');
        sql.exec('CREATE TABLE IF NOT EXISTS cf_agents_schedules(id, callback, time); INSERT INTO cf_agents_schedules VALUES (\'s1\', \'ring\', 4000000000)');
        await this.ctx.storage.setAlarm(Date.now() + 3600_000);
        return new Response('filled');
      case '/calls': return Response.json([this.calls, kv.get('rang') ?? 0, [...kv.list()].length]);
      case '/hang': await this.ctx.blockConcurrencyWhile(() => new Promise((done) => { setTimeout(done, 20_000); })); return new Response('late');
      case '/ws': {
        const [client, server] = Object.values(new WebSocketPair());
        this.ctx.acceptWebSocket(server, ['tag']);
        return new Response(null, {status: 101, webSocket: client});
      }
    }
    return new Response('no', {status: 404});
  }
  alarm() { this.ctx.storage.kv.put('rang', (this.ctx.storage.kv.get('rang') ?? 0) + 1); }
}
export default { fetch(q, env) { return env.ROOM.getByName(new URL(q.url).searchParams.get('room') ?? 'a').fetch(q); } };`

// served is a Worker in service with an Admin.
type served struct {
	t     *testing.T
	url   string
	admin *admin.Admin
	exits int
}

// start serves the Worker until the test ends, or stop is called.
func start(t *testing.T, o admin.Options, dir string) (s *served, stop func()) {
	w, err := worker.New(worker.Config{
		Name: "served", Source: script, Date: "2026-07-30", Classes: []worker.Class{{Name: "Room", UniqueKey: "served-Room", SQL: true}},
		Bindings: []worker.Binding{{Name: "ROOM", Kind: worker.BindingNamespace, Class: "Room"}},
	})
	require.NoError(t, err)
	s = &served{t: t}
	o.Name, o.Exit = "served", func() { s.exits++ }
	s.admin, err = admin.New(o)
	require.NoError(t, err)
	so := serve.Options{
		Worker: w, Profile: platform.Workerd(), Dir: dir, Durability: durable.Process, Admin: s.admin,
		Objects: []durable.Option{durable.WithSQLSteps(1_000_000)},
	}
	server, err := serve.New(so)
	require.NoError(t, err)
	h := httptest.NewUnstartedServer(nil)
	h.Config = server.HTTP()
	h.Start()
	s.url = h.URL
	stop = sync.OnceFunc(func() {
		s.admin.Close()
		h.Close()
		require.NoError(t, server.Stop(context.Background()))
		w.Close()
	})
	t.Cleanup(stop)
	return s, stop
}

// text asks the Worker.
func (s *served) text(path string) string {
	s.t.Helper()
	q, err := http.NewRequest(http.MethodGet, s.url+path, nil)
	require.NoError(s.t, err)
	_, text := s.do(q)
	return text
}

// ask asks for a verb, by POST where there is a body.
func (s *served) ask(verb, body string) (status int, answer string) {
	s.t.Helper()
	method := http.MethodGet
	if body != "" {
		method = http.MethodPost
	}
	q, err := http.NewRequest(method, s.url+admin.Prefix+"/"+verb, strings.NewReader(body))
	require.NoError(s.t, err)
	status, answer = s.do(q)
	return status, strings.TrimSpace(answer)
}

func (s *served) do(q *http.Request) (status int, answer string) {
	s.t.Helper()
	resp, err := http.DefaultClient.Do(q)
	require.NoError(s.t, err)
	defer func() { require.NoError(s.t, resp.Body.Close()) }()
	data, err := io.ReadAll(resp.Body)
	require.NoError(s.t, err)
	return resp.StatusCode, string(data)
}

// ok is ask that must succeed, and reads the answer.
func ok[T any](s *served, verb, body string) (v T) {
	s.t.Helper()
	status, answer := s.ask(verb, body)
	require.Equal(s.t, http.StatusOK, status, answer)
	require.NoError(s.t, json.Unmarshal([]byte(answer), &v), answer)
	return v
}

// TestVerbs: what is in an object is seen, and what is done to it happens.
func TestVerbs(t *testing.T) {
	s, _ := start(t, admin.Options{}, "")
	for _, verb := range []string{"objects", "alarms", "schedules", "gates", "sockets"} {
		_, answer := s.ask(verb, "")
		require.JSONEq(t, `{"`+verb+`":[]}`, answer)
	}
	for _, room := range []string{"a", "b", "c"} {
		require.Equal(t, "filled", s.text("/fill?room="+room))
	}
	list := ok[admin.ObjectList](s, "objects?limit=2", "")
	require.Len(t, list.Objects, 2)
	more := ok[admin.ObjectList](s, "objects?limit=2&after="+list.Next, "")
	require.Len(t, more.Objects, 1)
	require.Empty(t, more.Next)
	names := map[string]bool{}
	for _, o := range append(list.Objects, more.Objects...) {
		names[o.Object] = true
		require.Equal(t, "running", o.State)
		require.Equal(t, 1, o.Incarnation)
		require.NotEmpty(t, o.Alarm)
	}
	require.Equal(t, map[string]bool{"Room/a": true, "Room/b": true, "Room/c": true}, names)
	require.Len(t, ok[admin.ObjectList](s, "objects?class=Room&prefix=b", "").Objects, 1)

	keys := ok[admin.Keys](s, "kv?object=Room/a", "")
	require.Len(t, keys.Keys, 2)
	require.Equal(t, `<Map of 1> {"a" → {"n": 1}}`, keys.Keys[0].Value)
	require.Equal(t, `"<b>\"x\"</b>"`, keys.Keys[1].Value)
	require.Len(t, ok[admin.Keys](s, "kv?object=Room/a&prefix=te", "").Keys, 1)
	require.True(t, ok[admin.Keys](s, "kv?object=Room/a&limit=1", "").More)

	rows := ok[admin.Rows](s, "sql?object=Room/a&query="+url.QueryEscape("SELECT * FROM t WHERE x > ?")+"&args=[0]", "")
	require.Equal(t, admin.Rows{
		Columns: []string{"x", "y"}, Rows: [][]any{{1.0, "x'ff'"}, {2.0, "two"}, {"9007199254740993", 0.5}},
	}, rows)
	ok[admin.Rows](s, "sql", `{"object":"Room/a","query":"UPDATE t SET y = ? WHERE x = 2","args":["zwei"],"write":true}`)
	rows = ok[admin.Rows](s, "sql?object=Room/a&query="+url.QueryEscape("SELECT y FROM t WHERE x = 2"), "")
	require.Equal(t, [][]any{{"zwei"}}, rows.Rows)

	rows = ok[admin.Rows](s, "sql?object=Room/a&query="+url.QueryEscape("SELECT 'x' || replace(printf('%.40000c', '.'), '.', 'é')"), "")
	require.Equal(t, [][]any{{"x" + strings.Repeat("é", 32<<10-1) + "…"}}, rows.Rows, "cut between two characters")

	alarms := ok[struct{ Alarms []admin.Alarm }](s, "alarms", "").Alarms
	require.Len(t, alarms, 3)
	require.Equal(t, alarms[0].Own.Durable, alarms[0].Manager.Scheduled)
	require.Equal(t, "waiting", alarms[0].Manager.State)
	schedules := ok[struct{ Schedules []admin.Schedule }](s, "schedules?object=Room/a", "").Schedules
	require.Equal(t, []admin.Schedule{{
		Object: "Room/a", Table: "cf_agents_schedules", ID: "s1", Due: "2096-10-02T07:06:40.000Z",
		Row: map[string]string{"id": `"s1"`, "callback": `"ring"`, "time": "4000000000"},
	}}, schedules)
	require.Len(t, ok[struct{ Schedules []admin.Schedule }](s, "schedules", "").Schedules, 3)

	require.Equal(t, []string{"Room/a"}, ok[admin.Acted](s, "fire", `{"object":"Room/a"}`).Objects)
	require.Len(t, ok[admin.Acted](s, "fire", "{}").Objects, 1)
	require.Len(t, ok[admin.Acted](s, "fire", "{}").Objects, 1)
	status, answer := s.ask("fire", "{}")
	require.Equal(t, http.StatusConflict, status)
	require.JSONEq(t, `{"error":{"message":"no alarm is set"}}`, answer)
	require.Equal(t, "[2,1,3]", s.text("/calls"))

	require.Equal(t, []string{"Room/a"}, ok[admin.Acted](s, "evict", `{"object":"Room/a"}`).Objects)
	status, answer = s.ask("crash", `{"object":"Room/a"}`)
	require.Equal(t, http.StatusConflict, status, answer)
	require.Equal(t, "evicted", ok[admin.Details](s, "object?object=Room/a", "").State)
	require.Equal(t, "[1,1,3]", s.text("/calls"))
	require.Len(t, ok[admin.Acted](s, "crash", "{}").Objects, 3)
	require.Equal(t, "[1,1,3]", s.text("/calls"))
	require.Equal(t, []string{"Room/a"}, ok[admin.Acted](s, "deploy", "{}").Objects)
	require.Equal(t, "[1,1,3]", s.text("/calls"))
	d := ok[admin.Details](s, "object?object=Room/a", "")
	require.Equal(t, 4, d.Incarnation)
	require.Equal(t, map[string]int{"t": 3, "cf_agents_schedules": 1}, d.Stored.Tables)
	require.Positive(t, d.Used.Requests)

	m := ok[admin.Meter](s, "meter", "")
	require.Len(t, m.Objects, 3)
	require.InDelta(t, 5, m.Bill.Dollars, 0.01, "the base of one month")
	require.NotEmpty(t, m.Bill.Lines)

	require.Equal(t, []string{"Room/a"}, ok[admin.Acted](s, "clear", `{"object":"Room/a"}`).Objects)
	require.Equal(t, "[1,0,0]", s.text("/calls"))
	require.Len(t, ok[admin.Acted](s, "clear", "{}").Objects, 3)
	require.Equal(t, "[1,0,0]", s.text("/calls?room=b"))
	ok[map[string]any](s, "exit", "{}")
	require.Equal(t, 1, s.exits)
}

// TestGatesAndSockets: who waits, and where, and who is connected.
func TestGatesAndSockets(t *testing.T) {
	s, _ := start(t, admin.Options{}, "")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	conn, _, err := websocket.Dial(ctx, strings.Replace(s.url, "http", "ws", 1)+"/ws?room=w", nil)
	require.NoError(t, err)
	defer func() { _ = conn.CloseNow() }()
	sockets := ok[struct{ Sockets []admin.SocketEnd }](s, "sockets", "").Sockets
	require.Equal(t, []admin.SocketEnd{{Object: "Room/w", Socket: 1, State: "open", Tags: []string{"tag"}}}, sockets)

	hangs, stop := context.WithCancel(ctx)
	defer stop()
	stream := s.stream(ctx, "events?last=0")
	for _, path := range []string{"/hang?room=h", "/calls?room=h"} {
		q, err := http.NewRequestWithContext(hangs, http.MethodGet, s.url+path, nil)
		require.NoError(t, err)
		go func() {
			if resp, err := http.DefaultClient.Do(q); err == nil {
				_ = resp.Body.Close()
			}
		}()
		for !strings.Contains(stream(), `"ev":"call","who":"Room/h"`) {
		}
	}
	gates := func() []admin.Gates { return ok[struct{ Gates []admin.Gates }](s, "gates", "").Gates }
	var g admin.Gates
	for len(g.InFlight) < 2 || len(g.Waiting) == 0 || g.Locks[0] == "constructor" { // Until both have arrived.
		if list := gates(); len(list) > 0 {
			g = list[0]
		}
	}
	require.Equal(t, "Room/h", g.Object)
	require.Equal(t, []string{"blockConcurrencyWhile"}, g.Locks)
	require.Len(t, g.InFlight, 2)
	status, answer := s.ask("evict", `{"object":"Room/h"}`)
	require.Equal(t, http.StatusConflict, status, answer)
	require.Contains(t, ok[admin.Acted](s, "evict", "{}").Refused[0], "Room/h: ")
	require.Equal(t, []string{"Room/h"}, ok[admin.Acted](s, "crash", "{}").Objects, "the other is out of memory")
	require.Empty(t, gates())
}

// stream returns a func that gives the next line of a stream.
func (s *served) stream(ctx context.Context, verb string) func() string {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+admin.Prefix+"/"+verb, nil)
	require.NoError(s.t, err)
	resp, err := http.DefaultClient.Do(q)
	require.NoError(s.t, err)
	require.Equal(s.t, "text/event-stream", resp.Header.Get("Content-Type"))
	s.t.Cleanup(func() { _ = resp.Body.Close() })
	in := bufio.NewScanner(resp.Body)
	return func() string {
		for in.Scan() {
			if data, is := strings.CutPrefix(in.Text(), "data: "); is {
				return data
			}
		}
		s.t.Fatal("the stream has ended")
		return ""
	}
}

// TestTrace: the trace is saved in all forms, drawn, and streamed with what came before.
func TestTrace(t *testing.T) {
	upper := func(out io.Writer) io.Writer {
		return writerFunc(func(b []byte) (int, error) { return out.Write(bytes.ToUpper(b)) })
	}
	s, stop := start(t, admin.Options{Text: upper}, "")
	s.text("/fill")
	_, trace := s.ask("trace", "")
	lines := strings.Split(trace, "\n")
	for n, line := range lines {
		var e struct {
			Step int
			Ev   string
		}
		require.NoError(t, json.Unmarshal([]byte(line), &e))
		require.Equal(t, n, e.Step)
	}
	_, text := s.ask("trace?format=text", "")
	require.True(t, strings.HasPrefix(text, strings.ToUpper(trace)), "more may have come")
	_, chrome := s.ask("trace?format=chrome", "")
	require.True(t, json.Valid([]byte(chrome)))
	require.Contains(t, chrome, "incarnation 1")
	status, answer := s.ask("trace?format=xml", "")
	require.Equal(t, http.StatusBadRequest, status)
	require.Contains(t, answer, `"field":"format"`)
	q, err := http.NewRequest(http.MethodGet, s.url+admin.Prefix+"/trace", strings.NewReader(`{"format":5}`))
	require.NoError(t, err)
	status, answer = s.do(q)
	require.Equal(t, http.StatusBadRequest, status, answer)
	_, page := s.ask("inspector", "")
	require.Contains(t, page, "Room/a")
	require.Contains(t, page, "Content-Security-Policy")

	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	stream := s.stream(ctx, "events?last=3")
	require.Equal(t, lines[len(lines)-3], stream())
	var streams []func() string
	for range 15 {
		streams = append(streams, s.stream(ctx, "events"))
	}
	status, answer = s.ask("events", "")
	require.Equal(t, http.StatusServiceUnavailable, status, answer)
	s.text("/calls")
	for !strings.Contains(stream(), "/calls") {
	}
	require.Contains(t, streams[0](), "/calls")
	stop() // Streams do not keep it waiting.
}

// TestPictureOfWorlds: the page tells worlds apart, and leaves out those without lines.
func TestPictureOfWorlds(t *testing.T) {
	a, err := admin.New(admin.Options{Name: "served"})
	require.NoError(t, err)
	for n, lines := range []int{2, 0, 1} {
		out := a.Trace(n)
		for step := range lines {
			_, err := fmt.Fprintf(out, `{"step":%d,"t":%d,"ev":"new","who":"Room/a"}`+"\n", step, step)
			require.NoError(t, err)
		}
	}
	p, err := a.Picture()
	require.NoError(t, err)
	require.Len(t, p.Takes, 2)
	require.Equal(t, "served, world 1", p.Takes[0].Title)
	require.Equal(t, 2, p.Takes[0].Steps())
	require.Equal(t, "served, world 3", p.Takes[1].Title)
}

type writerFunc func(b []byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

// TestFaults: faults are added, removed and switched, and strike while they are on.
func TestFaults(t *testing.T) {
	s, _ := start(t, admin.Options{Faults: []string{"stub.request if=fetch error=L1"}}, "")
	fails := func() bool { return s.text("/calls") == "Internal Server Error\n" }
	require.True(t, fails())
	require.Equal(t, admin.FaultList{On: true, Faults: []admin.Fault{{Text: "stub.request if=fetch error=L1", Passed: 1, Struck: 1}}},
		ok[admin.FaultList](s, "faults", ""))
	require.False(t, ok[admin.FaultList](s, "faults", "{}").On)
	require.False(t, fails())
	require.True(t, ok[admin.FaultList](s, "faults", `{"on":true}`).On)
	require.True(t, fails())
	require.Empty(t, ok[admin.FaultList](s, "faults", `{"remove":"stub.request if=fetch error=L1"}`).Faults)
	require.False(t, fails())
	require.Len(t, ok[admin.FaultList](s, "faults", `{"add":"stub.request times=1 error=L1"}`).Faults, 1)
	require.True(t, fails())
	require.False(t, fails())
	status, answer := s.ask("faults", `{"add":"object.turn explode"}`)
	require.Equal(t, http.StatusBadRequest, status)
	require.Contains(t, answer, `"field":"add"`)
	status, _ = s.ask("faults", `{"remove":"no such"}`)
	require.Equal(t, http.StatusNotFound, status)
	status, answer = s.ask("faults", `{"add":"object.turn memory=1"}`)
	require.Equal(t, http.StatusBadRequest, status, "the profile has no limit of memory")
	require.Contains(t, answer, "MemoryMax")
	require.Len(t, ok[admin.FaultList](s, "faults", "").Faults, 1)
}

// TestRefused: bad input is named, SQL that reads cannot do anything else, and strangers get nothing.
func TestRefused(t *testing.T) {
	s, _ := start(t, admin.Options{Host: "box.lan"}, "")
	s.text("/fill")
	for _, c := range []struct {
		verb, body string
		status     int
		field      string
	}{
		{"objects?limit=x", "", 400, "limit"},
		{"objects?limit=1001", "", 400, "limit"},
		{"objects?limit=-1", "", 400, "limit"},
		{"objects?color=red", "", 400, "color"},
		{"objects?class=None", "", 404, "class"},
		{"objects?limit=1&limit=2", "", 400, "limit"},
		{"objects?%zz", "", 400, ""},
		{"object", "", 400, "object"},
		{"object?object=Room", "", 400, "object"},
		{"object?object=Room/none", "", 404, "object"},
		{"object?object=None/a", "", 404, "object"},
		{"object?object=Room/" + strings.Repeat("0", 64), "", 404, "object"},
		{"crash", `{"object":5}`, 400, "object"},
		{"crash", `{"object":"Room/a","object2":1}`, 400, "object2"},
		{"crash?object=Room/a", `{"object":"Room/a"}`, 400, "object"},
		{"crash", `[]`, 400, ""},
		{"crash", `{} {}`, 400, ""},
		{"crash", `{`, 400, ""},
		{"crash", "{" + strings.Repeat(" ", 2<<20) + "}", 413, ""},
		{"faults", `{"on":"maybe"}`, 400, "on"},
		{"faults", `{"on":true,"add":"x"}`, 400, "on"},
		{"events?last=many", "", 400, "last"},
		{"events?last=-1", "", 400, "last"},
		{"sql?object=Room/a", "", 400, "query"},
		{"sql?object=Room/a&query=SELECT+1&args=1", "", 400, "args"},
		{"sql?object=Room/a&query=SELECT+%3F&args=[{}]", "", 400, "args"},
		{"sql?object=Room/a&query=SELECT+%3F&args=[1e999]", "", 400, "args"},
		{"sql?object=Room/a&query=SELECT+1&write=true", "", 400, "write"},
		{"sql", `{"object":"Room/a","query":"DELETE FROM t"}`, 400, "write"},
		{"none", "", 404, ""},
		{"objects", "{}", 405, ""},
		{"crash", "", 405, ""},
		{"crash/", "{}", 404, ""},
		{"../dolab/objects", "", 404, ""},
	} {
		status, answer := s.ask(c.verb, c.body)
		require.Equal(t, c.status, status, "%s %.99s: %s", c.verb, c.body, answer)
		if strings.HasPrefix(c.verb, "..") {
			continue // The Worker's.
		}
		var e struct {
			Error struct{ Message, Field string }
		}
		require.NoError(t, json.Unmarshal([]byte(answer), &e), answer)
		require.NotEmpty(t, e.Error.Message)
		require.Equal(t, c.field, e.Error.Field, answer)
	}
	for _, query := range []string{
		"DELETE FROM t", "SELECT 1; DROP TABLE t", "WITH n(i) AS (SELECT 1) DELETE FROM t", "PRAGMA foreign_keys = 0",
		"ATTACH ':memory:' AS m", "VACUUM INTO '/tmp/x'", "SELECT load_extension('x')", "SELECT * FROM _cf_KV", "PRAGMA writable_schema=1",
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
		"SELECT count(*) FROM t a, t b, t c, t d, t e, t f, t g, t h, t i, t j, t k, t l, t m, t n, t o, t p, t q, t r", "SELEKT", "",
	} {
		status, answer := s.ask("sql?object=Room/a&query="+url.QueryEscape(query), "")
		require.Equal(t, 400, status, "%s: %s", query, answer)
		require.Contains(t, answer, `"field":"query"`)
	}
	status, answer := s.ask("sql", `{"object":"Room/a","write":true,
		"query":"INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i), 1 FROM n"}`)
	require.Equal(t, 400, status, answer)
	require.Contains(t, answer, "too many steps in one turn", "its bound is that of a turn")
	rows := ok[admin.Rows](s, "sql?object=Room/a&query="+url.QueryEscape("SELECT count(*) FROM t"), "")
	require.Equal(t, [][]any{{3.0}}, rows.Rows, "nothing was written")

	port := s.url[strings.LastIndex(s.url, ":"):]
	for _, c := range []struct {
		host, name, value string
		status            int
	}{
		{"evil.example" + port, "", "", 403},
		{"127.0.0.1.evil.example" + port, "", "", 403},
		{"10.0.0.1" + port, "", "", 403},
		{"localhost.evil.example", "", "", 403},
		{"127.0.0.1" + port, "Origin", "http://evil.example", 403},
		{"127.0.0.1" + port, "Origin", "null", 403},
		{"127.0.0.1" + port, "Origin", "http://127.0.0.1:1", 403},
		{"127.0.0.1" + port, "Origin", "http://localhost" + port, 403},
		{"127.0.0.1" + port, "Sec-Fetch-Site", "cross-site", 403},
		{"127.0.0.1" + port, "Sec-Fetch-Site", "same-site", 403},
		{"127.0.0.1" + port, "Origin", "http://127.0.0.1" + port, 200},
		{"127.0.0.1" + port, "Sec-Fetch-Site", "same-origin", 200},
		{"localhost" + port, "", "", 200},
		{"a.localhost" + port, "", "", 200},
		{"[::1]" + port, "", "", 200},
		{"box.lan" + port, "", "", 200},
		{"LOCALHOST.", "", "", 200},
	} {
		q, err := http.NewRequest(http.MethodPost, s.url+admin.Prefix+"/crash", strings.NewReader("{}"))
		require.NoError(t, err)
		q.Host = c.host
		if c.name != "" {
			q.Header.Set(c.name, c.value)
		}
		status, answer := s.do(q)
		require.Equal(t, c.status, status, "%v: %s", c, answer)
	}
	resp, err := http.Get(s.url + admin.Prefix + "/objects")
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Empty(t, resp.Header.Get("Access-Control-Allow-Origin"))
}

// TestStored: objects in files of an earlier run are listed, read and cleared without being woken.
func TestStored(t *testing.T) {
	dir := t.TempDir()
	s, stop := start(t, admin.Options{}, dir)
	s.text("/fill?room=a")
	s.text("/calls?room=b")
	stop()
	s, _ = start(t, admin.Options{}, dir)
	list := ok[admin.ObjectList](s, "objects", "").Objects
	require.Len(t, list, 2)
	for _, o := range list {
		require.Equal(t, "stored", o.State)
	}
	require.Len(t, ok[admin.Keys](s, "kv?object=Room/a", "").Keys, 2)
	require.Zero(t, ok[admin.Details](s, "object?object=Room/a", "").Incarnation)
	require.Len(t, ok[admin.Acted](s, "clear", "{}").Objects, 2)
	require.Equal(t, "[1,0,0]", s.text("/calls?room=a"))
}

// TestManyAtOnce: verbs and requests at once do not disturb one another.
func TestManyAtOnce(t *testing.T) {
	s, _ := start(t, admin.Options{}, "")
	var all sync.WaitGroup
	for n := range 6 {
		all.Go(func() {
			for i := range 20 {
				s.text(fmt.Sprintf("/calls?room=%d", (n+i)%5))
			}
		})
	}
	for _, verb := range []string{"objects", "gates", "alarms?all=true", "meter", "sockets", "faults", "trace", "inspector", "schedules"} {
		all.Go(func() {
			for range 5 {
				status, answer := s.ask(verb, "")
				require.Equal(t, http.StatusOK, status, answer)
			}
		})
	}
	for _, verb := range []string{"crash", "evict", "deploy", "clear", "faults"} {
		all.Go(func() {
			for range 5 {
				status, answer := s.ask(verb, "{}")
				require.Equal(t, http.StatusOK, status, answer)
			}
		})
	}
	all.Wait()
}
