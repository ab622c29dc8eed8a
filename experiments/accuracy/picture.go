package accuracy

import "dolab/durable/picture/plot"

// figures show each trial, and how late alarms come altogether.
func figures(cells []Cell) []plot.Figure {
	points := plot.Figure{
		Title: "Lateness against delay", About: "One point a trial. What is not late at all is at the axis.", Kind: plot.Points,
		X: plot.Axis{Name: "delay, s", Log: true}, Y: plot.Axis{Name: "late by, ms", Log: true},
	}
	shares := plot.Figure{
		Title: "Latency distribution", About: "The share of alarms that are late by at most so much.", Kind: plot.Lines,
		X: plot.Axis{Name: "late by, ms", Log: true}, Y: plot.Axis{Name: "of alarms, %"},
	}
	at := map[string]int{}
	for _, c := range cells {
		n, known := at[c.name()]
		if !known {
			n = len(points.Series)
			at[c.name()] = n
			points.Series = append(points.Series, plot.Series{Name: c.name()})
		}
		s := &points.Series[n]
		for _, t := range c.trials {
			if t.Fired != 0 {
				s.X, s.Y = append(s.X, float64(c.DelayMS)/1000), append(s.Y, float64(millis(t.Fired-t.Due)))
			}
		}
	}
	for _, s := range points.Series {
		if len(s.Y) > 0 {
			shares.Series = append(shares.Series, plot.Distribution(s.Name, s.Y))
		}
	}
	return []plot.Figure{points, shares}
}
