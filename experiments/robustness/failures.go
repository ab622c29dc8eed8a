package robustness

import (
	"fmt"
	"slices"

	"dolab/experiments"
	"dolab/experiments/specimens"
)

// failures says how the cells contradict the claim, and which claim that is.
func failures(r *experiments.Run, cells []Cell) []string {
	s := r.Settings
	claimed := func(mux string) bool { return mux == specimens.Dolab }
	if len(s.Mux) > 0 {
		r.Report.Claim = claimSelected
		claimed = func(string) bool { return true }
	}
	var found []string
	for _, c := range cells {
		if claimed(c.Mux) && !c.ok {
			found = append(found, fmt.Sprintf("%s, %v, N=%d: %d of %d on time: %s",
				c.name(), c.test, c.N, c.OnTime, c.Scheduled, c.Diagnosis))
		}
	}
	if len(s.Mux) == 0 && s.Load == 0 {
		found = append(found, unexpected(cells)...)
	}
	return found
}

// expectation is what the field report measured on real workerd, where it does not depend on when in its second a
// cell begins: how many of a test's schedules run.
type expectation struct {
	test test
	mux  []string
	runs int
}

var expectations = []expectation{
	{single, broken, 0},
	{single, []string{specimens.Lumenize1113, specimens.Agents, specimens.Native}, 1},
	{rapid, broken, 0},
	{rapid, []string{specimens.Lumenize1113, specimens.Agents}, 100},
	{rapid, []string{specimens.Native}, 1},
	{inSequence, broken, 0},
	{gapShort, broken, 0},
	{gapSecond, broken, 0},
	{gapAsleep, []string{specimens.Lumenize1114, specimens.Actors}, 3},
	{gapAsleep, []string{specimens.Lumenize2026}, 4},
	{manual, broken, 100},
	{ahead, []string{specimens.Lumenize1114, specimens.Lumenize2026, specimens.Actors, specimens.Agents}, 100},
	{chain, []string{specimens.Native}, 100},
}

// unexpected names the cells of specimens that do not do what the field report measured.
func unexpected(cells []Cell) []string {
	var found []string
	for _, c := range cells {
		for _, e := range expectations {
			same := e.test.String() == c.test.String() && e.test.n == c.N && c.LoadMS == millis(e.test.load)
			if same && slices.Contains(e.mux, c.Mux) && c.Executed != e.runs {
				found = append(found, fmt.Sprintf("%s, %v, N=%d: %d of %d ran, the field report has %d",
					c.name(), c.test, c.N, c.Executed, c.Scheduled, e.runs))
			}
		}
	}
	return found
}
