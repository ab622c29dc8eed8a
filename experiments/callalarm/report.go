package callalarm

import (
	"fmt"
	"slices"
	"strconv"

	"dolab/experiments"
	"dolab/experiments/specimens"
)

// report writes what the cells mean. Base is the mode that others are compared with; the claim is made for all
// multiplexers where they were selected, and for dolab otherwise.
func report(r *experiments.Report, base string, selected bool, cells []Cell) {
	if selected {
		r.Claim = claimSelected
	}
	r.Table = tabulate(base, cells)
	r.Verdicts = verdicts(cells)
	r.Figures = figures(r.Table.Header, cells)
	for _, c := range cells {
		name := c.name(r.Table.Header)
		if c.Diagnosis != "" {
			r.Notes = append(r.Notes, name+": "+c.Diagnosis)
		}
		if (selected || c.Mux == specimens.Dolab) && !c.kept() {
			r.Failures = append(r.Failures, name+": "+c.outcome())
		}
	}
}

// kept reports whether each operation has completed with its own result.
func (c *Cell) kept() bool { return c.Completed == c.N && c.Misattributed == 0 }

// name is the cell by the factors that have a column.
func (c *Cell) name(columns []string) string {
	name := c.Mux
	for _, factor := range []struct{ column, value string }{
		{"where", experiments.PlaceLabel(c.Place)},
		{"mode", c.Mode},
		{"client", c.Client},
		{"n", "n " + strconv.Itoa(c.N)},
		{"timeout", span(c.TimeoutMS)},
	} {
		if slices.Contains(columns, factor.column) {
			name += ", " + factor.value
		}
	}
	return name
}

// where is the cell's place with a blank behind it, "" for the simulation.
func (c *Cell) where() string {
	if c.Place == experiments.Simulated {
		return ""
	}
	return experiments.PlaceLabel(c.Place) + " "
}

func (c *Cell) outcome() string {
	text := fmt.Sprintf("%d of %d completed", c.Completed, c.N)
	if c.Misattributed > 0 {
		text += fmt.Sprintf(", %d of them with the result of an earlier operation", c.Misattributed)
	}
	return text
}

// diagnose says in one line why operations timed out, "" where none did and each had its own result.
func (c *Cell) diagnose() string {
	if c.kept() {
		return ""
	}
	text := c.outcome()
	if f := c.first; f != nil && f.stored > 0 {
		text += fmt.Sprintf("; when op %d timed out %s", c.TimedOutOps[0], f.describe())
	}
	if c.cut != "" {
		text += "; the object was reset: " + c.cut
	}
	if c.Late > c.Misattributed {
		text += fmt.Sprintf("; %s too late", count(c.Late, "result came", "results came"))
	}
	if c.Hibernations > 0 {
		text += fmt.Sprintf("; the object hibernated %s", count(c.Hibernations, "time", "times"))
	}
	return text
}

// describe says how the controller's alarm stood against what it had to run.
func (s *sight) describe() string {
	rows := count(s.stored, "row was due", "rows were due")
	if !s.armed {
		return rows + ", getAlarm() was null: never armed"
	}
	if s.alarm <= 0 {
		return fmt.Sprintf("%s, the alarm was overdue by %s: the object was busy", rows, measured(milliseconds(-s.alarm)))
	}
	return fmt.Sprintf("%s, the alarm was set %s ahead, for something else", rows, measured(milliseconds(s.alarm)))
}

func count(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}
