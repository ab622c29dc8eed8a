package main

import (
	"fmt"

	"dolab/durable/picture/plot"
	"dolab/experiments"
)

// seedFigure shows in how many ways each seed contradicts the claim.
func seedFigure(reports []*experiments.Report) plot.Figure {
	s := plot.Series{Name: "contradictions"}
	for _, r := range reports {
		s.X, s.Y = append(s.X, float64(r.Seed)), append(s.Y, float64(len(r.Failures)))
	}
	return plot.Figure{
		Title: "Seeds against contradictions",
		About: fmt.Sprintf("%d of %d seeds contradict the claim.", len(contradicting(reports)), len(reports)),
		Kind:  plot.Points, X: plot.Axis{Name: "seed"}, Y: plot.Axis{Name: "contradictions"}, Series: []plot.Series{s},
	}
}
