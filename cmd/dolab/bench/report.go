package bench

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Report is what a benchmark has found.
type Report struct {
	Machine    string    `json:"machine"`
	Began      time.Time `json:"began"`
	Durability string    `json:"durability"`
	Reference  bool      `json:"reference"`
	Rows       []*Line   `json:"rows,omitempty"`
	Growth     []*Growth `json:"growth,omitempty"` // of an endurance run
}

// Line is a row of one size: what each side did in its rounds.
type Line struct {
	Name  string            `json:"name"`
	Size  int               `json:"size"`
	Sides map[side][]Sample `json:"sides"`
}

func newReport(o Options) *Report {
	return &Report{
		Machine: fmt.Sprintf("%s/%s, %d cores", runtime.GOOS, runtime.GOARCH, runtime.NumCPU()),
		Began:   time.Now().UTC().Truncate(time.Second), Durability: o.Durability, Reference: o.Workerd != "",
	}
}

// add keeps a sample. Rounds come in their order.
func (r *Report) add(name string, size int, s side, sample Sample) {
	at := slices.IndexFunc(r.Rows, func(l *Line) bool { return l.Name == name && l.Size == size })
	if at < 0 {
		at = len(r.Rows)
		r.Rows = append(r.Rows, &Line{name, size, map[side][]Sample{}})
	}
	r.Rows[at].Sides[s] = append(r.Rows[at].Sides[s], sample)
}

// rate is how many answers a side gave a second.
func (s Sample) rate() float64 { return ratio(float64(s.Answers), s.Span.Seconds()) }

// perCore is how many answers a side gave for a second of its server's CPU time.
func (s Sample) perCore() float64 { return ratio(float64(s.Answers), s.CPU.Seconds()) }

// small is how many objects share a megabyte.
func (s Sample) small() float64 { return ratio(float64(s.Answers)*(1<<20), float64(s.Memory)) }

// ratio is a/b, 0 where b is not positive.
func ratio(a, b float64) float64 {
	if b <= 0 {
		return 0
	}
	return a / b
}

// median is the middle of a figure over the rounds.
func (l *Line) median(s side, figure func(Sample) float64) float64 {
	var list []float64
	for _, sample := range l.Sides[s] {
		list = append(list, figure(sample))
	}
	return middle(list)
}

func middle(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return (list[(len(list)-1)/2] + list[len(list)/2]) / 2
}

// against is the middle over the rounds of a side's figure divided by the reference's of the same round, 0 where there
// is none.
func (l *Line) against(s side, figure func(Sample) float64) float64 {
	var list []float64
	there := l.Sides[reference]
	for n, sample := range l.Sides[s] {
		if n < len(there) && figure(there[n]) > 0 {
			list = append(list, figure(sample)/figure(there[n]))
		}
	}
	return middle(list)
}

// idle reports whether the row is about memory.
func (l *Line) idle() bool { return strings.HasPrefix(l.Name, "idle") }

// figure is what targets are about.
func (l *Line) figure() func(Sample) float64 {
	if l.idle() {
		return Sample.small
	}
	return Sample.rate
}

// targets are the ratios to the reference that dolab wants to reach on two cores.
var targets = []struct {
	row   string
	side  side
	least float64
}{
	{"no-op", golang, 3},
	{"get+put", golang, 8},
	{"WebSocket echo", golang, 2},
	{"alarm chain", golang, 1},
	{"create", golang, 4},
	{"idle", golang, 10},
	{"no-op", script, 1},
	{"get+put", script, 5},
	{"create", script, 2},
}

// target is the least ratio that a side of a row should reach, 0 for none.
func (l *Line) target(s side) float64 {
	for _, t := range targets {
		if t.side == s && strings.HasPrefix(l.Name, t.row) {
			return t.least
		}
	}
	return 0
}

const intro = `Client and servers share the %s of this machine: a rate is of both.
Per core is answers for a second of the server's CPU time. ×there is the ratio
to the reference runtime in the same round, the middle of all rounds.
Durability here: %s.
Durability there: each answered write is synced to the disk (localDisk).
`

var durabilityTexts = map[string]string{
	"power":   "power, each answered write is synced to the disk",
	"process": "process, written but not synced",
}

// Print writes the report for a terminal of 80 columns.
func (r *Report) Print(w io.Writer) error {
	p := &printer{w: w}
	if len(r.Growth) > 0 {
		p.growth(r)
		return p.err
	}
	p.line(intro, fmt.Sprintf("%d cores", runtime.NumCPU()), durabilityTexts[r.Durability])
	for _, l := range r.Rows {
		p.block(l)
	}
	p.verdicts(r)
	return p.err
}

// printer writes lines until one fails.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

// order is the order of sides in a row.
var order = []side{null, script, reference, golang}

func (p *printer) block(l *Line) {
	unit := "connections"
	switch {
	case l.idle() || l.Name == "alarm chain":
		unit = "objects"
	case strings.HasPrefix(l.Name, "alarms"):
		unit = "alarms"
	}
	if l.Size == 1 {
		unit = strings.TrimSuffix(unit, "s")
	}
	title := fmt.Sprintf("%s, %s %s", l.Name, thousands(float64(l.Size)), unit)
	if l.idle() {
		p.line("%-24s %11s %11s %11s %8s", title, "B/object", "…evicted", "descriptors", "×there")
	} else {
		p.line("%s\n  %-18s %10s %7s %10s %7s %9s %9s", title, "", "answers/s", "×there", "per core", "×there", "p50", "p99")
	}
	for _, s := range order {
		list := l.Sides[s]
		if len(list) == 0 {
			continue
		}
		if l.idle() {
			last := list[len(list)-1]
			n := max(1, last.Answers)
			p.line("  %-22s %11s %11s %11d %8s", s.title(), thousands(float64(last.Memory)/float64(n)),
				thousands(float64(last.Evicted)/float64(n)), last.Descriptors, times2(l, s, Sample.small))
		} else {
			p.line("  %-18s %10s %7s %10s %7s %9s %9s", s.title(), thousands(l.median(s, Sample.rate)), times2(l, s, Sample.rate),
				thousands(l.median(s, Sample.perCore)), times2(l, s, Sample.perCore), l.quantile(s, 0), l.quantile(s, 2))
		}
		p.troubles(list)
	}
	p.line("")
}

// troubles says what was failed or lost.
func (p *printer) troubles(list []Sample) {
	failed, lost, text := 0, 0, ""
	for _, s := range list {
		failed += s.Failed
		lost += s.Lost
		if text == "" {
			text = s.Error
		}
	}
	switch {
	case failed+lost > 0:
		p.line("    %d failed, %d lost: %.50s", failed, lost, text)
	case text != "":
		p.line("    %.70s", text)
	}
}

// verdicts says which targets are reached.
func (p *printer) verdicts(r *Report) {
	if !r.Reference {
		return
	}
	p.line("%-24s %8s  %-18s %8s %8s", "Target", "size", "side", "wanted", "found")
	for _, l := range r.Rows {
		for _, s := range []side{script, golang} {
			least, found := l.target(s), l.against(s, l.figure())
			if least == 0 || len(l.Sides[s]) == 0 || len(l.Sides[reference]) == 0 {
				continue
			}
			note := "reached"
			if found < least {
				note = "missed"
			}
			p.line("%-24s %8d  %-18s %7.1f× %7.1f× %s", l.Name, l.Size, s.title(), least, found, note)
		}
	}
}

// times2 is a ratio to the reference as text.
func times2(l *Line, s side, figure func(Sample) float64) string {
	x := l.against(s, figure)
	if s == reference || s == null || x == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f×", x)
}

// quantile is the middle of a quantile over the rounds.
func (l *Line) quantile(s side, n int) string {
	v := l.median(s, func(s Sample) float64 { return float64(s.quantiles[n]) })
	switch d := time.Duration(v); {
	case d == 0:
		return "-"
	case d < 10*time.Millisecond:
		return d.Round(10 * time.Microsecond).String()
	default:
		return d.Round(100 * time.Microsecond).String()
	}
}

// thousands is a number with commas.
func thousands(v float64) string {
	text := strconv.FormatFloat(v, 'f', 0, 64)
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	for n := len(text) - 3; n > 0; n -= 3 {
		text = text[:n] + "," + text[n:]
	}
	return sign + text
}

// JSON writes all samples.
func (r *Report) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	return e.Encode(r)
}

// CSV writes a line a latency, in nanoseconds.
func (r *Report) CSV(w io.Writer) error {
	c := csv.NewWriter(w)
	_ = c.Write([]string{"row", "size", "side", "round", "latency_ns"}) // Flush keeps the error.
	for _, l := range r.Rows {
		for _, s := range order {
			for round, sample := range l.Sides[s] {
				for _, d := range sample.Latencies {
					_ = c.Write([]string{l.Name, strconv.Itoa(l.Size), string(s), strconv.Itoa(round), strconv.FormatInt(int64(d), 10)})
				}
			}
		}
	}
	c.Flush()
	return c.Error()
}
