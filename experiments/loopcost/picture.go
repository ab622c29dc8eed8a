package loopcost

import (
	"time"

	draw "dolab/durable/picture/plot"
	"dolab/durable/platform"
	"dolab/experiments"
)

// growth is how a bill grows: dollars by days.
type growth draw.Series

// read adds what the bill is now.
func (g *growth) read(lab *experiments.Lab, prices platform.Prices) error {
	m, err := lab.Objects.Meter()
	if err != nil {
		return err
	}
	const day = 24 * time.Hour
	g.X = append(g.X, float64(m.Elapsed)/float64(day))
	g.Y = append(g.Y, prices.Marginal().Bill(m.Total, m.Elapsed).Dollars)
	return nil
}

// figures show what the loops cost.
func figures(cells []Cell) []draw.Figure {
	over := draw.Figure{
		Title: "Bill over a month", About: "What one loop has cost until then, without allowances.", Kind: draw.Lines,
		X: draw.Axis{Name: "day"}, Y: draw.Axis{Name: "dollars", Log: true},
	}
	parts := draw.Figure{
		Title: "What a month is made of", About: "Dollars of 30 days, item by item.", Kind: draw.Bars,
		X: draw.Axis{Name: "loop"}, Y: draw.Axis{Name: "dollars"},
	}
	at := map[string]int{}
	for n, c := range cells {
		over.Series = append(over.Series, draw.Series{Name: c.plot.String(), X: c.days, Y: c.dollars})
		parts.Labels = append(parts.Labels, c.plot.String())
		for _, line := range c.bill.Lines {
			i, known := at[line.Item]
			if !known {
				i = len(parts.Series)
				at[line.Item] = i
				parts.Series = append(parts.Series, draw.Series{Name: line.Item})
			}
			s := &parts.Series[i]
			for len(s.Y) < n {
				s.Y = append(s.Y, 0)
			}
			dollars := line.Dollars
			if c.SpanMS > 0 {
				dollars *= float64(month.Milliseconds()) / float64(c.SpanMS)
			}
			s.Y = append(s.Y, dollars)
		}
	}
	return []draw.Figure{over, parts}
}
