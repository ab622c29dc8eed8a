package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"dolab/durable/picture"
	"dolab/durable/picture/plot"
)

// screens are the windows that pages are looked at in.
var screens = []screen{
	{1280, 1400, "light"}, {1280, 1400, "dark"}, {390, 1600, "light"}, {390, 1600, "dark"},
}

// failures are recorded failures, with what the page must say of each.
var failures = []struct {
	name string
	args []string
	says []string // in its head
}{
	{
		"never-armed",
		[]string{"run", "call-alarm-delay", "--mux", "lumenize-2025-11-14", "--client", "sequential-uncorrelated"},
		[]string{
			"6 of 10: four operations wait for an alarm that was never armed",
			"1 row due, getAlarm() is null: never armed", "0.004 s to 15.004 s",
		},
	},
	{
		"early",
		[]string{"replay", "recorded/early.yaml"},
		[]string{"schedule reminder ran 640 ms early", "rounded down to a whole second"},
	},
	{
		"twice",
		[]string{"replay", "recorded/twice.yaml"},
		[]string{"schedule receipt ran twice", "its machine crashed at 5 s"},
	},
}

// TestPictures opens pages from disk in a browser: what has gone wrong is named, and no error is on the console. The
// screenshots are artifacts, to be looked at.
func TestPictures(t *testing.T) {
	ctx := openBrowser(t)
	for _, f := range failures {
		path := drawn(t, f.args...)
		for _, s := range screens {
			p := show(t, ctx, path, s)
			head := p.text("header.top") + p.text("#findings")
			for _, words := range f.says {
				require.Contains(t, head, words, f.name)
			}
			wide := eval[int](p, "document.documentElement.scrollWidth")
			require.LessOrEqual(t, wide, int(s.width), "%s is wider than the screen", f.name)
			p.keep(fmt.Sprintf("%s-%d-%s", f.name, s.width, s.scheme))
			p.quiet()
		}
	}
}

// TestGapIsVisible: the missing wake-up is on the screen, under its name, and where it is.
func TestGapIsVisible(t *testing.T) {
	p := show(t, openBrowser(t), drawn(t, failures[0].args...), screens[0])
	const gap = `(() => {
		const line = picture.page.timelines[0], box = line.canvas.getBoundingClientRect();
		const hit = line.hits.find((h) => h.lane.kind === "due" && h.band !== undefined);
		return {
			words: line.words(hit), left: box.left + hit.x0, right: box.left + hit.x1, top: box.top + hit.y0, bottom: box.top + hit.y1,
		};
	})()`
	type place struct {
		Words                    string
		Left, Right, Top, Bottom float64
	}
	at := eval[place](p, gap)
	require.Equal(t, "work due: 1 row due, getAlarm() is null: never armed\n0.004 s to 15.004 s (15 s)", at.Words)
	require.Greater(t, at.Right-at.Left, 100.0, "wide enough to be seen")
	require.Greater(t, at.Bottom-at.Top, 20.0)
	wide, high := float64(screens[0].width), float64(screens[0].height)
	require.True(t, at.Left >= 0 && at.Right <= wide && at.Top >= 0 && at.Bottom <= high, "%+v", at)
	// Pointing at it says the same, and clicking selects the event from which on it is so.
	p.do(chromedp.MouseClickXY((at.Left+at.Right)/2, (at.Top+at.Bottom)/2))
	require.Contains(t, p.text("#details"), "__lmz_alarms 1 is new")
	require.Contains(t, p.text("#details"), "nothing will ring")
	require.Contains(t, eval[string](p, `document.querySelector(".viewport canvas").getAttribute("aria-label")`),
		"1 row due, getAlarm() is null: never armed, from 0.004 s to 15.004 s")
	p.quiet()
}

// TestKeyboard: each event can be reached, searched for and filtered without a pointer.
func TestKeyboard(t *testing.T) {
	p := show(t, openBrowser(t), drawn(t, failures[0].args...), screens[0])
	at := func() string { return p.text("#details h2") }
	p.keys(kb.Home)
	require.Equal(t, "Event 0 of 145", at())
	p.keys(kb.ArrowRight, kb.ArrowRight)
	require.Equal(t, "Event 2 of 145", at())
	p.keys(kb.ArrowLeft)
	require.Equal(t, "Event 1 of 145", at())
	p.keys(kb.End)
	require.Equal(t, "Event 145 of 145", at())
	require.True(t, eval[bool](p, "document.getElementById('next').disabled"))

	p.keys("/")
	require.Equal(t, "search", eval[string](p, "document.activeElement.id"))
	// A key of the protocol writes, whatever the page makes of it.
	eval[string](p, `document.getElementById("search").value = ""`)
	p.keys(strings.Split("evict", "")...)
	require.Equal(t, "evict", eval[string](p, "document.getElementById(\"search\").value"))
	require.Equal(t, "7 of 146", p.text("#count"))
	require.Equal(t, 7, eval[int](p, "document.querySelectorAll('#events .row').length"))
	p.keys(kb.Home, kb.Enter)
	p.keys(kb.Escape)
	require.Empty(t, p.text("#count"))

	before := eval[float64](p, "picture.page.view.span")
	p.keys("+")
	require.InDelta(t, before/2, eval[float64](p, "picture.page.view.span"), 1)
	p.keys("-", "0")

	// A filter leaves events out of the list and of the lanes.
	const turns = `[...document.querySelectorAll("#filters label")].find((l) => l.innerText === "turns").querySelector("input")`
	eval[string](p, `(document.getElementById("filter").open = true, "")`)
	eval[string](p, `(`+turns+`.focus(), "")`)
	p.keys(" ")
	require.Equal(t, "109 of 146", p.text("#count"))
	p.keys(" ")
	require.Empty(t, p.text("#count"))
	p.keys(kb.Escape)
	require.False(t, eval[bool](p, `document.getElementById("filter").open`))

	p.keys("n")
	require.Equal(t, 1, eval[int](p, "document.querySelectorAll('#findings [aria-pressed=true]').length"))
	require.NotEmpty(t, p.text("#said"), "a screen reader hears of the step")
	const used = "button,input,select,[role]:not([role=status])"
	unnamed := eval[[]string](p, `[...document.querySelectorAll("`+used+`")].filter((e) =>
		!(e.getAttribute("aria-label") || e.innerText || e.labels && e.labels.length)).map((e) => e.outerHTML)`)
	require.Empty(t, unnamed, "what can be used has a name")
	p.quiet()
}

// The budget of a page with many events. It is counted, not timed: how fast a machine draws a frame is its own affair.
const (
	eventsMany = 100_000
	framesOpen = 6      // until the page can be used
	nodesMost  = 1_500  // elements of the page
	shapesMost = 10_000 // drawn in one frame
	rowsMost   = 40     // of the list, in the page
)

// TestManyEvents: a page of 100,000 events opens and scrolls within its budget.
func TestManyEvents(t *testing.T) {
	path := filepath.Join(t.TempDir(), "many.html")
	out, err := os.Create(path)
	require.NoError(t, err)
	_, err = (&picture.Page{Title: "many", Takes: many(t).Takes}).WriteTo(out)
	require.NoError(t, errors.Join(err, out.Close()))
	for _, s := range []screen{screens[0], screens[2]} {
		p := show(t, openBrowser(t), path, s)
		require.Equal(t, eventsMany, eval[int](p, "picture.page.run.count"))
		require.LessOrEqual(t, eval[int](p, "picture.stats.frames"), framesOpen)
		require.LessOrEqual(t, eval[int](p, "document.querySelectorAll('*').length"), nodesMost)
		// Each of fifty scrolls of the list and each of twenty zooms is at most one frame, of bounded size.
		frames := eval[int](p, `(async () => {
			const next = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
			const list = document.getElementById("events"), before = picture.stats.frames;
			for (let i = 1; i <= 50; i++) { list.scrollTop = list.scrollHeight * i / 50; await next(); }
			for (let i = 0; i < 20; i++) { picture.page.view.zoom(0.6, picture.page.run.end / 3); await next(); }
			return picture.stats.frames - before;
		})()`)
		require.LessOrEqual(t, frames, 21)
		require.LessOrEqual(t, eval[int](p, "picture.stats.shapesMost"), shapesMost)
		require.LessOrEqual(t, eval[int](p, "document.querySelectorAll('#events .row').length"), rowsMost)
		p.keys(kb.End)
		require.Equal(t, fmt.Sprintf("Event %d of %d", eventsMany-1, eventsMany-1), p.text("#details h2"))
		require.Equal(t, fmt.Sprint(eventsMany-1), p.text("#events .row.on .n"), "the list shows what is selected")
		require.LessOrEqual(t, eval[int](p, "document.querySelectorAll('*').length"), nodesMost)
		p.quiet()
		p.keep(fmt.Sprintf("many-%d", s.width))
	}
}

// many is the recording of a world with 100,000 events.
func many(t *testing.T) *picture.Recorder {
	t.Helper()
	rec := &picture.Recorder{}
	take := rec.Begin("many")
	kinds := []string{"call", "turn", "commit", "reply"}
	var b strings.Builder
	for n := range eventsMany {
		ev, who := kinds[n%len(kinds)], n/4%20
		if n < 20 {
			ev, who = "new", n
		}
		const line = `{"step":%d,"t":%d.5,"ev":%q,"who":"Counter/%d","what":"call Increment","peer":"client%d","n":%d}`
		fmt.Fprintf(&b, line+"\n",
			n, n*3, ev, who, n/4%7, n)
	}
	_, err := take.Write([]byte(b.String()))
	require.NoError(t, err)
	return rec
}

// TestHostileTrace: what a trace says is text, whatever it looks like, in each place where the page shows it.
func TestHostileTrace(t *testing.T) {
	const evil = `</script><img src=x onerror="window.hacked=1"><svg onload=window.hacked=1>{{.Data}}<!--`
	quoted, err := json.Marshal(evil)
	require.NoError(t, err)
	rec := &picture.Recorder{}
	take := rec.Begin(evil)
	take.Headline, take.Why, take.Command = evil, []string{evil}, evil
	take.Operation(picture.Operation{Client: evil, Name: evil, To: time.Second, Outcome: evil, Verdict: picture.Wrong})
	take.Find(picture.Finding{Kind: evil, Words: evil, Why: evil, Who: evil, Step: 1})
	for n, ev := range []string{`"new"`, `"turn"`, `"fault"`, string(quoted)} {
		const line = `{"step":%d,"t":%d,"ev":%s,"who":%[4]s,"what":%[4]s,"peer":%[4]s,"n":1,"note":%[4]s}`
		_, err := fmt.Fprintf(take, line+"\n", n, n, ev, quoted)
		require.NoError(t, err)
	}
	rec.Begin(evil + "2")
	page := &picture.Page{
		Title: evil, About: evil, Details: evil, Outcome: evil, Command: evil, Takes: rec.Takes, Notes: []string{evil},
		Tables:   []picture.Table{{Title: evil, Header: []string{evil}, Rows: [][]string{{evil}}}},
		Verdicts: []picture.Verdicts{{Question: evil, Answer: evil, Evidence: evil}},
		Figures: []plot.Figure{{
			Title: evil, About: evil, Kind: plot.Bars, X: plot.Axis{Name: evil}, Y: plot.Axis{Name: evil}, Labels: []string{evil},
			Series: []plot.Series{{Name: evil, Y: []float64{1}}, {Name: evil, Y: []float64{2}}},
		}},
	}
	path := filepath.Join(t.TempDir(), "hostile.html")
	out, err := os.Create(path)
	require.NoError(t, err)
	_, err = page.WriteTo(out)
	require.NoError(t, errors.Join(err, out.Close()))

	p := show(t, openBrowser(t), path, screens[0])
	for range 4 {
		p.keys(kb.ArrowRight)
	}
	require.Equal(t, evil, p.text("#headline"))
	for _, place := range []string{"#details", "#events", "#findings", ".report", ".figures", ".crumbs"} {
		require.Contains(t, strings.Join(strings.Fields(p.text(place)), " "), "</script><img src=x onerror=", place)
	}
	require.Equal(t, 0, eval[int](p, "document.querySelectorAll('img,iframe,object,svg:not(.plot)').length"))
	require.Equal(t, "undefined", eval[string](p, "typeof window.hacked"))
	require.Equal(t, 2, eval[int](p, "document.scripts.length"), "the data and the code")
	p.quiet()

	// The policy stands: even markup that somebody got into the page would run nothing.
	eval[int](p, `(() => {
		const e = document.createElement("div");
		e.innerHTML = '<img src=x onerror="window.hacked=1">';
		document.body.append(e);
		return 1;
	})()`)
	require.Equal(t, "undefined", eval[string](p, "typeof window.hacked"))
}

// TestCompare puts two runs under one another, up to their first difference.
func TestCompare(t *testing.T) {
	twice := `mux: cloudflare-actors-2025-12
profile: ideal
seed: 1
operations:
  - {at: 0s, do: schedule, key: receipt, in: 5s}
heal: 20s
settle: 1m0s
`
	other := filepath.Join(t.TempDir(), "calm.yaml")
	require.NoError(t, os.WriteFile(other, []byte(twice), 0o600))
	p := show(t, openBrowser(t), drawn(t, "replay", "recorded/twice.yaml", "--compare", other), screens[0])
	require.Equal(t, 2, eval[int](p, "document.querySelectorAll('.timeline').length"))
	said := p.text("#difference")
	require.Contains(t, said, "The same up to event 11, at 5.0000 s. Then")
	require.Contains(t, said, "Alarms/a fault: alarm.ack nth=1 crash")
	require.Less(t, eval[float64](p, "picture.page.view.to"), 10_000.0, "what comes after the difference is not shown first")
	p.keep("compare")
	p.quiet()
}
