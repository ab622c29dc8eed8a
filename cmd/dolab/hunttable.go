package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"dolab/experiments"
	"dolab/experiments/search"
)

// huntTable hunts on several multiplexers: what goes wrong on which, and from which seed on.
func (a *app) huntTable(h *hunting) error {
	t := experiments.Table{Header: []string{"multiplexer", "what goes wrong", "first seed", "seeds"}}
	some := false
	m := a.meter(false)
	defer m.clear()
	for _, mux := range h.mux {
		bag, err := search.Hunt(h.quarry(mux, m))
		if err != nil {
			return &usageError{err}
		}
		if len(bag.Groups) == 0 {
			t.Rows = append(t.Rows, []string{mux, "nothing", "-", fmt.Sprintf("0/%d", bag.Seeds)})
		}
		for _, g := range bag.Groups {
			some = true
			t.Rows = append(t.Rows, []string{
				mux, g.Signature, strconv.FormatUint(g.First, 10), fmt.Sprintf("%d/%d", g.Seeds, bag.Seeds),
			})
		}
	}
	p := a.page()
	p.table(t)
	return errors.Join(a.show(p), found(some))
}

// huntCompare finds the first seed in which different things go wrong on two multiplexers.
func (a *app) huntCompare(h *hunting) error {
	one, other, two := strings.Cut(h.compare, ",")
	if !two || strings.Contains(other, ",") || h.seeds == 0 {
		return usage("--compare takes two multiplexers, A,B, and --seeds")
	}
	h.mux = []string{one, other}
	if err := h.check(); err != nil {
		return err
	}
	p := a.page()
	m := a.meter(false)
	defer m.clear()
	q, r := h.quarry(one, m), h.quarry(other, m)
	for n := range h.seeds {
		m.at(n, h.seeds, h.compare)
		seed := h.seed + uint64(n)
		c, err := search.Compare(q.Scenario(seed), r.Scenario(seed), search.Options{})
		if err != nil {
			return &usageError{err}
		}
		if c.Same() {
			continue
		}
		p.line(fmt.Sprintf("Seed %d goes differently.", seed))
		p.compared(one, c.A)
		p.compared(other, c.B)
		p.line(fmt.Sprintf("The traces part at line %d:", c.Line))
		p.line("  " + c.LineA)
		p.line("  " + c.LineB)
		p.line(fmt.Sprintf("%s hunt --compare %s%s --seed %d --seeds 1", program, h.compare, h.words(), seed))
		return errors.Join(a.show(p), errContradicted)
	}
	p.line(fmt.Sprintf("The same goes wrong, or nothing, in %d seeds.", h.seeds))
	return a.show(p)
}

func (p *page) compared(mux string, o search.Outcome) {
	p.line("  " + mux)
	if len(o.Violations) == 0 {
		p.line("    nothing goes wrong")
	}
	for _, v := range o.Violations {
		p.hanging("    ", "      ", v.String())
	}
}
