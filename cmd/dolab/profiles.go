package main

import (
	"strings"

	"dolab/durable/platform"

	"github.com/jedib0t/go-pretty/v6/text"
)

// fieldWidth is how wide a number may be for its source to stand beside it.
const fieldWidth = 34

// profile shows the numbers of a profile, each as --set reads it, with its source. One that is not published or
// measured, wholly or in part, is marked with a star.
func (p *page) profile(profile platform.Profile) {
	p.item(profile.Name, "")
	for _, f := range profile.Fields() {
		mark := "  "
		if f.Assumed {
			mark = "* "
		}
		source := f.Source
		if source == "" {
			source = "not in this profile"
		}
		number := typed(f.Name + "=" + f.Value)
		first := "  " + mark + text.Pad(number, fieldWidth, ' ') + "  "
		indent := strings.Repeat(" ", 2+2+fieldWidth+2)
		if text.StringWidth(number) > fieldWidth {
			p.line("  " + mark + number)
			first = indent
		}
		p.hanging(first, indent, source)
	}
}
