package slowstart

import (
	"fmt"
	"strconv"

	"dolab/experiments"
)

// report writes what the cells mean.
func report(r *experiments.Run, cells []Cell) {
	selected := len(r.Settings.Design) > 0
	if selected {
		r.Report.Claim = claimSelected
	}
	t := &r.Report.Table
	t.Title = "old: answered from the old copy; slow: later than 5 s; after: failed with config up again"
	t.Header = []string{"design", "down", "calls", "failed", "pings", "slow", "old", "after", "starts", "slowest"}
	for _, c := range cells {
		name := fmt.Sprintf("%s, down %d s", c.Design, c.DownMS/1000)
		t.Rows = append(t.Rows, []string{
			c.Design, fmt.Sprintf("%d s", c.DownMS/1000), strconv.Itoa(c.Calls), strconv.Itoa(c.Failed),
			strconv.Itoa(c.FailedPings), strconv.Itoa(c.Slow), strconv.Itoa(c.Old), strconv.Itoa(c.AfterFailed),
			strconv.FormatInt(c.Starts, 10), fmt.Sprintf("%.1f s", c.SlowestMS/1000),
		})
		if c.Diagnosis != "" {
			r.Report.Notes = append(r.Report.Notes, name+": "+c.Diagnosis)
		}
		if text := c.contradicts(selected); text != "" {
			r.Report.Failures = append(r.Report.Failures, name+": "+text)
		}
	}
	r.Report.Verdicts = verdicts(cells)
}

// contradicts says how a cell contradicts the claim, "" where it does not.
func (c *Cell) contradicts(selected bool) string {
	switch {
	case selected || c.Design == "lazy-timeout" || c.Design == "block-timeout":
		return c.Diagnosis
	case c.Design == "lazy" && c.Failed > 0:
		return c.Diagnosis
	case (c.Design == "block" || c.Design == "callback") && c.DownFailed < c.WhileDown:
		return fmt.Sprintf("only %d of %d calls failed while config was down", c.DownFailed, c.WhileDown)
	}
	return ""
}

// verdicts answers what people believe of a slow start.
func verdicts(cells []Cell) []experiments.Verdict {
	ask := map[string]string{
		"block":    "An object that blocks at its start heals with what it waits for.",
		"callback": "A deadlock at the start heals with what it waits for.",
		"lazy":     "Loading lazily is enough: no call waits longer than 5 s.",
	}
	var all []experiments.Verdict
	for _, c := range cells {
		question, found := ask[c.Design]
		if !found {
			continue
		}
		v := experiments.Verdict{Question: question, Answer: "TRUE"}
		bad := c.AfterFailed
		v.Evidence = fmt.Sprintf("%d calls failed that were made with config up again; %d failed in all", c.AfterFailed, c.Failed)
		if c.Design == "lazy" {
			bad = c.Slow
			v.Evidence = fmt.Sprintf("%d of %d calls were answered later, the slowest after %.0f s", c.Slow, c.Calls, c.SlowestMS/1000)
		}
		if bad > 0 {
			v.Answer = "FALSE"
		}
		all = append(all, v)
	}
	return all
}
