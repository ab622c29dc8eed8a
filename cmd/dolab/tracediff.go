package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// traceDiff takes a trace and holds it against an earlier one, line by line.
type traceDiff struct {
	old  []byte // what is left of the earlier one
	line int
	said string // where they first differ
}

// writer is d as a writer, nil for none.
func (d *traceDiff) writer() io.Writer {
	if d == nil {
		return nil
	}
	return d
}

// Write takes one line.
func (d *traceDiff) Write(line []byte) (int, error) {
	if d.said != "" {
		return len(line), nil
	}
	d.line++
	was, rest, _ := bytes.Cut(d.old, []byte("\n"))
	d.old = rest
	if is := bytes.TrimSuffix(line, []byte("\n")); !bytes.Equal(was, is) {
		d.said = fmt.Sprintf("trace line %d: was %s, is %s", d.line, printable(was), printable(is))
	}
	return len(line), nil
}

// printable is a line of a trace as a page can show it: of bounded length, without what would move the cursor.
func printable(line []byte) string {
	const most = 400
	tail := ""
	if len(line) > most {
		line, tail = line[:most], "…"
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(string(line), string(utf8.RuneError))) + tail
}

// difference says where the traces first differ, "" for nowhere.
func (d *traceDiff) difference() string {
	if d == nil || d.said != "" || len(d.old) == 0 {
		if d == nil {
			return ""
		}
		return d.said
	}
	return fmt.Sprintf("trace: ends after line %d, the earlier one goes on", d.line)
}
