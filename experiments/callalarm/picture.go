package callalarm

import (
	"fmt"

	"dolab/durable/picture"
	"dolab/durable/picture/plot"
	"dolab/experiments/specimens"
)

// draw says in the picture of the cell's world what has become of it.
func (c *Cell) draw(t *picture.Take) {
	if t == nil {
		return
	}
	lost := len(c.TimedOutOps)
	t.Failed = !c.kept()
	switch {
	case c.kept():
		t.Headline = fmt.Sprintf("%d of %d: each operation gets its own result, in %.3g ms apiece",
			c.Completed, c.N, c.MSPerOp)
		t.Why = []string{"The object's alarm is set whenever work is stored, also for work that is due already."}
		if c.Mode == modeDirect {
			t.Why = []string{"The calls are made at once: no alarm is involved."}
		}
		return
	case c.first == nil || c.first.armed || c.first.stored == 0:
		t.Headline = c.outcome()
		t.Why = []string{c.Diagnosis + "."}
		return
	}
	t.Headline = fmt.Sprintf("%d of %d: %s for an alarm that was never armed", c.Completed, c.N,
		inWords(lost, "operation waits", "operations wait"))
	t.Why = []string{
		"schedule(0) stores a row that is due at once. Re-arming looks only for rows in the future, by whole seconds: it finds " +
			"none, and the alarm stays unset.",
		"The row runs only when something else wakes the object.",
	}
	if c.Mux == specimens.Agents || c.Mux == specimens.Dolab {
		t.Why = []string{c.Diagnosis + "."}
	}
	if c.Misattributed > 0 {
		t.Why = append(t.Why, fmt.Sprintf("The client takes the next answer for its own: %d of the %d that look completed have "+
			"the result of an earlier operation.", c.Misattributed, c.Completed))
	}
}

// inWords is count with small numbers in words.
func inWords(n int, one, more string) string {
	small := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
	if n >= len(small) || n == 1 {
		return count(n, one, more)
	}
	return small[n] + " " + more
}

// figures show how many operations complete, and how long those take.
func figures(columns []string, cells []Cell) []plot.Figure {
	f := plot.Figure{
		Title: "Latency distribution", About: "The share of operations that have completed within that time. The rest have not.",
		Kind: plot.Steps, X: plot.Axis{Name: "milliseconds", Log: true}, Y: plot.Axis{Name: "of operations, %"},
	}
	for _, c := range cells {
		s := plot.Distribution(c.name(columns), c.took)
		for n := range s.Y {
			s.Y[n] *= float64(len(c.took)) / float64(max(c.N, 1))
		}
		for n := range s.X {
			s.X[n] = max(s.X[n], 0.01)
		}
		f.Series = append(f.Series, s)
	}
	return []plot.Figure{f}
}
