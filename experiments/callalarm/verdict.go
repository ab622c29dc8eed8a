package callalarm

import (
	"fmt"
	"slices"
	"strings"

	"dolab/experiments"
	"dolab/experiments/specimens"
)

// verdicts answers the questions of the experiment.
func verdicts(cells []Cell) []experiments.Verdict {
	simulated := slices.DeleteFunc(slices.Clone(cells), func(c Cell) bool { return c.Place != experiments.Simulated })
	var all []experiments.Verdict
	for _, ask := range []struct {
		question func([]Cell) (experiments.Verdict, bool)
		of       []Cell
	}{{deferral, simulated}, {honesty, simulated}, {likeness, cells}} {
		if v, found := ask.question(ask.of); found {
			all = append(all, v)
		}
	}
	return all
}

// tally is what became of the operations of one multiplexer, or of those made at once.
type tally struct{ n, lost int }

func (t *tally) add(c Cell) {
	t.n += c.N
	t.lost += len(c.TimedOutOps)
}

// deferral asks what loses calls: deferring them as such would lose them on every multiplexer, and not at once.
func deferral(cells []Cell) (experiments.Verdict, bool) {
	var names []string
	deferred := map[string]*tally{}
	direct := tally{}
	for _, c := range cells {
		if c.Mode == modeDirect {
			direct.add(c)
			continue
		}
		if deferred[c.Mux] == nil {
			names = append(names, c.Mux)
			deferred[c.Mux] = &tally{}
		}
		deferred[c.Mux].add(c)
	}
	if len(names) == 0 {
		return experiments.Verdict{}, false
	}
	var losing, keeping []string
	for _, name := range names {
		if t := deferred[name]; t.lost > 0 {
			losing = append(losing, fmt.Sprintf("%s %d of %d", name, t.lost, t.n))
		} else {
			keeping = append(keeping, name)
		}
	}
	v := experiments.Verdict{Question: "Deferring a call by schedule(0, …) is what loses it.", Answer: "FALSE"}
	v.Evidence = "timed out: " + strings.Join(append(losing, zero(keeping)...), ", ")
	if direct.n > 0 {
		v.Evidence += fmt.Sprintf("; calls made at once: %d of %d", direct.lost, direct.n)
	}
	if len(losing) > 0 && len(keeping) == 0 {
		v.Answer = "OPEN"
		v.Evidence += "; no multiplexer here kept them all"
		if !slices.Contains(names, specimens.Dolab) {
			v.Evidence += ": compare with --mux dolab"
		}
	}
	return v, true
}

// zero says of names that they lost nothing.
func zero(names []string) []string {
	if len(names) == 0 {
		return nil
	}
	return []string{"none with " + strings.Join(names, ", ")}
}

// honesty holds what the uncorrelated client believes against the ids of the results.
func honesty(cells []Cell) (experiments.Verdict, bool) {
	if !slices.ContainsFunc(cells, func(c Cell) bool { return c.Client == clientUncorrelated }) {
		return experiments.Verdict{}, false
	}
	var completed, others int
	for _, c := range cells {
		if c.Misattributed > 0 {
			completed += c.Completed
			others += c.Misattributed
		}
	}
	v := experiments.Verdict{
		Question: "What the uncorrelated client reports as completed has completed.",
		Answer:   "TRUE",
		Evidence: "in these cells: each result that came was that of the operation it waited for",
	}
	if others > 0 {
		v.Answer = "FALSE"
		v.Evidence = fmt.Sprintf("it takes any completion for its own and so misattributes results: where operations time "+
			"out, %d of the %d that it calls completed got the result of an earlier one (column own; "+
			"--client sequential-correlated tells them apart)", others, completed)
	}
	return v, true
}

// likeness holds what was measured in real time against the simulation.
func likeness(cells []Cell) (experiments.Verdict, bool) {
	v := experiments.Verdict{
		Question: "In real time the same operations complete, with the same results, as in the simulation.",
		Answer:   "TRUE",
	}
	same, measured := 0, 0
	var others []string
	for n, c := range cells {
		if c.Place == experiments.Simulated {
			continue
		}
		measured++
		twin := slices.IndexFunc(cells[:n], func(d Cell) bool {
			return d.Place == experiments.Simulated && d.Mux == c.Mux && d.Mode == c.Mode && d.Client == c.Client && d.N == c.N &&
				d.TimeoutMS == c.TimeoutMS
		})
		d := cells[twin]
		if slices.Equal(c.TimedOutOps, d.TimedOutOps) && c.Misattributed == d.Misattributed && c.Late == d.Late {
			same++
			continue
		}
		others = append(others, fmt.Sprintf("%s%s %s: %s, simulated: %s", c.where(), c.Mux, c.Mode, c.outcome(), d.outcome()))
	}
	v.Evidence = fmt.Sprintf("equal in %d of %d cells", same, measured)
	if len(others) > 0 {
		v.Answer = "FALSE"
		v.Evidence += "; " + strings.Join(others, "; ")
	}
	return v, measured > 0
}
