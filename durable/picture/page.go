package picture

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"dolab/durable/picture/plot"
)

//go:embed web
var web embed.FS

// Page is what a page shows besides worlds.
type Page struct {
	Title   string // of what was run: "call-alarm-delay"
	About   string // its claim, or what it is about
	Details string // "seed 1 · profile workerd"
	Hash    string // of the trace
	Outcome string // "The claim is contradicted"
	Failed  bool
	Command string // what repeats it
	Takes   []*Take
	// Compare puts the first two takes under one another, up to their first difference.
	Compare  bool
	Figures  []plot.Figure
	Tables   []Table
	Verdicts []Verdicts
	Notes    []string
}

// Table is rows of text under a header.
type Table struct {
	Title  string
	Header []string
	Rows   [][]string
}

// Verdicts is an answer to a question.
type Verdicts struct{ Question, Answer, Evidence string }

// modules are the page's scripts, in the order in which they stand on one another.
var modules = []string{
	"words.js", "data.js", "view.js", "draw.js", "timeline.js", "events.js", "details.js", "compare.js", "page.js",
}

// script joins the modules to one: within a file that is opened from disk a module cannot import another.
func script() (string, error) {
	var b strings.Builder
	for _, name := range modules {
		text, err := web.ReadFile("web/" + name)
		if err != nil {
			return "", err
		}
		for line := range strings.Lines(string(text)) {
			if strings.HasPrefix(line, "import ") {
				continue
			}
			b.WriteString(strings.TrimPrefix(line, "export "))
		}
	}
	return b.String(), nil
}

// hash names a script or a style in a content security policy.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// WriteTo writes the page as one HTML file that needs nothing else.
func (p *Page) WriteTo(w io.Writer) (int64, error) {
	code, err := script()
	if err != nil {
		return 0, err
	}
	style, err := web.ReadFile("web/page.css")
	if err != nil {
		return 0, err
	}
	frame, err := web.ReadFile("web/page.html")
	if err != nil {
		return 0, err
	}
	t, err := template.New("page").Parse(string(frame))
	if err != nil {
		return 0, err
	}
	doc := newDocument(p.order(), p.Compare)
	data, err := doc.JSON()
	if err != nil {
		return 0, fmt.Errorf("picture: %w", err)
	}
	css := string(style) + plot.Style
	var figures []figure
	for _, f := range p.Figures {
		figures = append(figures, figure{f, template.HTML(f.SVG()), f.Header(), f.Rows()}) // SVG escapes its texts.
	}
	var b bytes.Buffer
	err = t.Execute(&b, map[string]any{
		"Page": p, "Head": p.head(doc), "Figures": figures, "Data": template.JS(data), "Code": template.JS(code),
		"Style": template.CSS(css),
		"Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; script-src " + hash(code) +
			"; style-src " + hash(css),
	})
	if err != nil {
		return 0, fmt.Errorf("picture: %w", err)
	}
	return b.WriteTo(w)
}

// figure is a plot, drawn, and the table of its numbers.
type figure struct {
	plot.Figure
	Drawn  template.HTML
	Header []string
	Rows   [][]string
}

// head is what stands at the top: what has gone wrong in the world that is shown first.
func (p *Page) head(d *document) string {
	if len(d.Runs) > 0 && d.Runs[0].Headline != "" {
		return d.Runs[0].Headline
	}
	if p.Outcome != "" {
		return p.Outcome
	}
	return p.Title
}

// order puts the take first that says most of what has gone wrong, unless two are to be compared.
func (p *Page) order() []*Take {
	takes := slices.Clone(p.Takes)
	if p.Compare {
		return takes
	}
	rank := func(t *Take) int {
		t.complete()
		list := t.findings(t.gaps())
		n := 0
		if len(list) > 0 {
			n = list[0].Rank
		}
		if t.Headline != "" {
			n += 100
		}
		if t.Failed {
			n += 1000
		}
		return n
	}
	best, at := -1, 0
	for n, t := range takes {
		if r := rank(t); r > best {
			best, at = r, n
		}
	}
	if at > 0 {
		first := takes[at]
		takes = slices.Insert(slices.Delete(takes, at, at+1), 0, first)
	}
	return takes
}

// Still is the SVG image of the world that says most.
func (p *Page) Still() string {
	takes := p.order()
	if len(takes) == 0 {
		return (&Take{Title: p.Title}).still(p.Details)
	}
	details := p.Title
	for _, more := range []string{takes[0].Title, p.Details} {
		if more != "" {
			details += " · " + more
		}
	}
	return takes[0].still(details)
}
