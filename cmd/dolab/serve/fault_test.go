package serve_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/cmd/dolab/serve"
	"dolab/durable"
	"dolab/durable/platform"
)

const relayed = `const {DurableObject} = globalThis[Symbol.for('dolab.workers')];
export class Room extends DurableObject {
  async fetch(q) {
    const u = new URL(q.url), kv = this.ctx.storage.kv;
    kv.put('n', (kv.get('n') ?? 0) + 1);
    const next = u.searchParams.get('next');
    if (next) {
      try { return await this.env.ROOM.getByName(next).fetch('http://x/'); } catch (err) { return new Response('caught ' + err.message); }
    }
    return new Response(kv.get('n') + ' ' + q.headers.get('dolab-fault'));
  }
}
export default { async fetch(q, env) {
  try { return await env.ROOM.getByName(new URL(q.url).searchParams.get('room') ?? 'a').fetch(q); } catch (err) { return new Response('lost ' + err.message); }
} };`

// faulty asks with faults in headers.
func faulty(t *testing.T, url string, faults ...string) (status int, text string) {
	q, err := http.NewRequest(http.MethodGet, url, nil)
	require.NoError(t, err)
	for _, f := range faults {
		q.Header.Add("dolab-fault", f)
	}
	resp, err := http.DefaultClient.Do(q)
	require.NoError(t, err)
	status, text = whole(t, resp)
	return status, strings.TrimSpace(text)
}

// TestFaultHeader: a fault in a header strikes the events of its request, at every object that they lead to, and no
// other.
func TestFaultHeader(t *testing.T) {
	o := serve.Options{Worker: loadSource(t, "relayed", relayed), Profile: platform.Workerd(), FaultHeader: true}
	url, stop := startWith(t, o)
	defer stop()
	ask := func(path string, faults ...string) string {
		status, text := faulty(t, url+path, faults...)
		require.Equal(t, http.StatusOK, status, text)
		return text
	}
	require.Equal(t, "1 null", ask("/"))
	require.Contains(t, ask("/", "stub.request error=L1"), "lost ")
	require.Equal(t, "2 null", ask("/"), "it has not arrived")
	require.Contains(t, ask("/", "stub.response error=L1"), "lost ")
	require.Equal(t, "4 null", ask("/", "stub.request Room/b error=L1"), "it has arrived; the fault is for another")
	require.Contains(t, ask("/?next=b", "stub.request Room/b error=L1"), "caught ")
	require.Equal(t, "1 null", ask("/?next=b"))
	require.Contains(t, ask("/", "stub.request nth=2 error=L1", "storage.op nth=1 error=L8"), "lost ", "each request has its own count")
	require.Equal(t, "7 null", ask("/", "stub.request nth=2 error=L1"))

	for _, c := range []struct{ fault, text string }{
		{"stub.request explode", "explode"},
		{"commit crash", "is not a point of a request: want one of stub.request"},
		{"alarm.deliver drop", "is not a point of a request"},
		{"object.turn memory=1", "MemoryMax"},
		{"", "dolab-fault"},
	} {
		status, text := faulty(t, url+"/", c.fault)
		require.Equal(t, http.StatusBadRequest, status, c.fault)
		require.Contains(t, text, c.text)
	}
	o.FaultHeader = false
	url, stop = startWith(t, o)
	defer stop()
	status, text := faulty(t, url+"/", "stub.request error=L1")
	require.Equal(t, http.StatusBadRequest, status)
	require.Equal(t, "the header dolab-fault is not allowed here: dolab dev --fault-header allows it", text)
}

// TestFaultHeaderOfClasses: fetches and calls of objects in Go are struck too.
func TestFaultHeaderOfClasses(t *testing.T) {
	o := serve.Options{
		Profile: platform.Workerd(), FaultHeader: true, Worlds: 1,
		Classes: []durable.Class{{Name: "Echo", New: func(st *durable.State) (durable.Object, error) { return &echo{}, nil }}},
	}
	url, stop := startWith(t, o)
	defer stop()
	status, text := faulty(t, url+"/Echo/a/")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "fine", text)
	status, _ = faulty(t, url+"/Echo/a/", "stub.request error=L1")
	require.Equal(t, http.StatusInternalServerError, status)
	call := func(fault string) int {
		q, err := http.NewRequest(http.MethodPost, url+"/Echo/a/call/Say", strings.NewReader("[]"))
		require.NoError(t, err)
		if fault != "" {
			q.Header.Set("Dolab-Fault", fault)
		}
		resp, err := http.DefaultClient.Do(q)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		return resp.StatusCode
	}
	require.Equal(t, http.StatusOK, call(""))
	require.NotEqual(t, http.StatusOK, call("stub.response if=call error=L1"))
}

type echo struct{}

func (*echo) Fetch(*http.Request) (*http.Response, error) { return durable.Text("fine"), nil }

func (*echo) Say() string { return "said" }
