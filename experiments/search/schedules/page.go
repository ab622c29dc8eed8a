package schedules

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"dolab/experiments/search"
	"dolab/experiments/specimens"
)

// Page shows what was asked of the multiplexer, what has run, and what it has stored.
func (p *play) Page(page *search.Page) {
	r, err := specimens.Observe(p.w.Objects, p.stub(), p.mux)
	if err != nil { // Its tables are not there yet.
		return
	}
	page.Head("schedules", "of "+p.mux.Name)
	var asked, ran []string
	for _, a := range r.Asked {
		state := "gone"
		switch {
		case !a.Ended.IsZero():
			state = "ended " + search.Stamp(a.Ended)
		case r.Stored[a.ID]:
			state = "stored"
		}
		asked = append(asked, fmt.Sprintf("%-8s due %s  asked %s  %s", a.Key, search.Stamp(a.Due), search.Stamp(a.At), state))
	}
	for _, x := range r.Ran {
		end := x.Err
		switch {
		case x.Done:
			end = "done"
		case end == "":
			end = "cut off or under way"
		}
		ran = append(ran, fmt.Sprintf("%-8s at  %s  %s", x.Key, search.Stamp(x.At), end))
	}
	page.Items("asked for", asked)
	page.Items("ran", ran)
	if len(r.Stored) > 0 {
		page.Item("stored", strings.Join(slices.Sorted(maps.Keys(r.Stored)), " "))
	}
}
