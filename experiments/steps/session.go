package steps

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"dolab/actor/fault"
	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/platform"
	"dolab/durable/worker"
)

// Options say in which world a Worker runs.
type Options struct {
	Profile platform.Profile
	Seed    uint64
	Faults  []string // in the text form of platform.ParseFault
	Start   time.Time
	Trace   io.Writer          // nil: nowhere
	Console func(line Console) // takes each line at once; nil drops it
	Stop    func() bool        // see sim.Options
	// Others are Workers that bindings of this one name.
	Others []*worker.Worker
	// Outside answers what they fetch from outside the world; the scenario's own comes before it.
	Outside []worker.Answer
}

// Console is a line that a script has written, or an error that nothing has caught.
type Console struct {
	At   time.Duration // the world's time
	Who  string        // "Room/a", or an event of the Worker: "chat-3"
	Text string        // "warn: low on tea"
}

// Session is a world in which a Worker is deployed.
type Session struct {
	World   *sim.World
	Objects *durable.Runtime
	App     *worker.App
	Console []Console

	plan    *fault.Plan
	clients map[string]*client
}

// worldSteps bounds one run of a world: a script that is busy for ever ends there.
const worldSteps = 5_000_000

// consoleMax bounds how many lines of the console a session keeps.
const consoleMax = 100_000

// Open deploys a Worker in a new world.
func Open(w *worker.Worker, o Options) (*Session, error) {
	plan, err := platform.NewPlan(o.Faults...)
	if err != nil {
		return nil, err
	}
	s := &Session{plan: plan, clients: map[string]*client{}}
	s.World = sim.New(sim.Options{
		Chooser: sim.Seed(o.Seed), Start: o.Start, Stop: o.Stop, StepsMax: worldSteps,
		Trace: &listener{s, o.Trace, o.Console},
	})
	s.Objects = durable.New(s.World.World, o.Profile, durable.WithFaults(plan))
	answers := worker.WithAnswers(o.Outside...)
	s.App, err = w.Deploy(s.Objects, answers)
	for _, other := range o.Others {
		if err == nil {
			_, err = other.Deploy(s.Objects, answers)
		}
	}
	if err != nil {
		s.World.Close()
		return nil, err
	}
	return s, nil
}

// Close ends the world.
func (s *Session) Close() { s.World.Close() }

// unstruck are the faults that have not struck.
func (s *Session) unstruck() (list []string) {
	for _, x := range s.plan.Standings() {
		if x.Struck == 0 {
			list = append(list, x.Fault)
		}
	}
	return list
}

// listener picks the console's lines out of a trace.
type listener struct {
	s    *Session
	out  io.Writer
	tell func(Console)
}

func (l *listener) Write(line []byte) (int, error) {
	if bytes.Contains(line, []byte(`"ev":"log"`)) {
		var e struct {
			T    float64
			Who  string
			Note string
		}
		if err := json.Unmarshal(line, &e); err != nil {
			return 0, fmt.Errorf("trace line %s: %w", line, err)
		}
		c := Console{time.Duration(e.T * float64(time.Millisecond)), e.Who, e.Note}
		if len(l.s.Console) < consoleMax {
			l.s.Console = append(l.s.Console, c)
		}
		if l.tell != nil {
			l.tell(c)
		}
	}
	if l.out == nil {
		return len(line), nil
	}
	return l.out.Write(line)
}

// The ends of an await.
var (
	errLate = errors.New("no answer")
	errHung = errors.New("no answer, and nothing can run any more that would give one")
)

// await runs jobs at one time until all have ended, for a span of the world's time at most.
func (s *Session) await(within time.Duration, jobs ...func()) error {
	left, late := len(jobs), false
	for n, job := range jobs {
		s.World.Go(fmt.Sprintf("client-%d", n+1), func() {
			job()
			left--
		})
	}
	limit := s.World.Background(within, func() { late = true })
	defer limit.Stop()
	return s.until(func() bool { return left == 0 }, &late)
}

// until lets the world run until done reports true, or late is.
func (s *Session) until(done func() bool, late *bool) error {
	err := s.World.RunUntil(func() bool { return done() || *late })
	var dead *sim.DeadlockError
	switch {
	case errors.As(err, &dead):
		return errHung
	case err != nil:
		return err
	case !done():
		return errLate
	}
	return nil
}

// Response is what a client sees of a request.
type Response struct {
	Status  int
	Header  http.Header
	Body    []byte
	Upgrade *http.Response // of a WebSocket, nil for none
	Err     error          // the Worker failed: a client sees status 500
}

// fetch is one request, made by the coroutine that calls it.
func (s *Session) fetch(q *http.Request) *Response {
	resp, err := s.App.Fetch(q)
	if err != nil {
		return &Response{Status: http.StatusInternalServerError, Header: http.Header{}, Body: []byte("Internal Server Error"), Err: err}
	}
	r := &Response{Status: resp.StatusCode, Header: resp.Header}
	if resp.StatusCode == http.StatusSwitchingProtocols {
		r.Upgrade = resp
		return r
	}
	if resp.Body != nil {
		if r.Body, err = io.ReadAll(resp.Body); err != nil {
			r.Err = fmt.Errorf("the body: %w", err)
		}
	}
	return r
}

// Fetch is one request and its response. An error is none of the Worker's: the world has ended, or no answer comes
// within a span of its time.
func (s *Session) Fetch(q *http.Request, within time.Duration) (r *Response, err error) {
	err = s.await(within, func() { r = s.fetch(q) })
	return r, err
}

// NoAnswer reports whether an error of Fetch says that no answer comes.
func NoAnswer(err error) bool { return errors.Is(err, errLate) || errors.Is(err, errHung) }

// Host is what a path becomes a URL of.
const Host = "https://example.com"

// NewRequest makes a request to the Worker: target is a path or a URL.
func NewRequest(method, target string, header http.Header, body []byte) (*http.Request, error) {
	if strings.HasPrefix(target, "/") {
		target = Host + target
	}
	var from io.Reader
	if body != nil {
		from = bytes.NewReader(body)
	}
	q, err := http.NewRequest(method, target, from)
	if err != nil {
		return nil, err
	}
	if q.URL.Host == "" || q.URL.Scheme != "http" && q.URL.Scheme != "https" {
		return nil, fmt.Errorf("%s is neither a path, which begins with /, nor an http or https URL", clip(target))
	}
	for _, name := range slices.Sorted(maps.Keys(header)) {
		if !token.MatchString(name) {
			return nil, fmt.Errorf("header %q: its name has characters that headers do not have", clip(name))
		}
		for _, value := range header[name] {
			if strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
				return nil, fmt.Errorf("header %s: its value has control characters", name)
			}
		}
		q.Header[name] = header[name]
	}
	return q, nil
}

// token is the name of a header.
var token = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")
