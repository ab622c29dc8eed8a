package loopcost

import (
	"fmt"
	"strconv"
	"time"

	"dolab/durable/platform"
	"dolab/experiments"
)

// report writes what the cells mean.
func report(r *experiments.Report, prices string, cells []Cell) {
	r.Table = table(prices, cells)
	r.Figures = figures(cells)
	for _, c := range cells {
		if c.Loop != "" {
			r.Notes = append(r.Notes, fmt.Sprintf("%v: loop: %s", c.plot, c.Loop))
		}
		if c.Diagnosis != "" {
			r.Notes = append(r.Notes, fmt.Sprintf("%v: %s", c.plot, c.Diagnosis))
			r.Failures = append(r.Failures, fmt.Sprintf("%v: %s", c.plot, c.Diagnosis))
		}
	}
	r.Verdicts = verdicts(cells)
}

func table(prices string, cells []Cell) experiments.Table {
	t := experiments.Table{
		Title: "Dollars without allowances (" + prices + "); month: for 30 days",
		Header: []string{
			"every", "design", "alarms", "rows written", "active", "GB-s", "requests $", "rows $", "duration $", "month $",
			"named",
		},
	}
	for _, c := range cells {
		named := "-"
		if c.Loop != "" {
			named = "loop"
		}
		t.Rows = append(t.Rows, []string{
			c.plot.every.String(), c.Design, strconv.FormatInt(c.Alarms, 10), strconv.FormatInt(c.RowsWritten, 10),
			(time.Duration(c.ActiveMS) * time.Millisecond).Truncate(time.Second).String(),
			strconv.FormatFloat(c.GBSeconds, 'f', 0, 64), dollars(c.line(platform.ItemRequests)),
			dollars(c.line(platform.ItemRowsRead) + c.line(platform.ItemRowsWritten)), dollars(c.line(platform.ItemDuration)),
			dollars(c.Month), named,
		})
	}
	return t
}

// line is what the bill says of an item.
func (c Cell) line(item string) float64 {
	for _, l := range c.bill.Lines {
		if l.Item == item {
			return l.Dollars
		}
	}
	return 0
}

func dollars(x float64) string {
	switch {
	case x < 0:
		return "∞"
	case x > 0 && x < 0.01:
		return strconv.FormatFloat(x, 'f', 4, 64)
	}
	return strconv.FormatFloat(x, 'f', 2, 64)
}

// verdicts says what the money goes for.
func verdicts(cells []Cell) []experiments.Verdict {
	var all []experiments.Verdict
	if v, found := dearest(cells); found {
		all = append(all, v)
	}
	if v, found := sleeping(cells); found {
		all = append(all, v)
	}
	return all
}

// dearest asks what a loop that hibernates is billed for.
func dearest(cells []Cell) (experiments.Verdict, bool) {
	v := experiments.Verdict{Question: "Rows written, not requests or duration, are what a loop that hibernates costs.", Answer: "TRUE"}
	found := false
	for _, c := range cells {
		if c.Design == awake || c.Alarms == 0 {
			continue
		}
		rows, rest := c.line(platform.ItemRowsWritten), c.line(platform.ItemRequests)+c.line(platform.ItemDuration)
		if rows <= rest {
			v.Answer = "FALSE"
		}
		if found {
			v.Evidence += "; "
		}
		found = true
		v.Evidence += fmt.Sprintf("%v: rows $%s, requests $%s, duration $%s", c.plot, dollars(rows),
			dollars(c.line(platform.ItemRequests)), dollars(c.line(platform.ItemDuration)))
	}
	return v, found
}

// sleeping asks what it costs not to hibernate, against the same interval without.
func sleeping(cells []Cell) (experiments.Verdict, bool) {
	v := experiments.Verdict{Question: "A pending timer makes a loop dearer than all its runs.", Answer: "TRUE"}
	found := false
	for _, c := range cells {
		for _, b := range cells {
			if c.Design != awake || b.Design != bare || b.EveryMS != c.EveryMS {
				continue
			}
			if c.Dollars < 2*b.Dollars {
				v.Answer = "FALSE"
			}
			if found {
				v.Evidence += "; "
			}
			found = true
			v.Evidence += fmt.Sprintf("every %v: $%s a month with it, $%s without", c.plot.every, dollars(c.Month), dollars(b.Month))
		}
	}
	return v, found
}
