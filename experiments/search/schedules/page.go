package schedules

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"dolab/experiments/check"
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
	page.Items("asked for", each(r.Asked, func(a check.Asked) string {
		state := "gone"
		switch {
		case !a.Ended.IsZero():
			state = "ended " + search.Stamp(a.Ended)
		case r.Stored[a.ID]:
			state = "stored"
		}
		return fmt.Sprintf("%-8s due %s  asked %s  %s", a.Key, search.Stamp(a.Due), search.Stamp(a.At), state)
	}))
	page.Items("ran", each(r.Ran, func(x check.Ran) string {
		end := x.Err
		switch {
		case x.Done:
			end = "done"
		case end == "":
			end = "cut off or under way"
		}
		return fmt.Sprintf("%-8s at  %s  %s", x.Key, search.Stamp(x.At), end)
	}))
	if len(r.Stored) > 0 {
		page.Item("stored", strings.Join(slices.Sorted(maps.Keys(r.Stored)), " "))
	}
}

func each[T any](list []T, text func(T) string) []string {
	all := make([]string, len(list))
	for n, x := range list {
		all[n] = text(x)
	}
	return all
}
