package plot

import (
	"math"
	"slices"
	"strconv"
)

// Kind is how a series is drawn.
type Kind string

// The kinds.
const (
	Lines  Kind = "lines"
	Steps  Kind = "steps" // a value holds until the next
	Points Kind = "points"
	Bars   Kind = "bars" // one group a label
)

// Figure is one plot.
type Figure struct {
	Title  string
	About  string // one sentence: what to see in it
	Kind   Kind
	X, Y   Axis
	Series []Series
	Labels []string // of the groups of bars; X of a series is not used then
}

// Axis is an axis.
type Axis struct {
	Name string
	Log  bool // values that are not above 0 are drawn at its lower end
}

// Series is one line, one set of points, or one bar of each group.
type Series struct {
	Name string
	X, Y []float64
}

// pointsMax is how many points of a series are drawn and listed: of more, evenly chosen ones.
const pointsMax = 600

// thinned is a series of at most pointsMax points, the first and the last among them.
func (s Series) thinned() Series {
	n := len(s.Y)
	if n <= pointsMax {
		return s
	}
	t := Series{Name: s.Name}
	for i := range pointsMax {
		at := i * (n - 1) / (pointsMax - 1)
		t.Y = append(t.Y, s.Y[at])
		if len(s.X) > at {
			t.X = append(t.X, s.X[at])
		}
	}
	return t
}

// Header is the header of the table of the numbers.
func (f Figure) Header() []string {
	if f.Kind == Bars {
		header := []string{f.X.Name}
		for _, s := range f.Series {
			header = append(header, s.Name)
		}
		return header
	}
	return []string{"series", f.X.Name, f.Y.Name}
}

// Rows are the numbers.
func (f Figure) Rows() [][]string {
	var rows [][]string
	if f.Kind == Bars {
		for n, label := range f.Labels {
			row := []string{label}
			for _, s := range f.Series {
				text := ""
				if n < len(s.Y) {
					text = number(s.Y[n])
				}
				row = append(row, text)
			}
			rows = append(rows, row)
		}
		return rows
	}
	for _, s := range f.Series {
		s = s.thinned()
		for n := range min(len(s.X), len(s.Y)) {
			rows = append(rows, []string{s.Name, number(s.X[n]), number(s.Y[n])})
		}
	}
	return rows
}

// number is a number with four digits that count.
func number(f float64) string {
	if f == 0 {
		return "0" // Also for −0.
	}
	if f == math.Trunc(f) && math.Abs(f) < 1e9 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return strconv.FormatFloat(f, 'g', 4, 64)
}

// Survival is how many of some schedules have not run yet, over time: one step down at each time. A schedule that never
// ran is only in total.
func Survival(name string, total int, at []float64) Series {
	at = slices.Clone(at)
	slices.Sort(at)
	s := Series{Name: name, X: []float64{0}, Y: []float64{float64(total)}}
	for n, x := range at {
		s.X, s.Y = append(s.X, x), append(s.Y, float64(total-n-1))
	}
	return s
}

// Distribution is which share of some values is at most each of them, in percent.
func Distribution(name string, values []float64) Series {
	values = slices.Clone(values)
	slices.Sort(values)
	s := Series{Name: name}
	for n, x := range values {
		s.X, s.Y = append(s.X, x), append(s.Y, 100*float64(n+1)/float64(len(values)))
	}
	return s
}
