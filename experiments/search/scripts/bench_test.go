package scripts_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/experiments/search"
	"dolab/experiments/search/scripts"
)

// twin is the script of testdata/planted/rearm/mended.ts in Go.
type twin struct{ st *durable.State }

func newTwin(st *durable.State) (durable.Object, error) {
	t := &twin{st}
	_, err := st.Storage.SQL().Exec("CREATE TABLE IF NOT EXISTS jobs (id TEXT PRIMARY KEY, run_at INTEGER)")
	return t, err
}

func (t *twin) Add(id string, delay int) error {
	at := t.st.Now().Add(time.Duration(delay) * time.Second).UnixMilli()
	if _, err := t.st.Storage.SQL().Exec("INSERT OR REPLACE INTO jobs VALUES (?, ?)", id, at); err != nil {
		return err
	}
	return t.arm()
}

func (t *twin) arm() error {
	c, err := t.st.Storage.SQL().Exec("SELECT MIN(run_at) AS at FROM jobs")
	if err != nil {
		return err
	}
	rows, err := c.All()
	if err != nil || rows[0][0] == nil {
		return err
	}
	return t.st.Storage.SetAlarm(time.UnixMilli(rows[0][0].(int64)).UTC())
}

func (t *twin) Alarm(durable.AlarmInfo) error {
	if _, err := t.st.Storage.SQL().Exec("DELETE FROM jobs WHERE run_at <= ?", t.st.Now().UnixMilli()); err != nil {
		return err
	}
	return t.arm()
}

// twinSubject is the subject of the twin: the deeds of the script's, without what the package adds.
func twinSubject() *search.Subject {
	args := search.Field[string]{Name: "args", Draw: []string{`["a",1]`, `["b",2]`, `["c",10]`}}
	s := &search.Subject{Name: "twin", Open: func(w *search.World) (search.Play, error) {
		ns, err := w.Namespace(durable.Class{Name: "Reminders", New: newTwin})
		return ns, err
	}}
	s.Swarm, s.SwarmMore = search.CommonSwarm()
	s.Deeds = []search.Deed{{
		Name: "Reminders.add", Fields: search.Fields{search.Keys("a", "b"), args},
		Do: search.Do(func(ns *durable.Namespace, c *search.Client, o search.Operation) error {
			var list []any
			if err := json.Unmarshal([]byte(args.Of(o)), &list); err != nil {
				return err
			}
			return c.Await(func() error {
				_, err := ns.GetByName(o.Key).Call("Add", list[0], int(list[1].(float64)))
				return err
			})
		}),
	}}
	return s
}

// BenchmarkWorlds runs the same seeds of a script and of its twin in Go by turns, and reports how many worlds of each a
// second has, and the ratio. Padded is the same script with 600 KB of code that does not run.
func BenchmarkWorlds(b *testing.B) {
	for _, padding := range []int{0, 60_000, 600_000} {
		b.Run(fmt.Sprint("bytes=", padding), func(b *testing.B) {
			dir := project(b, "rearm", "mended.ts")
			main := filepath.Join(dir, "mended.ts")
			data, err := os.ReadFile(main)
			require.NoError(b, err)
			require.NoError(b, os.WriteFile(main, []byte(string(data)+filling(padding)), 0o644))
			p, err := scripts.Open(dir, scripts.Options{Name: "rearm"})
			require.NoError(b, err)
			defer p.Close()
			var spent [2]time.Duration
			subjects := []*search.Subject{p.Subject(), twinSubject()}
			seed := uint64(0)
			for b.Loop() {
				seed++
				for n, s := range subjects {
					started := time.Now()
					_, err := s.Scenario("", nil, seed).Run(search.Options{})
					spent[n] += time.Since(started)
					require.NoError(b, err)
				}
			}
			b.ReportMetric(float64(seed)/spent[0].Seconds(), "worlds/s")
			b.ReportMetric(float64(seed)/spent[1].Seconds(), "go-worlds/s")
			b.ReportMetric(float64(spent[1])/float64(spent[0]), "ratio")
		})
	}
}

// filling is code of a size that the bundler keeps.
func filling(bytes int) string {
	var s strings.Builder
	for n := 0; s.Len() < bytes; n++ {
		fmt.Fprintf(&s, "\nexport function filling%d(a, b) { const list = [a, b, 'text number %d'];"+
			" for (const x of list) { if (x === a) return { a, b, x }; } return list.map((x) => x + %d); }\n", n, n, n)
	}
	return s.String()
}
