package callalarm

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dolab/experiments"
)

// tabulate shows the cells to a reader. A factor that is the same in all of them is said once, above.
func tabulate(base string, cells []Cell) experiments.Table {
	t := experiments.Table{Header: []string{
		"multiplexer", "client", "n", "timeout", "where", "mode", "completed", "own", "late", "timed out", "total", "per op",
		"vs " + base,
	}}
	var first Cell
	for _, c := range cells {
		against := "–"
		if c.Mode == base {
			first = c
		} else if first.MSPerOp > 0 {
			against = ratio(c.MSPerOp / first.MSPerOp)
		}
		t.Rows = append(t.Rows, []string{
			c.Mux, c.Client, strconv.Itoa(c.N), span(c.TimeoutMS), experiments.PlaceLabel(c.Place), c.Mode,
			fmt.Sprintf("%d/%d", c.Completed, c.N), strconv.Itoa(c.Completed - c.Misattributed), strconv.Itoa(c.Late),
			c.losses(), measured(c.TotalMS), measured(c.MSPerOp), against,
		})
	}
	if !slices.ContainsFunc(cells, func(c Cell) bool { return c.Mode != base }) {
		t = without(t, len(t.Header)-1)
	}
	if !slices.ContainsFunc(cells, func(c Cell) bool { return c.Place != experiments.Simulated }) {
		t = without(t, slices.Index(t.Header, "where"))
	}
	return fold(t, "mode", "client", "n", "timeout")
}

// fold moves columns that have one value only into the title.
func fold(t experiments.Table, columns ...string) experiments.Table {
	var said []string
	for _, name := range columns {
		n := slices.Index(t.Header, name)
		value := t.Rows[0][n]
		if slices.ContainsFunc(t.Rows, func(row []string) bool { return row[n] != value }) {
			continue
		}
		said = append(said, name+" "+value)
		t = without(t, n)
	}
	t.Title = strings.Join(said, "   ")
	return t
}

// without is t without a column.
func without(t experiments.Table, column int) experiments.Table {
	t.Header = slices.Delete(t.Header, column, column+1)
	for y := range t.Rows {
		t.Rows[y] = slices.Delete(t.Rows[y], column, column+1)
	}
	return t
}

// losses lists the first operations that timed out.
func (c *Cell) losses() string {
	if len(c.TimedOutOps) == 0 {
		return "–"
	}
	var ids []string
	for _, id := range c.TimedOutOps[:min(len(c.TimedOutOps), errorsShown)] {
		ids = append(ids, strconv.Itoa(id))
	}
	if more := len(c.TimedOutOps) - errorsShown; more > 0 {
		return fmt.Sprintf("%s +%d", strings.Join(ids, ","), more)
	}
	return strings.Join(ids, ",")
}

// span writes a factor, in milliseconds, in a unit that suits.
func span(ms float64) string {
	if ms >= 1000 {
		return strconv.FormatFloat(ms/1000, 'f', -1, 64) + " s"
	}
	return strconv.FormatFloat(ms, 'f', -1, 64) + " ms"
}

// measured writes a measurement, in milliseconds, in a unit that suits.
func measured(ms float64) string {
	switch {
	case ms >= 1000:
		return strconv.FormatFloat(ms/1000, 'f', 2, 64) + " s"
	case ms >= 10:
		return strconv.FormatFloat(ms, 'f', 0, 64) + " ms"
	default:
		return strconv.FormatFloat(ms, 'f', 2, 64) + " ms"
	}
}

// ratio writes how many times as much x is, or which part of it.
func ratio(x float64) string {
	switch {
	case x >= 10:
		return strconv.FormatFloat(x, 'f', 0, 64) + "×"
	case x > 0 && x < 0.1:
		return "1/" + strconv.FormatFloat(1/x, 'f', 0, 64)
	default:
		return strconv.FormatFloat(x, 'f', 1, 64) + "×"
	}
}
