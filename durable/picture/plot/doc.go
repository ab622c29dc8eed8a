// Package plot draws small plots as SVG: lines, steps, points and bars, the same in light and dark. Each has its numbers
// as a table.
//
// A Figure is data: what it shows, and of what. SVG draws it, and Rows is the table of its numbers. Colours come from
// the classes of Style, which the page of package picture has and which SVG puts into a file of its own.
//
//	f := plot.Figure{Title: "Lateness", X: plot.Axis{Name: "delay, s"}, Y: plot.Axis{Name: "late, ms", Log: true},
//		Kind: plot.Points, Series: []plot.Series{{Name: "native", X: []float64{1, 3}, Y: []float64{0.4, 0.6}}}}
//	os.WriteFile("lateness.svg", []byte(f.SVG()), 0o666)
//
// It is not a plotting library: it has what the experiments draw.
package plot
