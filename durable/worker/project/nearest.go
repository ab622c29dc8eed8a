package project

import "strings"

// nearest is the field of a shape that is spelled most like a name, "" where none is close.
func nearest(name string, shape *node) string {
	best, least := "", 1+max(2, len(name)/4)
	plain := simplify(name)
	for _, f := range shape.fields {
		if f.name == "*" || f.name == "|" {
			continue
		}
		if d := distance(plain, simplify(f.name), least); d < least {
			best, least = f.name, d
		}
	}
	if least >= len(name) {
		return "" // As many changes as letters: any short name would do.
	}
	return best
}

// simplify makes compatibilityDate and compatibility-date equal to compatibility_date.
func simplify(name string) string {
	return strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(name))
}

// distance counts the insertions, deletions and replacements of bytes between two names, up to a bound.
func distance(a, b string, bound int) int {
	if len(a)-len(b) >= bound || len(b)-len(a) >= bound {
		return bound
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := before
			if a[i] != b[j] {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
