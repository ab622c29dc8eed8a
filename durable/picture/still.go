package picture

import (
	_ "embed" // For stillStyle.
	"fmt"
	"html"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// The measures of a still, in pixels.
const (
	stillWidth = 1200
	stillLeft  = 160
	stillRight = 30
	stillInner = stillWidth - stillLeft - stillRight
	charWidth  = 6.7 // of the labels' font, on average
)

// stillStyle has the colours, for light and dark.
//
//go:embed web/still.css
var stillStyle string

// still is an image in the making.
type still struct {
	strings.Builder
	t  *Take
	to time.Duration
	y  float64
}

// still draws what has gone wrong in a world as an SVG image: the clients, and of the object it is about its time in
// memory, the work that is due and both copies of its alarm. Details stands under the headline.
func (t *Take) still(details string) string {
	t.complete()
	gaps := t.gaps()
	list := t.findings(gaps)
	s := &still{t: t, to: t.focus(list)}
	if s.to <= 0 {
		s.to = time.Second
	}
	lanes := s.choose(t.lanes(gaps), list)
	headline := t.headline(list)
	if headline == "" {
		headline = t.Title
	}
	s.text(20, 30, "h", headline)
	s.text(20, 51, "s", details)
	s.y = 74
	for _, l := range lanes {
		s.lane(&l)
	}
	s.axis()
	why := t.Why
	if len(why) == 0 && len(list) > 0 {
		why = []string{list[0].Why}
	}
	s.why(why)
	body := s.String()
	height := s.y + 8
	title := html.EscapeString(headline)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %g" width="%d" height="%g" role="img"`,
		stillWidth, height, stillWidth, height)
	fmt.Fprintf(&b, ` aria-label="%s">`+"\n<title>%s</title>\n<style>\n%s</style>\n", title, title, stillStyle)
	b.WriteString(`<defs><pattern id="hatch" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
		`<rect width="9" height="9" fill="var(--wash)"/><path d="M0 0V9" stroke="var(--red)" stroke-width="2"/>` +
		"</pattern></defs>\n" + `<rect width="100%" height="100%" rx="8" fill="var(--bg)"/>` + "\n")
	b.WriteString(body + "</svg>\n")
	return b.String()
}

// choose picks the lanes that tell the story.
func (s *still) choose(lanes []lane, list []Finding) []lane {
	who := ""
	for _, f := range list {
		if f.Who != "" {
			who = f.Who
			break
		}
	}
	if who == "" { // Nothing is wrong: the object with most work.
		for _, o := range s.t.objects {
			if best := s.t.byLabel[who]; best == nil || len(o.works) > len(best.works) {
				who = o.label
			}
		}
	}
	const rowsMost = 14
	return slices.DeleteFunc(lanes, func(l lane) bool {
		switch l.kind {
		case "client":
			return false
		case "life", "due", "alarm", "manager":
			return l.group != who
		case "schedules":
			return l.group != who || l.rows > rowsMost
		}
		return true
	})
}

func (s *still) x(at time.Duration) float64 {
	return stillLeft + stillInner*float64(min(max(at, 0), s.to))/float64(s.to)
}

func (s *still) text(x, y float64, class, text string) {
	fmt.Fprintf(&s.Builder, "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">%s</text>\n", x, y, class, html.EscapeString(text))
}

func (s *still) textEnd(x, y float64, class, text string) {
	fmt.Fprintf(&s.Builder, "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\" text-anchor=\"end\">%s</text>\n",
		x, y, class, html.EscapeString(text))
}

// widthOf is about how wide a text is.
func widthOf(text string) float64 { return charWidth * float64(utf8.RuneCountInString(text)) }

// fitted is as much of a label as fits.
func fitted(label string, room float64) string {
	parts := strings.Split(label, "|")
	if len(parts) > 1 && parts[1] != "" {
		if whole := parts[0] + ", " + parts[1]; widthOf(whole) <= room {
			return whole
		}
	}
	for n, part := range parts {
		if n != 1 && widthOf(part) <= room {
			return part
		}
	}
	return ""
}

func (s *still) lane(l *lane) {
	row := map[string]float64{"client": 15, "schedules": 15, "due": 46}[l.kind]
	if row == 0 {
		row = 34
	}
	height := float64(l.rows)*row + 12
	fmt.Fprintf(&s.Builder, "<rect class=\"lane\" x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%.1f\"/>\n",
		stillLeft, s.y, stillInner, height)
	name := l.name
	if l.kind == "life" {
		name = l.group
		l.sub = "in memory"
	}
	mid := s.y + height/2
	s.text(20, mid-2, "b", clipped(name, (stillLeft-26)/charWidth))
	s.text(20, mid+14, "s", clipped(l.sub, (stillLeft-26)/charWidth))
	for _, b := range l.bands {
		s.band(l, b, s.y+6+float64(b.row)*row, row)
	}
	for _, m := range l.marks {
		if l.kind == "schedules" {
			s.mark(l, m, s.y+6+float64(m.row)*row+row/2)
		} else if m.style == styleBad {
			s.text(s.x(m.at)-4, mid+4, "bad", "✕ "+strings.ReplaceAll(m.label, "|", ": "))
		}
	}
	s.y += height + 10
}

func clipped(text string, most float64) string {
	runes := []rune(text)
	if n := int(most); len(runes) > n {
		return string(runes[:n-1]) + "…"
	}
	return text
}

func (s *still) band(l *lane, b band, y, row float64) {
	if b.from > s.to {
		return
	}
	x, end := s.x(b.from), s.x(b.to)
	w := end - x
	if l.kind == "client" || l.kind == "schedules" {
		s.thin(l, b, x, w, y+row/2)
		return
	}
	h := row - 2
	switch {
	case b.style == styleMissing:
		if words := fitted(b.label, w-8); words != "" {
			s.text(x+7, y+h/2+5, "bad", words)
		}
		return
	case b.style == styleNone:
		return
	case w < 1.2:
		return // The rows that run at once: too short to be seen.
	}
	fmt.Fprintf(&s.Builder, "<rect class=\"f-%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"4\"/>\n",
		b.style, x, y+0.5, w, h)
	if l.kind == "due" {
		s.two(x, y, w, h, b)
		return
	}
	words := fitted(b.label, w-22)
	if words == "" {
		return
	}
	s.text(x+10, y+h/2+5, b.style, words)
}

// two writes the two parts of a label under one another, on a plate.
func (s *still) two(x, y, w, h float64, b band) {
	parts := append(strings.Split(b.label, "|"), "", "")
	first, second := parts[0], parts[1]
	if widthOf(second) > w-22 {
		second = parts[2]
	}
	if widthOf(first)*1.08 > w-22 {
		return
	}
	room, tall := widthOf(first)*1.08, 20.0
	if widthOf(second) <= w-22 && second != "" {
		room, tall = max(room, widthOf(second)), 36
	} else {
		second = ""
	}
	fmt.Fprintf(&s.Builder, "<rect class=\"plate\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"3\"/>\n",
		x+5, y+(h-tall)/2+0.5, room+12, tall)
	class, more := "bad", "red"
	if b.style != styleDue {
		class, more = "odd b", "odd"
	}
	if second == "" {
		s.text(x+11, y+h/2+5, class, first)
		return
	}
	s.text(x+11, y+h/2-2, class, first)
	s.text(x+11, y+h/2+14, more, second)
}

// thin draws an operation or a schedule, and its name beside it.
func (s *still) thin(l *lane, b band, x, w, mid float64) {
	if w < 5 && l.kind == "client" {
		fmt.Fprintf(&s.Builder, "<circle class=\"f-%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\"/>\n", b.style, x+w/2, mid)
	} else {
		fmt.Fprintf(&s.Builder, "<rect class=\"f-%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"8\" rx=\"4\"/>\n",
			b.style, x, mid-4, max(w, 2))
	}
	if l.kind == "schedules" {
		return // Its marks have the words.
	}
	class := map[string]string{styleGood: "good", styleOdd: "odd", styleBad: "bad"}[b.style]
	right := stillWidth - stillRight - (x + w) - 14
	if words := fitted(b.label, right); words != "" && (strings.Contains(words, ",") || right > 260) {
		s.text(x+w+9, mid+4.5, class, words)
	} else if words := fitted(b.label, x-stillLeft-10); words != "" {
		s.textEnd(x-9, mid+4.5, class, words)
	}
}

func (s *still) mark(l *lane, m mark, y float64) {
	if m.at > s.to {
		return
	}
	x := s.x(m.at)
	if m.style == styleNone {
		fmt.Fprintf(&s.Builder, "<path d=\"M%.1f %.1fl5 5l-5 5l-5 -5z\" fill=\"none\" stroke=\"var(--soft)\"/>\n", x, y-5)
		return
	}
	fmt.Fprintf(&s.Builder, "<circle class=\"f-%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\"/>\n", m.style, x, y)
	if words := fitted(m.label, stillWidth-stillRight-x-14); words != "" && l.rows <= 12 {
		s.text(x+10, y+4.5, m.style, words)
	}
}

// axis draws the times, over the height of all lanes.
func (s *still) axis() {
	step := niceStep(s.to, 12)
	for at := time.Duration(0); at <= s.to; at += step {
		x := s.x(at)
		fmt.Fprintf(&s.Builder, "<path class=\"grid\" d=\"M%.1f 70V%.1f\" style=\"mix-blend-mode:multiply\" opacity=\".55\"/>\n", x, s.y-4)
		fmt.Fprintf(&s.Builder, "<text x=\"%.1f\" y=\"%.1f\" class=\"s\" text-anchor=\"middle\">%s</text>\n",
			x, s.y+12, html.EscapeString(sinceStart(at)))
	}
	s.y += 30
}

// niceStep is a round duration that fits into span about n times.
func niceStep(span time.Duration, n int) time.Duration {
	raw := float64(span) / float64(n)
	for _, d := range []time.Duration{
		time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour, 6 * time.Hour,
		24 * time.Hour,
	} {
		if raw > float64(30*time.Second) && float64(d) >= raw {
			return d
		}
	}
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 5, 10} {
		if m*power >= raw {
			return time.Duration(m * power)
		}
	}
	return time.Duration(10 * power)
}

// why writes the reasons in a box, in lines.
func (s *still) why(why []string) {
	var lines []string
	const most = (stillWidth - 130) / charWidth
	for _, sentence := range why {
		line := ""
		for word := range strings.FieldsSeq(sentence) {
			if line != "" && float64(utf8.RuneCountInString(line+" "+word)) > most {
				lines = append(lines, line)
				line = ""
			}
			line = strings.TrimSpace(line + " " + word)
		}
		lines = append(lines, line)
	}
	if s.t.Command != "" {
		lines = append(lines, s.t.Command)
	}
	if len(lines) == 0 {
		return
	}
	height := float64(len(lines))*20 + 18
	fmt.Fprintf(&s.Builder, "<rect class=\"lane\" x=\"20\" y=\"%.1f\" width=\"%d\" height=\"%.1f\" rx=\"6\"/>\n",
		s.y, stillWidth-20-stillRight, height)
	s.text(34, s.y+24, "b", "Why")
	for n, line := range lines {
		class := ""
		if n == len(lines)-1 && s.t.Command != "" {
			class = "s"
		}
		s.text(84, s.y+24+float64(n)*20, class, line)
	}
	s.y += height
}
