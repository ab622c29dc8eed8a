package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// mutant is a site that was drawn, and what came of it.
type mutant struct {
	*site
	Status string   `json:"status"` // killed, survived or equivalent
	By     string   `json:"by,omitempty"`
	Reason string   `json:"reason,omitempty"` // why it is equivalent
	Reach  []string `json:"reach,omitempty"`  // tests that reach a survivor

	number int
	tests  []*test
	output string
}

// The statuses of a mutant.
const (
	killed     = "killed"
	survived   = "survived"
	equivalent = "equivalent"
)

// tryAll wakes each mutant in the tests that reach it.
func (s *session) tryAll() {
	var done sync.Mutex
	count := 0
	parallel(s.workers, len(s.mutants), func(i int) {
		m := s.mutants[i]
		if m.Status == "" {
			s.try(m)
		}
		done.Lock()
		defer done.Unlock()
		if count++; count%50 == 0 {
			_, _ = fmt.Fprintf(s.stderr, "mutate: %d of %d mutants tried\n", count, len(s.mutants))
		}
	})
}

// batch is tests of a suite that run in one process.
type batch struct {
	suite *suite
	rank  int // lower ones run first
	names []string
	cost  time.Duration
}

// try runs the tests of the mutant's own package first, then those of the other packages; of each the cheap ones first.
func (s *session) try(m *mutant) {
	for _, b := range m.batches() {
		pattern := "^(" + strings.Join(b.names, "|") + ")$"
		out := s.test(b.suite, pattern, 4*b.cost+s.timeout, awake(m.number))
		if !out.passed {
			m.Status, m.By, m.output = killed, short(b.suite.path)+"."+out.failed(b.names), out.output
			return
		}
	}
	m.Status = survived
	for _, t := range m.tests {
		m.Reach = append(m.Reach, short(t.suite.path)+"."+t.name)
	}
}

func (m *mutant) batches() []*batch {
	var batches []*batch
	for _, t := range m.tests {
		rank := 0
		if t.suite.path != m.Package {
			rank = 2
		}
		if t.cpu > cheapMax {
			rank++
		}
		at := slices.IndexFunc(batches, func(b *batch) bool { return b.suite == t.suite && b.rank == rank })
		if at < 0 {
			at = len(batches)
			batches = append(batches, &batch{suite: t.suite, rank: rank})
		}
		batches[at].names = append(batches[at].names, t.name)
		batches[at].cost += t.cpu
	}
	slices.SortStableFunc(batches, func(a, b *batch) int { return cmp.Or(a.rank-b.rank, cmp.Compare(a.cost, b.cost)) })
	return batches
}

var failedTest = regexp.MustCompile(`(?m)^--- FAIL: (\w+)|^panic: test timed out|^\t(?:Test|Example|Fuzz)\w* \(|` +
	`\.((?:Test|Example|Fuzz)\w*)\(`)

// failed names the test that has failed, as far as the output says so.
func (o *outcome) failed(names []string) string {
	if o.tooLong {
		return "timeout"
	}
	for _, found := range failedTest.FindAllStringSubmatch(o.output, -1) {
		for _, name := range found[1:] {
			if slices.Contains(names, name) {
				return name
			}
		}
	}
	return "crash"
}

// parallel calls do for 0 to n-1, some at a time.
func parallel(workers, n int, do func(int)) {
	var wait sync.WaitGroup
	next := make(chan int)
	for range min(workers, n) {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for i := range next {
				do(i)
			}
		}()
	}
	for i := range n {
		next <- i
	}
	close(next)
	wait.Wait()
}
