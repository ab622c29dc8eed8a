package search

import (
	"bytes"
	"slices"

	"dolab/experiments/check"
)

// Compared is two scenarios side by side.
type Compared struct {
	A, B  Outcome
	Line  int64  // the first trace line in which they differ, from 1; 0: they do not
	LineA string // "" where the trace has ended
	LineB string
}

// Compare runs two scenarios, such as one with two multiplexers, and finds where their traces part.
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
	left, right := traceA.Bytes(), traceB.Bytes()
	for n := int64(1); len(left) > 0 || len(right) > 0; n++ {
		var x, y []byte
		x, left, _ = bytes.Cut(left, []byte("\n"))
		y, right, _ = bytes.Cut(right, []byte("\n"))
		if !bytes.Equal(x, y) {
			c.Line, c.LineA, c.LineB = n, string(x), string(y)
			return c, nil
		}
	}
	return c, nil
}

// Same reports whether the same things go wrong in both, or nothing does.
func (c *Compared) Same() bool {
	return slices.Equal(check.Signatures(c.A.Violations), check.Signatures(c.B.Violations))
}
