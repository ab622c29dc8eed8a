package robustness

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"dolab/experiments"
)

// table shows the cells to a reader, one a row.
func table(cells []Cell) experiments.Table {
	t := experiments.Table{
		Title: "ran: executed/scheduled · timely: on time · over: overwritten · unarmed: never armed · lag: ms, or s",
		Header: []string{
			"delay, pattern", "multiplexer", "ran", "timely", "late", "early", "dup", "failed", "over", "unarmed",
			"lag p50/90/99/max",
		},
	}
	for _, c := range cells {
		t.Rows = append(t.Rows, []string{
			c.test.String(), c.Mux, fmt.Sprintf("%d/%d", c.Executed, c.Scheduled), count(c.OnTime), count(c.Late),
			count(c.Early), count(c.Duplicate), count(c.Failed), count(c.Overwritten), count(c.NeverArmed), lag(c),
		})
	}
	if slices.ContainsFunc(cells, func(c Cell) bool { return c.Place != experiments.Simulated }) {
		t.Header = slices.Insert(t.Header, 2, "where")
		for n, c := range cells {
			t.Rows[n] = slices.Insert(t.Rows[n], 2, experiments.PlaceLabel(c.Place))
		}
	}
	return t
}

// name is the cell's multiplexer, and where it was measured if that is not the simulation.
func (c *Cell) name() string {
	if c.Place == experiments.Simulated {
		return c.Mux
	}
	if c.Place == experiments.InService {
		return c.Mux + " live"
	}
	return c.Mux + " on " + experiments.PlaceLabel(c.Place)
}

// count leaves zeros out, so that what is there stands out.
func count(n int) string {
	if n == 0 {
		return "-"
	}
	return strconv.Itoa(n)
}

// lag writes the quantiles, and only one where they do not differ.
func lag(c Cell) string {
	l := c.LatencyMS
	if l == nil {
		return "-"
	}
	q := []string{short(l.P50), short(l.P90), short(l.P99), short(l.Max)}
	if len(slices.Compact(slices.Clone(q))) == 1 {
		return q[0]
	}
	return strings.Join(q, "/")
}

// short writes milliseconds, from a second on as seconds.
func short(ms float64) string {
	if ms > -1000 && ms < 1000 {
		return strconv.Itoa(int(math.Round(ms)))
	}
	return strconv.FormatFloat(math.Round(ms/100)/10, 'f', -1, 64) + "s"
}

// notes is a line of diagnosis for each failing cell; cells of one test that share it share the line.
func notes(cells []Cell) []string {
	var lines []string
	for i, c := range cells {
		if c.Diagnosis == "" {
			continue
		}
		same := func(d Cell) bool {
			return d.test.String() == c.test.String() && d.N == c.N && d.Diagnosis == c.Diagnosis
		}
		var names []string
		first := true
		for j, d := range cells {
			if same(d) {
				first = first && j >= i
				names = append(names, d.name())
			}
		}
		if first {
			lines = append(lines, fmt.Sprintf("%v, N=%d, %s: %s", c.test, c.N, strings.Join(names, ", "), c.Diagnosis))
		}
	}
	return lines
}
