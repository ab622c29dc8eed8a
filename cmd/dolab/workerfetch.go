package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"dolab/durable/worker"
	"dolab/experiments/steps"
)

// How long a client waits for an answer, and how long the world runs on after it: what waitUntil may take.
const (
	fetchWithin = 5 * time.Minute
	fetchAfter  = 30 * time.Second
)

// request is the one that the flags describe.
func (o *workerOptions) request(path string) (*http.Request, error) {
	header := http.Header{}
	for _, line := range o.headers {
		name, value, _ := strings.Cut(line, ":")
		header.Add(strings.TrimSpace(name), strings.TrimSpace(value))
	}
	var body []byte
	if o.set.Changed("data") {
		body = []byte(o.data)
		if file, found := strings.CutPrefix(o.data, "@"); found {
			var err error
			if body, err = readFile(file, scenarioBytesMax); err != nil {
				return nil, usage("--data: %w", err)
			}
		}
	}
	name := o.method
	switch {
	case name == "" && body != nil:
		name = http.MethodPost
	case name == "":
		name = http.MethodGet
	case body != nil && (name == http.MethodGet || name == http.MethodHead):
		return nil, usage("--data: a %s request has no body: give another --method", name)
	}
	q, err := steps.NewRequest(name, path, header, body)
	if err != nil {
		return nil, usage("fetch: %w", err)
	}
	return q, nil
}

// workerFetch makes one request and shows the response.
func (a *app) workerFetch(o *workerOptions, w *worker.Worker, others []*worker.Worker, q *http.Request, out *sinks) error {
	world, err := o.world(a, &steps.Scenario{}, others)
	if err != nil {
		return err
	}
	world.Console = a.console()
	world.Trace = a.traceWriter(&o.out, out.trace)
	s, err := steps.Open(w, world)
	if err != nil {
		return usage("%s: %w", o.projects(), err)
	}
	defer s.Close()
	m := a.meter(false)
	defer m.clear()
	r, err := s.Fetch(q, fetchWithin)
	after := err
	if err == nil {
		after = s.World.Advance(fetchAfter)
	}
	m.clear()
	if failed := s.World.TraceErr(); failed != nil {
		return unwritten(o.out.trace, failed)
	}
	replay := o.replay(workerFetch, q.URL.RequestURI(), world.Seed)
	switch {
	case steps.NoAnswer(err):
		a.complain("dolab: the Worker does not answer: %v, after %v of the world's time\n", err, worldTime(s.World.Elapsed()))
		return errContradicted
	case after != nil && r == nil:
		return o.worldError(after, replay)
	}
	if err := a.showResponse(o, r, out); err != nil {
		return err
	}
	if after != nil {
		return o.worldError(after, replay)
	}
	if r.Err != nil {
		a.complain("dolab: the Worker failed: %v\n", r.Err)
		return errContradicted
	}
	return nil
}

// responseRecord is a response as JSON.
type responseRecord struct {
	Status  int                 `json:"status"`
	Headers map[string][]string `json:"headers"`
	Body    string              `json:"body,omitempty"`
	Bytes   []byte              `json:"bytes,omitempty"` // of a body that is not text: base64
	Error   string              `json:"error,omitempty"`
}

// showResponse writes a response to stdout, unless that is taken, and as JSON where it is asked for.
func (a *app) showResponse(o *workerOptions, r *steps.Response, out *sinks) error {
	if out.json != nil {
		x := responseRecord{Status: r.Status, Headers: map[string][]string{}}
		for name, values := range r.Header {
			x.Headers[strings.ToLower(name)] = values
		}
		if utf8.Valid(r.Body) {
			x.Body = string(r.Body)
		} else {
			x.Bytes = r.Body
		}
		if r.Err != nil {
			x.Error = r.Err.Error()
		}
		if err := writeIndented(out.json, x); err != nil {
			return err
		}
	}
	if len(o.out.stdout()) > 0 {
		return nil
	}
	var b bytes.Buffer
	fmt.Fprintln(&b, r.Status, http.StatusText(r.Status))
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		for _, value := range r.Header[name] {
			fmt.Fprintf(&b, "%s: %s\n", strings.ToLower(name), escaped(value))
		}
	}
	switch {
	case r.Upgrade != nil:
		b.WriteString("\nA WebSocket is open. A scenario talks to it: dolab worker . run FILE.yaml\n")
	case len(r.Body) > 0 && !utf8.Valid(r.Body):
		fmt.Fprintf(&b, "\n%d bytes that are not text; --json has them\n", len(r.Body))
	case len(r.Body) > 0:
		text := string(r.Body)
		if terminal(a.stdout) {
			text = escapedLines(text)
		}
		b.WriteString("\n" + text)
		if !strings.HasSuffix(text, "\n") {
			b.WriteString("\n")
		}
	}
	_, err := a.stdout.Write(b.Bytes())
	return unwritten("stdout", err)
}

// writeIndented writes a value as JSON for people and machines.
func writeIndented(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}

// consoleShown is how many lines of a script's console are shown; a trace has all.
const consoleShown = 2000

// console returns what shows the lines of a script's console on stderr.
func (a *app) console() func(steps.Console) {
	n := 0
	return func(c steps.Console) {
		switch n++; {
		case n <= consoleShown:
			a.complain("%s  %s  %s\n", worldTime(c.At), escaped(c.Who), strings.ReplaceAll(escapedLines(c.Text), "\n", "\n    "))
		case n == consoleShown+1:
			a.complain("dolab: the console has more lines: --trace FILE has all\n")
		}
	}
}

// worldTime is a time since a world began: 00:01:00.234, or 3d 00:01:00.234.
func worldTime(d time.Duration) string {
	return stopwatch(d.Milliseconds())
}

// escapedLines is escaped for a text of several lines.
func escapedLines(text string) string {
	lines := strings.Split(text, "\n")
	for n, line := range lines {
		lines[n] = escaped(line)
	}
	return strings.Join(lines, "\n")
}
