package picture

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"dolab/actor"
)

// Chrome writes a trace in the Trace Event Format, which Perfetto (ui.perfetto.dev) and chrome://tracing read. A world is
// a process, an object or another actor a thread of it. Incarnations and calls have a length; what else happens is a
// moment.
type Chrome struct {
	out     io.Writer
	begun   bool
	world   int
	threads map[string]int
	open    map[string]bool  // threads with an incarnation
	lives   map[string]int   // incarnations of a thread
	calls   map[string][]int // open ones, by callee, what and caller
	number  int              // of the newest call
	now     json.Number
	step    int64 // of the newest line
	err     error
}

// NewChrome returns a writer of lines of a trace. Close completes the file.
func NewChrome(out io.Writer) *Chrome { return &Chrome{out: out, step: math.MaxInt64} }

// chromeEvent is an event of that format. Ts is in microseconds.
type chromeEvent struct {
	Name  string         `json:"name"`
	Cat   string         `json:"cat,omitempty"`
	Phase string         `json:"ph"`
	Ts    float64        `json:"ts"`
	Pid   int            `json:"pid"`
	Tid   int            `json:"tid"`
	ID    int            `json:"id,omitempty"`
	Scope string         `json:"s,omitempty"`
	Args  map[string]any `json:"args,omitempty"`
}

// Write takes one or more whole lines.
func (c *Chrome) Write(lines []byte) (int, error) {
	for line := range bytes.Lines(lines) {
		e, err := ReadEvent(line)
		if err != nil {
			return 0, fmt.Errorf("trace line %s: %w", bytes.TrimSpace(line), err)
		}
		if e.Step <= c.step { // Another world: also one whose trace has lost its beginning.
			c.endWorld()
			c.beginWorld()
		}
		c.now, c.step = e.T, e.Step
		c.event(&e)
	}
	return len(lines), c.err
}

// Close ends what is open and completes the file.
func (c *Chrome) Close() error {
	c.endWorld()
	if !c.begun {
		c.head()
	}
	c.text("\n]}\n")
	return c.err
}

func (c *Chrome) text(s string) {
	if c.err == nil {
		_, c.err = io.WriteString(c.out, s)
	}
}

func (c *Chrome) head() {
	c.text(fmt.Sprintf(`{"displayTimeUnit":"ms","otherData":{"trace-version":"%d"},"traceEvents":[`, actor.TraceVersion))
	c.begun = true
}

func (c *Chrome) emit(e chromeEvent) {
	data, err := json.Marshal(e)
	if c.err == nil {
		c.err = err
	}
	before := ",\n"
	if !c.begun {
		c.head()
		before = "\n"
	}
	c.text(before + string(data))
}

func (c *Chrome) beginWorld() {
	c.world++
	c.threads, c.open, c.calls, c.lives = map[string]int{}, map[string]bool{}, map[string][]int{}, map[string]int{}
	c.emit(chromeEvent{
		Name: "process_name", Phase: "M", Pid: c.world, Args: map[string]any{"name": fmt.Sprint("world ", c.world)},
	})
}

// endWorld ends the incarnations that are left.
func (c *Chrome) endWorld() {
	names := make([]string, 0, len(c.open))
	for name := range c.open {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		c.emit(chromeEvent{Name: "", Phase: "E", Ts: c.at(), Pid: c.world, Tid: c.thread(name)})
	}
	c.open = nil
}

func (c *Chrome) at() float64 {
	ms, err := c.now.Float64()
	if err != nil {
		return 0
	}
	return math.Round(ms*1e6) / 1e3
}

// thread returns the number of an actor's thread, and names it the first time.
func (c *Chrome) thread(name string) int {
	if name == "" {
		return 0
	}
	n, known := c.threads[name]
	if !known {
		n = len(c.threads) + 1
		c.threads[name] = n
		c.emit(chromeEvent{Name: "thread_name", Phase: "M", Pid: c.world, Tid: n, Args: map[string]any{"name": name}})
	}
	return n
}

func (c *Chrome) event(e *Event) {
	x := chromeEvent{
		Name: strings.TrimSpace(e.Ev + " " + e.What), Cat: e.Ev, Ts: c.at(), Pid: c.world, Tid: c.thread(e.Who),
		Args: map[string]any{"step": e.Step},
	}
	for name, v := range map[string]any{"peer": e.Peer, "n": e.N, "note": e.Note} {
		if v != "" && v != int64(0) {
			x.Args[name] = v
		}
	}
	key := e.Who + "\x00" + e.What + "\x00" + e.Peer
	switch {
	case e.Ev == "new":
		c.lives[e.Who]++
		x.Name, x.Phase, c.open[e.Who] = fmt.Sprint("incarnation ", c.lives[e.Who]), "B", true
	case ends[e.Ev] != "" && c.open[e.Who]:
		x.Phase = "E"
		delete(c.open, e.Who)
	case e.Ev == "call":
		c.number++
		x.Name, x.Cat, x.Phase, x.ID, x.Tid = e.Who+" "+e.What, "call", "b", c.number, c.thread(e.Peer)
		c.calls[key] = append(c.calls[key], c.number)
	case e.Ev == "reply" && len(c.calls[key]) > 0:
		x.Name, x.Cat, x.Phase, x.ID, x.Tid = e.Who+" "+e.What, "call", "e", c.calls[key][0], c.thread(e.Peer)
		c.calls[key] = c.calls[key][1:]
	default:
		x.Phase, x.Scope = "i", "t"
		if e.Who == "" {
			x.Scope = "p"
		}
	}
	c.emit(x)
}
