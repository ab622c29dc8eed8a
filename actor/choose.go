package actor

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/cespare/xxhash/v2"
)

// Chooser decides everything that a world leaves open: whose turn it is, how long a hop takes, whether a fault
// strikes. Choose returns a number in [0, n) for n ≥ 1; name says what for and keys the stream of a seed.
type Chooser interface {
	Choose(name string, n int) int
}

// Seed is the Chooser that a number stands for: one PCG stream per name, so that a new name leaves the streams
// of the old ones, and with them old seeds, as they were.
func Seed(seed uint64) Chooser { return &seeded{seed: seed, streams: map[string]*rand.PCG{}} }

type seeded struct {
	seed    uint64
	streams map[string]*rand.PCG
}

// Seed returns the number that the Chooser stands for.
func (s *seeded) Seed() uint64 { return s.seed }

func (s *seeded) Choose(name string, n int) int {
	if n == 1 {
		return 0
	}
	p := s.streams[name]
	if p == nil {
		p = rand.NewPCG(s.seed, xxhash.Sum64String(name))
		s.streams[name] = p
	}
	return int(bounded(p, uint64(n)))
}

// bounded draws evenly from [0, n) by rejection.
func bounded(p *rand.PCG, n uint64) uint64 {
	limit := -n % n // 2^64 mod n: the draws below it would make small results likelier.
	for {
		if v := p.Uint64(); v >= limit {
			return v % n
		}
	}
}

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
	From Chooser
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
	After    Chooser
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

// Bytes is the Chooser of a fuzzer: it eats its input, and answers 0 when that is gone.
type Bytes []byte

// Choose eats one byte, two for n over 256, four for n over 65536.
func (b *Bytes) Choose(_ string, n int) int {
	width := 1
	if n > 1<<16 {
		width = 4
	} else if n > 1<<8 {
		width = 2
	}
	if n == 1 || len(*b) < width {
		return 0
	}
	v := 0
	for _, c := range (*b)[:width] {
		v = v<<8 | int(c)
	}
	*b = (*b)[width:]
	return v % n
}

// Enumerator visits every sequence of choices of a small world, depth first: run the world with it, call Next,
// and run again until Next says that all have been seen. The answers to the names in Fixed are 0.
type Enumerator struct {
	path []Decision
	at   int
	// Fixed names choices that are not explored.
	Fixed map[string]bool
}

// Choose follows the current path and extends it by first answers.
func (e *Enumerator) Choose(name string, n int) int {
	if n == 1 || e.Fixed[name] {
		return 0
	}
	if e.at == len(e.path) {
		e.path = append(e.path, Decision{Name: name, N: n})
	}
	e.at++
	return e.path[e.at-1].Got
}

// Next moves on to the next sequence and reports whether there is one.
func (e *Enumerator) Next() bool {
	e.path, e.at = e.path[:e.at], 0
	for len(e.path) > 0 {
		last := &e.path[len(e.path)-1]
		if last.Got++; last.Got < last.N {
			return true
		}
		e.path = e.path[:len(e.path)-1]
	}
	return false
}
