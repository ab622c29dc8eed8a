package accuracy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"dolab/experiments"
)

// report writes what the cells mean.
func report(r *experiments.Report, cells []Cell) {
	r.Table.Header = []string{
		"multiplexer", "delay", "trials", "fired", "early", "min", "p50", "p90", "p95", "p99", "max", "bound",
	}
	r.Data.Header = []string{"trialId", "delayMs", "scheduledFor", "firedAt", "jitter", "multiplexer"}
	id := 0
	for n, c := range cells {
		if n > 0 && cells[n-1].name() != c.name() {
			id = 0
		}
		j := c.JitterMS
		delay := span(c.delay())
		row := []string{
			c.Mux, delay, strconv.Itoa(c.Trials), strconv.Itoa(c.Fired), strconv.Itoa(c.Early),
		}
		for _, v := range []Millis{j.Min, j.P50, j.P90, j.P95, j.P99, j.Max, c.BoundMS} {
			row = append(row, strconv.FormatFloat(float64(v), 'f', 1, 64))
		}
		if c.Place != experiments.Simulated {
			row[len(row)-1] = "–" // A machine promises nothing.
		}
		r.Table.Rows = append(r.Table.Rows, row)
		for _, t := range c.trials {
			id++
			r.Data.Rows = append(r.Data.Rows, line(id, c, t))
		}
		if c.Diagnosis != "" {
			r.Notes = append(r.Notes, fmt.Sprintf("%s, %s: %s", c.name(), delay, c.Diagnosis))
		}
	}
	if slices.ContainsFunc(cells, func(c Cell) bool { return c.Place != experiments.Simulated }) {
		insertPlaces(r, cells)
	}
	r.Figures = figures(cells)
	r.Failures = failures(cells)
	r.Table.Title = "How late alarms fire, in milliseconds; negative is early"
	r.Verdicts = verdicts(cells)
}

// insertPlaces says in the table and behind each trial where it was measured.
func insertPlaces(r *experiments.Report, cells []Cell) {
	r.Table.Header = slices.Insert(r.Table.Header, 1, "where")
	r.Data.Header = append(r.Data.Header, "where")
	trial := 0
	for n, c := range cells {
		r.Table.Rows[n] = slices.Insert(r.Table.Rows[n], 1, experiments.PlaceLabel(c.Place))
		for range c.trials {
			r.Data.Rows[trial] = append(r.Data.Rows[trial], c.Place)
			trial++
		}
	}
}

// line is one trial as CSV: times in milliseconds since the epoch, as JavaScript has them.
func line(id int, c Cell, t trial) []string {
	row := []string{strconv.Itoa(id), strconv.FormatInt(c.DelayMS, 10), decimal(millis(t.Due)), "", "", c.Mux}
	if t.Fired != 0 {
		row[3], row[4] = decimal(millis(t.Fired)), decimal(millis(t.Fired-t.Due))
	}
	return row
}

// decimal is m with as many digits behind the point as it has, three at most.
func decimal(m Millis) string {
	return strconv.FormatFloat(float64(int64(float64(m)*1000+sign(m)/2))/1000, 'f', -1, 64)
}

func sign(m Millis) float64 {
	if m < 0 {
		return -1
	}
	return 1
}

// verdicts answers whether alarms fire early, with each multiplexer's count.
func verdicts(cells []Cell) []experiments.Verdict {
	v := experiments.Verdict{Question: "Alarms can fire early.", Answer: "FALSE"}
	var parts []string
	for n := 0; n < len(cells); {
		mux, early, fired, lowest := cells[n].name(), 0, 0, Millis(0)
		for ; n < len(cells) && cells[n].name() == mux; n++ {
			early += cells[n].Early
			fired += cells[n].Fired
			lowest = min(lowest, cells[n].JitterMS.Min)
		}
		text := fmt.Sprintf("%s %d of %d", mux, early, fired)
		if early > 0 {
			v.Answer = "TRUE"
			text += fmt.Sprintf(", by up to %s", -lowest)
		}
		parts = append(parts, text)
	}
	v.Evidence = "early: " + strings.Join(parts, "; ")
	return []experiments.Verdict{v}
}

// failures says for each multiplexer how it contradicts the claim.
func failures(cells []Cell) []string {
	var all []string
	for n := 0; n < len(cells); {
		mux, bad, first := cells[n].name(), 0, ""
		begun := n
		for ; n < len(cells) && cells[n].name() == mux; n++ {
			if cells[n].Diagnosis == "" {
				continue
			}
			if bad++; bad == 1 {
				first = fmt.Sprintf("%s: %s", span(cells[n].delay()), cells[n].Diagnosis)
			}
		}
		if bad > 0 {
			all = append(all, fmt.Sprintf("%s, at %d of %d delays, the first %s", mux, bad, n-begun, first))
		}
	}
	return all
}

// span writes a duration in seconds where it is that long.
func span(d time.Duration) string {
	if d >= time.Second {
		return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + " s"
	}
	return strconv.FormatFloat(float64(d.Microseconds())/1000, 'f', -1, 64) + " ms"
}
