package search

import (
	"bytes"
	"regexp"
	"slices"

	"dolab/experiments/check"
)

// Compared is two scenarios side by side.
type Compared struct {
	A, B  Outcome
	Line  int64  // the first line of A's trace in which they differ, from 1; 0: they do not
	LineA string // "" where the trace has ended
	LineB string
}

// Compare runs two scenarios, such as one with two multiplexers, and finds where their traces part. The lines in which a
// multiplexer tells what it decides do not count: no other has the same.
func Compare(a, b Scenario, o Options) (c Compared, err error) {
	var traceA, traceB bytes.Buffer
	o.Trace = &traceA
	if c.A, err = a.Run(o); err != nil {
		return c, err
	}
	o.Trace = &traceB
	if c.B, err = b.Run(o); err != nil {
		return c, err
	}
	left, right := tracePart{rest: traceA.Bytes()}, tracePart{rest: traceB.Bytes()}
	for {
		x, y := left.next(), right.next()
		if x == nil && y == nil {
			return c, nil
		}
		if !bytes.Equal(unnumbered(x), unnumbered(y)) {
			c.Line, c.LineA, c.LineB = left.line, string(x), string(y)
			return c, nil
		}
	}
}

// tracePart is a trace that is read line by line.
type tracePart struct {
	rest []byte
	line int64 // the one that was read last, from 1
}

// next returns the next line that the platform has written, nil at the end.
func (t *tracePart) next() (line []byte) {
	for len(t.rest) > 0 {
		line, t.rest, _ = bytes.Cut(t.rest, []byte("\n"))
		t.line++
		if !told.Match(line) {
			return line
		}
	}
	t.line++
	return nil
}

// told matches lines that code of an object has written: those of package alarms and of State.Log.
var told = regexp.MustCompile(`^\{"step":\d+,"t":[\d.]+,"ev":"(alarms\.\w+|log)"`)

// unnumbered is a line without its step, which depends on the lines before it.
func unnumbered(line []byte) []byte {
	_, rest, _ := bytes.Cut(line, []byte(","))
	return rest
}

// Same reports whether the same things go wrong in both, or nothing does.
func (c *Compared) Same() bool {
	return slices.Equal(check.Signatures(c.A.Violations), check.Signatures(c.B.Violations))
}
