//detcheck:file sync worlds that run side by side share programs, and what a step led to depends on nothing else

package sqlite

import (
	"slices"
	"sync"
	"sync/atomic"
)

// shared is what all databases of the process know about statements. It saves time and changes no count: a program
// follows from the statement and the schema, and what a step led to from the program and SQLite's counters.
var shared programs

// programs keeps programs by their statement and schema. When the younger half is full the older one is dropped.
type programs struct {
	mu             sync.Mutex
	younger, older map[programKey]*listing
}

type programKey struct {
	schema digest
	sql    string
}

const (
	programsMax = 512     // In each half.
	sharedMax   = 1 << 16 // Bytes of the text of a shared statement.
	rememberMax = 4096    // What a program remembers: steps, places, values.
)

// get returns nil if the program is not known.
func (s *programs) get(k programKey) *listing {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, found := s.younger[k]
	if !found {
		if l, found = s.older[k]; found && !l.worn() {
			s.add(k, l)
		}
	}
	if !found || l.worn() {
		return nil
	}
	return l
}

// put adds a program, unless another database has added it meanwhile, and returns the one to use.
func (s *programs) put(k programKey, l *listing) *listing {
	if len(k.sql) > sharedMax {
		return l
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if old, found := s.younger[k]; found && !old.worn() {
		return old
	}
	s.add(k, l)
	return l
}

func (s *programs) add(k programKey, l *listing) {
	if s.younger == nil || len(s.younger) >= programsMax {
		s.older, s.younger = s.younger, map[programKey]*listing{}
	}
	s.younger[k] = l
}

// listing is a program that several databases may use.
type listing struct {
	mu      sync.Mutex
	program *program
	full    atomic.Bool

	limits  limits              // Which arguments are a LIMIT or an OFFSET.
	lines   []line              // Where these matter, what it is made of,
	places  []int               // … where in it they are,
	limited map[limits]*listing // … and what it is with their numbers.
}

// step is program.step.
func (l *listing) step(b *beam, o observed) *move {
	l.mu.Lock()
	defer l.mu.Unlock()
	m := l.program.step(b, o)
	if l.program.known > rememberMax {
		l.full.Store(true)
	}
	return m
}

// recall returns what step returned before for the same step; it does not search.
func (l *listing) recall(b *beam, o observed) (m *move, found bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	m, found = b.next[o]
	return m, found
}

// limitedTo returns the listing as it is with numbers in place of the arguments, where those matter.
func (l *listing) limitedTo(n limits) *listing {
	if n.n == 0 || len(l.lines) == 0 {
		return l
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if known := l.limited[n]; known != nil && !known.worn() {
		return known
	}
	lines := slices.Clone(l.lines)
	for _, at := range l.places {
		which := slices.Index(l.limits.of[:l.limits.n], lines[at].p1)
		lines[at] = line{kind: integer, result: lines[at].result, p1: n.of[which], p2: lines[at].p2}
	}
	limited := &listing{program: newProgram(lines)}
	limited.program.counted = l.program.counted
	if l.limited == nil || len(l.limited) == limitedMax {
		l.limited = map[limits]*listing{}
	}
	l.limited[n] = limited
	return limited
}

// worn reports whether the program remembers no more: whoever comes next begins a new one.
func (l *listing) worn() bool { return l.full.Load() }

// forgotten are empty maps of walks that have ended: such a map has thousands of entries, and grows slowly.
var forgotten sync.Pool

func crossings() map[crossing]thread {
	if m, ok := forgotten.Get().(map[crossing]thread); ok {
		return m
	}
	return map[crossing]thread{}
}

func release(m map[crossing]thread) {
	clear(m)
	forgotten.Put(m)
}
