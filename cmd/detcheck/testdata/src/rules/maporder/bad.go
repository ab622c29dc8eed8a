// Package maporder shows loops over maps.
package maporder

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sort"
	"strings"
	"sync" // want `import of sync`
)

type seat struct {
	taken bool
	by    string
	n     int
}

func output(m map[string]int) {
	for k, v := range m { // want `range over a map shows its random order: the body calls fmt.Println; range over slices.Sorted\(maps.Keys\(m\)\) \(maporder\)`
		fmt.Println(k, v)
	}
}

func generic[M ~map[K]V, K comparable, V any](m M, f func(K)) {
	for k := range m { // want `the body calls f`
		f(k)
	}
}

func firstKey(m map[string]int) string {
	for k := range m { // want `the body leaves at an element that the order picks`
		return k
	}
	return ""
}

func lastKey(m map[string]int) (last string) {
	for k := range m { // want `the body leaves in last what the last element put there`
		last = k
	}
	return last
}

func outerKey(m map[string]int) (last string) {
	for last = range m { // want `the body is left with the last key or value`
	}
	return last
}

func unsorted(m map[string]int) (keys []string) {
	for k := range m { // want `the body appends to keys, which is not sorted next`
		keys = append(keys, k)
	}
	return keys
}

func usedBeforeSort(m map[string]int) []string {
	var keys []string
	for k := range m { // want `which is not sorted next`
		keys = append(keys, k)
	}
	fmt.Println(keys)
	sort.Strings(keys)
	return keys
}

func sortedPerhaps(m map[string]int, sorted bool) []string {
	var keys []string
	for k := range m { // want `which is not sorted next`
		keys = append(keys, k)
	}
	if sorted {
		sort.Strings(keys)
	}
	return keys
}

func otherSorted(m map[string]int, others []string) []string {
	var keys []string
	for k := range m { // want `which is not sorted next`
		keys = append(keys, k)
	}
	slices.Sort(others)
	return keys
}

func inverted(m map[string]int) map[int]string {
	byNumber := map[int]string{}
	for k, v := range m { // want `the body leaves in byNumber\[v\] what the last`
		byNumber[v] = k
	}
	return byNumber
}

func numbered(m map[string]int) map[string]int {
	numbers := map[string]int{}
	next := 0
	for k := range m { // want `the body reads next while it changes next`
		numbers[k] = next
		next++
	}
	return numbers
}

func concatenated(m map[string]string) (all string) {
	for _, v := range m { // want `the body changes all by an operation whose order shows`
		all += v
	}
	return all
}

func floats(m map[string]float64) (sum float64) {
	for _, v := range m { // want `changes sum by an operation`
		sum += v
	}
	return sum
}

func mixed(m map[string]int) (n int) {
	for _, v := range m { // want `the body changes n in two ways`
		n += v
		n |= v
	}
	return n
}

func divided(m map[string]int, n int) int {
	for _, v := range m { // want `changes n by an operation`
		n /= v
	}
	return n
}

func twoWaysOut(m map[string]int) string {
	for _, v := range m { // want `the body leaves in more than one way`
		if v == 1 {
			return "one"
		}
		if v == 2 {
			return "two"
		}
	}
	return ""
}

func countsUntil(m map[string]int) (n int) {
	for _, v := range m { // want `the body changes n before it leaves early`
		n++
		if v == 1 {
			break
		}
	}
	return n
}

func limited(m, some map[string]int) {
	for k, v := range m { // want `reads some while it changes some\[k\]`
		if len(some) < 3 {
			some[k] = v
		}
	}
}

func growing(m map[string]int) {
	for k := range m { // want `the body changes the map itself`
		m[k+k] = 1
	}
}

func shared(m map[string]*seat) {
	for k, s := range m { // want `the body leaves in s.by what the last`
		s.by = k
	}
}

func taken(m map[string]*seat) (n int) {
	for _, s := range m { // want `the body reads s.taken while it changes s.taken`
		if !s.taken {
			s.taken = true
			n++
		}
	}
	return n
}

func aliased(m map[string]int, byNumber map[int]string) {
	for k, v := range m { // want `the body leaves in alias\[v\] what the last`
		alias := byNumber
		alias[v] = k
	}
}

func stale(m map[string]int, byNumber map[int]string) {
	for k, v := range m { // want `the body leaves in alias\[v\] what the last`
		alias := map[int]string{}
		alias = byNumber
		alias[v] = k
	}
}

func nestedKeys(m map[string]map[string]int) map[string]string {
	owner := map[string]string{}
	for k, inner := range m { // want `the body leaves in owner\[kk\] what the last`
		for kk := range inner {
			owner[kk] = k
		}
	}
	return owner
}

func keyChanged(m, to map[string]int) {
	for k, v := range m { // want `the body changes its own key`
		k = "same"
		to[k] = v
	}
}

func labelled(m map[string]int) {
outer:
	for range 3 {
		for k := range m { // want `the body jumps to a label`
			if k != "" {
				continue outer
			}
		}
	}
}

func panics(m map[string]int) {
	for k, v := range m { // want `the body leaves at an element`
		if v < 0 {
			panic(k)
		}
	}
}

func deferring(m map[string]int, f func()) {
	for range m { // want `the body does more than can be proved harmless`
		defer f()
	}
}

func hiddenCalls(m, to map[string]int, f func(int) int, c chan int) {
	for k, v := range m { // want `the body calls f`
		to[k] = f(v)
	}
	for k := range m { // want `the body receives`
		to[k] = <-c // want `a channel receive`
	}
	for k := range m { // want `the body calls f`
		to[k] = len([]int{1, f(1)})
	}
	for k := range m { // want `the body calls f`
		if f(1) > 0 {
			to[k] = 1
		}
	}
	for k, v := range m { // want `the body calls f`
		switch f(v) {
		case 1:
			to[k] = 1
		}
	}
	for _, v := range m { // want `the body calls f`
		to["a"] += f(v)
	}
	for k := range m { // want `the body passes a func to slices.Contains|the body calls slices.ContainsFunc`
		to[k] = map[bool]int{true: 1}[slices.ContainsFunc([]int{1}, func(n int) bool { return f(n) > 0 })]
	}
}

func sequences(m map[string]int, f func(string, int) bool) []string {
	for k := range maps.Keys(m) { // want `range over a map shows its random order: the body calls fmt.Println`
		fmt.Println(k)
	}
	for v := range maps.Values(m) { // want `the body calls fmt.Println`
		fmt.Println(v)
	}
	next := maps.All(m) // want `maps.All gives a map's random order`
	next(f)
	keys := maps.Keys[map[string]int] // want `maps.Keys gives`
	_ = keys
	_ = slices.AppendSeq([]int{}, maps.Values(m))       // want `maps.Values gives`
	loose := slices.Collect(maps.Keys(m))           // want `maps.Keys gives`
	maps.DeleteFunc(m, f)                           // want `maps.DeleteFunc calls a function in a map's random order`
	maps.DeleteFunc(m, func(k string, _ int) bool { // want `maps.DeleteFunc calls`
		fmt.Println(k)
		return true
	})
	maps.DeleteFunc(m, func(k string, v int) bool { return f(k, v) }) // want `maps.DeleteFunc calls`
	return loose
}

func reflected(v reflect.Value, m *sync.Map) {
	keys := v.MapKeys() // want `reflect.Value.MapKeys gives`
	for range keys {
	}
	for _, k := range v.MapKeys() { // want `the body calls fmt.Println`
		fmt.Println(k)
	}
	for it := v.MapRange(); it.Next(); { // want `reflect.Value.MapRange gives`
	}
	m.Range(func(k, v any) bool { return true }) // want `sync.Map.Range gives`
}

func byValue(m map[string]int, to map[int][]int) {
	for v := range maps.Values(m) { // want `leaves in to\[v\] what the last`
		to[v] = []int{v}
	}
}

func twoPlaces(m map[string]string, to map[string]map[string]int) {
	for k, v := range m { // want `the body changes to\[k\] in two ways`
		to[v][k] = 1
		to[k] = nil
	}
}

func sometimesFresh(m map[string]int, byNumber map[int]string) {
	for k, v := range m { // want `leaves in alias\[v\] what the last`
		alias := byNumber
		if v > 3 {
			alias = map[int]string{}
		}
		alias[v] = k
	}
}

func lastOfEach(m map[string][]int) (last int) {
	for _, list := range m { // want `leaves in last what the last`
		for _, last = range list {
		}
	}
	return last
}

func iterates(m map[string]int, seq func(func(int) bool)) (n int) {
	for _, v := range m { // want `the body calls an iterator`
		for i := range seq {
			n += i * v
		}
	}
	return n
}

func switches(m map[string]int) (on bool) {
	for _, v := range m { // want `the body changes on in two ways`
		if v > 3 {
			on = true
		} else {
			on = false
		}
	}
	return on
}

func lookedUp(m map[string]int, names []string) (last string) {
	for _, v := range m { // want `leaves in last what the last`
		last = names[v]
	}
	return last
}

func sortedBefore(m map[string]int) (keys []string) {
	collect := func() {
		for k := range m { // want `which is not sorted next`
			keys = append(keys, k)
		}
	}
	sort.Strings(keys)
	collect()
	return keys
}

func reversed(m map[string]int) (keys []string) {
	for k := range m { // want `which is not sorted next`
		keys = append(keys, k)
	}
	slices.Reverse(keys)
	return keys
}

func searched(m map[string]int) (keys []string) {
	for k := range m { // want `which is not sorted next`
		keys = append(keys, k)
	}
	sort.SearchStrings(keys, "a")
	return keys
}

func atMost(m map[string]string, n map[string]int) {
	for _, v := range m { // want `the body reads n\["a"\] while it changes n\[v\]`
		if n["a"] < 3 {
			n[v]++
		}
	}
}

func shrinksTo(m, some map[string]int) {
	for k := range m { // want `reads some while it changes some\[k\]`
		if len(some) > 3 {
			delete(some, k)
		}
	}
}

func behindPointers(m map[string]string, to map[string]*seat) {
	for k, v := range m { // want `leaves in to\[k\].by what the last`
		to[k].by = v
	}
}

func mapped(m map[string]string, f func(rune) rune) {
	for k, v := range m { // want `the body passes a func to strings.Map`
		m[k] = strings.Map(f, v)
	}
}
