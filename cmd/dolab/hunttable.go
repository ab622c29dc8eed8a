package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"dolab/experiments"
	"dolab/experiments/search"
)

// preyTable shows what goes wrong on several multiplexers, and from which seed on.
func (p *page) preyTable(all []prey) {
	t := experiments.Table{Header: []string{"subject", "what goes wrong", "first seed", "seeds"}}
	for _, x := range all {
		if len(x.bag.Groups) == 0 {
			t.Rows = append(t.Rows, []string{x.mux, "nothing", "-", fmt.Sprintf("0/%d", x.bag.Seeds)})
		}
		for _, g := range x.bag.Groups {
			t.Rows = append(t.Rows, []string{
				x.mux, g.Signature, strconv.FormatUint(g.First, 10), fmt.Sprintf("%d/%d", g.Seeds, x.bag.Seeds),
			})
		}
	}
	p.table(t)
}

// huntCompare finds the first seed in which different things go wrong on two multiplexers.
func (a *app) huntCompare(h *hunting) error {
	one, other, two := strings.Cut(h.compare, ",")
	if !two || strings.Contains(other, ",") {
		return usage("--compare %s: it takes two multiplexers or designs, A,B", shortened(typed(h.compare)))
	}
	if one == other {
		return usage("--compare %s: both are the same", shortened(typed(h.compare)))
	}
	for _, mux := range []string{one, other} {
		list, err := named(mux)
		if err != nil {
			return usage("--compare: %w", err)
		}
		if len(list) != 1 {
			return usage("--compare takes two multiplexers or designs, and %s has %d", mux, len(list))
		}
	}
	p := a.page()
	m := a.meter(false)
	defer m.clear()
	q, r := h.quarry(one, m), h.quarry(other, m)
	for n := range h.seeds {
		m.at(float64(n), h.seeds, h.compare)
		seed := h.seed + uint64(n)
		c, err := search.Compare(q.Scenario(seed), r.Scenario(seed), q.Options)
		if errors.Is(err, search.ErrStopped) {
			h.seeds = n
			break
		}
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
		p.line(h.command("hunt", nil, "--compare", h.compare, "--seed", seed, "--seeds 1"))
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
