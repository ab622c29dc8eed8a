package admin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"dolab/actor/live"
	"dolab/durable"
)

// Options configure an Admin.
type Options struct {
	Name string // of the Worker, for titles
	Host string // that requests may name besides loopback: the name or address that the server listens on
	// Faults are the texts of the faults that are on from the start. They replace the runtime's own plan.
	Faults []string
	// Text returns a writer that takes lines of a trace and writes them to out as text for people. Nil refuses that form.
	Text    func(out io.Writer) io.Writer
	Metrics bool   // metrics for Prometheus
	OTLP    string // the URL of an OpenTelemetry collector for spans; "" for none
	// Exit stops the server gracefully, from any goroutine. Nil refuses the verb exit.
	Exit func()
}

// Admin looks into live worlds and acts on them. Any goroutine may call its methods.
type Admin struct {
	o       Options
	closing sync.Once
	closed  chan struct{}
	streams atomic.Int32

	metrics  *metrics  // nil for none
	exporter *exporter // nil for none

	changing sync.Mutex // one change of the faults at a time
	lock     sync.Mutex // guards the fields below
	places   []Place
	traces   []*trace // of the worlds, by their numbers
	faults   faults
}

// Place is a live world and its runtime. The worlds of a server share its objects: each object lives in one of them.
type Place struct {
	World   *live.World
	Objects *durable.Runtime
}

// New returns an Admin without worlds. It fails where Options.OTLP is not the URL of a collector.
func New(o Options) (a *Admin, err error) {
	a = &Admin{o: o, closed: make(chan struct{}), faults: faults{texts: slices.Clone(o.Faults), on: true}}
	if o.Metrics {
		a.metrics = newMetrics(a)
	}
	if o.OTLP != "" {
		a.exporter, err = newExporter(o.OTLP, o.Name)
	}
	return a, err
}

// Flush sends the spans that wait for the collector, and ends the export: later spans are dropped.
func (a *Admin) Flush(ctx context.Context) error {
	if a.exporter == nil {
		return nil
	}
	return a.exporter.provider.Shutdown(ctx)
}

// Close ends the streams of events.
func (a *Admin) Close() { a.closing.Do(func() { close(a.closed) }) }

// Attach replaces the worlds of the Admin, before the new ones start, and sets the current faults in them.
func (a *Admin) Attach(places ...Place) error {
	a.lock.Lock()
	defer a.lock.Unlock()
	a.places = places
	for n, p := range places {
		if n < len(a.traces) {
			a.traces[n].start = p.World.Now().Add(-p.World.Elapsed())
		}
		if err := a.faults.set(p.Objects); err != nil {
			return err
		}
	}
	return nil
}

// Error is why a verb was refused. Status is the HTTP status.
type Error struct {
	Status  int
	Field   string // the parameter that is wrong; "" for none
	Message string
}

func (e *Error) Error() string {
	if e.Field != "" {
		return e.Field + ": " + e.Message
	}
	return e.Message
}

func wrong(field, format string, args ...any) *Error {
	return &Error{http.StatusBadRequest, field, fmt.Sprintf(format, args...)}
}

// askMax is how long a verb waits for the world.
const askMax = 30 * time.Second

// worlds returns the attached worlds.
func (a *Admin) worlds() ([]Place, error) {
	a.lock.Lock()
	defer a.lock.Unlock()
	if len(a.places) == 0 {
		return nil, &Error{Status: http.StatusServiceUnavailable, Message: "there is no world yet"}
	}
	return a.places, nil
}

// ask runs fn in a world, on a coroutine, and returns its answer.
func ask[T any](ctx context.Context, p Place, fn func(rt *durable.Runtime) (T, error)) (v T, err error) {
	ctx, cancel := context.WithTimeout(ctx, askMax)
	defer cancel()
	type answer struct {
		v   T
		err error
	}
	answers := make(chan answer, 1) // Fn may end after ask has given up.
	err = p.World.Do(ctx, "admin", func() {
		v, err := fn(p.Objects)
		answers <- answer{v, err}
	})
	if err != nil {
		return v, &Error{Status: http.StatusServiceUnavailable, Message: err.Error()}
	}
	x := <-answers
	return x.v, x.err
}

// askAll asks all worlds, one after another.
func askAll[T any](ctx context.Context, a *Admin, fn func(rt *durable.Runtime) (T, error)) ([]T, error) {
	places, err := a.worlds()
	if err != nil {
		return nil, err
	}
	list := make([]T, 0, len(places))
	for _, p := range places {
		v, err := ask(ctx, p, fn)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// askObject asks the world that has an object: see find.
func askObject[T any](
	ctx context.Context, a *Admin, who string, fn func(rt *durable.Runtime, s *durable.Stub) (T, error),
) (v T, err error) {
	places, err := a.worlds()
	if err != nil {
		return v, err
	}
	for _, p := range places {
		v, err = ask(ctx, p, func(rt *durable.Runtime) (v T, err error) {
			s, err := find(rt, who)
			if err != nil {
				return v, err
			}
			return fn(rt, s)
		})
		var e *Error
		if !errors.As(err, &e) || e.Status != http.StatusNotFound {
			break
		}
	}
	return v, err
}

// find returns the stub of an object by what traces call it, "Class/name", or by "Class/" and the 64 digits of its ID.
func find(rt *durable.Runtime, who string) (*durable.Stub, error) {
	class, name, both := strings.Cut(who, "/")
	if !both || name == "" {
		return nil, wrong("object", "want Class/name or Class/ID, not %q", who)
	}
	ns, err := namespace(rt, class, "object")
	if err != nil {
		return nil, err
	}
	if id, err := ns.IDFromString(name); err == nil && ns.Known(id) {
		return ns.Get(id), nil
	}
	if id := ns.IDFromName(name); ns.Known(id) {
		return ns.Get(id), nil
	}
	if len(name) == labelDigits { // One without a name, by its label.
		for _, id := range ns.Objects() {
			if s := ns.Get(id); s.Label() == who {
				return s, nil
			}
		}
	}
	return nil, &Error{http.StatusNotFound, "object", fmt.Sprintf("there is no object %s", who)}
}

// labelDigits is how many digits of its ID stand for an object without a name.
const labelDigits = 8

func namespace(rt *durable.Runtime, class, field string) (*durable.Namespace, error) {
	var names []string
	for _, ns := range rt.Namespaces() {
		if ns.Name() == class {
			return ns, nil
		}
		names = append(names, ns.Name())
	}
	return nil, &Error{http.StatusNotFound, field, fmt.Sprintf("there is no class %q: want one of %s", class, strings.Join(names, ", "))}
}
