package main

import (
	"crypto/sha256"
	"fmt"
	"strings"
)

// site is a place in the code and what a mutation makes of it.
type site struct {
	ID      string `json:"id"` // stays the same when lines move
	Package string `json:"package"`
	Func    string `json:"func"`
	Nth     int    `json:"nth"` // from 1, among the sites of the function with the same texts
	File    string `json:"file"`
	Line    int    `json:"line"`
	Kind    string `json:"kind"`
	Was     string `json:"was"`
	Now     string `json:"now"`

	edits []edit
	plain edit // the mutation as a programmer would write it
}

// form is how an edit keeps the original and the mutant side by side.
type form int

const (
	asStatement form = iota // if mutateOn(1) { now } else { was }
	asClosure               // a closure that evaluates one of them
	asPure                  // a closure that evaluates both: only where they differ the mutant is reached
	asPick                  // a call that takes both
	asGuard                 // was && !mutateOn(1): only where the condition holds the mutant is reached
)

// edit is a piece of a file that the mutation replaces.
type edit struct {
	file       string // absolute
	start, end int
	now        string
	form       form
	result     string // the type of an expression
}

// identify numbers the sites that have the same texts in one function, and gives each its ID.
func identify(sites []*site) {
	seen := map[string]int{}
	for _, s := range sites {
		text := strings.Join([]string{s.Package, s.Func, s.Kind, s.Was, s.Now}, "\n")
		seen[text]++
		s.Nth = seen[text]
		s.ID = fmt.Sprintf("%x", sha256.Sum256(fmt.Appendf(nil, "%s\n%d", text, s.Nth)))[:8]
	}
}

// flat is a text on one line.
func flat(text string) string { return strings.Join(strings.Fields(text), " ") }

// inside says where in the code a site is: package alarms and function (*Alarms).arm are alarms.(*Alarms).arm.
func (s *site) inside() string {
	_, path, found := strings.Cut(s.Package, "/")
	if !found {
		path = s.Package
	}
	return path + "." + s.Func
}

func (s *site) String() string {
	return fmt.Sprintf("%s %s:%d %s %s\n  - %s\n  + %s", s.ID, s.File, s.Line, s.Kind, s.inside(), s.Was, s.Now)
}
