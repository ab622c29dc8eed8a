package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"dolab/experiments/search"
)

// shrink makes the first of each group small, where all of them are wanted, or else the very first.
func (h *hunting) shrink(x *prey, m *meter) {
	x.small = make([]string, len(x.bag.Groups))
	for n, g := range x.bag.Groups {
		if h.quiet || (n > 0 || h.table) && h.corpus == "" && h.json == "" {
			return
		}
		o := x.q.Options
		o.Progress = func(_, _ int, what string) { m.at(0, 0, x.mux+": "+what) }
		small, err := search.Shrink(x.q.Scenario(g.First), g.Signature, o)
		switch {
		case err == nil: // Where two runs of it differ, it cannot be shrunk: what was found says so.
			x.small[n] = small.Scenario.String()
			if n == 0 {
				x.lines = explain(small.Scenario, h.stopped)
			}
		case errors.Is(err, search.ErrStopped):
			x.small[n] = x.unshrunk(g)
		}
	}
}

// unshrunk is the scenario of a group's first seed as the hunt has run it.
func (x *prey) unshrunk(g search.Group) string {
	s := x.q.Scenario(g.First)
	s.Fails = g.Signature
	return s.String()
}

// keep adds what was found to the corpus.
func (a *app) keep(h *hunting, all []prey) error {
	if h.corpus == "" {
		return nil
	}
	old, err := readFile(h.corpus, scenarioBytesMax)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return usage("--corpus: %w", err)
	}
	var list []string
	if len(old) > 0 {
		list = strings.Split(strings.TrimSuffix(string(old), "\n")+"\n", "---\n")
	}
	before := len(list)
	for _, x := range all {
		for n, text := range x.small {
			if text == "" && h.quiet {
				text = x.unshrunk(x.bag.Groups[n])
			}
			if text != "" && !slices.Contains(list, text) {
				list = append(list, text)
			}
		}
	}
	if len(list) == before { // Nothing is to be added.
		return nil
	}
	return a.save(h.corpus, strings.Join(list, "---\n"))
}

// rerun runs the scenarios of the corpus, says which still go wrong, and returns those.
func (h *hunting) rerun(p *page, m *meter) (failing []keptRecord, err error) {
	if h.corpus == "" {
		return nil, nil
	}
	kept, err := readScenarios(h.corpus, h.registry)
	missing := errors.Is(err, os.ErrNotExist)
	if err != nil && !missing {
		return nil, usage("--corpus: %w", err)
	}
	trial, err := createOut(h.corpus)
	if err != nil { // Nothing could be kept.
		return nil, usage("--corpus: %w", err)
	}
	trial.discard()
	if missing {
		return nil, nil
	}
	for n, s := range kept {
		m.at(float64(n), len(kept), "the corpus")
		out, err := s.Run(search.Options{Stop: h.stopped})
		if errors.Is(err, search.ErrStopped) {
			return nil, errInterrupted
		}
		if err != nil {
			return nil, usage("--corpus %s: scenario %d: %w", h.corpus, n+1, err)
		}
		if unmet := s.Unmet(&out); len(unmet) > 0 {
			r := keptRecord{n + 1, s.Name(), unmet[0]}
			if len(out.Violations) > 0 {
				r.Signature = out.Violations[0].Signature()
			}
			failing = append(failing, r)
			p.line(fmt.Sprintf("scenario %d of the corpus (%s): %s", r.Scenario, r.Mux, r.Signature))
		}
	}
	p.line(fmt.Sprintf("%d scenarios of the corpus were run.", len(kept)))
	return failing, nil
}
