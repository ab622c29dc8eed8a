package sqlite

import "math"

// simplex returns amounts of all edges that fulfil the equations, none negative, at the least cost; false if there are
// none. The equations are reduced. Bland's rule keeps it from going in circles.
func (m *matrix) simplex(known facit, cost []float64) ([]float64, bool) {
	n, rows := m.columns, len(m.rows)
	if rows == 0 {
		return make([]float64, n), true
	}
	t := &tableau{basis: make([]int, rows)}
	for i, r := range m.rows {
		line := make([]float64, n+rows+1)
		copy(line, r.of)
		b := 0.0
		for k, v := range r.is {
			b += v * known[k]
		}
		if math.Abs(b) < tiny {
			b = 0
		}
		line[n+rows] = b
		if b < 0 {
			for j := range line {
				line[j] = -line[j]
			}
		}
		line[n+i] = 1
		t.basis[i] = n + i
		t.lines = append(t.lines, line)
	}
	artificial := make([]float64, n+rows)
	for i := n; i < n+rows; i++ {
		artificial[i] = 1
	}
	if rest, ok := t.minimize(artificial, n+rows); !ok || rest > 1e-4 {
		return nil, false
	}
	for i, b := range t.basis { // What is artificial still is zero: it leaves where it can.
		if b >= n {
			for j := range n {
				if math.Abs(t.lines[i][j]) > tiny {
					t.pivot(i, j)
					break
				}
			}
		}
	}
	if _, ok := t.minimize(append(append([]float64{}, cost...), artificial[n:]...), n); !ok {
		return nil, false
	}
	x := make([]float64, n)
	for i, b := range t.basis {
		if b < n {
			x[b] = t.lines[i][n+rows]
		}
	}
	return x, true
}

// tableau is the state of the method: each line says what its variable of the basis is.
type tableau struct {
	lines [][]float64
	basis []int
}

const pivotsMax = 5000

// minimize moves to the least cost with the first columns only.
func (t *tableau) minimize(cost []float64, columns int) (float64, bool) {
	last := len(t.lines[0]) - 1
	reduced := append(append([]float64{}, cost...), 0)
	for i, b := range t.basis {
		if c := cost[b]; c != 0 {
			for j, v := range t.lines[i] {
				reduced[j] -= c * v
			}
		}
	}
	for range pivotsMax {
		enter := -1
		for j := range columns {
			if reduced[j] < -tiny {
				enter = j
				break
			}
		}
		if enter < 0 {
			return -reduced[last], true
		}
		leave := -1
		for i, line := range t.lines {
			if line[enter] <= tiny {
				continue
			}
			if leave < 0 {
				leave = i
				continue
			}
			a, b := line[last]/line[enter], t.lines[leave][last]/t.lines[leave][enter]
			if a < b-tiny || (a < b+tiny && t.basis[i] < t.basis[leave]) {
				leave = i
			}
		}
		if leave < 0 {
			return 0, false
		}
		t.pivot(leave, enter)
		c := reduced[enter]
		for j, v := range t.lines[leave] {
			reduced[j] -= c * v
		}
	}
	return 0, false
}

// pivot brings a variable into the basis.
func (t *tableau) pivot(leave, enter int) {
	line := t.lines[leave]
	v := line[enter]
	for j := range line {
		line[j] /= v
	}
	for i, o := range t.lines {
		if c := o[enter]; i != leave && c != 0 {
			for j, v := range line {
				o[j] -= c * v
			}
		}
	}
	t.basis[leave] = enter
}
