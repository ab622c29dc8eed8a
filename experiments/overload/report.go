package overload

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
	t.Title = "useful: answered while somebody waited; wasted: served for nobody; trouble: how long after the stall"
	t.Header = []string{
		"design", "clients", "timeout", "calls", "attempts", "useful", "wasted", "refused", "deepest", "trouble", "slowest",
	}
	for _, c := range cells {
		name := fmt.Sprintf("%s, %d clients, timeout %d ms", c.Design, c.Clients, c.TimeoutMS)
		t.Rows = append(t.Rows, []string{
			c.Design, strconv.Itoa(c.Clients), fmt.Sprintf("%d ms", c.TimeoutMS), strconv.Itoa(c.Calls), strconv.Itoa(c.Attempts),
			strconv.Itoa(c.Useful), strconv.Itoa(c.Wasted), strconv.Itoa(c.Refused), strconv.Itoa(c.DeepestQ),
			fmt.Sprintf("%.1f s", float64(c.TroubleMS)/1000), fmt.Sprintf("%.1f s", float64(c.SlowestMS)/1000),
		})
		if c.Diagnosis != "" {
			r.Report.Notes = append(r.Report.Notes, name+": "+c.Diagnosis)
		}
		switch {
		case (selected || c.Design == "backoff" || c.Design == "backoff-limited") && !c.Recovered:
			r.Report.Failures = append(r.Report.Failures, name+": "+c.Diagnosis)
		case !selected && c.Design == "naive" && c.Recovered:
			r.Report.Failures = append(r.Report.Failures, name+": recovered")
		}
	}
	r.Report.Verdicts = verdicts(cells)
}

// verdicts compares what is answered and what is asked, with a limit of the queue.
func verdicts(cells []Cell) []experiments.Verdict {
	by := map[string]Cell{}
	for _, c := range cells {
		by[c.Design] = c
	}
	var all []experiments.Verdict
	naive, limited := by["naive"], by["naive-limited"]
	if naive.Calls > 0 && limited.Calls > 0 {
		v := experiments.Verdict{Question: "A limit of the queue keeps what is served useful.", Answer: "FALSE"}
		if limited.UselessPart < naive.UselessPart/2 {
			v.Answer = "TRUE"
		}
		v.Evidence = fmt.Sprintf("answered to nobody: naive %.0f %% without, %.0f %% with it", 100*naive.UselessPart, 100*limited.UselessPart)
		all = append(all, v)
	}
	backoff := by["backoff-limited"]
	if limited.Calls > 0 && backoff.Calls > 0 {
		v := experiments.Verdict{Question: "With a limit it does not matter how clients try again.", Answer: "TRUE"}
		if limited.Attempts > 2*backoff.Attempts {
			v.Answer = "FALSE"
		}
		v.Evidence = fmt.Sprintf("attempts a call: naive %.1f, backoff %.1f", ratio(limited), ratio(backoff))
		all = append(all, v)
	}
	return all
}

func ratio(c Cell) float64 { return float64(c.Attempts) / float64(c.Calls) }
