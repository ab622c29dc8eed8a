package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
)

// page is text for readers in the making: laid out for a width, and with colours where there is a terminal.
type page struct {
	text   strings.Builder
	colour bool
	width  int // columns; 0: widthUsual
}

func (a *app) page() *page { return &page{colour: colours(a.stdout), width: columns(a.stdout)} }

// columns is how wide the page is.
func (p *page) columns() int { return cmp.Or(p.width, widthUsual) }

// prose is how wide text is set.
func (p *page) prose() int { return min(proseMax, p.columns()) }

// show writes a page to stdout.
func (a *app) show(p *page) error {
	_, err := io.WriteString(a.stdout, p.text.String())
	return unwritten("stdout", err)
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
func (p *page) hanging(first, rest, s string) { p.hung(first, rest, strings.Fields(s), " ", p.prose()) }

// hung is parts in lines of at most width columns, with a separator between two on a line.
func (p *page) hung(first, rest string, parts []string, separator string, width int) {
	for n, line := range wrap(parts, separator, width-text.StringWidthWithoutEscSequences(rest)) {
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

// wrap joins parts to lines of at most width columns, the separator at the end of a line included; a part that is longer
// stays whole.
func wrap(parts []string, separator string, width int) []string {
	var lines []string
	line, tail := "", strings.TrimRight(separator, " ")
	for n, part := range parts {
		if n == len(parts)-1 {
			tail = ""
		}
		switch {
		case line == "":
			line = part
		case text.StringWidth(line+separator+part+tail) <= width:
			line += separator + part
		default:
			lines = append(lines, strings.TrimRight(line+separator, " "))
			line = part
		}
	}
	return append(lines, line)
}
