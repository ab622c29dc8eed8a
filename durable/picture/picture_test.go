package picture_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/picture"
	"dolab/durable/platform"
)

// keeper keeps rows in the table of a package that is known, and arms the alarm or forgets to.
type keeper struct{ st *durable.State }

func newKeeper(st *durable.State) (durable.Object, error) {
	_, err := st.Storage.SQL().Exec(`CREATE TABLE IF NOT EXISTS _alarms (id TEXT PRIMARY KEY, at INTEGER) WITHOUT ROWID`)
	return &keeper{st}, err
}

func (k *keeper) Keep(id string, in time.Duration, arm bool) error {
	at := k.st.Now().Add(in)
	if _, err := k.st.Storage.SQL().Exec(`INSERT INTO _alarms VALUES (?, ?)`, id, at.UnixMilli()); err != nil || !arm {
		return err
	}
	return k.st.Storage.SetAlarm(at)
}

func (k *keeper) Alarm(durable.AlarmInfo) error {
	_, err := k.st.Storage.SQL().Exec(`DELETE FROM _alarms WHERE at <= ?`, k.st.Now().UnixMilli())
	return err
}

// play runs a world and returns what a page says of it, and the hash of its trace.
func play(
	t *testing.T, rec *picture.Recorder, do func(w *sim.World, stub *durable.Stub), options ...durable.Option,
) (hash string) {
	t.Helper()
	take := rec.Begin("world")
	w := sim.New(sim.Options{Chooser: sim.Seed(1), Trace: take})
	rt := durable.New(w.World, platform.Ideal(), options...)
	take.Watch(rt)
	ns, err := rt.Namespace(durable.Class{Name: "Keeper", New: newKeeper})
	require.NoError(t, err)
	do(w, ns.GetByName("a"))
	hash = w.Hash()
	w.Close()
	return hash
}

func call(t *testing.T, w *sim.World, stub *durable.Stub, args ...any) {
	t.Helper()
	var failed error
	require.NoError(t, w.Do("client", func() { _, failed = stub.Call("Keep", args...) }))
	require.NoError(t, failed)
}

// page is what a page has, as a reader of its data sees it.
type page struct {
	text string
	doc  struct {
		Version int
		Strings []string
		Runs    []struct {
			Headline string
			Findings []struct {
				Words, Who, Kind string
				From, To         float64
			}
			Lanes []struct {
				Group, Name  string
				Bands, Marks []float64
			}
			Clocks []struct {
				Who   string
				Ahead float64
			}
			States []struct{ Pairs []int }
			Writes []struct {
				Rows []struct{ Kind, Table, Key string }
			}
			Focus float64
			End   float64
		}
	}
}

func drawn(t *testing.T, rec *picture.Recorder) *page {
	t.Helper()
	var b bytes.Buffer
	_, err := (&picture.Page{Title: "test", Takes: rec.Takes}).WriteTo(&b)
	require.NoError(t, err)
	p := &page{text: b.String()}
	_, data, found := strings.Cut(p.text, `<script type="application/json" id="data">`)
	require.True(t, found)
	data, _, _ = strings.Cut(data, "</script>")
	require.NoError(t, json.Unmarshal([]byte(data), &p.doc))
	return p
}

// bands are the labels of a lane's bands with their times.
func (p *page) bands(lane string) (list []string) {
	for _, l := range p.doc.Runs[0].Lanes {
		for n := 0; l.Name == lane && n < len(l.Bands); n += 6 {
			label, _, _ := strings.Cut(p.doc.Strings[int(l.Bands[n+3])], "||")
			list = append(list, fmt.Sprintf("%g-%g %s", l.Bands[n], l.Bands[n+1], label))
		}
	}
	return list
}

// TestNeverArmed: rows that are past their time in an object without an alarm are a gap with its words, from the moment
// at which the first is due until something wakes the object.
func TestNeverArmed(t *testing.T) {
	rec := &picture.Recorder{}
	play(t, rec, func(w *sim.World, stub *durable.Stub) {
		call(t, w, stub, "one", 2*time.Second, false)
		call(t, w, stub, "two", 3*time.Second, false)
		require.NoError(t, w.Advance(60*time.Second))
	})
	p := drawn(t, rec)
	require.Equal(t, "2 rows due, getAlarm() is null: never armed", p.doc.Runs[0].Headline)
	require.Equal(t, []string{
		"2000-3000 1 row due|getAlarm() is null: never armed|never armed|1 due",
		"3000-60000 2 rows due|getAlarm() is null: never armed|never armed|2 due",
	}, p.bands("work due"))
	require.Equal(t, []string{"0-2000 null", "2000-60000 null: never armed"}, p.bands("alarm, object"))
	require.Equal(t, []string{"0-2000 nothing will ring", "2000-60000 nothing will ring"}, p.bands("alarm, manager"))
	f := p.doc.Runs[0].Findings
	require.Len(t, f, 1)
	require.Equal(t, "Keeper/a", f[0].Who)
	require.Equal(t, []float64{2000, 60000}, []float64{f[0].From, f[0].To})
}

// TestArmed: the same rows with their alarm are no finding.
func TestArmed(t *testing.T) {
	rec := &picture.Recorder{}
	play(t, rec, func(w *sim.World, stub *durable.Stub) {
		call(t, w, stub, "one", 2*time.Second, true)
		require.NoError(t, w.Advance(60*time.Second))
	})
	p := drawn(t, rec)
	require.Empty(t, p.doc.Runs[0].Findings)
	require.Equal(t, []string{"0-2000 set for 2 s", "2000-60000 null"}, p.bands("alarm, object"))
	require.Equal(t, "_alarms", p.doc.Runs[0].Writes[0].Rows[0].Table)
	require.Equal(t, durable.RowAdded, p.doc.Runs[0].Writes[0].Rows[0].Kind)
}

// TestElsewhere: a row that is due before the alarm waits for it.
func TestElsewhere(t *testing.T) {
	rec := &picture.Recorder{}
	play(t, rec, func(w *sim.World, stub *durable.Stub) {
		call(t, w, stub, "later", 30*time.Second, true)
		call(t, w, stub, "soon", 2*time.Second, false)
		require.NoError(t, w.Advance(60*time.Second))
	})
	require.Equal(t, "1 row due, the alarm is set for 30 s", drawn(t, rec).doc.Runs[0].Headline)
}

// TestSoonAfter: the picture reports no finding for a row that is due half a second before the alarm.
func TestSoonAfter(t *testing.T) {
	rec := &picture.Recorder{}
	play(t, rec, func(w *sim.World, stub *durable.Stub) {
		call(t, w, stub, "later", 2500*time.Millisecond, true)
		call(t, w, stub, "soon", 2*time.Second, false)
		require.NoError(t, w.Advance(10*time.Second))
	})
	p := drawn(t, rec)
	require.Equal(t, "2000-2500 1 row due|the alarm is set for 2.5 s|alarm set for later|1 due", p.bands("work due")[0])
	require.Empty(t, p.doc.Runs[0].Findings)
}

// TestSkewedClock: clocks that are not the world's are told, and by how much.
func TestSkewedClock(t *testing.T) {
	plan, err := platform.NewPlan("clock @alarms ahead=2s")
	require.NoError(t, err)
	rec := &picture.Recorder{}
	play(t, rec, func(w *sim.World, stub *durable.Stub) {
		call(t, w, stub, "one", 5*time.Second, true)
		require.NoError(t, w.Advance(time.Minute))
	}, durable.WithFaults(plan))
	clocks := drawn(t, rec).doc.Runs[0].Clocks
	require.Len(t, clocks, 1)
	require.Equal(t, "alarm manager", clocks[0].Who)
	require.InDelta(t, 2000, clocks[0].Ahead, 0.001)
}

// TestRecorderChangesNothing: a world that is recorded has the trace of one that is not.
func TestRecorderChangesNothing(t *testing.T) {
	do := func(w *sim.World, stub *durable.Stub) {
		for n := range 20 {
			call(t, w, stub, fmt.Sprint(n), time.Duration(n)*time.Second, n%3 > 0)
		}
		require.NoError(t, w.Advance(time.Hour))
	}
	require.Equal(t, play(t, nil, do), play(t, &picture.Recorder{}, do))
}

// TestBounds: of more events than can be drawn the first are kept, and the page says how many are not.
func TestBounds(t *testing.T) {
	rec := &picture.Recorder{}
	take := rec.Begin("long")
	for n := range picture.EventsMax + 10 {
		_, err := fmt.Fprintf(take, `{"step":%d,"t":%d,"ev":"log"}`+"\n", n, n)
		require.NoError(t, err)
	}
	require.Equal(t, 10, rec.Dropped)
	require.Equal(t, picture.EventsMax, take.Steps())
}

// TestReadTrace makes worlds of a file again, and finds where two differ.
func TestReadTrace(t *testing.T) {
	const trace = `{"step":0,"t":0,"ev":"new","who":"A/a"}
{"step":1,"t":1.5,"ev":"commit","who":"A/a","n":1}
{"step":0,"t":0,"ev":"new","who":"A/b"}
`
	a, b := &picture.Recorder{}, &picture.Recorder{}
	require.NoError(t, a.ReadTrace(strings.NewReader(trace), "a"))
	require.NoError(t, b.ReadTrace(strings.NewReader(strings.Replace(trace, "A/b", "A/c", 1)), "b"))
	require.Len(t, a.Takes, 2)
	x, y, differ := picture.Differ(a, b)
	require.True(t, differ)
	require.Equal(t, []string{"a, world 2", "b, world 2"}, []string{x.Title, y.Title})
	_, _, differ = picture.Differ(a, a)
	require.False(t, differ)
	require.Error(t, a.ReadTrace(strings.NewReader("not a trace\n"), "c"))
}

// TestPolicy: a page loads and runs nothing but what stands in it.
func TestPolicy(t *testing.T) {
	text := drawn(t, &picture.Recorder{}).text
	policy := regexp.MustCompile(`Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(text)[1]
	require.Regexp(t, `^default-src &#39;none&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;; `+
		`script-src &#39;sha256-[^ ]*&#39;; style-src &#39;sha256-[^ ]*&#39;$`, policy)
	require.NotRegexp(t, `https?://(www\.)?[a-z]`, strings.ReplaceAll(text, "http://www.w3.org/2000/svg", ""))
	require.NotContains(t, text, "innerHTML")
	require.NotContains(t, text, "\nimport ")
	require.NotContains(t, text, "\nexport ")
}

// TestSVGEscapes: an image has no markup of a trace in it.
func TestSVGEscapes(t *testing.T) {
	const evil = `<script>alert(1)</script>&"`
	rec := &picture.Recorder{}
	take := rec.Begin(evil)
	take.Headline, take.Why, take.Command = evil, []string{evil}, evil
	take.Operation(picture.Operation{Client: evil, Name: evil, To: time.Second, Outcome: evil})
	page := &picture.Page{Details: evil, Takes: rec.Takes}
	require.NotContains(t, page.Still(), "<script")
}

// TestChrome: the form for Perfetto is JSON, and what begins in it ends.
func TestChrome(t *testing.T) {
	var b bytes.Buffer
	c := picture.NewChrome(&b)
	lines := `{"step":0,"t":0,"ev":"call","who":"A/a","what":"call X","peer":"client"}
{"step":1,"t":0.25,"ev":"new","who":"A/a"}
{"step":2,"t":0.5,"ev":"reply","who":"A/a","what":"call X","peer":"client"}
{"step":3,"t":2,"ev":"crash","who":"A/a","n":1}
{"step":4,"t":3,"ev":"new","who":"A/a"}
{"step":0,"t":0,"ev":"new","who":"A/a"}
{"step":1,"t":9,"ev":"fault","who":"A/a","what":"commit crash","n":1}
`
	_, err := c.Write([]byte(lines))
	require.NoError(t, errors.Join(err, c.Close()))
	var doc struct {
		OtherData   map[string]string
		TraceEvents []struct {
			Ph       string
			Ts       float64
			Pid, Tid int
			ID       int
		}
	}
	require.NoError(t, json.Unmarshal(b.Bytes(), &doc), b.String())
	require.Equal(t, "1", doc.OtherData["trace-version"])
	open, calls, worlds := map[string]int{}, map[int]int{}, map[int]bool{}
	for _, e := range doc.TraceEvents {
		worlds[e.Pid] = true
		switch key := fmt.Sprint(e.Pid, e.Tid); e.Ph {
		case "B":
			open[key]++
		case "E":
			open[key]--
		case "b":
			calls[e.ID]++
		case "e":
			calls[e.ID]--
			require.InDelta(t, 500, e.Ts, 0, "microseconds")
		}
	}
	for _, n := range open {
		require.Zero(t, n)
	}
	for _, n := range calls {
		require.Zero(t, n)
	}
	require.Len(t, worlds, 2)

	var none bytes.Buffer
	require.NoError(t, picture.NewChrome(&none).Close())
	require.True(t, json.Valid(none.Bytes()), none.String())
}
