package main

import (
	"io"
	"os"
	"strconv"

	"golang.org/x/term"
)

// terminal reports whether w is one.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// colours reports whether w may be coloured: a terminal, and NO_COLOR is not set (no-color.org).
func colours(w io.Writer) bool {
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && terminal(w)
}

// The widths that a page is laid out for.
const (
	widthMin   = 80
	widthUsual = 120 // where there is neither a terminal nor COLUMNS
	proseMax   = 100 // longer lines of prose are hard to read
)

// columns returns how wide a page to w may be: as wide as its terminal or, without one, as COLUMNS says.
func columns(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
			return max(widthMin, width)
		}
	}
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		return max(widthMin, n)
	}
	return widthUsual
}
