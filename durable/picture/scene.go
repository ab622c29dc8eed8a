package picture

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"dolab/durable"
)

// version is the version of the data in a page.
const version = 1

// document is the data of a page. Texts are indices into strings: most of them come often.
type document struct {
	Version int      `json:"version"`
	Strings []string `json:"strings"`
	Runs    []scene  `json:"runs"`
	Compare bool     `json:"compare"` // the first two runs begin under one another
	Dropped int      `json:"dropped"` // events that were not recorded
}

// scene is one world, ready to be drawn. Times are milliseconds since it began.
type scene struct {
	Title    string         `json:"title"`
	Headline string         `json:"headline"`
	Why      []string       `json:"why"`
	Command  string         `json:"command"`
	Failed   bool           `json:"failed"`
	Start    string         `json:"start"`
	End      float64        `json:"end"`
	Focus    float64        `json:"focus"` // what comes after it is mostly empty
	Dropped  int            `json:"dropped"`
	Clocks   []clock        `json:"clocks"`
	Events   events         `json:"events"`
	Lanes    []sceneLane    `json:"lanes"`
	Findings []sceneFinding `json:"findings"`
	States   []sceneState   `json:"states"`
	Writes   []sceneWrite   `json:"writes"`
}

// clock is a clock that is not the world's.
type clock struct {
	Who   string  `json:"who"`
	Ahead float64 `json:"ahead"`
}

// events are the columns of the trace.
type events struct {
	T    []float64 `json:"t"`
	Ev   []int     `json:"ev"`
	Who  []int     `json:"who"`
	What []int     `json:"what"`
	Peer []int     `json:"peer"`
	N    []int64   `json:"n"`
	Note []int     `json:"note"`
}

type sceneLane struct {
	Group string    `json:"group"`
	Name  string    `json:"name"`
	Sub   string    `json:"sub"`
	Kind  string    `json:"kind"`
	Rows  int       `json:"rows"`
	Bands []float64 `json:"bands"` // from, to, style, label, step, row; and so on
	Marks []float64 `json:"marks"` // at, style, label, step, row; and so on
}

type sceneFinding struct {
	Kind   string  `json:"kind"`
	Words  string  `json:"words"`
	Why    string  `json:"why"`
	Who    string  `json:"who"`
	From   float64 `json:"from"`
	To     float64 `json:"to"`
	Step   int64   `json:"step"`
	Judged bool    `json:"judged"`
}

// sceneState is an object as it stands from a step on.
type sceneState struct {
	Step  int64 `json:"step"`
	Who   int   `json:"who"`
	Pairs []int `json:"pairs"` // name, text; and so on
}

// sceneWrite is what has changed in a database.
type sceneWrite struct {
	Step int64      `json:"step"`
	Who  int        `json:"who"`
	Why  int        `json:"why"`
	Rows []sceneRow `json:"rows"`
	More int        `json:"more"` // rows that are left out
}

type sceneRow struct {
	Kind  string `json:"kind"`
	Table string `json:"table"`
	Key   string `json:"key"`
	Cells []int  `json:"cells"` // column, before, after; and so on
}

// rowsShown is how many changed rows of one commit a page shows.
const rowsShown = 40

// table of strings.
type stringTable struct {
	list  []string
	index map[string]int
}

func (s *stringTable) at(text string) int {
	if s.index == nil {
		s.index = map[string]int{"": 0}
		s.list = []string{""}
	}
	n, known := s.index[text]
	if !known {
		n = len(s.list)
		s.index[text] = n
		s.list = append(s.list, text)
	}
	return n
}

// document makes the data of a page of takes.
func newDocument(takes []*Take, compare bool) *document {
	d := &document{Version: version, Runs: []scene{}, Compare: compare}
	var s stringTable
	s.at("")
	for _, t := range takes {
		d.Runs = append(d.Runs, t.scene(&s))
		d.Dropped += t.dropped
	}
	d.Strings = s.list
	return d
}

// JSON is the document in a form that can stand within an element script: no < is in it.
func (d *document) JSON() ([]byte, error) { return json.Marshal(d) } // It escapes <, > and &.

// scene draws up a take.
func (t *Take) scene(s *stringTable) scene {
	t.complete()
	gaps := t.gaps()
	list := t.findings(gaps)
	x := scene{
		Title: t.Title, Command: t.Command, Failed: t.Failed, Start: t.start.UTC().Format("2006-01-02T15:04:05.000Z"),
		End: millis(t.end), Focus: millis(t.focus(list)), Dropped: t.dropped, Clocks: t.clocks(),
		Why: t.Why, Lanes: []sceneLane{}, Findings: []sceneFinding{}, States: []sceneState{}, Writes: []sceneWrite{},
	}
	x.Headline = t.headline(list)
	if len(x.Why) == 0 && len(list) > 0 {
		x.Why = []string{list[0].Why}
	}
	for _, f := range list {
		x.Findings = append(x.Findings, sceneFinding{
			f.Kind, f.Words, f.Why, f.Who, millis(f.From), millis(f.To), f.Step, f.Judged,
		})
	}
	for _, l := range t.lanes(gaps) {
		x.Lanes = append(x.Lanes, l.scene(s))
	}
	x.Events.fill(t.events, s)
	for _, o := range t.objects {
		for _, m := range o.moments {
			x.States = append(x.States, sceneState{Step: m.step, Who: s.at(o.label), Pairs: flat(m.pairs, s)})
		}
		for _, w := range o.writes {
			x.Writes = append(x.Writes, w.scene(o.label, t.start, s))
		}
	}
	slices.SortStableFunc(x.States, func(a, b sceneState) int { return int(a.Step - b.Step) })
	slices.SortStableFunc(x.Writes, func(a, b sceneWrite) int { return int(a.Step - b.Step) })
	return x
}

// complete adds the objects that a bare trace names, which nobody has looked at.
func (t *Take) complete() {
	for i := range t.events {
		if e := &t.events[i]; e.Ev == "new" && t.byLabel[e.Who] == nil {
			t.object(e.Who)
		}
	}
}

// gaps are the stretches of overdue work, by object.
func (t *Take) gaps() map[string][]gap {
	gaps := map[string][]gap{}
	for _, o := range t.objects {
		gaps[o.label] = o.gaps(t.end, t.start)
	}
	return gaps
}

// focus is where what happens ends, if long silence follows: not before what was found.
func (t *Take) focus(found []Finding) time.Duration {
	const silence = 4 // times as long as all before
	few := max(10, len(t.events)/20)
	last := time.Duration(0)
	for i := range t.events {
		at := t.events[i].At()
		if last > time.Second && at > silence*last && len(t.events)-i <= few {
			break
		}
		last = at
	}
	for _, o := range t.Operations {
		last = max(last, o.To)
	}
	for _, f := range found {
		if !f.Judged {
			last = max(last, min(f.To, 2*f.From+5*time.Second))
		}
	}
	if t.end < 2*last {
		return t.end
	}
	return last + last/20
}

// clocks are those that are off, each once for each value.
func (t *Take) clocks() []clock {
	list := []clock{}
	add := func(who string, ahead time.Duration) {
		c := clock{who, millis(ahead)}
		if ahead != 0 && !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	for _, o := range t.objects {
		for n := range o.moments {
			add("alarm manager", o.moments[n].seen.ManagerAhead)
			add(o.label, o.moments[n].seen.Ahead)
		}
	}
	return list
}

func (e *events) fill(list []Event, s *stringTable) {
	n := len(list)
	e.T, e.N = make([]float64, n), make([]int64, n)
	e.Ev, e.Who, e.What, e.Peer, e.Note = make([]int, n), make([]int, n), make([]int, n), make([]int, n), make([]int, n)
	for i := range list {
		x := &list[i]
		e.T[i], e.N[i] = millis(x.At()), x.N
		e.Ev[i], e.Who[i], e.What[i], e.Peer[i], e.Note[i] = s.at(x.Ev), s.at(x.Who), s.at(x.What), s.at(x.Peer), s.at(x.Note)
	}
}

func (l *lane) scene(s *stringTable) sceneLane {
	x := sceneLane{
		Group: l.group, Name: l.name, Sub: l.sub, Kind: l.kind, Rows: max(l.rows, 1), Bands: []float64{}, Marks: []float64{},
	}
	slices.SortStableFunc(l.bands, func(a, b band) int { return int(a.from - b.from) })
	for _, b := range l.bands {
		x.Bands = append(x.Bands, millis(b.from), millis(b.to), float64(s.at(b.style)), float64(s.at(b.label)),
			float64(b.step), float64(b.row))
	}
	slices.SortStableFunc(l.marks, func(a, b mark) int { return int(a.at - b.at) })
	for _, m := range l.marks {
		x.Marks = append(x.Marks, millis(m.at), float64(s.at(m.style)), float64(s.at(m.label)), float64(m.step), float64(m.row))
	}
	return x
}

func flat(list []pair, s *stringTable) []int {
	all := make([]int, 0, 2*len(list))
	for _, p := range list {
		all = append(all, s.at(p.name), s.at(p.text))
	}
	return all
}

func (w *write) scene(who string, start time.Time, s *stringTable) sceneWrite {
	x := sceneWrite{Step: w.step, Who: s.at(who), Why: s.at(w.why), Rows: []sceneRow{}}
	for n, c := range w.changes {
		if n == rowsShown {
			x.More = len(w.changes) - n
			break
		}
		x.Rows = append(x.Rows, rowScene(c, start, s))
	}
	return x
}

func rowScene(c durable.RowChange, start time.Time, s *stringTable) sceneRow {
	keys := make([]string, len(c.Key))
	for n, k := range c.Key {
		keys[n] = durable.Readable(k)
	}
	r := sceneRow{Kind: c.Kind, Table: c.Table, Key: strings.Join(keys, " "), Cells: []int{}}
	for n, name := range c.Columns {
		was, is := "", ""
		if n < len(c.Was) {
			was = readable(c.Was[n], start)
		}
		if n < len(c.Is) {
			is = readable(c.Is[n], start)
		}
		if c.Kind == durable.RowChanged && was == is {
			continue
		}
		r.Cells = append(r.Cells, s.at(name), s.at(was), s.at(is))
	}
	return r
}

// readable is a value of a row. A number that can be a time in the world is told as one too.
func readable(v any, start time.Time) string {
	text := durable.Readable(v)
	n, whole := v.(int64)
	if !whole {
		return text
	}
	const before, after = time.Hour, 10 * 365 * 24 * time.Hour
	for _, unit := range []time.Duration{time.Second, time.Millisecond, time.Microsecond} {
		seconds := n / int64(time.Second/unit)
		if seconds < start.Unix()-int64(before/time.Second) || seconds > start.Unix()+int64(after/time.Second) {
			continue
		}
		return text + " (" + sinceStart(since(n, unit, start)) + ")"
	}
	return text
}
