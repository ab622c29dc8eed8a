package picture

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// image is a still, as it is read again.
type image struct {
	Width   float64 `xml:"width,attr"`
	Height  float64 `xml:"height,attr"`
	Rects   []shape `xml:"rect"`
	Circles []shape `xml:"circle"`
	Texts   []shape `xml:"text"`
}

// shape is a part of an image.
type shape struct {
	Class  string  `xml:"class,attr"`
	X      float64 `xml:"x,attr"`
	CX     float64 `xml:"cx,attr"`
	Y      float64 `xml:"y,attr"`
	Width  string  `xml:"width,attr"` // of the background it is in percent
	Height string  `xml:"height,attr"`
	Anchor string  `xml:"text-anchor,attr"`
	Text   string  `xml:",chardata"`
}

// size is how wide and how tall a rectangle is.
func (s shape) size(t *testing.T) (width, height float64) {
	t.Helper()
	n, err := fmt.Sscan(s.Width+" "+s.Height, &width, &height)
	require.NoError(t, err)
	require.Equal(t, 2, n)
	return width, height
}

// span is where a text begins and ends.
func (s shape) span() (from, to float64) {
	w := widthOf(s.Text)
	switch s.Anchor {
	case "middle":
		return s.X - w/2, s.X + w/2
	case "end":
		return s.X - w, s.X
	}
	return s.X, s.X + w
}

func (m *image) text(t *testing.T, text string) shape {
	t.Helper()
	n := slices.IndexFunc(m.Texts, func(s shape) bool { return s.Text == text })
	require.GreaterOrEqual(t, n, 0, "no text %q", text)
	return m.Texts[n]
}

func (m *image) rects(class string) []shape {
	return slices.DeleteFunc(slices.Clone(m.Rects), func(s shape) bool { return s.Class != class })
}

// names are those of the lanes, from top to bottom.
func (m *image) names() (list []string) {
	for _, s := range m.Texts {
		if s.Class == "b" && s.X == 20 {
			list = append(list, s.Text)
		}
	}
	return list
}

// stillOf draws a take as an image, in which each text is within the image, and none is written over another.
func stillOf(t *testing.T, take *Take) *image {
	t.Helper()
	var m image
	require.NoError(t, xml.Unmarshal([]byte(take.still("details")), &m))
	for n, a := range m.Texts {
		from, to := a.span()
		require.GreaterOrEqual(t, from, 0.0, a.Text)
		require.LessOrEqual(t, to, m.Width, a.Text)
		require.Less(t, a.Y, m.Height, a.Text)
		for _, b := range m.Texts[:n] {
			const apart = 13
			other, end := b.span()
			require.False(t, from < end && other < to && a.Y < b.Y+apart && b.Y < a.Y+apart, "%q is over %q", a.Text, b.Text)
		}
	}
	return &m
}

// TestStillPlaces: what a still draws is above the time of the axis at which it happens, and as long as it takes.
func TestStillPlaces(t *testing.T) {
	take := recorded(t, `{"step":0,"t":0,"ev":"new","who":"A/a"}`, `{"step":1,"t":10000,"ev":"log"}`)
	take.Operation(Operation{Client: "client", Name: "op 1", From: 2 * time.Second, To: 8 * time.Second})
	take.Operation(Operation{Client: "client", Name: "op 2", From: 5 * time.Second, To: 5 * time.Second})
	m := stillOf(t, take)
	at := func(seconds int) float64 { return m.text(t, sinceStart(time.Duration(seconds)*time.Second)).X }
	require.InDelta(t, stillLeft, at(0), 0.1)
	require.InDelta(t, stillWidth-stillRight, at(10), 0.1)
	op := m.rects("f-good")[0]
	w, _ := op.size(t)
	require.InDelta(t, at(2), op.X, 0.1)
	require.InDelta(t, at(8), op.X+w, 0.2)
	require.Len(t, m.Circles, 1)
	require.InDelta(t, at(5), m.Circles[0].CX, 0.1)
	life := m.rects("f-life")[0]
	w, _ = life.size(t)
	require.InDelta(t, at(0), life.X, 0.1)
	require.InDelta(t, at(10), life.X+w, 0.2)
}

// TestStillLanes: a still shows the clients and the lanes of one object: the object with a finding, or else the one with
// most work. The box with the reasons is below the axis.
func TestStillLanes(t *testing.T) {
	var lines []string
	for n, who := range []string{"A/a", "B/b", "C/c"} {
		lines = append(lines, fmt.Sprintf(`{"step":%d,"t":%d,"ev":"new","who":"%s"}`, 2*n, n, who),
			fmt.Sprintf(`{"step":%d,"t":%d,"ev":"commit","who":"%s","n":1}`, 2*n+1, n, who))
	}
	lines = append(lines, `{"step":6,"t":5,"ev":"fault","who":"B/b","what":"commit slow"}`,
		`{"step":7,"t":6,"ev":"ws.accept","who":"B/b","n":1}`, `{"step":8,"t":10000,"ev":"log"}`)
	take := recorded(t, lines...)
	for n, who := range []string{"A/a", "B/b", "C/c"} {
		o := take.object(who)
		o.works = make([]work, []int{1, 3, 2}[n])
		o.ledger.asked = []*asked{{key: "of " + who, due: time.Hour}}
	}
	take.Operation(Operation{Client: "client", To: time.Second})
	take.Why = []string{"The reason."}
	m := stillOf(t, take)
	require.Equal(t, []string{"client", "B/b", "schedules"}, m.names())
	axis, why := m.text(t, "5 s"), m.text(t, "The reason.")
	boxes := m.rects("lane")
	box := boxes[len(boxes)-1]
	_, height := box.size(t)
	require.Greater(t, box.Y, axis.Y)
	require.Greater(t, why.Y, box.Y)
	require.Less(t, why.Y, box.Y+height)
	require.Less(t, box.Y+height, m.Height)
	for _, lane := range boxes[:len(boxes)-1] {
		_, height := lane.size(t)
		require.Less(t, lane.Y+height, axis.Y)
	}
	take.Find(Finding{Who: "C/c", Words: "wrong"})
	require.Equal(t, []string{"client", "C/c", "schedules"}, stillOf(t, take).names())
}

// TestStillPlate: the plate of work that is due is behind all of its text.
func TestStillPlate(t *testing.T) {
	take := recorded(t, `{"step":0,"t":0,"ev":"new","who":"A/a"}`, `{"step":1,"t":10000,"ev":"log"}`)
	o := take.object("A/a")
	o.moments = []moment{{}}
	o.works = []work{{jobs: []job{{"1", 2 * time.Second}}}}
	m := stillOf(t, take)
	plates := m.rects("plate")
	require.Len(t, plates, 1)
	p := plates[0]
	w, h := p.size(t)
	for _, text := range []string{"1 row due", "getAlarm() is null: never armed"} {
		s := m.text(t, text)
		from, to := s.span()
		require.Greater(t, from, p.X, text)
		require.Less(t, to, p.X+w, text)
		require.Greater(t, s.Y, p.Y, text)
		require.Less(t, s.Y, p.Y+h, text)
	}
	due := m.rects("f-due")[0]
	require.InDelta(t, m.text(t, "2 s").X, due.X, 0.1)
}

// TestStillMarks: a run near the right edge has the short form of its label, or none, where the long one has no room.
func TestStillMarks(t *testing.T) {
	take := recorded(t, `{"step":0,"t":0,"ev":"new","who":"A/a"}`, `{"step":1,"t":10000,"ev":"log"}`)
	o := take.object("A/a")
	for n := range 12 {
		at := 8400*time.Millisecond + time.Duration(n)*140*time.Millisecond
		o.ledger.asked = append(o.ledger.asked, &asked{key: fmt.Sprintf("schedule %02d", n), due: at, runs: []ran{{at: at}}})
	}
	m := stillOf(t, take)
	require.Len(t, m.Circles, 12)
	long, short := 0, 0
	for _, s := range m.Texts {
		if _, to := s.span(); strings.HasSuffix(s.Text, "runs") {
			require.LessOrEqual(t, to, float64(stillWidth-stillRight), s.Text)
			if s.Text == "runs" {
				short++
			} else {
				long++
			}
		}
	}
	require.Positive(t, long)
	require.Positive(t, short)
	require.Less(t, long+short, 12)
}
