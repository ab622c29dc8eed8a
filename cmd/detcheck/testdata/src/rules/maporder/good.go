package maporder

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sort"
	"strings"
	"time"
)

type table struct {
	rows  map[string]int
	names []string
	total int
	open  bool
}

func sortedFirst(m map[string]int) {
	for _, k := range slices.Sorted(maps.Keys(m)) {
		fmt.Println(k, m[k])
	}
	fmt.Println(m) // Fmt sorts.
}

func copies(m map[string]int) map[string]string {
	to := make(map[string]string, len(m))
	for k, v := range m {
		if k == "" || strings.HasPrefix(k, "_") {
			continue
		}
		to[k] = fmt.Sprintf("%d", v)
	}
	return to
}

func sets(m map[string]int) (map[int]bool, map[int]struct{}) {
	bools, structs := map[int]bool{}, map[int]struct{}{}
	for _, v := range m {
		bools[v] = true
		structs[v/2] = struct{}{}
	}
	return bools, structs
}

func deletes(m, other map[string]int, old map[int]bool) {
	for k, v := range m {
		if v == 0 {
			delete(m, k)
		}
		delete(other, k)
		delete(old, v)
	}
	for k := range m {
		delete(m, k)
	}
}

func counts(m map[string]int, mask uint8) (n, sum, most int, any, all bool) {
	byNumber := map[int]int{}
	all = true
	for k, v := range m {
		n++
		sum += v * len(k)
		sum -= 1
		most = max(most, v)
		mask |= uint8(v)
		byNumber[v]++
		any = any || v > 3
		all = all && v > 3
	}
	return n, sum, most, any, all
}

func found(m map[string]int) bool {
	for k, v := range m {
		if k != "" && v == 1 {
			return true
		}
	}
	hit := false
	for _, v := range m {
		switch {
		case v > 3:
			hit = true
		}
	}
	for _, v := range m {
		if v > 3 {
			hit = true
			break
		}
	}
	for range m {
		return hit
	}
	return false
}

func collected(m map[string]int) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	if len(keys) == 0 || keys == nil {
		return nil
	}
	sort.Strings(keys)
	return keys
}

func (t *table) sort() {
	t.names = t.names[:0]
	for k, v := range t.rows {
		if v > 0 {
			t.names = append(t.names, k)
		}
		t.total += v
		t.open = true
	}
	sort.Sort(sort.Reverse(sort.StringSlice(t.names)))
}

func collectedInside(ms []map[string]int) {
	for _, m := range ms {
		var keys []string
		if len(m) > 0 {
			for k := range m {
				keys = append(keys, k)
			}
		}
		slices.SortFunc(keys, strings.Compare)
	}
}

func nested(m map[string]map[string]int) map[string]map[string]int {
	to := map[string]map[string]int{}
	var pairs []string
	for k, inner := range m {
		to[k] = map[string]int{}
		for kk, v := range inner {
			to[k][kk] = v
			pairs = append(pairs, k+kk)
		}
	}
	slices.Sort(pairs)
	return to
}

func fresh(m map[string][]int) map[string]map[int]int {
	to := map[string]map[int]int{}
	for k, list := range m {
		inner := map[int]int{}
		last := 0
		for i, v := range list {
			if v == 0 {
				break
			}
			inner[v] = i + last
			last = v
		}
		to[k] = inner
	}
	return to
}

func grouped(m map[string]int, groups map[string][]int) {
	for k, v := range m {
		groups[k] = append(groups[k], v)
	}
}

func closed(m map[string]*seat) {
	for _, s := range m {
		s.taken = false
		s.n++
	}
}

func times(m map[string]time.Time, now time.Time, due map[string]bool) {
	for k, t := range m {
		if !t.After(now.Add(time.Second)) {
			due[k] = true
		}
	}
}

func asserted(m map[string]any, to map[string]int) {
	for k, v := range m {
		switch v := v.(type) {
		case int:
			to[k] = v
		case string:
			n, isInt := m[v].(int)
			if isInt {
				to[k] = n
			}
		}
	}
}

func sequencesTamed(m map[string]int) []string {
	for k := range maps.Keys(m) {
		delete(m, k)
	}
	keys := slices.Collect(maps.Keys(m))
	slices.Sort(keys)
	maps.Insert(m, maps.All(m))
	maps.DeleteFunc(m, func(_ string, v int) bool { return v == 0 })
	return slices.SortedFunc(maps.Keys(m), strings.Compare)
}

func reflectedTamed(v reflect.Value) []string {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	var all []reflect.Value
	for _, k := range v.MapKeys() {
		all = append(all, k)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].String() < all[j].String() })
	return nil
}
