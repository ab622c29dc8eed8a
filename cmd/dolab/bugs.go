package main

import (
	"fmt"
	"strings"

	"dolab/experiments/specimens"
)

// bugs shows the known bugs: what brings each about, what is seen, who has it, and the hunt that finds it.
func (p *page) bugs() {
	p.indented(2, "Known bugs of multiplexers. Dolab hunt --bugs --mux NAME finds those of one: it repairs one bug at a time "+
		"and names those whose repair ends an error. More seeds (--seeds N) find more of them.")
	for _, b := range specimens.Bugs() {
		p.item(b.Name, "")
		p.hanging("    Cause:  ", "            ", b.Cause)
		p.hanging("    Effect: ", "            ", b.Effect)
		p.hanging("    In:     ", "            ", strings.Join(b.Of, ", "))
		if b.Reason != "" {
			p.hanging("    Note:   ", "            ", b.Reason)
		}
		p.line(fmt.Sprintf("    Find:   dolab hunt --bugs --mux %s --seeds 500", b.Of[0]))
	}
}
