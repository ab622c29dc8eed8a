package main

import (
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/stretchr/testify/require"

	"dolab/experiments"
)

// set returns a table as it is printed.
func set(t experiments.Table) []string {
	var p page
	p.table(t)
	return strings.Split(strings.TrimSuffix(p.text.String(), "\n"), "\n")
}

// TestTable: numbers to the right, words to the left, a repeated first column once, the title above.
func TestTable(t *testing.T) {
	require.Equal(t, []string{
		" n 10",
		"",
		" mux   ran  lost  per op",
		"─────────────────────────",
		" a    6/10  0,2   6.00 s",
		"      10/9  –       3 ms",
		" b    1/10  3          –",
	}, set(experiments.Table{
		Title: "n 10", Header: []string{"mux", "ran", "lost", "per op"},
		Rows: [][]string{{"a", "6/10", "0,2", "6.00 s"}, {"a", "10/9", "–", "3 ms"}, {"b", "1/10", "3", "–"}},
	}))
}

// TestTableWide: a table that is too wide has its first column as headings; one that is still too wide is wrapped
// between words.
func TestTableWide(t *testing.T) {
	long := strings.Repeat("x", 45)
	rows := [][]string{{long, long + "a", "1"}, {long, long + "b", long}, {"y", long + "a", "1"}}
	lines := set(experiments.Table{Header: []string{"test", "mux", "why"}, Rows: rows})
	require.Equal(t, " "+long, lines[2])
	require.Equal(t, "   "+long+"a  1", lines[3])
	require.Equal(t, " y", lines[5])

	words := strings.Repeat("word ", 120)
	lines = set(experiments.Table{Header: []string{"test", "mux", "why"}, Rows: [][]string{{"y", "a", words}}})
	require.Greater(t, len(lines), 5)
	for _, line := range lines {
		require.LessOrEqual(t, text.StringWidth(line), widthUsual)
	}
}

// TestWrap breaks between words only.
func TestWrap(t *testing.T) {
	require.Equal(t, []string{"one two", "three", "fourfivesix", "7"}, wrap(strings.Fields("one two three  fourfivesix 7"), " ", 8))
	require.Equal(t, []string{""}, wrap(nil, " ", 8))
	parts := []string{"one", "two", "three", "four"}
	require.Equal(t, []string{"one · two ·", "three ·", "four"}, wrap(parts, " · ", 11))
	require.Equal(t, []string{"one ·", "two ·", "three ·", "four"}, wrap(parts, " · ", 10), "the separator counts")
	require.Equal(t, []string{"one · two ·", "three · four"}, wrap(parts, " · ", 12), "the last part has none behind it")
}

// TestMergeTexts: numbers that differ become ranges, by value; texts that differ otherwise do not merge.
func TestMergeTexts(t *testing.T) {
	for _, c := range []struct {
		texts  []string
		merged string
	}{
		{[]string{"6/10", "6/10"}, "6/10"},
		{[]string{"9/10", "10/10", "6/10"}, "6–10/10"},
		{[]string{"60.01 s", "60.2 s"}, "60.01–60.2 s"},
		{[]string{"0,2,5", "0,2"}, ""},
		{[]string{"3 ms", "3 s"}, ""},
	} {
		merged, _ := mergeTexts(c.texts)
		require.Equal(t, c.merged, merged, "%q", c.texts)
	}
}

// TestMergeReports: a cell whose values do not merge varies, and a verdict says how many seeds give it.
func TestMergeReports(t *testing.T) {
	report := func(value, answer string) *experiments.Report {
		return &experiments.Report{
			Table:    experiments.Table{Header: []string{"a", "b"}, Rows: [][]string{{"x", value}}},
			Verdicts: []experiments.Verdict{{Question: "q", Answer: answer, Evidence: value}},
		}
	}
	reports := []*experiments.Report{report("1", "TRUE"), report("none", "FALSE"), report("3", "TRUE")}
	require.Equal(t, [][]string{{"x", "varies"}}, mergeTables(reports).Rows)
	require.Equal(t, []experiments.Verdict{{Question: "q", Answer: "TRUE in 2 of 3", Evidence: "1–3"}}, mergeVerdicts(reports))
}

// TestDifference: reports are compared by hash, number of cells, and the first field that differs.
func TestDifference(t *testing.T) {
	rec := func(hash string, cells ...string) *record {
		r := &record{Hash: hash}
		for _, c := range cells {
			r.Cells = append(r.Cells, []byte(c))
		}
		return r
	}
	old := rec("h", `{"a": 1, "b": [1, 2]}`, `{"a":"<&>"}`)
	require.Empty(t, difference(old, rec("h", `{"a":1,"b":[1,2]}`, `{"a":"<&>"}`)))
	require.Equal(t, []string{"cell 0: b: was [1, 2], is [1,3]"}, difference(old, rec("h", `{"a":1,"b":[1,3]}`, `{"a":"<&>"}`)))
	require.Equal(t, []string{"hash: was h, is i", "cells: were 2, are 1"}, difference(old, rec("i", `{}`)))
	require.Len(t, difference(old, rec("i", `{"a":1,"b":[1,2]}`, `{"a":"<&>"}`)), 2)
	packed, err := compact(map[string]string{"a": "<&>"})
	require.NoError(t, err)
	require.Equal(t, `{"a":"<&>"}`, string(packed))
}
