package main

import (
	"bytes"
	"fmt"
	"io"
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
		d.said = fmt.Sprintf("trace line %d: was %s, is %s", d.line, was, is)
	}
	return len(line), nil
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
