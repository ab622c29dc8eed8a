package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// equivalentFile is the table of equivalents, in the module.
const equivalentFile = "cmd/mutate/equivalent.txt"

// equivalentMax is how many of the drawn sites may be equivalent, in percent.
const equivalentMax = 10

// alike is an entry of the table: a mutant that does the same as the code, and why.
type alike struct {
	inside, was, now string
	nth              int // 0: all of the function with these texts
	reason           string
	line             int
}

type alikes []alike

// equivalents reads the table. An entry that no site of the mutated packages matches is an error: the code has changed.
func (s *session) equivalents() (alikes, error) {
	path := filepath.Join(s.dir, equivalentFile)
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	table, err := parseAlikes(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", equivalentFile, err)
	}
	return table, table.stale(s.sites)
}

// parseAlikes reads entries that are separated by empty lines:
//
//	alarms.(*Alarms).arm #2
//	- was
//	+ now
//	The reason, on one line or more.
//
// Without a number, all sites of the function with these texts are meant. Lines that begin with # are comments.
func parseAlikes(text string) (alikes, error) {
	var table alikes
	var a *alike
	lines := bufio.NewScanner(strings.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimRight(lines.Text(), " ")
		switch {
		case strings.HasPrefix(line, "#"):
		case line == "":
			a = nil
		case a == nil:
			table = append(table, alike{inside: line, line: n})
			a = &table[len(table)-1]
			if inside, nth, found := strings.Cut(line, " #"); found {
				number, err := strconv.Atoi(nth)
				if err != nil {
					return nil, fmt.Errorf("line %d: %w", n, err)
				}
				a.inside, a.nth = inside, number
			}
		case strings.HasPrefix(line, "-"):
			a.was = strings.TrimSpace(line[1:])
		case strings.HasPrefix(line, "+"):
			a.now = strings.TrimSpace(line[1:])
		default:
			a.reason = strings.TrimSpace(a.reason + " " + line)
		}
	}
	for _, a := range table {
		if a.was == "" || a.reason == "" {
			return nil, fmt.Errorf("line %d: %s has no text or no reason", a.line, a.inside)
		}
	}
	return table, lines.Err()
}

func (a *alike) matches(s *site) bool {
	return a.inside == s.inside() && a.was == s.Was && a.now == s.Now && (a.nth == 0 || a.nth == s.Nth)
}

// stale is an error if an entry of a package that has sites here matches none of them.
func (t alikes) stale(sites []*site) error {
	packages := map[string]bool{}
	for _, s := range sites {
		packages[strings.TrimSuffix(s.inside(), s.Func)] = true
	}
	for _, a := range t {
		found, mutated := false, false
		for of := range packages {
			mutated = mutated || strings.HasPrefix(a.inside, of)
		}
		for _, s := range sites {
			found = found || a.matches(s)
		}
		if mutated && !found {
			return fmt.Errorf("%s:%d: no site of %s is any more\n- %s\n+ %s",
				equivalentFile, a.line, a.inside, a.was, a.now)
		}
	}
	return nil
}

// mark marks the mutants that are in the table; they are not tried.
func (t alikes) mark(mutants []*mutant) {
	for _, m := range mutants {
		for _, a := range t {
			if a.matches(m.site) {
				m.Status, m.Reason = equivalent, a.reason
			}
		}
	}
}
