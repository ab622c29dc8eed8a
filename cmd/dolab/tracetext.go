package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/pflag"

	"dolab/durable/picture"
)

// The forms of a trace.
const (
	traceJSON   = "json"
	traceText   = "text"
	traceChrome = "chrome"
)

// traceForm reads the name of a form.
func traceForm(s string) (string, error) {
	if s != traceJSON && s != traceText && s != traceChrome {
		return "", fmt.Errorf("%q is not a form of a trace", shortened(s))
	}
	return s, nil
}

// defineTrace defines the flags of a trace.
func (o *options) defineTrace(set *pflag.FlagSet) {
	set.Var(outputFile(&o.trace), "trace", "write the trace to FILE, or -: as JSON lines, or as text if FILE ends in .txt")
	set.Var(&one[string]{to: &o.form, parse: traceForm, form: "json, text or chrome", kind: "FORM"}, "trace-format",
		"write the trace as json, as text for people, or as chrome for Perfetto (ui.perfetto.dev), whatever FILE is called")
}

// checkTrace refuses the form of a trace that is not written.
func (o *options) checkTrace() error {
	if o.form != "" && o.trace == "" {
		return usage("--trace-format is the form of --trace FILE, which is not given")
	}
	return nil
}

// traceWriter returns where the lines of the trace go, nil for nowhere. Text is for a file with the ending .txt and for
// a terminal, unless --trace-format says otherwise.
func (a *app) traceWriter(o *options, s *sink) io.Writer {
	if s == nil {
		return nil
	}
	screen := o.trace == "-" && terminal(a.stdout)
	form := o.form
	if form == "" && (screen || filepath.Ext(o.trace) == ".txt") {
		form = traceText
	}
	switch form {
	case traceChrome:
		c := picture.NewChrome(s)
		s.end = c.Close
		return c
	case traceText:
	default:
		return s
	}
	t := &textTrace{out: s}
	if screen {
		t.width = columns(a.stdout)
	}
	return t
}

// textTrace writes a trace for people: of each event the step, the world's time, whose it is and what happened. A blank
// line lies between two worlds.
type textTrace struct {
	out   io.Writer
	width int // lines are laid out for that many columns; 0: they are as long as they are
	begun bool
}

// Write takes one line of JSON.
func (t *textTrace) Write(line []byte) (int, error) {
	var e traceEvent
	if err := json.Unmarshal(line, &e); err != nil {
		return 0, fmt.Errorf("trace line %s: %w", bytes.TrimSpace(line), err)
	}
	p := &page{width: t.width}
	if e.Step == 0 && t.begun {
		p.gap()
	}
	t.begun = true
	head, what := e.text()
	if t.width == 0 {
		p.line(head + what)
	} else {
		p.hung(head, strings.Repeat(" ", len(head)), chopped(what, t.width-len(head)), " ", t.width)
	}
	if _, err := io.WriteString(t.out, p.text.String()); err != nil {
		return 0, err
	}
	return len(line), nil
}

// traceEvent is a line of a trace as it is read again.
type traceEvent struct {
	Step int64
	T    json.Number // milliseconds since the world began
	Ev   string
	Who  string
	What string
	Peer string
	N    int64
	Note string
}

// text returns what a line begins with, always as wide up to the tenth day and the millionth step, and the rest of it:
// "Alarms/a alarms.retry 2 order-17 (charge): 2026-01-01T00:00:06.500Z".
func (e *traceEvent) text() (head, what string) {
	words := []string{e.Ev}
	if e.Who != "" {
		words = []string{e.Who, e.Ev}
	}
	if e.N != 0 {
		words = append(words, strconv.FormatInt(e.N, 10))
	}
	if what := strings.TrimSpace(e.What); what != "" {
		words = append(words, what)
	}
	if e.Peer != "" {
		words = append(words, "("+e.Peer+")")
	}
	what = strings.Join(words, " ")
	if e.Note != "" {
		what += ": " + e.Note
	}
	return fmt.Sprintf("%6d  %15s  ", e.Step, sinceStart(e.T)), escaped(what)
}

// sinceStart is a number of milliseconds as a time since the world began: 00:01:00.234, or 3d 00:01:00.234.
func sinceStart(t json.Number) string {
	whole, _, _ := strings.Cut(t.String(), ".")
	ms, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return t.String()
	}
	return stopwatch(ms)
}

// stopwatch is a time since a world began, in milliseconds: 00:01:00.234, or 3d 00:01:00.234.
func stopwatch(ms int64) string {
	const day = 24 * time.Hour / time.Millisecond
	text := time.UnixMilli(ms % int64(day)).UTC().Format("15:04:05.000")
	if days := ms / int64(day); days > 0 {
		text = fmt.Sprintf("%dd %s", days, text)
	}
	return text
}

// escaped writes what would disturb a line or a terminal as Go does in a string.
func escaped(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r == ' ' || unicode.IsPrint(r) {
			b.WriteRune(r)
		} else {
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		}
	}
	return b.String()
}

// chopped returns the words of a text, those that are longer than a line in pieces.
func chopped(s string, width int) []string {
	var words []string
	for _, word := range strings.Fields(s) {
		for runes := []rune(word); len(runes) > 0; {
			n := min(len(runes), width)
			words = append(words, string(runes[:n]))
			runes = runes[n:]
		}
	}
	return words
}
