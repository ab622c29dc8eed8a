package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
)

// pageWidth is how wide text is set, whatever the terminal: the same command writes the same bytes.
const pageWidth = 100

// page is text for readers in the making: wrapped, and with colours where there is a terminal.
type page struct {
	text   strings.Builder
	colour bool
}

func (a *app) page() *page { return &page{colour: colours(a.stdout)} }

// show writes a page to stdout.
func (a *app) show(p *page) error {
	if _, err := io.WriteString(a.stdout, p.text.String()); err != nil {
		return fmt.Errorf("write to stdout: %w", err)
	}
	return nil
}

// paint colours s where there are colours.
func (p *page) paint(s string, colour ...text.Color) string {
	if !p.colour {
		return s
	}
	var codes strings.Builder
	for _, c := range colour {
		codes.WriteString(c.EscapeSeq())
	}
	return codes.String() + s + text.Reset.EscapeSeq()
}

func (p *page) line(s string) { fmt.Fprintln(&p.text, strings.TrimRight(s, " ")) }

func (p *page) gap() { fmt.Fprintln(&p.text) }

// title is the head of a section.
func (p *page) title(s string) { p.line(p.paint(strings.ToUpper(s), text.Bold)) }

// item is a name with what it is about.
func (p *page) item(name, about string) {
	p.line("  " + p.paint(name, text.Bold))
	p.indented(4, about)
}

// indented is wrapped text.
func (p *page) indented(by int, s string) {
	if s != "" {
		p.hanging(strings.Repeat(" ", by), strings.Repeat(" ", by), s)
	}
}

// hanging is wrapped text whose first line begins otherwise.
func (p *page) hanging(first, rest, s string) {
	for n, line := range wrap(s, pageWidth-text.StringWidthWithoutEscSequences(rest)) {
		if n == 0 {
			p.line(first + line)
		} else {
			p.line(rest + line)
		}
	}
}

// entry is a short name and, in a column beside it, what there is to say.
func (p *page) entry(width int, name, s string) {
	p.hanging(fmt.Sprintf("  %-*s", width, name), strings.Repeat(" ", 2+width), s)
}

// wrap breaks s between words into lines of at most width characters; a longer word stays whole.
func wrap(s string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		switch {
		case line == "":
			line = word
		case text.StringWidth(line)+1+text.StringWidth(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	return append(lines, line)
}
