package worker

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"

	"dolab/actor"
	"dolab/durable"
	"dolab/durable/platform"
	"dolab/durable/worker/engine"
)

// App is a Worker in a world: its classes are declared, and its handlers can be called.
type App struct{ app }

// app is what App has inside.
type app struct {
	worker     *Worker
	rt         *durable.Runtime
	namespaces map[string]*durable.Namespace // of the Worker's own classes, of earlier versions too
	others     []*durable.Namespace          // of classes of others that scripts know
	ids        map[string]durable.ID
	current    *isolate
	next       *Worker // what objects run once they have been deployed anew, nil for the same
	deployed   bool    // an object has been deployed anew
	isolates   int
	live       []*isolate // whose engines have not been given back
	requests   int
	transport  http.RoundTripper
	latency    func() time.Duration // of answers from outside, nil for none
	answers    []Answer
	foreign    map[string]*durable.Namespace // classes of the world, by script and name
	services   map[string]*App               // the other Workers of the run, by name
	kv         map[string]map[string]kvEntry // KV namespaces, by the name of their binding
	hooks      Hooks
	called     map[string]int // how often code has called each object, where a hook wants awaits
	lab        *app           // the Worker that this one, a module of tests, is about
	network    *app           // the module of tests that answers what is fetched from outside
}

// Deploy declares the classes of the Worker in a runtime, and returns what calls its handlers. Its bindings reach the
// other Workers of the runtime by their names, also those that are deployed later. A class whose name another Worker has
// taken is declared as "script.Class".
func (w *Worker) Deploy(rt *durable.Runtime, options ...Option) (*App, error) {
	a := &App{app{
		worker: w, rt: rt, namespaces: map[string]*durable.Namespace{}, ids: map[string]durable.ID{}, services: map[string]*App{},
		foreign: map[string]*durable.Namespace{}, kv: map[string]map[string]kvEntry{},
	}}
	for _, o := range options {
		o(&a.app)
	}
	if err := a.declare(w); err != nil {
		return nil, err
	}
	if all := a.deployments(); all.byName[w.config.Name] == nil {
		all.byName[w.config.Name] = a
	}
	rt.World().OnClose(a.close)
	return a, nil
}

// declare declares the classes of a version, unless an earlier one has.
func (a *app) declare(version *Worker) error {
	all, script := a.deployments(), version.config.Name
	for _, c := range version.config.Classes {
		if a.namespaces[c.Name] != nil {
			continue
		}
		ns, err := a.rt.Namespace(durable.Class{
			Name: all.name(script, c.Name, a.rt), UniqueKey: c.UniqueKey, Isolate: script, Host: host{a, c.Name},
		})
		if err != nil {
			return err
		}
		a.namespaces[c.Name] = ns
		all.owners[ns.Name()] = script
	}
	return nil
}

// Reload deploys another version of the Worker in place of the one that runs: the connections of objects that are in
// memory end, and all that begins from now on runs the new code. Objects are reset with the error of a deploy, or go on
// for the runtime's grace (durable.WithGrace). Events of the Worker that have begun end in the old code. Storage and
// alarms stay. The version before is not closed. It belongs to the world's goroutine, and returns how many objects were
// reset. An error says that the world cannot take the version: nothing has changed then.
func (a *App) Reload(next *Worker) (reset int, err error) {
	if before, now := a.worker.config.Name, next.config.Name; now != before {
		return 0, fmt.Errorf("the Worker is called %s now, not %s: IDs of objects depend on the name", now, before)
	}
	if err := a.declare(next); err != nil {
		return 0, err
	}
	a.worker, a.next = next, nil
	for _, iso := range slices.Clone(a.live) {
		a.retire(iso)
		a.release(iso)
	}
	for _, name := range slices.Sorted(maps.Keys(a.namespaces)) {
		ns := a.namespaces[name]
		for _, id := range ns.Objects() {
			switch err := a.rt.Deploy(ns.Get(id)); {
			case err == nil:
				reset++
			case !errors.Is(err, durable.ErrNotRunning):
				return reset, err
			}
		}
	}
	return reset, nil
}

// deployments are the Workers of a runtime.
type deployments struct {
	byName map[string]*App
	owners map[string]string // of classes, by the names in the runtime: their scripts
}

type deploymentsKey struct{}

func (a *app) deployments() *deployments {
	return a.rt.Attached(deploymentsKey{}, func() any {
		return &deployments{byName: map[string]*App{}, owners: map[string]string{}}
	}).(*deployments)
}

// name is the name in the runtime of a class of a script.
func (all *deployments) name(script, class string, rt *durable.Runtime) string {
	taken := slices.ContainsFunc(rt.Namespaces(), func(ns *durable.Namespace) bool { return ns.Name() == class })
	if taken && all.owners[class] != script {
		return script + "." + class
	}
	return class
}

// other returns another Worker of the run, nil for none.
func (a *app) other(script string) *App {
	if x := a.services[script]; x != nil {
		return x
	}
	return a.deployments().byName[script]
}

// close gives the engines back with the world, also those of before a crash: what they run has ended with it.
func (a *app) close() {
	for _, iso := range a.live {
		iso.stopIterators()
		iso.worker.giveBack(iso.machine)
	}
	a.live, a.current = nil, nil
}

// Option changes how a Worker is deployed.
type Option func(*app)

// WithOutside lets a Go transport answer what the Worker fetches from outside the world. It must not wait for anything
// of the machine, and give the same answers each time, or runs are not the same.
func WithOutside(t http.RoundTripper) Option { return func(a *app) { a.transport = t } }

// WithLatency says how late each answer from outside the world is.
func WithLatency(latency func() time.Duration) Option { return func(a *app) { a.latency = latency } }

// WithNext is the version of the Worker that objects get by a deploy: a fault deploys it. It has the same classes. Until
// then, and for those that have not been deployed, the first version runs.
func WithNext(next *Worker) Option { return func(a *app) { a.next = next } }

// WithService adds another Worker, which has been deployed in the same world, to what bindings can name. It comes before
// one of the same name that the runtime has.
func WithService(other *App) Option {
	return func(a *app) { a.services[other.worker.config.Name] = other }
}

// WithNamespace adds a class of the world, such as one in Go, to what bindings can name: as a class of a script of that
// name. Its methods are called by their names in Go.
func WithNamespace(script string, ns *durable.Namespace) Option {
	return func(a *app) { a.foreign[script+" "+ns.Name()] = ns }
}

// Namespace returns the namespace of a class of the Worker, nil where it has none of that name.
func (a *App) Namespace(class string) *durable.Namespace { return a.namespaces[class] }

// isolate returns the engine in which new code of the Worker runs.
func (a *app) isolate() *isolate {
	w := a.worker
	if a.deployed && a.next != nil {
		w = a.next
	}
	return a.isolateOf(w)
}

// isolateOf is isolate for a version of the Worker. Until all objects have the next one, both versions run.
func (a *app) isolateOf(version *Worker) *isolate {
	if a.current != nil && a.current.worker == version {
		return a.current
	}
	for _, iso := range a.live {
		if iso.worker == version && !iso.stale {
			return iso
		}
	}
	a.isolates++
	iso := &isolate{app: a, worker: version, scopes: map[int64]*scope{}, made: map[stubOf]string{}}
	w := a.rt.World()
	var seed [32]byte
	for n := range 4 {
		binary.LittleEndian.PutUint64(seed[8*n:], uint64(w.Choose("script", 1<<62)))
	}
	iso.chance = rand.NewChaCha8(seed)
	m, err := version.machine(iso)
	if err != nil {
		panic(fmt.Sprintf("worker: %s cannot be loaded again: %v", version.config.Name, err))
	}
	iso.machine, iso.vm = m, m.vm
	m.vm.Seed(iso.chance.Uint64())
	a.current = iso
	a.live = append(a.live, iso)
	return iso
}

// retire lets what is constructed from now on have another isolate.
func (a *app) retire(iso *isolate) {
	iso.stale = true
	if a.current == iso {
		a.current = nil
	}
}

// release closes an isolate in which nothing lives any more.
func (a *app) release(iso *isolate) {
	if iso.stale && !iso.free && iso.live == 0 && len(iso.scopes) == 0 && iso.now == nil {
		iso.free = true
		a.live = slices.DeleteFunc(a.live, func(x *isolate) bool { return x == iso })
		iso.worker.giveBack(iso.machine)
	}
}

// Now is the time of the scope that runs, in milliseconds; while the module is evaluated it is 0, as in production.
func (m *machine) Now(*engine.VM) float64 {
	if m.iso.now == nil {
		return 0
	}
	return m.vm.Now()
}

// Random fills b from the world's chance.
func (m *machine) Random(_ *engine.VM, b []byte) {
	if m.iso.chance != nil {
		_, _ = m.iso.chance.Read(b)
	}
}

// Log writes a line of console into the trace.
func (m *machine) Log(_ *engine.VM, level, text string) {
	if m.iso.now != nil {
		m.iso.now.where.log(level + ": " + text)
	}
}

// tick is the CPU time that stands for one tick of the engine, which is 10,000 loops or calls of code. Measured: 0.7 ms
// of this engine where code only calls. What V8 would need is a tenth or less.
const tick = time.Millisecond

// ticksMax is how many ticks an entry may take where the profile has no limit.
const ticksMax = 30_000

// bytesMax is how much memory an isolate may take where the profile has no limit.
const bytesMax = 1 << 30

// limits are those of an entry.
func (a *app) limits(s *scope) engine.Entry {
	e := engine.Entry{Now: float64(s.where.now().UnixMilli()), Ticks: ticksMax, Bytes: bytesMax}
	p := a.rt.Profile()
	if p.ClockRuns {
		e.Clock = float64(tick) / float64(time.Millisecond)
	}
	if p.CPUMax > 0 {
		e.Ticks = int64(p.CPUMax/tick) + 1
	}
	if p.MemoryMax > 0 {
		e.Bytes = int64(p.MemoryMax)
	}
	return e
}

// charge accounts for what an entry has used.
func (s *scope) charge(ticks int64) {
	if ticks > 0 && s.state != nil && !s.where.ended() {
		s.state.UseCPU(time.Duration(ticks) * tick)
	}
}

// failed handles the error of an entry itself: the end of the scope's code by a limit, or an error of ours.
func (s *scope) failed(err error) {
	if s.where.ended() {
		return
	}
	p := s.iso.app.rt.Profile()
	var thrown *engine.Exception
	switch {
	case errors.Is(err, engine.ErrTicks):
		limit := time.Duration(ticksMax) * tick
		if p.CPUMax > 0 {
			limit = p.CPUMax
		}
		text := fmt.Sprintf("The script ran for %v without waiting for anything, and was stopped.", limit)
		s.where.log("Uncaught Error: " + text + limitStack(err))
		if s.state != nil && p.CPUMax > 0 {
			s.state.UseCPU(p.CPUMax + tick)
		}
		s.exceeded(text)
	case errors.Is(err, engine.ErrMemory):
		const text = "The script took more memory than an isolate has, and was stopped."
		s.where.log("Uncaught Error: " + text)
		s.iso.app.retire(s.iso) // The engine cannot go on.
		if s.state != nil && p.MemoryMax > 0 {
			s.state.Allocate(int(p.MemoryMax) + 1)
		}
		s.exceeded(text)
	case errors.As(err, &thrown):
		s.where.log("Uncaught " + stackOf(thrown))
	default:
		panic(fmt.Sprintf("worker: %s: %v", s.iso.app.worker.config.Name, err))
	}
}

// exceeded ends what a limit of the engine has stopped.
func (s *scope) exceeded(text string) {
	if s.state != nil {
		if !s.where.ended() {
			s.state.Abort(text)
		}
		return
	}
	for _, n := range slices.Sorted(maps.Keys(s.events)) {
		s.finish(n, nil, &platform.Error{Name: "Error", Message: text})
	}
}

// outside answers a fetch to another host. The answer is late by the latency of the network.
func (a *app) outside(q *http.Request) (*http.Response, error) {
	response, err := a.answered(q)
	if a.latency != nil {
		if d := a.latency(); d > 0 {
			a.rt.World().Sleep(d)
		}
	}
	return response, err
}

// answered is the answer of the network.
func (a *app) answered(q *http.Request) (*http.Response, error) {
	if a.network != nil {
		return a.network.fetch(entrypoint{name: entryLab}, q, nil)
	}
	for _, x := range a.answers {
		if x.fits(q) {
			return x.response(a.rt, q), nil
		}
	}
	if a.transport == nil {
		text := "A world has no network: " + q.URL.Host + " is not answered. See WithOutside."
		if len(a.answers) > 0 {
			text = "A world has no network, and no answer fits " + q.Method + " " + q.URL.String() + "."
		}
		return nil, platform.TypeError(text)
	}
	return a.transport.RoundTrip(q)
}

// Fetch lets the Worker's default export answer a request. Code outside the world may call it: the world runs until the
// response is there.
func (a *App) Fetch(q *http.Request) (*http.Response, error) {
	return a.fetch(entrypoint{name: "default"}, q, nil)
}

// Exchange is a request of a client outside the world, which may go away before it has all of the response.
type Exchange struct {
	app    *app
	ctx    context.Context // of its request
	scope  *scope
	place  *request
	answer func(v any, err error)
}

// NewExchange returns an exchange that has not begun.
func (a *App) NewExchange() *Exchange { return &Exchange{app: &a.app} }

// Fetch is App.Fetch with bodies that stream: a *durable.StreamReader of durable.Runtime.NewStream as the request's body
// is read as it comes, and so is the response's, where the Worker returns a stream. It is called by a coroutine of the
// world. After Cancel the error is ErrCanceled.
func (x *Exchange) Fetch(q *http.Request) (*http.Response, error) {
	x.ctx = q.Context()
	return x.app.fetch(entrypoint{name: "default"}, q, x)
}

// ErrCanceled is what Fetch of an exchange returns whose client has gone.
var ErrCanceled = errors.New("the client has gone")

// Cancel ends the Worker's code for a client that has gone, but for what waitUntil keeps. What it has called runs on. It
// belongs to the world's goroutine, and does nothing where the code has ended or not begun.
func (x *Exchange) Cancel() {
	if x.scope == nil || x.place.done {
		return
	}
	x.answer(nil, ErrCanceled)
	x.place.p.Go(func() { x.scope.enter("cancel") })
}

// Scheduled runs the default export's scheduled handler, as a cron trigger does.
func (a *App) Scheduled(at time.Time, cron string) error {
	_, err := a.event("scheduled "+cron, entrypoint{name: "default"}, "scheduled", func(*scope) ([]engine.Value, error) {
		return []engine.Value{engine.Int(at.UnixMilli()), engine.String(cron)}, nil
	}, nil)
	return err
}

// fetch lets an entrypoint answer a request. For an exchange, which may be nil, the bodies stream.
func (a *app) fetch(to entrypoint, q *http.Request, x *Exchange) (*http.Response, error) {
	handler := "fetch"
	if x != nil {
		handler = "stream"
	}
	v, err := a.event("fetch "+q.Method+" "+q.URL.Path, to, handler, func(s *scope) ([]engine.Value, error) {
		return s.requestValues(q)
	}, x)
	if err != nil {
		return nil, err
	}
	return v.(*http.Response), nil
}

// call calls a method of an entrypoint. Its error is as the caller sees it.
func (a *app) call(to entrypoint, method string, args [][]byte) ([]byte, error) {
	v, err := a.event("call "+method, to, "call", func(*scope) ([]engine.Value, error) {
		return []engine.Value{engine.String(method), clones(args)}, nil
	}, nil)
	if err != nil {
		return nil, platform.Remote(err)
	}
	return v.([]byte), nil
}

// entrypoint is an export of the Worker that an event calls.
type entrypoint struct {
	name  string
	props []byte // of the stub, a structured clone; nil for none
}

// event runs one handler of the Worker in a process of its own, for an exchange or nil.
func (a *app) event(
	what string, to entrypoint, handler string, parts func(*scope) ([]engine.Value, error), x *Exchange,
) (v any, err error) {
	w := a.rt.World()
	if w.Current() == nil {
		if failed := w.Do("client", func() { v, err = a.event(what, to, handler, parts, x) }); failed != nil {
			return nil, errors.Join(failed, err)
		}
		return v, err
	}
	a.requests++
	name := fmt.Sprintf("%s-%d", a.worker.config.Name, a.requests)
	p := &request{rt: a.rt, w: w, p: w.NewProcess(name), name: name}
	iso := a.isolate()
	iso.live++
	s := iso.scope(p, nil)
	k := w.Current().Waker()
	ended := false
	end := func(value any, failed error) {
		if ended {
			return
		}
		ended, v, err = true, value, failed
		w.Trace(actor.Event{Kind: "worker.end", Who: name, What: what})
		if !k.Wake(nil) { // The client has given up.
			durable.Discard(value)
		}
	}
	ev := s.expect("worker", end)
	if x != nil {
		x.scope, x.place, x.answer = s, p, end
		s.ctx = x.ctx
	}
	w.Trace(actor.Event{Kind: "worker", Who: name, What: what})
	p.p.Go(func() {
		values, failed := parts(s)
		if failed != nil {
			end(nil, failed)
			s.finished()
			return
		}
		props := engine.Undefined()
		if to.props != nil {
			props = engine.Clone(to.props)
		}
		all := append([]engine.Value{engine.Int(s.n), ev, engine.String(to.name), props, engine.String(handler)}, values...)
		s.enter("worker", all...)
	})
	w.Current().Park("the end of "+what, name)
	return v, err
}

// finished ends a scope of the Worker: its event has been answered, and nothing that it waits for is left.
func (s *scope) finished() {
	p, ok := s.where.(*request)
	if !ok || p.done {
		return
	}
	p.done = true
	for _, id := range slices.Sorted(maps.Keys(s.timers)) {
		s.timers[id]()
	}
	for _, n := range slices.Sorted(maps.Keys(s.streams)) {
		if st := s.streams[n]; st.writer == nil {
			_ = st.reader.Close() // What has come, and was neither read nor sent on.
		}
	}
	s.end()
	s.iso.live--
	s.iso.app.release(s.iso)
	p.p.Close()
}

// millis is a number of milliseconds as a duration.
func millis(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }
