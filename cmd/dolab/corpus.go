package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"dolab/experiments/search"
)

// shrinkFound shrinks the first of each group and adds it to the corpus; without one, only the very first is shrunk.
func (a *app) shrinkFound(h *hunting, p *page, q search.Quarry, bag *search.Bag) error {
	var texts []string
	for n, g := range bag.Groups {
		if n > 0 && h.corpus == "" {
			break
		}
		small, err := search.Shrink(q.Scenario(g.First), g.Signature, q.Options)
		if err != nil {
			continue // Two runs of it differ: what was found says so.
		}
		if n == 0 {
			p.gap()
			p.line(fmt.Sprintf("Seed %d, shrunk for %q:", g.First, g.Signature))
			p.gap()
			for line := range strings.Lines(small.Scenario.String()) {
				p.line(strings.TrimSuffix(line, "\n"))
			}
		}
		texts = append(texts, small.Scenario.String())
	}
	return h.keep(texts)
}

// keep adds scenarios to the corpus.
func (h *hunting) keep(texts []string) error {
	if h.corpus == "" {
		return nil
	}
	old, err := os.ReadFile(h.corpus)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return usage("--corpus: %w", err)
	}
	all := string(old)
	for _, text := range texts {
		switch {
		case strings.Contains(all, text):
		case all == "":
			all = text
		default:
			all += "---\n" + text
		}
	}
	if err := os.WriteFile(h.corpus, []byte(all), 0o644); err != nil {
		return usage("--corpus: %w", err)
	}
	return nil
}

// rerun runs the scenarios of the corpus and says which still go wrong.
func (a *app) rerun(h *hunting, p *page) (failing bool, err error) {
	if h.corpus == "" {
		return false, nil
	}
	data, err := os.ReadFile(h.corpus)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, usage("--corpus: %w", err)
	}
	kept, err := search.ParseAll(data)
	if err != nil {
		return false, usage("--corpus %s: %w", h.corpus, err)
	}
	for n, s := range kept {
		out, err := s.Run(search.Options{})
		if err != nil {
			return false, usage("--corpus %s: %w", h.corpus, err)
		}
		if len(out.Violations) > 0 {
			failing = true
			p.line(fmt.Sprintf("scenario %d of the corpus (%s): %s", n+1, s.Mux, out.Violations[0].Signature()))
		}
	}
	p.line(fmt.Sprintf("%d scenarios of the corpus were run.", len(kept)))
	return failing, nil
}
