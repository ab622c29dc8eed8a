package plot

import (
	"fmt"
	"html"
	"math"
	"strings"
)

// Style are the classes of a plot. The variables are those of the page; the values behind the commas are for a file of
// its own.
const Style = `
.plot{max-width:100%;height:auto;font:12px system-ui,sans-serif}
.plot text{fill:var(--soft,#57606a)}
.plot .name{fill:var(--ink,#1f2328);font-weight:600}
.plot .grid{stroke:var(--line,#d0d7de);stroke-width:1;fill:none}
.plot .s0{--c:var(--blue,#2563eb)}.plot .s1{--c:var(--red,#c93c37)}.plot .s2{--c:var(--green,#1a7f4b)}
.plot .s3{--c:var(--amber,#b26a00)}.plot .s4{--c:var(--violet,#7c4dbe)}.plot .s5{--c:var(--teal,#0f7b8a)}
.plot .s6{--c:var(--ink,#1b2230)}.plot .s7{--c:var(--soft,#57606f)}
.plot .line{stroke:var(--c);fill:none;stroke-width:2;stroke-linejoin:round}
.plot .point{fill:var(--c);fill-opacity:.55}
.plot .bar{fill:var(--c)}
`

// The measures of a plot.
const (
	width, height            = 560, 300
	left, right, top, bottom = 62, 16, 14, 46
	legendRow                = 18
	seriesColours            = 8
)

// canvas is a plot in the making.
type canvas struct {
	strings.Builder
	f              Figure
	x, y           scale
	top, foot      float64
	inner, columns float64
}

// SVG draws the figure.
func (f Figure) SVG() string {
	for n, s := range f.Series {
		if n == 0 {
			f.Series = append([]Series(nil), f.Series...)
		}
		f.Series[n] = s.thinned()
	}
	c := &canvas{f: f, inner: width - left - right, columns: float64(max(len(f.Labels), 1))}
	c.top = top
	if len(f.Series) > 1 {
		c.top += float64(legendRow * c.legendRows())
	}
	c.foot = c.top + height - top - bottom
	total := c.foot + bottom
	fmt.Fprintf(&c.Builder, `<svg class="plot" role="img" aria-label="%s" viewBox="0 0 %d %g" width="%d" height="%g"`,
		html.EscapeString(f.Title+". "+f.About), width, total, width, total)
	c.WriteString(` xmlns="http://www.w3.org/2000/svg">`)
	c.scales()
	c.legend()
	c.axes()
	for n, s := range f.Series {
		c.series(n, s)
	}
	c.WriteString("</svg>")
	return c.String()
}

// legendRows is in how many rows the names of the series stand.
func (c *canvas) legendRows() int {
	x, rows := 0.0, 1
	for _, s := range c.f.Series {
		w := legendWidth(s.Name)
		if x > 0 && x+w > c.inner {
			x, rows = 0, rows+1
		}
		x += w
	}
	return rows
}

func legendWidth(name string) float64 { return 34 + 6.6*float64(len([]rune(name))) }

func (c *canvas) legend() {
	if len(c.f.Series) < 2 {
		return
	}
	x, y := 0.0, float64(top)
	for n, s := range c.f.Series {
		w := legendWidth(s.Name)
		if x > 0 && x+w > c.inner {
			x, y = 0, y+legendRow
		}
		fmt.Fprintf(&c.Builder, `<rect class="bar s%d" x="%.1f" y="%.1f" width="12" height="4" rx="2"/>`, n%seriesColours, left+x, y-2)
		fmt.Fprintf(&c.Builder, `<text x="%.1f" y="%.1f">%s</text>`, left+x+18, y+4, html.EscapeString(s.Name))
		x += w
	}
}

// scales finds the range of each axis.
func (c *canvas) scales() {
	var xs, ys []float64
	for _, s := range c.f.Series {
		xs, ys = append(xs, s.X...), append(ys, s.Y...)
	}
	if !c.f.Y.Log {
		ys = append(ys, 0)
	}
	c.x, c.y = newScale(xs, c.f.X.Log), newScale(ys, c.f.Y.Log)
}

func (c *canvas) px(v float64) float64 { return left + c.x.at(v)*c.inner }
func (c *canvas) py(v float64) float64 { return c.foot - c.y.at(v)*(c.foot-c.top) }

func (c *canvas) axes() {
	for _, v := range c.y.ticks() {
		y := c.py(v)
		fmt.Fprintf(&c.Builder, `<path class="grid" d="M%d %.1fH%d"/><text x="%d" y="%.1f" text-anchor="end">%s</text>`,
			left, y, width-right, left-8, y+4, tickText(v))
	}
	if c.f.Kind == Bars {
		for n, label := range c.f.Labels {
			fmt.Fprintf(&c.Builder, `<text x="%.1f" y="%.1f" text-anchor="middle">%s</text>`,
				left+c.inner*(float64(n)+0.5)/c.columns, c.foot+18, html.EscapeString(cut(label, int(c.inner/c.columns/6.4))))
		}
	} else {
		for _, v := range c.x.ticks() {
			fmt.Fprintf(&c.Builder, `<path class="grid" d="M%.1f %.1fv5"/><text x="%.1f" y="%.1f" text-anchor="middle">%s</text>`,
				c.px(v), c.foot, c.px(v), c.foot+18, tickText(v))
		}
	}
	fmt.Fprintf(&c.Builder, `<path class="grid" d="M%d %.1fH%d"/>`, left, c.foot, width-right)
	fmt.Fprintf(&c.Builder, `<text class="name" x="%d" y="%.1f" text-anchor="end">%s</text>`,
		width-right, c.foot+38, html.EscapeString(c.f.X.Name))
	fmt.Fprintf(&c.Builder, `<text class="name" transform="translate(14 %.1f) rotate(-90)" text-anchor="middle">%s</text>`,
		(c.top+c.foot)/2, html.EscapeString(c.f.Y.Name))
}

// cut is a text of at most n characters.
func cut(text string, n int) string {
	runes := []rune(text)
	if len(runes) <= max(n, 3) {
		return text
	}
	return string(runes[:max(n, 3)-1]) + "…"
}

func (c *canvas) series(n int, s Series) {
	class := fmt.Sprintf("s%d", n%seriesColours)
	switch c.f.Kind {
	case Bars:
		slot := c.inner / c.columns
		w := min(slot*0.7/float64(len(c.f.Series)), 48)
		for i, v := range s.Y {
			x := left + slot*(float64(i)+0.5) + (float64(n)-float64(len(c.f.Series))/2)*w
			y := c.py(v)
			fmt.Fprintf(&c.Builder, `<rect class="bar %s" x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="1.5">`,
				class, x+1, y, max(w-2, 1), max(c.foot-y, 0.5))
			fmt.Fprintf(&c.Builder, `<title>%s: %s</title></rect>`, html.EscapeString(s.Name), number(v))
		}
	case Points:
		for i := range min(len(s.X), len(s.Y)) {
			fmt.Fprintf(&c.Builder, `<circle class="point %s" cx="%.1f" cy="%.1f" r="3"/>`, class, c.px(s.X[i]), c.py(s.Y[i]))
		}
	default:
		var d strings.Builder
		for i := range min(len(s.X), len(s.Y)) {
			x, y := c.px(s.X[i]), c.py(s.Y[i])
			switch {
			case i == 0:
				fmt.Fprintf(&d, "M%.1f %.1f", x, y)
			case c.f.Kind == Steps:
				fmt.Fprintf(&d, "H%.1fV%.1f", x, y)
			default:
				fmt.Fprintf(&d, "L%.1f %.1f", x, y)
			}
		}
		if c.f.Kind == Steps && d.Len() > 0 {
			fmt.Fprintf(&d, "H%d", width-right)
		}
		fmt.Fprintf(&c.Builder, `<path class="line %s" d="%s"/>`, class, d.String())
	}
}

// tickText is a number at an axis, short.
func tickText(v float64) string {
	for _, unit := range []struct {
		size float64
		name string
	}{{1e9, "G"}, {1e6, "M"}, {1e4, "k"}} {
		if math.Abs(v) >= unit.size {
			if unit.size == 1e4 {
				return number(v/1e3) + "k"
			}
			return number(v/unit.size) + unit.name
		}
	}
	return number(v)
}
