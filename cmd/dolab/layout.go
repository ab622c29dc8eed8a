package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"dolab/experiments"
)

// laidOut is how a table is shown.
type laidOut struct {
	table   experiments.Table
	stacked bool   // each row as a list of what it has
	note    string // what the reader has to know of it
}

// columnMin is how narrow a column of prose may get before a table is laid out otherwise.
const columnMin = 24

// layout finds the first form of a table that fits into limit columns: as it is; with its columns of prose wrapped; with
// its first column as headings; without the columns that are empty in every row; as a list a row.
func layout(t experiments.Table, limit int) laidOut {
	if fits(t, limit) {
		return laidOut{table: unrepeated(t)}
	}
	if h := headed(t); fits(h, limit) {
		return laidOut{table: h}
	}
	less, left := withoutEmpty(t)
	if len(left) > 0 {
		note := fmt.Sprintf("Empty in every row and left out at %d columns: %s.", limit, strings.Join(left, ", "))
		if fits(less, limit) {
			return laidOut{table: unrepeated(less), note: note}
		}
		if h := headed(less); fits(h, limit) {
			return laidOut{table: h, note: note}
		}
	}
	return laidOut{stacked: true, note: fmt.Sprintf("The table needs %d columns and is shown as a list at %d: "+
		"what is empty in a row is left out.", narrowest(headed(t)), limit)}
}

// fits reports whether a table can be at most limit wide.
func fits(t experiments.Table, limit int) bool { return narrowest(t) <= limit }

// narrowest is how wide a table is with its columns of prose wrapped.
func narrowest(t experiments.Table) int {
	total := 0
	for n := range t.Header {
		total += max(unbroken(t, n), min(natural(t, n), columnMin)) + 2
	}
	return total
}

// empty reports whether a value says nothing.
func empty(value string) bool { return value == "" || value == "-" || value == "–" }

// withoutEmpty leaves out the columns that are empty in every row, and names them.
func withoutEmpty(t experiments.Table) (less experiments.Table, left []string) {
	var kept []int
	for n := range t.Header {
		if n == 0 || slices.ContainsFunc(t.Rows, func(row []string) bool { return !empty(row[n]) }) {
			kept = append(kept, n)
		} else {
			left = append(left, t.Header[n])
		}
	}
	pick := func(row []string) (some []string) {
		for _, n := range kept {
			some = append(some, row[n])
		}
		return some
	}
	less = experiments.Table{Header: pick(t.Header)}
	for _, row := range t.Rows {
		less.Rows = append(less.Rows, pick(row))
	}
	return less, left
}

// stack shows a table as a list: the first column as headings where it repeats itself, and of each row what it has.
func (p *page) stack(t experiments.Table) {
	first, indent := 1, ""
	if repeats(t) {
		first, indent = 2, "  "
	}
	key := 0
	for _, row := range t.Rows {
		key = max(key, text.StringWidth(row[first-1]))
	}
	for y, row := range t.Rows {
		if first == 2 && (y == 0 || t.Rows[y-1][0] != row[0]) {
			p.line(" " + p.paint(row[0], text.Bold))
		}
		var has []string
		for n := first; n < len(row); n++ {
			if !empty(row[n]) {
				has = append(has, t.Header[n]+" "+row[n])
			}
		}
		name := " " + indent + text.Pad(row[first-1], key, ' ') + "  "
		p.hung(name, strings.Repeat(" ", len(" "+indent)+key+2), has, " · ", p.columns())
	}
}

// repeats reports whether the first column has a value in rows that follow one another.
func repeats(t experiments.Table) bool {
	for y := 1; y < len(t.Rows); y++ {
		if len(t.Header) > 2 && t.Rows[y][0] == t.Rows[y-1][0] {
			return true
		}
	}
	return false
}
