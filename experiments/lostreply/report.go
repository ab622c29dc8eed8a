package lostreply

import (
	"fmt"
	"strconv"
	"strings"

	"dolab/experiments"
)

// report writes what the cells mean.
func report(r *experiments.Run, cells []Cell) {
	selected := len(r.Settings.Design) > 0
	if selected {
		r.Report.Claim = claimSelected
	}
	t := &r.Report.Table
	t.Title = strings.Join(faults, " · ")
	t.Header = []string{"design", "orders", "attempts", "errors", "silent", "once", "double", "never", "charges"}
	for _, c := range cells {
		row := []string{c.Design}
		for _, n := range []int{c.Orders, c.Attempts, c.Errors, c.Silent, c.Once, c.Double, c.Never, c.Charges} {
			row = append(row, strconv.Itoa(n))
		}
		t.Rows = append(t.Rows, row)
		if c.Diagnosis != "" {
			r.Report.Notes = append(r.Report.Notes, c.Design+": "+c.Diagnosis)
		}
		if text := c.contradicts(selected); text != "" {
			r.Report.Failures = append(r.Report.Failures, c.Design+": "+text)
		}
	}
	r.Report.Verdicts = verdicts(cells)
}

// doubles are the designs of which the claim is that they charge twice.
var doubles = map[string]bool{"naive": true, "memory": true, "late": true}

// contradicts says how a cell contradicts the claim, "" where it does not.
func (c *Cell) contradicts(selected bool) string {
	switch {
	case selected || c.Design == "keyed":
		return c.Diagnosis
	case doubles[c.Design] && c.Double == 0:
		return "charged nobody twice"
	case c.Design == "once" && c.Never == 0:
		return "left nobody out"
	}
	return ""
}

// verdicts says what an error is worth.
func verdicts(cells []Cell) []experiments.Verdict {
	for _, c := range cells {
		if c.Design != "once" || c.Unanswered == 0 {
			continue
		}
		v := experiments.Verdict{Question: "Who gets an error, or no answer, can take it that nothing has happened.", Answer: "FALSE"}
		if c.Executed == 0 {
			v.Answer = "TRUE"
		}
		v.Evidence = fmt.Sprintf("of %d orders without an answer %d were charged for, %d were not", c.Unanswered, c.Executed,
			c.Unanswered-c.Executed)
		return []experiments.Verdict{v}
	}
	return nil
}
