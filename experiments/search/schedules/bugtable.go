package schedules

//detcheck:file clock how long a bug takes to be found is the machine's time

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dolab/experiments"
	"dolab/experiments/check"
	"dolab/experiments/search"
	"dolab/experiments/specimens"
)

// Finding is what a hunt has found of one bug of one specimen.
type Finding struct {
	Mux   string
	Bug   specimens.Bug
	Found bool
	Seed  uint64        // the first in which it shows by itself, or with others if it never does
	Seeds int           // that were run until then, or in all
	Took  time.Duration // of the machine until then, the naming of causes included
	// Signature is what goes wrong in Scenario with the bug, and does not without it. Of a scenario of the seed that is
	// what is left over.
	Signature string
	Scenario  search.Scenario
	// With are other bugs without which it would not go wrong either; none: this one did it alone.
	With []string
}

// BugTable hunts on specimens and names, for each of their bugs, the first seed of q in which it shows by itself: what
// goes wrong in it does not if that bug is repaired, and does if any other is, but for those that take it along. The
// hunt is not told of bugs: the scenarios, and what counts as wrong, are anybody's. The scenarios are q's with the
// specimen as their multiplexer; of q it takes Scenario, Options, First, Seeds and Progress. Once Options.Stop reports
// true, the findings are those made until then. No names are all specimens that have bugs. The findings are in the
// order of the specimens and of their bugs.
func BugTable(q search.Quarry, names ...string) ([]Finding, error) {
	if len(names) == 0 {
		names = specimens.Names()
	}
	var all []Finding
	for _, name := range names {
		mux, err := specimens.ByName(name)
		if err != nil {
			return nil, err
		}
		b := &bugHunt{Quarry: q, mux: mux}
		for _, bug := range mux.Bugs {
			b.rows = append(b.rows, Finding{Mux: mux.Name, Bug: bug})
		}
		if err := b.run(); err != nil {
			return nil, err
		}
		all = append(all, b.rows...)
	}
	return all, nil
}

// bugHunt is a BugTable of one specimen in the making.
type bugHunt struct {
	search.Quarry
	mux     specimens.Specimen
	rows    []Finding
	started time.Time
	done    int // seeds
}

// run runs seeds until each bug has shown by itself, or there are no more.
func (b *bugHunt) run() error {
	b.started = time.Now()
	for ; b.done < b.Seeds && slices.ContainsFunc(b.rows, Finding.open); b.done++ {
		err := b.seed(b.First + uint64(b.done))
		if errors.Is(err, search.ErrStopped) {
			break
		}
		if err != nil {
			return err
		}
		if b.Progress != nil {
			b.Progress(b.done + 1)
		}
	}
	for i := range b.rows {
		if r := &b.rows[i]; !r.Found {
			r.Seeds, r.Took = b.done, time.Since(b.started)
		}
	}
	return nil
}

// open reports whether a bug is still looked for.
func (f Finding) open() bool { return !f.Found || len(f.With) > 0 }

// seed runs a seed, and asks of all that goes wrong in it which of the bugs that are looked for has caused it.
func (b *bugHunt) seed(seed uint64) error {
	s := b.Scenario(seed).About(Multiplexer(b.mux))
	out, err := s.Run(b.Options)
	if err != nil {
		return err
	}
	for _, signature := range check.Signatures(out.Violations) {
		for i := range b.rows {
			if !b.rows[i].open() {
				continue
			}
			if err := b.ask(&b.rows[i], s, signature); err != nil {
				return err
			}
		}
	}
	return nil
}

// ask asks whether a bug has caused a signature, and notes it if it has done so with fewer others than before.
func (b *bugHunt) ask(r *Finding, s search.Scenario, signature string) error {
	caused, err := causes(s, signature, r.Bug.Name, []search.Scenario{s}, b.Options)
	if err != nil || !caused {
		return err
	}
	small, err := reduce(s, signature, r.Bug.Name, b.Options)
	if err != nil {
		return err
	}
	bugs, err := Attribute(small, signature, b.Options)
	if err != nil || !slices.Contains(bugs, r.Bug.Name) {
		return err
	}
	with := slices.DeleteFunc(bugs, func(name string) bool {
		other, _ := b.mux.Bug(name)
		return name == r.Bug.Name || slices.Contains(other.Takes, r.Bug.Name)
	})
	if r.Found && len(with) >= len(r.With) {
		return nil
	}
	small.Fails = signature
	*r = Finding{
		Mux: r.Mux, Bug: r.Bug, Found: true, Seed: s.Seed, Seeds: b.done + 1, Took: time.Since(b.started),
		Signature: signature, Scenario: small, With: with,
	}
	return nil
}

// what says what goes wrong, and what cannot be helped in it, or why nothing is found.
func (f Finding) what() string {
	what := f.Signature
	if !f.Found {
		what = "not found"
	}
	if len(f.With) > 0 {
		what += ", with " + strings.Join(f.With, ", ")
	}
	if f.Bug.Reason != "" {
		what += " (" + f.Bug.Reason + ")"
	}
	return what
}

// BugRows is findings as a table to print.
func BugRows(list []Finding) experiments.Table {
	t := experiments.Table{Header: []string{"multiplexer", "bug", "first seed", "seeds", "seconds", "what goes wrong"}}
	for _, f := range list {
		seed := "-"
		if f.Found {
			seed = fmt.Sprint(f.Seed)
		}
		t.Rows = append(t.Rows, []string{
			f.Mux, f.Bug.Name, seed, fmt.Sprint(f.Seeds), fmt.Sprintf("%.1f", f.Took.Seconds()), f.what(),
		})
	}
	return t
}
