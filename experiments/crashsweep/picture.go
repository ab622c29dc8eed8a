package crashsweep

import (
	"dolab/durable/picture/plot"
	"dolab/experiments"
)

// figures show what came of the crashes of each multiplexer.
func figures(cells []experiments.Cell) []plot.Figure {
	f := plot.Figure{
		Title: "What comes of a crash", About: "Crashes, one world each.", Kind: plot.Bars,
		X: plot.Axis{Name: "multiplexer"}, Y: plot.Axis{Name: "crashes"},
	}
	well, again := plot.Series{Name: "all is well"}, plot.Series{Name: "well, with other runs"}
	wrong := plot.Series{Name: "wrong"}
	for _, cell := range cells {
		c, ok := cell.(Cell)
		if !ok {
			continue
		}
		f.Labels = append(f.Labels, c.Mux)
		well.Y, again.Y = append(well.Y, float64(c.Well)), append(again.Y, float64(c.Again))
		wrong.Y = append(wrong.Y, float64(c.Wrong))
	}
	f.Series = []plot.Series{well, again, wrong}
	return []plot.Figure{f}
}
