package sqlite

import "slices"

// This file knows what a statement's arguments give to LIMIT and OFFSET. EXPLAIN lists a statement without its arguments,
// and those two decide how many rows a sorter keeps. The meter takes them for numbers of the text, so that no listing is
// needed for each.

// limits are the numbers that arguments give to LIMIT and OFFSET, or which arguments do so, from 1.
type limits struct {
	n  int8
	of [limitsMax]int32
}

const (
	limitsMax  = 4  // Arguments of a statement for LIMIT and OFFSET; with more it is counted without their numbers.
	limitedMax = 64 // Numbers for which a listing keeps a program.
)

// limitsOf returns which arguments do nothing but to give a LIMIT or an OFFSET, and where that is in the listing.
func limitsOf(lines []line) (which limits, at []int) {
	other := map[int32]bool{}
	for i, l := range lines {
		switch {
		case !l.variable:
		case i+2 < len(lines) && l.limits(lines[i+1], lines[i+2]):
			at = append(at, i)
		default:
			other[l.p1] = true
		}
	}
	at = slices.DeleteFunc(at, func(i int) bool { return other[lines[i].p1] })
	for _, i := range at {
		if slices.Contains(which.of[:which.n], lines[i].p1) {
			continue
		}
		if which.n == limitsMax {
			return limits{}, nil
		}
		which.of[which.n] = lines[i].p1
		which.n++
	}
	return which, at
}

// limits reports whether an argument is a LIMIT or an OFFSET, by the two instructions behind it.
func (l line) limits(integer, use line) bool {
	return integer.kind == mustBeInteger && integer.p1 == l.p2 &&
		(use.kind == ifFalse && use.p1 == l.p2 || use.kind == offsetLimit && use.p3 == l.p2)
}

// numbers returns the numbers among a statement's arguments, none where one is another value. An integer becomes a real,
// as all numbers of JavaScript are: with an integer there SQLite would compile the statement anew, to another plan.
func (l limits) numbers(args []any) limits {
	all := limits{n: l.n}
	for i, place := range l.of[:l.n] {
		number := 0.0
		switch v := args[place-1].(type) {
		case int64:
			number = float64(v)
		case float64:
			number = v
		default:
			all.n = 0
			continue
		}
		if all.of[i] = int32(min(max(number, -1), 1<<30)); float64(all.of[i]) != number {
			all.n = 0
			continue
		}
		args[place-1] = number
	}
	if all.n == 0 {
		return limits{}
	}
	return all
}
