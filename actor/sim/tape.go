package sim

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"dolab/actor"
)

// Decision is one answer of a Chooser.
type Decision struct {
	Name string // what it was for
	N    int    // how many there were to choose from
	Got  int    // the answer, in [0, N)
}

// String is the text form of a decision, "name got/n".
func (d Decision) String() string {
	return d.Name + " " + strconv.Itoa(d.Got) + "/" + strconv.Itoa(d.N)
}

// Tape is what a Recorder wrote: the decisions of one run in their order. Decisions with a single outcome are
// not on it.
type Tape []Decision

// String writes the tape a decision a line; ParseTape reads it back.
func (t Tape) String() string {
	var b strings.Builder
	for _, d := range t {
		b.WriteString(d.String())
		b.WriteByte('\n')
	}
	return b.String()
}

// ParseTape reads the text form of a tape. An error names the line.
func ParseTape(text string) (Tape, error) {
	var t Tape
	for i, line := range strings.Split(text, "\n") {
		if line == "" {
			continue
		}
		name, frac, ok := strings.Cut(line, " ")
		got, n, ok2 := strings.Cut(frac, "/")
		d := Decision{Name: name}
		var err1, err2 error
		d.Got, err1 = strconv.Atoi(got)
		d.N, err2 = strconv.Atoi(n)
		if !ok || !ok2 || errors.Join(err1, err2) != nil || d.Got < 0 || d.Got >= d.N {
			return nil, fmt.Errorf("tape line %d: %q is not of the form \"name got/n\"", i+1, line)
		}
		t = append(t, d)
	}
	return t, nil
}

// Recorder is a Chooser that asks another and writes down what it said.
type Recorder struct {
	From actor.Chooser
	Tape Tape
}

// Choose asks From and records the answer.
func (r *Recorder) Choose(name string, n int) int {
	got := r.From.Choose(name, n)
	if n > 1 {
		r.Tape = append(r.Tape, Decision{name, n, got})
	}
	return got
}

// Replay is a Chooser that answers from a tape. A decision that the tape does not hold at its place (another
// name, another n, or the tape's end) is answered by After, by 0 where After is nil, and Diverged says where
// that happened first: -1 while the run has followed the tape.
type Replay struct {
	Tape     Tape
	After    actor.Chooser
	Diverged int

	at int
}

// NewReplay returns a Chooser that follows t.
func NewReplay(t Tape) *Replay { return &Replay{Tape: t, Diverged: -1} }

// Choose answers from the tape.
func (r *Replay) Choose(name string, n int) int {
	if n == 1 {
		return 0
	}
	if r.Diverged < 0 && r.at < len(r.Tape) && r.Tape[r.at].Name == name && r.Tape[r.at].N == n {
		r.at++
		return r.Tape[r.at-1].Got
	}
	if r.Diverged < 0 {
		r.Diverged = r.at
	}
	if r.After == nil {
		return 0
	}
	return r.After.Choose(name, n)
}
