package storm

import (
	"fmt"
	"strconv"

	"dolab/experiments"
	"dolab/experiments/check"
)

// report writes what the cells mean.
func report(r *experiments.Run, cells []Cell) {
	selected := len(r.Settings.Design) > 0
	if selected {
		r.Report.Claim = claimSelected
	}
	t := &r.Report.Table
	t.Title = "missed: of messages × clients; lossy: with a message missed, with the 99.9 % bounds of their rate; peak: dials in one second; offline: of a client, on average"
	t.Header = []string{"design", "clients", "resets", "missed", "lossy storms", "twice", "disorder", "dials", "peak/s", "offline"}
	for _, c := range cells {
		low, high := check.Wilson(c.Lossy, c.Trials)
		row := []string{
			c.Design, strconv.Itoa(c.Clients), strconv.Itoa(c.Resets), fmt.Sprintf("%d/%d", c.Missed, c.Expected),
			fmt.Sprintf("%d/%d (%.0f-%.0f %%)", c.Lossy, c.Trials, 100*low, 100*high),
		}
		for _, n := range []int{c.Twice, c.Disorder, c.Dials, c.PeakDials} {
			row = append(row, strconv.Itoa(n))
		}
		t.Rows = append(t.Rows, append(row, fmt.Sprintf("%.1f s", float64(c.OfflineMS)/1000)))
		name := fmt.Sprintf("%s, %d clients", c.Design, c.Clients)
		if c.Diagnosis != "" {
			r.Report.Notes = append(r.Report.Notes, name+": "+c.Diagnosis)
		}
		whole := c.Design == "resume" || c.Design == "watchful"
		switch {
		case (selected || whole) && c.Diagnosis != "":
			r.Report.Failures = append(r.Report.Failures, name+": "+c.Diagnosis)
		case !selected && !whole && c.spared():
			text := fmt.Sprintf("%s: missed messages in %d of %d storms only", name, c.Lossy, c.Trials)
			r.Report.Failures = append(r.Report.Failures, text)
		}
	}
	r.Report.Verdicts = verdicts(cells)
	for _, v := range r.Report.Verdicts {
		if !selected && v.Answer != "TRUE" {
			r.Report.Failures = append(r.Report.Failures, v.Question+" "+v.Evidence)
		}
	}
}

// verdicts compares the dialing.
func verdicts(cells []Cell) []experiments.Verdict {
	var all []experiments.Verdict
	for _, a := range cells {
		for _, b := range cells {
			if a.Design != "naive" || b.Design != "backoff" || a.Clients != b.Clients {
				continue
			}
			v := experiments.Verdict{Question: "Backing off spares the room most of the dialing.", Answer: "FALSE"}
			if b.Dials*2 < a.Dials {
				v.Answer = "TRUE"
			}
			v.Evidence = fmt.Sprintf("%d clients: %d dials and %d resets with it, %d and %d without; at most %d and %d in a second",
				a.Clients, b.Dials, b.Resets, a.Dials, a.Resets, b.PeakDials, a.PeakDials)
			all = append(all, v)
		}
	}
	return all
}
