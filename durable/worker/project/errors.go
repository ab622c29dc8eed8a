package project

import (
	"fmt"
	"slices"
	"strings"
)

// Pos is a place in a file of the project.
type Pos struct {
	// File is relative to Project.Dir.
	File string
	// Line and Column count from 1, Column in characters. Both are 0 where the whole file is meant.
	Line, Column int
}

// String is FILE:LINE:COLUMN, or FILE.
func (p Pos) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Error is one fault of a project.
type Error struct {
	Pos  Pos
	Text string
}

func (e *Error) Error() string { return e.Pos.String() + ": " + e.Text }

// Errors are all faults of a project, ordered by place.
type Errors []*Error

// errorsMax bounds how many errors Errors shows.
const errorsMax = 50

func (e Errors) Error() string {
	var b strings.Builder
	for n, err := range e {
		if n == errorsMax {
			fmt.Fprintf(&b, "\n… and %d more errors", len(e)-n)
			break
		}
		if n > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(err.Error())
	}
	return b.String()
}

// Unwrap lets errors.As find an *Error.
func (e Errors) Unwrap() []error {
	list := make([]error, len(e))
	for n, err := range e {
		list[n] = err
	}
	return list
}

// sort orders errors by file, line and column, those of one place as they were found.
func (e Errors) sort() {
	slices.SortStableFunc(e, func(a, b *Error) int { return comparePos(a.Pos, b.Pos) })
}

func comparePos(a, b Pos) int {
	if c := strings.Compare(a.File, b.File); c != 0 {
		return c
	}
	if a.Line != b.Line {
		return a.Line - b.Line
	}
	return a.Column - b.Column
}

// shownMax bounds a value of the file that an error repeats, in bytes.
const shownMax = 80

// shown is a value as an error repeats it.
func shown(n *node) string {
	text := n.json()
	if len(text) > shownMax {
		text = strings.ToValidUTF8(text[:shownMax], "") + "…"
	}
	return text
}
