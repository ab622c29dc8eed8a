package main

import (
	"regexp"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"dolab/experiments"
)

// table sets a table: numbers to the right, and a first column that repeats itself only once. Where it is too wide it
// is laid out otherwise: see layout.
func (p *page) table(t experiments.Table) {
	if len(t.Rows) == 0 {
		return
	}
	if t.Title != "" {
		p.heading(t.Title)
		p.gap()
	}
	limit := p.columns()
	l := layout(t, limit)
	if l.stacked {
		p.stack(t)
	} else {
		p.grid(l.table, limit)
	}
	if l.note != "" {
		p.gap()
		p.indented(1, l.note)
	}
}

// heading is the title of a table, wrapped where it is too long.
func (p *page) heading(title string) {
	if text.StringWidth(title) < p.columns() {
		p.line(" " + title)
		return
	}
	p.hung(" ", "   ", strings.Fields(title), " ", p.columns())
}

// grid sets a table that fits into limit columns.
func (p *page) grid(t experiments.Table, limit int) {
	w := table.NewWriter()
	style := table.StyleLight
	style.Options = table.OptionsNoBordersAndSeparators
	style.Options.SeparateHeader = true
	style.Format.Header = text.FormatDefault
	style.Format.HeaderVAlign = text.VAlignBottom
	if p.colour {
		style.Color.Header = text.Colors{text.Bold}
	}
	w.SetStyle(style)
	w.AppendHeader(cells(t.Header))
	for _, row := range t.Rows {
		w.AppendRow(cells(row))
	}
	widths := fit(t, limit)
	columns := make([]table.ColumnConfig, len(t.Header))
	for n := range columns {
		columns[n] = table.ColumnConfig{Number: n + 1, WidthMax: widths[n], WidthMaxEnforcer: text.WrapSoft}
		if n > 0 && numeric(t, n) {
			columns[n].Align, columns[n].AlignHeader = text.AlignRight, text.AlignRight
		}
	}
	w.SetColumnConfigs(columns)
	for line := range strings.SplitSeq(w.Render(), "\n") {
		p.line(line)
	}
}

func cells(values []string) table.Row {
	row := make(table.Row, len(values))
	for n, v := range values {
		row[n] = v
	}
	return row
}

// unrepeated leaves the first column out of rows that have it from the row before.
func unrepeated(t experiments.Table) experiments.Table {
	rows := make([][]string, len(t.Rows))
	for y, row := range t.Rows {
		rows[y] = append([]string{row[0]}, row[1:]...)
		if y > 0 && t.Rows[y-1][0] == row[0] {
			rows[y][0] = ""
		}
	}
	t.Rows = rows
	return t
}

// headed turns the first column into headings over the rows that share it.
func headed(t experiments.Table) experiments.Table {
	header := append([]string{t.Header[0] + " / " + t.Header[1]}, t.Header[2:]...)
	var rows [][]string
	for y, row := range t.Rows {
		if y == 0 || t.Rows[y-1][0] != row[0] {
			head := make([]string, len(header))
			head[0] = row[0]
			rows = append(rows, head)
		}
		rows = append(rows, append([]string{"  " + row[1]}, row[2:]...))
	}
	return experiments.Table{Header: header, Rows: rows}
}

var figure = regexp.MustCompile(`^([-+<]?\d[-\d./–×%]*( ?(s|ms|%))?|-|–|)$`)

// numeric reports whether a column reads as numbers.
func numeric(t experiments.Table, column int) bool {
	for _, row := range t.Rows {
		if !figure.MatchString(row[column]) {
			return false
		}
	}
	return true
}

// natural is how wide a column has to be: its longest value, its header broken between words.
func natural(t experiments.Table, column int) int {
	n := 0
	for word := range strings.FieldsSeq(t.Header[column]) {
		n = max(n, text.StringWidth(word))
	}
	for _, row := range t.Rows {
		n = max(n, text.StringWidth(row[column]))
	}
	return n
}

// width is how wide the table is, with a blank on either side of each column.
func width(t experiments.Table) int {
	total := 0
	for n := range t.Header {
		total += natural(t, n) + 2
	}
	return total
}

// unbroken is how narrow a column can get: its longest word.
func unbroken(t experiments.Table, column int) int {
	n := 0
	for word := range strings.FieldsSeq(t.Header[column]) {
		n = max(n, text.StringWidth(word))
	}
	for _, row := range t.Rows {
		if indent := len(row[column]) - len(strings.TrimLeft(row[column], " ")); indent > 0 {
			n = max(n, text.StringWidth(row[column])) // A row under a heading stays on its line.
		}
		for word := range strings.FieldsSeq(row[column]) {
			n = max(n, text.StringWidth(word))
		}
	}
	return n
}

// fit returns the widths of the columns: natural ones with headers in one line where there is room, or the widest
// made narrower until all of the table is at most limit wide. No column gets narrower than its longest word.
func fit(t experiments.Table, limit int) []int {
	widths := make([]int, len(t.Header))
	total := width(t)
	for n, h := range t.Header {
		widths[n] = natural(t, n)
		if more := text.StringWidth(h) - widths[n]; more > 0 && total+more <= limit {
			widths[n] += more
			total += more
		}
	}
	for total > limit {
		widest := -1
		for n, w := range widths {
			if w > unbroken(t, n) && (widest < 0 || w > widths[widest]) {
				widest = n
			}
		}
		if widest < 0 {
			break
		}
		widths[widest]--
		total--
	}
	return widths
}
