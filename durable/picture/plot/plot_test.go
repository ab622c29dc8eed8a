package plot

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// drawn is a figure's image, which must be XML.
func drawn(t *testing.T, f Figure) string {
	t.Helper()
	image := f.SVG()
	d := xml.NewDecoder(strings.NewReader(image))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return image
		}
		require.NoError(t, err, image)
	}
}

// TestKinds draws each kind of figure, also with nothing in it.
func TestKinds(t *testing.T) {
	for _, kind := range []Kind{Lines, Steps, Points, Bars} {
		for _, log := range []bool{false, true} {
			f := Figure{
				Title: "t", Kind: kind, X: Axis{"x", log}, Y: Axis{"y", log}, Labels: []string{"a", "b"},
				Series: []Series{
					{"one", []float64{0, 1, 1000}, []float64{-1, 0, 5}}, {"two", []float64{2, 3}, []float64{7, 8}}, {Name: "none"},
				},
			}
			image := drawn(t, f)
			require.NotContains(t, image, "NaN")
			require.NotContains(t, image, "Inf")
			require.Contains(t, image, ">one</text>")
			drawn(t, Figure{Kind: kind, X: Axis{Log: log}, Y: Axis{Log: log}})
		}
	}
}

// TestPointsAreBounded: a series of a million points is drawn with few, and its first and last are among them.
func TestPointsAreBounded(t *testing.T) {
	s := Series{Name: "s"}
	for n := range 1_000_000 {
		s.X, s.Y = append(s.X, float64(n)), append(s.Y, float64(n))
	}
	f := Figure{Kind: Lines, Series: []Series{s}}
	require.Less(t, len(f.SVG()), 50_000)
	rows := f.Rows()
	require.Len(t, rows, pointsMax)
	require.Equal(t, []string{"s", "0", "0"}, rows[0])
	require.Equal(t, []string{"s", "999999", "999999"}, rows[pointsMax-1])
	require.Len(t, f.Series[0].X, 1_000_000, "the figure is as it was")
}

// TestRows: the numbers are those of the figure.
func TestRows(t *testing.T) {
	bars := Figure{
		Kind: Bars, X: Axis{Name: "mux"}, Labels: []string{"a", "b"},
		Series: []Series{{Name: "well", Y: []float64{1, 2}}, {Name: "wrong", Y: []float64{0.5}}},
	}
	require.Equal(t, []string{"mux", "well", "wrong"}, bars.Header())
	require.Equal(t, [][]string{{"a", "1", "0.5"}, {"b", "2", ""}}, bars.Rows())
	require.Equal(t, "0", number(math.Copysign(0, -1)))
	require.Equal(t, "1.235e-05", number(0.00001234567))
}

// TestSurvival: each run is a step down, and what never runs stays.
func TestSurvival(t *testing.T) {
	s := Survival("s", 3, []float64{2, 1})
	require.Equal(t, []float64{0, 1, 2}, s.X)
	require.Equal(t, []float64{3, 2, 1}, s.Y)
	d := Distribution("d", []float64{4, 2, 3, 1})
	require.Equal(t, []float64{1, 2, 3, 4}, d.X)
	require.Equal(t, []float64{25, 50, 75, 100}, d.Y)
}

// TestTicks: an axis has a few round numbers, which lie on it.
func TestTicks(t *testing.T) {
	for _, values := range [][]float64{{0, 1}, {-3, 1e6}, {1e-9, 2e-9}, {5}, nil, {99.5, 100.5}} {
		for _, log := range []bool{false, true} {
			s := newScale(values, log)
			ticks := s.ticks()
			require.NotEmpty(t, ticks, "%v", values)
			require.LessOrEqual(t, len(ticks), 12, "%v", values)
			for _, v := range ticks {
				require.InDelta(t, 0.5, s.at(v), 0.5001, "%v of %v", v, values)
			}
		}
	}
}

// TestBarsStandApart: the bars of a figure stand beside one another on a linear axis that begins at zero.
func TestBarsStandApart(t *testing.T) {
	image := drawn(t, Figure{
		Kind: Bars, Labels: []string{"a", "b", "c", "d"},
		Series: []Series{{Name: "one", Y: []float64{50, 60, 70, 80}}, {Name: "two", Y: []float64{55, 65, 75, 85}}},
	})
	require.Contains(t, image, ">0</text>")
	type bar struct{ x, width, height float64 }
	var bars []bar
	heights := map[string]float64{}
	find := regexp.MustCompile(
		`x="([^"]*)" y="[^"]*" width="([^"]*)" height="([^"]*)" rx="1.5"><title>(?:one|two): (\d+)</title>`)
	for _, m := range find.FindAllStringSubmatch(image, -1) {
		var b bar
		_, err := fmt.Sscan(m[1]+" "+m[2]+" "+m[3], &b.x, &b.width, &b.height)
		require.NoError(t, err)
		heights[m[4]] = b.height
		bars = append(bars, b)
	}
	require.Len(t, bars, 8)
	slices.SortFunc(bars, func(a, b bar) int { return cmp.Compare(a.x, b.x) })
	require.Greater(t, bars[0].x, float64(left))
	require.LessOrEqual(t, bars[7].x+bars[7].width, float64(width-right))
	for n := range bars[1:] {
		require.Greater(t, bars[n+1].x, bars[n].x+bars[n].width)
	}
	require.InDelta(t, heights["50"]*85/50, heights["85"], 0.2, "a bar is as tall as its value")
}
