package admin

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"dolab/durable/picture"
)

// How much of the trace is kept.
const (
	linesMax      = 200_000
	traceBytesMax = 64 << 20
	listenersMax  = 16   // streams at once
	queueMax      = 4096 // lines that wait for a reader of the stream
)

// trace keeps the newest lines of a world's trace and passes them on.
type trace struct {
	sinks []sink    // get every line, once the world has begun
	start time.Time // of the world; zero before Attach

	lock      sync.Mutex
	lines     [][]byte // those from head on
	head      int
	bytes     int
	dropped   int
	listeners []*listener
}

// listener gets new lines of all worlds. A slow one loses lines, and lost counts them.
type listener struct {
	lines chan []byte
	lost  atomic.Int64
}

// Write takes one line.
func (t *trace) Write(line []byte) (int, error) {
	t.keep(bytes.Clone(line))
	if len(t.sinks) > 0 && !t.start.IsZero() {
		if err := t.pass(line); err != nil {
			return 0, err
		}
	}
	return len(line), nil
}

func (t *trace) keep(line []byte) {
	t.lock.Lock()
	defer t.lock.Unlock()
	t.lines = append(t.lines, line)
	t.bytes += len(line)
	for len(t.lines)-t.head > linesMax || t.bytes > traceBytesMax {
		t.bytes -= len(t.lines[t.head])
		t.lines[t.head] = nil
		t.head++
		t.dropped++
	}
	if t.head > 1024 && t.head > len(t.lines)/2 {
		t.lines, t.head = slices.Delete(t.lines, 0, t.head), 0
	}
	for _, l := range t.listeners {
		select {
		case l.lines <- line:
		default:
			l.lost.Add(1)
		}
	}
}

// snapshot returns the lines that are kept, and how many older ones are not.
func (t *trace) snapshot() (lines [][]byte, dropped int) {
	t.lock.Lock()
	defer t.lock.Unlock()
	return slices.Clone(t.lines[t.head:]), t.dropped
}

// listen begins a stream, and returns the newest lines before it.
func (t *trace) listen(l *listener, last int) (earlier [][]byte) {
	t.lock.Lock()
	defer t.lock.Unlock()
	t.listeners = append(t.listeners, l)
	return slices.Clone(t.lines[max(t.head, len(t.lines)-last):])
}

func (t *trace) unlisten(l *listener) {
	t.lock.Lock()
	defer t.lock.Unlock()
	t.listeners = slices.DeleteFunc(t.listeners, func(x *listener) bool { return x == l })
}

// Trace returns the writer for the trace of the n-th world, to be used from that world's goroutine. A world that
// replaces another gets the same writer.
func (a *Admin) Trace(n int) io.Writer {
	a.lock.Lock()
	defer a.lock.Unlock()
	for len(a.traces) <= n {
		t := &trace{}
		if a.metrics != nil {
			t.sinks = append(t.sinks, a.metrics)
		}
		if a.exporter != nil {
			t.sinks = append(t.sinks, a.exporter.world())
		}
		a.traces = append(a.traces, t)
	}
	return a.traces[n]
}

// kept returns the traces of all worlds.
func (a *Admin) kept() []*trace {
	a.lock.Lock()
	defer a.lock.Unlock()
	return slices.Clone(a.traces)
}

// listen begins a stream of all traces. It returns nil where there are too many.
func (a *Admin) listen(last int) (l *listener, earlier [][]byte, end func()) {
	if a.streams.Add(1) > listenersMax {
		a.streams.Add(-1)
		return nil, nil, nil
	}
	l = &listener{lines: make(chan []byte, queueMax)}
	all := a.kept()
	for _, t := range all {
		earlier = append(earlier, t.listen(l, last)...)
	}
	return l, earlier, func() {
		for _, t := range all {
			t.unlisten(l)
		}
		a.streams.Add(-1)
	}
}

// SaveTrace writes the lines that are kept, one world after another: as JSON lines (form "" or "json", actor/TRACE.md),
// as text for people ("text"), or for Perfetto ("chrome"). An unknown form is an *Error, and nothing is written.
func (a *Admin) SaveTrace(out io.Writer, form string) error {
	to := out
	end := func() error { return nil }
	switch {
	case form == "" || form == "json":
	case form == "chrome":
		c := picture.NewChrome(out)
		to, end = c, c.Close
	case form == "text" && a.o.Text != nil:
		to = a.o.Text(out)
	default:
		return wrong("format", "%q: want one of json, text, chrome", form)
	}
	for _, t := range a.kept() {
		lines, _ := t.snapshot()
		for _, line := range lines {
			if _, err := to.Write(line); err != nil {
				return err
			}
		}
	}
	return end()
}

// pictureMax is how many lines of a world a page draws at most. Worlds share picture.EventsMax.
const pictureMax = 50_000

// Picture is the page of the trace so far.
func (a *Admin) Picture() (*picture.Page, error) {
	rec, dropped := &picture.Recorder{}, 0
	all := a.kept()
	most := min(pictureMax, picture.EventsMax/max(1, len(all)))
	for n, t := range all {
		lines, before := t.snapshot()
		if len(lines) == 0 {
			continue
		}
		if n := len(lines) - most; n > 0 {
			lines, before = lines[n:], before+n
		}
		take := rec.Begin(fmt.Sprintf("%s, world %d", a.o.Name, n+1))
		for _, line := range lines {
			if _, err := take.Write(line); err != nil {
				return nil, err
			}
		}
		dropped += before
	}
	p := &picture.Page{
		Title: a.o.Name, About: "What has happened in the live world so far", Outcome: "The live world of " + a.o.Name, Takes: rec.Takes,
	}
	if dropped > 0 {
		p.Notes = append(p.Notes, fmt.Sprintf("The first %d lines are not drawn.", dropped))
	}
	return p, nil
}
