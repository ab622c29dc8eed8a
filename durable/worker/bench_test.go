package worker_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/platform"
)

// benchScript is what the benchmarks call; its twin in Go is twin.
const benchScript = `
export class A extends DurableObject {
  ready = this.ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, v TEXT)');
  nothing() {}
  kv(n) { const kv = this.ctx.storage.kv; for (let i = 0; i < n; i++) kv.put('k' + i % 10, kv.get('k' + i % 10) ?? 0 + 1); }
  async awaited(n) { const s = this.ctx.storage; for (let i = 0; i < n; i++) await s.get('k'); }
  sql(n) {
    const sql = this.ctx.storage.sql;
    for (let i = 0; i < n; i++) {
      sql.exec('INSERT OR REPLACE INTO t VALUES (?, ?)', i % 10, 'v');
      sql.exec('SELECT v FROM t WHERE id = ?', i % 10).toArray();
    }
  }
  async calls(n) { const b = this.env.A.getByName('b'); for (let i = 0; i < n; i++) await b.nothing(); }
  left = 0;
  async alarms(n) { this.left = n; await this.ctx.storage.setAlarm(Date.now() + 1); }
  async alarm() { if (--this.left > 0) await this.ctx.storage.setAlarm(Date.now() + 1); }
}`

type twin struct {
	st   *durable.State
	left int
}

func newTwin(st *durable.State) (durable.Object, error) {
	_, err := st.Storage.SQL().Exec("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, v TEXT)")
	return &twin{st: st}, err
}

func (o *twin) Nothing() {}

func (o *twin) KV(n int) error {
	for i := range n {
		k := fmt.Sprint("k", i%10)
		v, _ := durable.Get[int](o.st.Storage.KV(), k)
		if err := o.st.Storage.KV().Put(k, v+1); err != nil {
			return err
		}
	}
	return nil
}

func (o *twin) Awaited(n int) {
	for range n {
		_, _ = durable.Get[any](o.st.Storage.KV(), "k")
	}
}

func (o *twin) SQL(n int) error {
	for i := range n {
		if _, err := o.st.Storage.SQL().Exec("INSERT OR REPLACE INTO t VALUES (?, ?)", i%10, "v"); err != nil {
			return err
		}
		c, err := o.st.Storage.SQL().Exec("SELECT v FROM t WHERE id = ?", i%10)
		if err != nil {
			return err
		}
		if _, err := c.All(); err != nil {
			return err
		}
	}
	return nil
}

func (o *twin) Calls(n int) error {
	b := o.st.Namespace("T").GetByName("b")
	for range n {
		if _, err := b.Call("Nothing"); err != nil {
			return err
		}
	}
	return nil
}

func (o *twin) Alarms(n int) error {
	o.left = n
	return o.st.Storage.SetAlarm(o.st.Now().Add(time.Millisecond))
}

func (o *twin) Alarm(durable.AlarmInfo) error {
	if o.left--; o.left > 0 {
		return o.st.Storage.SetAlarm(o.st.Now().Add(time.Millisecond))
	}
	return nil
}

// BenchmarkScript runs each operation by a script and by its twin in Go, in worlds of their own, a call of 1,000 each.
func BenchmarkScript(b *testing.B) {
	const n = 1000
	w := scripted(b, benchScript, "A")
	world := func() (*sim.World, *durable.Stub, *durable.Stub) {
		s := sim.New(sim.Options{Chooser: sim.Seed(1)})
		b.Cleanup(s.Close)
		rt := durable.New(s.World, platform.Ideal())
		app, err := w.Deploy(rt)
		require.NoError(b, err)
		ns, err := rt.Namespace(durable.Class{Name: "T", New: newTwin})
		require.NoError(b, err)
		return s, app.Namespace("A").GetByName("a"), ns.GetByName("a")
	}
	for _, op := range []string{"kv", "awaited", "sql", "calls", "alarms"} {
		s1, script, _ := world()
		s2, _, goes := world()
		b.Run(op+"/script", func(b *testing.B) { each(b, s1, script, op, n) })
		name := strings.ToUpper(op[:1]) + op[1:]
		if op == "kv" || op == "sql" {
			name = strings.ToUpper(op)
		}
		b.Run(op+"/go", func(b *testing.B) { each(b, s2, goes, name, n) })
	}
}

func each(b *testing.B, w *sim.World, stub *durable.Stub, op string, n int) {
	for b.Loop() {
		_, err := stub.Call(op, n)
		require.NoError(b, err)
		if strings.EqualFold(op, "alarms") {
			require.NoError(b, w.Advance(time.Duration(n+5)*time.Millisecond))
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/each")
}

// BenchmarkWorld is a world with an object and a call: of a script from its snapshot, and in Go.
func BenchmarkWorld(b *testing.B) {
	for _, kilobytes := range []int{1, 60, 600} {
		padding := "\n"
		for k := 0; len(padding) < kilobytes<<10; k++ {
			padding += fmt.Sprintf("const f%d = (a, b) => { const c = a + b; return c * 2 + %d; };\n", k, k)
		}
		w := scripted(b, benchScript+padding, "A")
		b.Run(fmt.Sprintf("script-%dKB", kilobytes), func(b *testing.B) {
			for b.Loop() {
				s := sim.New(sim.Options{Chooser: sim.Seed(1)})
				app, err := w.Deploy(durable.New(s.World, platform.Ideal()))
				require.NoError(b, err)
				_, err = app.Namespace("A").GetByName("a").Call("kv", 1)
				require.NoError(b, err)
				s.Close()
			}
		})
	}
	b.Run("go", func(b *testing.B) {
		for b.Loop() {
			s := sim.New(sim.Options{Chooser: sim.Seed(1)})
			rt := durable.New(s.World, platform.Ideal())
			ns, err := rt.Namespace(durable.Class{Name: "T", New: newTwin})
			require.NoError(b, err)
			_, err = ns.GetByName("a").Call("KV", 1)
			require.NoError(b, err)
			s.Close()
		}
	})
}

// fetchScript is a Worker that hands requests on to an object, as most do.
const fetchScript = `
export class A extends DurableObject {
  async fetch(request) {
    const [, name] = new URL(request.url).pathname.split('/');
    if (name === 'put') {
      const n = ((await this.ctx.storage.get('n')) ?? 0) + 1;
      await this.ctx.storage.put('n', n);
      return new Response(String(n));
    }
    return new Response('pong');
  }
}
export default {
  fetch(request, env) {
    const [, name] = new URL(request.url).pathname.split('/');
    return name === 'own' ? new Response('pong') : env.A.getByName('a').fetch(request);
  },
}`

// BenchmarkFetch is a request that the Worker answers itself, one that its object answers, and one whose object writes.
func BenchmarkFetch(b *testing.B) {
	w := scripted(b, fetchScript, "A")
	for _, path := range []string{"own", "ping", "put"} {
		b.Run(path, func(b *testing.B) {
			s := sim.New(sim.Options{Chooser: sim.Seed(1), StepsMax: 1 << 60, InstantMax: 1 << 60})
			b.Cleanup(s.Close)
			app, err := w.Deploy(durable.New(s.World, platform.Ideal()))
			require.NoError(b, err)
			q := durable.NewRequest("http://localhost/" + path)
			q.Header.Set("User-Agent", "Go-http-client/1.1")
			for b.Loop() {
				resp, err := app.Fetch(q)
				require.NoError(b, err)
				require.Equal(b, 200, resp.StatusCode)
			}
		})
	}
}
