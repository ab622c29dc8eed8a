package main

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// draw puts the sites into the order in which a seed draws them: each kind has its turn, so that the many integers do
// not crowd out the few locks.
func draw(sites []*site, seed uint64, only []string) []*site {
	chance := rand.New(rand.NewPCG(seed, 0))
	var byKind [][]*site
	for _, k := range kinds() {
		if len(only) > 0 && !slices.Contains(only, k.name) {
			continue
		}
		var list []*site
		for _, s := range sites {
			if s.Kind == k.name {
				list = append(list, s)
			}
		}
		// In the order of IDs a site keeps its place when lines move.
		slices.SortFunc(list, func(a, b *site) int { return cmp.Compare(a.ID, b.ID) })
		chance.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		byKind = append(byKind, list)
	}
	var order []*site
	for i := 0; len(byKind) > 0; i++ {
		for _, list := range byKind {
			if i < len(list) {
				order = append(order, list[i])
			}
		}
		byKind = slices.DeleteFunc(byKind, func(list []*site) bool { return i+1 >= len(list) })
	}
	return order
}

// room knows what is drawn in each file. An edit may be inside another one, but must not overlap it.
type room map[string][]edit

// take reports whether a site can be compiled in beside the others, and counts it among them if it can.
func (r room) take(s *site) bool {
	for _, a := range s.edits {
		for _, b := range r[a.file] {
			if overlap(a, b) {
				return false
			}
		}
	}
	for _, a := range s.edits {
		r[a.file] = append(r[a.file], a)
	}
	return true
}

func overlap(a, b edit) bool {
	if a.start > b.start {
		a, b = b, a
	}
	return a.start < b.start && b.start < a.end && a.end < b.end
}
