package search

import (
	"bytes"
	"io"
	"time"
)

// ear listens to a world's trace: it passes lines on, counts them, and notes when the object died.
type ear struct {
	out     io.Writer
	now     func() time.Time
	lines   int64
	step    int64 // stop at this line
	stopped bool
	deaths  []time.Time // crashes, resets and replacements by another incarnation
	resets  []string    // the reasons of resets
	faults  int
	blocked bool // a blockConcurrencyWhile took too long
}

// Write takes one line.
func (e *ear) Write(line []byte) (int, error) {
	e.lines++
	e.stopped = e.stopped || e.lines == e.step
	_, kind, _ := bytes.Cut(line, []byte(`"ev":"`))
	switch {
	case bytes.HasPrefix(kind, []byte(`crash"`)), bytes.HasPrefix(kind, []byte(`deploy"`)), bytes.HasPrefix(kind, []byte(`double"`)):
		e.deaths = append(e.deaths, e.now())
	case bytes.HasPrefix(kind, []byte(`reset"`)):
		_, note, _ := bytes.Cut(line, []byte(`"note":"`))
		e.deaths = append(e.deaths, e.now())
		e.blocked = e.blocked || bytes.Contains(note, []byte("blockConcurrencyWhile()"))
		e.resets = append(e.resets, string(bytes.TrimRight(note, "\"}\n")))
	case bytes.HasPrefix(kind, []byte(`fault"`)):
		e.faults++
	}
	if e.out == nil {
		return len(line), nil
	}
	return e.out.Write(line)
}
