package check

import (
	"cmp"
	"slices"
)

// Violation is a promise that was not kept.
type Violation struct {
	Oracle string // who says so: "lost", "early", "order", …
	Detail string // how, without names, times and numbers: violations of one kind have one detail
	Note   string // what exactly
}

// Signature is what violations of one kind have in common: seeds are grouped by it, and shrinking keeps it.
func (v Violation) Signature() string { return v.Oracle + ": " + v.Detail }

func (v Violation) String() string {
	if v.Note == "" {
		return v.Signature()
	}
	return v.Signature() + " (" + v.Note + ")"
}

// Signatures returns the signatures of violations, each once, in their order.
func Signatures(list []Violation) []string {
	var names []string
	for _, v := range list {
		names = append(names, v.Signature())
	}
	slices.SortFunc(names, cmp.Compare[string])
	return slices.Compact(names)
}
