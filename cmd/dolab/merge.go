package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"dolab/experiments"
)

var digits = regexp.MustCompile(`\d+(\.\d+)?`)

// mergeTexts makes one text of several that differ in their numbers only: each number that differs becomes a range,
// "6/10" and "7/10" become "6–7/10". Texts that differ otherwise do not merge.
func mergeTexts(texts []string) (merged string, ok bool) {
	merged = texts[0]
	if !slices.ContainsFunc(texts, func(s string) bool { return s != merged }) {
		return merged, true
	}
	lo := digits.FindAllString(merged, -1)
	hi := slices.Clone(lo)
	frame := digits.Split(merged, -1)
	for _, s := range texts[1:] {
		if !slices.Equal(digits.Split(s, -1), frame) {
			return "", false
		}
		for n, v := range digits.FindAllString(s, -1) {
			if value(v) < value(lo[n]) {
				lo[n] = v
			}
			if value(v) > value(hi[n]) {
				hi[n] = v
			}
		}
	}
	var b strings.Builder
	for n, text := range frame {
		b.WriteString(text)
		if n == len(lo) {
			break
		}
		b.WriteString(lo[n])
		if hi[n] != lo[n] {
			b.WriteString("–" + hi[n])
		}
	}
	return b.String(), true
}

func value(s string) float64 {
	v, _ := strconv.ParseFloat(s, 64) // The pattern lets only numbers through.
	return v
}

// mergeTables merges the tables of all reports, cell by cell. Where their shapes differ it is the first.
func mergeTables(reports []*experiments.Report) experiments.Table {
	t := reports[0].Table
	merged := experiments.Table{Title: t.Title, Header: t.Header}
	for y, row := range t.Rows {
		line := make([]string, len(row))
		for x := range row {
			values := make([]string, len(reports))
			for n, r := range reports {
				if y >= len(r.Table.Rows) || x >= len(r.Table.Rows[y]) {
					return t
				}
				values[n] = r.Table.Rows[y][x]
			}
			text, ok := mergeTexts(values)
			if !ok {
				text = "varies"
			}
			line[x] = text
		}
		merged.Rows = append(merged.Rows, line)
	}
	return merged
}

// mergeVerdicts merges the verdicts of all reports: an answer that not all give says how many do.
func mergeVerdicts(reports []*experiments.Report) []experiments.Verdict {
	var merged []experiments.Verdict
	for n, v := range reports[0].Verdicts {
		same := 0
		evidence := make([]string, 0, len(reports))
		for _, r := range reports {
			if n < len(r.Verdicts) && r.Verdicts[n].Answer == v.Answer {
				same++
				evidence = append(evidence, r.Verdicts[n].Evidence)
			}
		}
		text, ok := mergeTexts(evidence)
		if !ok {
			text = fmt.Sprintf("seed %d: %s", reports[0].Seed, v.Evidence)
		}
		v.Evidence = text
		if same < len(reports) {
			v.Answer = fmt.Sprintf("%s in %d of %d", v.Answer, same, len(reports))
		}
		merged = append(merged, v)
	}
	return merged
}
