package worker

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"time"

	"dolab/durable"
	"dolab/durable/clone"
	"dolab/durable/worker/bundle"
	"dolab/durable/worker/engine"
)

// Hooks tell of what happens in a Worker's scripts. They are called in the world and must change nothing in it.
type Hooks struct {
	// Threw is told of each error that has left the code of an event, of each rejection that nothing handles, and of each
	// error in waitUntil.
	Threw func(Thrown)
	// Alarm is told of each alarm handler that begins, by the label of its object.
	Alarm func(who string)
	// Await is told of each await at which something comes between: another event of its object begins, what it waits for
	// fails, or its object ends. Without it the places of awaits are not noted, because noting takes time.
	Await func(AwaitEvent)
	// Told is told what a module of tests tells by tell(what, text), and answers it at once.
	Told func(what, text string) string
}

// Thrown is an error that has left a script's code. Its events are "fetch", "call", "alarm", "construct", "socket",
// "worker", "callback", "visit", "invoke", "rejection" and "waitUntil".
type Thrown struct {
	Event string // whose code threw
	Who   string // the object, or the event of the Worker
	Err   *engine.Exception
	Place string // the innermost line of the user's own files, "src/index.ts:12:5"; "" where the error has no stack
	// Remote: the error came from another object or Worker, and was passed on.
	Remote bool
}

// WithHooks lets hooks listen to the Worker's scripts.
func WithHooks(h Hooks) Option { return func(a *app) { a.hooks = h } }

// WithLab makes the Worker, a module of tests, the laboratory of another: its tests reach into the other's objects,
// share its KV namespaces, and answer what it fetches from the network. The other has been deployed in the same world.
func WithLab(subject *App) Option {
	return func(a *app) {
		a.lab, a.kv = &subject.app, subject.kv
		a.services[subject.worker.config.Name] = subject
		subject.network = a
	}
}

// entryLab is the entrypoint of what a module of tests has registered.
const entryLab = "dolab:lab"

// LabCall calls what a module of tests has registered under a name, as an event of that Worker. Arguments and result
// are JSON.
func (a *App) LabCall(name string, args ...string) (string, error) {
	var wire [][]byte
	for _, arg := range args {
		data, err := clone.Marshal(arg)
		if err != nil {
			return "", err
		}
		wire = append(wire, data)
	}
	data, err := a.call(entrypoint{name: entryLab}, name, wire)
	if err != nil || data == nil {
		return "", err
	}
	var text string
	return text, clone.Unmarshal(data, &text)
}

// LabAsk asks a module of tests something that it answers at once, without an event: it may look and not act.
func (a *App) LabAsk(what, text string) (string, error) {
	iso := a.isolate()
	s := iso.scope(outsider{a.rt.World().Now()}, nil)
	defer s.end()
	return iso.ask(s, a.limits(s), what, text)
}

// Ask is LabAsk outside any world: of the module as it has been loaded. The question "methods" any Worker answers.
func (w *Worker) Ask(what, text string) (string, error) {
	iso := &isolate{app: &app{worker: w}, worker: w, scopes: map[int64]*scope{}}
	m, err := w.machine(iso)
	if err != nil {
		return "", err
	}
	defer w.giveBack(m)
	iso.machine, iso.vm = m, m.vm
	s := iso.scope(outsider{}, nil)
	return iso.ask(s, engine.Entry{Ticks: loadTicks, Bytes: bytesMax}, what, text)
}

// ask lets a scope answer a question at once.
func (iso *isolate) ask(s *scope, limits engine.Entry, what, text string) (string, error) {
	iso.now, iso.answer = s, ""
	defer func() { iso.now = nil }()
	iso.vm.Set(limits)
	n := engine.Int(s.n)
	err := iso.vm.Enter(engine.String("ask"), n, n, engine.String(what), engine.String(text))
	if err == nil {
		_, err = iso.vm.Drain()
	}
	if err != nil {
		iso.vm.Drop()
		return "", iso.worker.config.scriptError(err)
	}
	return iso.answer, nil
}

// Method is a method of a class that can be called over RPC.
type Method struct {
	Class    string
	Method   string
	Params   []string // their names, as far as the script shows them
	Replaces []string // the base classes that have the method too
}

// Methods returns the methods of the Worker's classes, in the order of the module's exports.
func (w *Worker) Methods() (list []Method, err error) {
	text, err := w.Ask("methods", "")
	if err != nil {
		return nil, err
	}
	return list, json.Unmarshal([]byte(text), &list)
}

// Place returns the innermost place of a stack that is in a file of the user's, "src/index.ts:12:5"; "" for none.
func (w *Worker) Place(stack string) string {
	if p := w.places(stack); len(p) > 0 {
		return p[0]
	}
	return ""
}

// places returns the places of a stack that are in files of the user's, the innermost first.
func (w *Worker) places(stack string) (list []string) {
	if w.config.Map == nil {
		return nil
	}
	for _, m := range frame.FindAllStringSubmatch(stack, -1) {
		if !isModule(m[1]) {
			list = append(list, m[1])
		}
	}
	return list
}

// Files are the files of the user's that the script was made of, as places name them; none without a source map.
func (w *Worker) Files() (list []string) {
	if w.config.Map == nil {
		return nil
	}
	for _, f := range w.config.Map.Files() {
		if !isModule(f) {
			list = append(list, f)
		}
	}
	return list
}

// isModule reports whether a file of a source map is a module of the host's.
func isModule(file string) bool {
	for _, scheme := range []string{"cloudflare:", "node:", "dolab:"} {
		if strings.HasPrefix(file, scheme) {
			return true
		}
	}
	return false
}

// LoadLab loads a module of tests for a Worker: its env is the Worker's, and it can import the modules given besides
// those of the platform. Deploy it behind the Worker, with WithLab.
func (w *Worker) LoadLab(file string, modules map[string]string) (*Worker, error) {
	p := w.config.Project
	if p == nil {
		return nil, errors.New("the Worker was not loaded from a project")
	}
	file, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	o := bundle.ProjectOptions(p, moduleSources())
	o.Main = file
	for name, source := range modules {
		o.Modules[name] = source
	}
	b, err := bundle.Worker(o)
	if err != nil {
		return nil, err
	}
	c := Config{
		Name: w.config.Name + "-lab", Source: b.Source, Map: b.Map, Warnings: b.Warnings, Date: w.config.Date,
		Flags: w.config.Flags, Project: p,
	}
	for _, x := range w.config.Bindings {
		switch {
		case x.Kind == BindingNamespace:
			x.Kind, x.Script = BindingForeign, w.config.Name
		case x.Kind == BindingService && x.Script == "":
			x.Script = w.config.Name
		}
		c.Bindings = append(c.Bindings, x)
	}
	return New(c)
}

// Memory is how many bytes the Worker's heap has in the world, 0 before it has begun.
func (a *App) Memory() int64 {
	if a.current == nil {
		return 0
	}
	_, n := a.current.vm.Used()
	return n
}

// threw tells the hooks of an error of a script.
func (s *scope) threw(event string, e *engine.Exception, remote bool) {
	a := s.iso.app
	if a.hooks.Threw != nil {
		a.hooks.Threw(Thrown{Event: event, Who: s.label(), Err: e, Place: s.iso.worker.Place(e.Stack), Remote: remote})
	}
}

// label names the scope: its object, or the event.
func (s *scope) label() string {
	if s.state != nil {
		return s.who
	}
	if p, ok := s.where.(*request); ok {
		return p.name
	}
	return ""
}

// outsider is the place of code that belongs to no event: it can look and compute.
type outsider struct{ at time.Time }

func (outsider) start(func())                                               {}
func (outsider) after(time.Duration, func()) func()                         { return func() {} }
func (outsider) guard(fn func())                                            { fn() }
func (outsider) ended() bool                                                { return false }
func (p outsider) now() time.Time                                           { return p.at }
func (outsider) log(string)                                                 {}
func (outsider) stream() (w *durable.StreamWriter, r *durable.StreamReader) { return nil, nil }
