package main

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progressAfter is how long a run may take before it shows how far it is.
const progressAfter = time.Second

// meter shows progress on a terminal, and nothing anywhere else.
type meter struct {
	w     io.Writer // nil: silent
	begun time.Time
	bar   *progressbar.ProgressBar
}

// meter returns the meter of a run, which clear ends.
func (a *app) meter(quiet bool) *meter {
	m := &meter{begun: time.Now()}
	if !quiet && terminal(a.stderr) {
		m.w = a.stderr
	}
	return m
}

// at says that done of total are done and what is next.
func (m *meter) at(done, total int, what string) {
	if m.w == nil || time.Since(m.begun) < progressAfter {
		return
	}
	if m.bar == nil {
		m.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(m.w),
			progressbar.OptionShowCount(),
			progressbar.OptionSetWidth(30),
			progressbar.OptionClearOnFinish(),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionEnableColorCodes(colours(m.w)),
		)
	}
	// A terminal that cannot be written to is no reason to stop.
	m.bar.Describe(what)
	_ = m.bar.Set(done)
}

// clear takes the bar off the screen.
func (m *meter) clear() {
	if m.bar != nil {
		_ = m.bar.Clear()
	}
}
