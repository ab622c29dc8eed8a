package picture

import (
	"fmt"
	"io"
)

// ReadTrace makes takes of a trace that was written to a file: a world begins at each step 0. Nobody has looked at its
// objects, so that only what is in the trace can be drawn.
func (r *Recorder) ReadTrace(in io.Reader, title string) error {
	data, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	all := &Recorder{}
	whole := all.Begin(title)
	if _, err := whole.Write(data); err != nil {
		return err
	}
	r.Dropped += all.Dropped
	var t *Take
	worlds := 0
	for _, e := range whole.events {
		if e.Step == 0 || t == nil {
			worlds++
			t = r.Begin(fmt.Sprintf("%s, world %d", title, worlds))
		}
		t.events = append(t.events, e)
		t.end = max(t.end, e.At())
	}
	return nil
}

// Differ finds the first world in which two recordings differ, and reports whether there is one.
func Differ(a, b *Recorder) (x, y *Take, differ bool) {
	for n := range min(len(a.Takes), len(b.Takes)) {
		x, y = a.Takes[n], b.Takes[n]
		if len(x.events) != len(y.events) {
			return x, y, true
		}
		for i := range x.events {
			if x.events[i] != y.events[i] {
				return x, y, true
			}
		}
	}
	return x, y, false
}
