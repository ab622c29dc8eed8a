package sim

// Enumerator visits every sequence of choices of a small world, depth first: run the world with it, call Next,
// and run again until Next says that all have been seen. The answers to the names in Fixed are 0.
type Enumerator struct {
	path []Decision
	at   int
	// Fixed names choices that are not explored.
	Fixed map[string]bool
}

// Choose follows the current path and extends it by first answers.
func (e *Enumerator) Choose(name string, n int) int {
	if n == 1 || e.Fixed[name] {
		return 0
	}
	if e.at == len(e.path) {
		e.path = append(e.path, Decision{Name: name, N: n})
	}
	e.at++
	return e.path[e.at-1].Got
}

// Next moves on to the next sequence and reports whether there is one.
func (e *Enumerator) Next() bool {
	e.path, e.at = e.path[:e.at], 0
	for len(e.path) > 0 {
		last := &e.path[len(e.path)-1]
		if last.Got++; last.Got < last.N {
			return true
		}
		e.path = e.path[:len(e.path)-1]
	}
	return false
}
