package checkout

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
	t.Title = "double: taken twice; half: one of stock and money; unknown: both, and the order does not know"
	t.Header = []string{"design", "client", "strikes", "consistent", "paid", "double", "half", "unknown"}
	r.Report.Data.Header = []string{"design", "client", "strike", "reserved", "charged", "done"}
	broken := map[string]bool{}
	for _, c := range cells {
		row := []string{c.Design, c.Client}
		for _, n := range []int{c.Strikes, c.Consistent, c.Paid, c.Double, c.Half, c.Unfinished} {
			row = append(row, strconv.Itoa(n))
		}
		t.Rows = append(t.Rows, row)
		broken[c.Design] = broken[c.Design] || c.Diagnosis != ""
		for _, o := range c.worst {
			r.Report.Data.Rows = append(r.Report.Data.Rows, []string{
				c.Design, c.Client, o.strike, strconv.Itoa(o.reserved), strconv.Itoa(o.charged), strconv.FormatBool(o.done),
			})
		}
		name := fmt.Sprintf("%s, %s client", c.Design, c.Client)
		if c.Diagnosis != "" {
			r.Report.Notes = append(r.Report.Notes, name+": "+c.Diagnosis)
			if selected || c.Design == "keyed-alarm" {
				r.Report.Failures = append(r.Report.Failures, name+": "+c.Diagnosis)
			}
		}
	}
	for _, d := range designs {
		if has, found := broken[d.name]; found && !selected && !d.alarm && !has {
			r.Report.Failures = append(r.Report.Failures, d.name+": consistent at every strike")
		}
	}
	r.Report.Verdicts = verdicts(cells)
}

// verdicts says what each addition is good for.
func verdicts(cells []Cell) []experiments.Verdict {
	var all []experiments.Verdict
	for _, ask := range []struct{ design, client, question string }{
		{"marks", retrying, "Noting each step is enough where the client tries again."},
		{"keyed", retrying, "Keys are enough where the client tries again."},
		{"keyed", leaving, "Keys are enough where the client does not come back."},
	} {
		for _, c := range cells {
			if c.Design != ask.design || c.Client != ask.client {
				continue
			}
			v := experiments.Verdict{Question: ask.question, Answer: "TRUE"}
			if c.Consistent < c.Strikes {
				v.Answer = "FALSE"
			}
			v.Evidence = fmt.Sprintf("%s, %s client: consistent at %d of %d strikes", c.Design, c.Client, c.Consistent, c.Strikes)
			all = append(all, v)
		}
	}
	return all
}
