package race

import (
	"fmt"
	"slices"
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
	t.Title = "Increments made within 50 ms of one another; ms until the last is answered"
	t.Header = []string{"design", "n", "trials", "asked", "lost", "losing trials", "worst", "ms"}
	for _, c := range cells {
		name := fmt.Sprintf("%s, n %d", c.Design, c.N)
		t.Rows = append(t.Rows, []string{
			c.Design, strconv.Itoa(c.N), strconv.Itoa(c.Trials), strconv.Itoa(c.Asked), strconv.Itoa(c.Lost),
			strconv.Itoa(c.Losing), strconv.Itoa(c.WorstLost), strconv.FormatFloat(c.MeanMS, 'f', 1, 64),
		})
		if c.Diagnosis != "" {
			r.Report.Notes = append(r.Report.Notes, name+": "+c.Diagnosis)
		}
		switch {
		case (selected || c.safe) && c.Lost > 0:
			r.Report.Failures = append(r.Report.Failures, name+": "+c.Diagnosis)
		case !selected && !c.safe && c.Lost == 0 && c.N > 1:
			r.Report.Failures = append(r.Report.Failures, name+": lost nothing")
		}
	}
	r.Report.Verdicts = verdicts(cells)
}

// verdicts says what the cures cost, against the counter behind the gate.
func verdicts(cells []Cell) []experiments.Verdict {
	var all []experiments.Verdict
	for _, ask := range []struct{ design, question string }{
		{"blocked", "blockConcurrencyWhile makes increments wait for one another."},
		{"transaction", "transactionSync behind the await makes increments wait for one another."},
	} {
		find := func(name string, n int) int {
			return slices.IndexFunc(cells, func(c Cell) bool { return c.Design == name && c.N == n })
		}
		for _, c := range cells {
			at := find("gate", c.N)
			if c.Design != ask.design || at < 0 {
				continue
			}
			v := experiments.Verdict{Question: ask.question, Answer: "FALSE"}
			if c.MeanMS > 1.5*cells[at].MeanMS {
				v.Answer = "TRUE"
			}
			v.Evidence = fmt.Sprintf("n %d: all answered within %.1f ms, behind the gate %.1f ms", c.N, c.MeanMS, cells[at].MeanMS)
			all = append(all, v)
		}
	}
	return all
}
