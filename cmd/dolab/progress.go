package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"sync"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"

	"dolab/experiments/search"
)

// How often a meter shows progress. Commands that end before the first time show none.
const (
	progressAfter = time.Second            // the first time on a terminal
	progressEvery = 200 * time.Millisecond // then
	progressLine  = 10 * time.Second       // elsewhere, a line each time
)

// meter shows on stderr how far a command is and how long the rest may take. On a terminal it keeps one line up to date.
// Elsewhere it writes a line every progressLine.
type meter struct {
	w     io.Writer // nil: silent
	live  bool      // w is a terminal
	begun time.Time
	span  time.Duration // the command ends after it; 0: once all is done
	end   chan struct{}
	ended sync.WaitGroup

	lock  sync.Mutex
	done  float64
	total int // 0: not known
	what  string
}

// meter returns the meter of a command, which clear ends.
func (a *app) meter(quiet bool) *meter { return a.meterFor(quiet, 0) }

// meterFor is meter for a command that ends after a span.
func (a *app) meterFor(quiet bool, span time.Duration) *meter {
	m := &meter{begun: time.Now(), span: span, end: make(chan struct{})}
	if quiet {
		return m
	}
	m.w, m.live = a.stderr, terminal(a.stderr)
	m.ended.Go(m.show)
	return m
}

// at says that done of total are done and what is next. A fraction of done is of what is next.
func (m *meter) at(done float64, total int, what string) {
	m.lock.Lock()
	defer m.lock.Unlock()
	m.done, m.total, m.what = done, total, what
}

// search returns the options of a search that tells the meter how far it is.
func (a *app) search(m *meter) search.Options {
	return search.Options{Stop: a.stopped, Progress: func(done, total int, what string) { m.at(float64(done), total, what) }}
}

// show shows progress until clear.
func (m *meter) show() {
	first, every := progressLine, progressLine
	if m.live {
		first, every = progressAfter, progressEvery
	}
	t := time.NewTimer(first)
	defer t.Stop()
	for {
		select {
		case <-m.end:
			return
		case <-t.C:
		}
		line := m.line(time.Since(m.begun))
		// A stderr that cannot be written to is no reason to stop.
		if m.live {
			_, _ = fmt.Fprintf(m.w, "\r\x1b[K%s", text.Trim(line, columns(m.w)-1))
		} else {
			_, _ = fmt.Fprintln(m.w, line)
		}
		t.Reset(every)
	}
}

// line is the progress after some time: what is done, what is next, and how long the rest may take.
func (m *meter) line(after time.Duration) string {
	m.lock.Lock()
	defer m.lock.Unlock()
	var parts []string
	share := 0.0
	switch {
	case m.span > 0:
		share = min(1, float64(after)/float64(m.span))
		parts = append(parts, fmt.Sprintf("%.0f done", math.Floor(m.done)))
	case m.total > 0:
		share = m.done / float64(m.total)
		parts = append(parts, fmt.Sprintf("%.0f of %d done", math.Floor(m.done), m.total))
	case m.done >= 1:
		parts = append(parts, fmt.Sprintf("%.0f done", math.Floor(m.done)))
	}
	if m.what != "" {
		what := m.what
		if part := m.done - math.Floor(m.done); part > 0 {
			what += fmt.Sprintf(" (%.0f %%)", math.Floor(100*part))
		}
		parts = append(parts, "now "+what)
	}
	parts = append(parts, clock(after)+" so far")
	if share > 0.01 {
		parts = append(parts, "about "+clock(time.Duration(float64(after)*(1-share)/share))+" left")
	}
	return "dolab: " + strings.Join(parts, ", ")
}

// clock is a duration in whole seconds.
func clock(d time.Duration) string { return d.Round(time.Second).String() }

// clear ends the meter and takes its line off the screen.
func (m *meter) clear() {
	m.lock.Lock()
	over := m.w == nil
	m.lock.Unlock()
	if over {
		return
	}
	close(m.end)
	m.ended.Wait()
	if m.live {
		_, _ = io.WriteString(m.w, "\r\x1b[K")
	}
	m.w = nil
}
