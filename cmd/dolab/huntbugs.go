package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"dolab/experiments/search/schedules"
	"dolab/experiments/specimens"
)

// prepareBugs holds the flags against a hunt for known bugs.
func (h *hunting) prepareBugs() error {
	for _, other := range []string{"for", "corpus", "check-determinism", "table", "json", "quiet"} {
		if h.flags.Changed(other) {
			return usage("--bugs and --%s do not go together", other)
		}
	}
	if h.file != "" {
		return usage("--bugs draws its scenarios: it takes no file %s", typed(h.file))
	}
	if len(h.mux) == 0 {
		h.mux = specimens.Names()
	}
	var some []string
	for _, name := range h.mux {
		mux, err := specimens.ByName(name)
		switch {
		case err != nil:
			return usage("--bugs takes multiplexers with known bugs (dolab list bugs), and %s is not one", name)
		case len(mux.Bugs) > 0:
			some = append(some, name)
		case len(h.mux) == 1:
			return usage("--bugs: %s has no known bugs (dolab list bugs)", name)
		}
	}
	h.mux = some
	if h.seeds == 0 {
		h.seeds = 100
	}
	return nil
}

// huntBugs hunts on multiplexers with known bugs, which it is not told of, and names what it finds.
func (a *app) huntBugs(h *hunting) error {
	m := a.meter(false)
	var list []schedules.Finding
	for _, mux := range h.mux {
		more, err := schedules.BugTable(h.quarry(mux, m), mux)
		if err != nil {
			m.clear()
			return &usageError{err}
		}
		list = append(list, more...)
	}
	m.clear()
	seen := 0
	for _, f := range list {
		if f.Found {
			seen++
		}
	}
	p := a.page()
	p.table(schedules.BugRows(list))
	p.gap()
	p.indented(0, "Dolab list bugs explains the bugs. The seconds are those of this machine.")
	p.line(p.paint(fmt.Sprintf("%d of %d known bugs are found.", seen, len(list)), text.FgRed))
	p.line(h.command("hunt", nil, "--bugs", "--mux", strings.Join(h.mux, ","), "--seed", h.seed, "--seeds", h.seeds))
	return errors.Join(a.show(p), found(seen > 0))
}
