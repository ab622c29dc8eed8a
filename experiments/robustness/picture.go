package robustness

import (
	"fmt"
	"slices"

	"dolab/durable/picture"
	"dolab/durable/picture/plot"
)

// draw says in the picture of the cell's world what has become of the schedules.
func (c *Cell) draw(t *picture.Take) {
	if t == nil || c.ok {
		return
	}
	t.Headline = fmt.Sprintf("%d of %d schedules ran: %s", c.Executed, c.Scheduled, c.Diagnosis)
}

// figures show how long schedules wait for their run, on each multiplexer at each place.
func figures(cells []Cell) []plot.Figure {
	survival := plot.Figure{
		Title: "Survival of schedules",
		About: "Which share has not run yet, by the time since it was due. A line that stays up is work that is lost.",
		Kind:  plot.Steps, X: plot.Axis{Name: "seconds since due", Log: true}, Y: plot.Axis{Name: "not run yet, %"},
	}
	late := plot.Figure{
		Title: "Latency", About: "How far behind their time those run that do run: the share that has run by then.",
		Kind: plot.Lines, X: plot.Axis{Name: "milliseconds since due", Log: true}, Y: plot.Axis{Name: "have run, %"},
	}
	var names []string
	scheduled, lag := map[string]int{}, map[string][]float64{}
	for _, c := range cells {
		name := c.name()
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
		scheduled[name] += c.Scheduled
		lag[name] = append(lag[name], c.lag...)
	}
	for _, name := range names {
		seconds := make([]float64, len(lag[name]))
		for n, ms := range lag[name] {
			seconds[n] = max(ms, 1) / 1000 // Early ones, and those in time, are at the axis.
		}
		s := plot.Survival(name, scheduled[name], seconds)
		s.X[0] = 0.001
		for n := range s.Y {
			s.Y[n] *= 100 / float64(max(scheduled[name], 1))
		}
		survival.Series = append(survival.Series, s)
		if len(lag[name]) > 0 {
			late.Series = append(late.Series, plot.Distribution(name, lag[name]))
		}
	}
	return []plot.Figure{survival, late}
}
