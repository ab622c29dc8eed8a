package worker

//detcheck:file sync worlds that run side by side borrow engines here, and share nothing else

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"sync"
	"time"

	"dolab/durable/worker/api"
	"dolab/durable/worker/bundle"
	"dolab/durable/worker/engine"
	"dolab/durable/worker/project"
)

// Config is what a Worker is made of.
type Config struct {
	Name    string
	Source  string // one ES module, as package bundle makes it
	Classes []Class
	// Bindings are what env has, by name.
	Bindings []Binding
	Fakes    string // a module whose exports replace bindings, "" for none
	Date     string // the compatibility date, "2026-07-30"
	Flags    []string

	Map      *bundle.Map      // of Source, nil for none
	Project  *project.Project // what it was read from, nil for none
	Warnings []string         // of the bundler
}

// Class is a class of the script that has objects.
type Class struct {
	Name      string
	UniqueKey string // makes the IDs: see durable.Class
	SQL       bool   // its storage has sql and kv
}

// Binding is one name of env.
type Binding struct {
	Name   string
	Kind   BindingKind
	Class  string // of a namespace; the entrypoint of a service, "" for the default one; wrangler's kind of one that is missing
	Script string // the Worker that has the class or the entrypoint, "" for this one
	JSON   string // of a value
}

// BindingKind is what a binding is.
type BindingKind string

// The kinds of bindings.
const (
	BindingNamespace BindingKind = "namespace" // of objects of this Worker
	BindingForeign   BindingKind = "foreign"   // of objects of another Worker
	BindingValue     BindingKind = "value"     // a variable or secret
	BindingService   BindingKind = "service"   // an entrypoint of a Worker
	BindingKV        BindingKind = "kv"        // a KV namespace, in memory
	BindingAssets    BindingKind = "assets"    // files of a directory
	BindingMissing   BindingKind = "missing"   // one that dolab does not have: using it throws
)

// Worker is a script that has been loaded once, and can be deployed in any number of worlds. It is safe for use by
// several goroutines.
type Worker struct {
	config Config
	code   []byte
	fakes  []byte // nil for none

	mu   sync.Mutex
	free []*machine // that no world uses
}

//go:embed js
var files embed.FS

// preludeFS is the prelude: our own files, with package api's below api.
type preludeFS struct{}

func (preludeFS) Open(name string) (fs.File, error) {
	if f, err := files.Open("js/" + name); err == nil {
		return f, nil
	}
	if len(name) > 4 && name[:4] == "api/" {
		return api.Source().Open(name[4:])
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// prelude is compiled once a process.
var prelude = sync.OnceValues(func() ([]byte, error) {
	source, _, err := bundle.Prelude(preludeFS{}, "main.js")
	if err != nil {
		return nil, fmt.Errorf("the prelude: %w", err)
	}
	vm, err := engine.New(engine.Options{})
	if err != nil {
		return nil, err
	}
	defer vm.Close()
	return vm.CompilePrelude("("+source+")(host)", "dolab:prelude")
})

// machine is an engine in which the Worker has been loaded. Worlds borrow it: what they leave in its memory is undone
// by copying back the memory as it was, which takes a thousandth of loading the script again. A snapshot fits only the
// engine that it was taken of.
type machine struct {
	vm     *engine.VM
	loaded *engine.Snapshot
	iso    *isolate // whose it is
}

// New loads a Worker: its module is evaluated, as at a deploy. An error is the script's own, with its place.
func New(c Config) (*Worker, error) {
	w := &Worker{config: c}
	vm, err := engine.New(engine.Options{})
	if err != nil {
		return nil, err
	}
	defer vm.Close()
	if w.code, err = vm.Compile(c.Source, c.Name); err != nil {
		return nil, err
	}
	if c.Fakes != "" {
		if w.fakes, err = vm.Compile(c.Fakes, c.Name+"-bindings"); err != nil {
			return nil, err
		}
	}
	m, err := w.machine(&isolate{})
	if err != nil {
		return nil, w.explained(err)
	}
	w.giveBack(m)
	return w, nil
}

// Close gives the memory of the Worker's engines back: of those that no world uses.
func (w *Worker) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range w.free {
		m.vm.Close()
	}
	w.free = nil
}

// machine returns an engine in which the Worker has just been loaded, for an isolate.
func (w *Worker) machine(iso *isolate) (*machine, error) {
	w.mu.Lock()
	if n := len(w.free); n > 0 {
		m := w.free[n-1]
		w.free = w.free[:n-1]
		w.mu.Unlock()
		m.iso = iso
		return m, m.vm.Restore(m.loaded)
	}
	w.mu.Unlock()
	m := &machine{iso: iso}
	vm, err := engine.New(engine.Options{Natives: m.natives(), SoftMemory: bytesMax})
	if err != nil {
		return nil, err
	}
	m.vm = vm
	if err = w.load(vm); err == nil {
		m.loaded, err = vm.Snapshot()
	}
	if err != nil {
		vm.Close()
		return nil, err
	}
	return m, nil
}

// giveBack takes an engine back.
func (w *Worker) giveBack(m *machine) {
	m.iso = nil
	w.mu.Lock()
	defer w.mu.Unlock()
	w.free = append(w.free, m)
}

// loadTicks is how much CPU the evaluation of a module may take, in ticks.
const loadTicks = 20_000

// load evaluates the prelude and the module in a new engine.
func (w *Worker) load(vm *engine.VM) error {
	code, err := prelude()
	if err != nil {
		return err
	}
	vm.Set(engine.Entry{Ticks: loadTicks})
	vm.Seed(1)
	if err := vm.LoadPrelude(code); err != nil {
		return fmt.Errorf("the prelude: %w", err)
	}
	values := []engine.Value{engine.String("load"), engine.Int(0)}
	for _, b := range w.config.Bindings {
		values = append(values, w.binding(b))
	}
	if err := vm.Enter(values...); err != nil {
		return err
	}
	if w.fakes != nil {
		if err := w.evaluate(vm, w.fakes); err != nil {
			return fmt.Errorf("bindings: %w", err)
		}
		if err := vm.Enter(engine.String("fakes"), engine.Int(0)); err != nil {
			return err
		}
	}
	if err := w.evaluate(vm, w.code); err != nil {
		return err
	}
	return vm.Enter(engine.String("loaded"), engine.Int(0))
}

// evaluate runs a module to its end.
func (w *Worker) evaluate(vm *engine.VM, code []byte) error {
	if err := vm.Load(code); err != nil {
		return err
	}
	if _, err := vm.Drain(); err != nil {
		return err
	}
	done, err := vm.Loaded()
	if err == nil && !done {
		err = fmt.Errorf("%s: the module waits at its top level for something that never comes", w.config.Name)
	}
	return err
}

// binding is a binding as the prelude takes it: name, kind, and a value of the kind.
func (w *Worker) binding(b Binding) engine.Value {
	value := engine.String(b.Class)
	switch b.Kind {
	case BindingNamespace:
		value = engine.Int(int64(slices.IndexFunc(w.config.Classes, func(c Class) bool { return c.Name == b.Class })))
	case BindingValue:
		value = engine.String(b.JSON)
	case BindingForeign, BindingService:
		value = engine.Array(engine.String(b.Class), engine.String(b.Script))
	}
	return engine.Array(engine.String(b.Name), engine.String(string(b.Kind)), value)
}

// keepsAlarms reports whether deleteAll leaves the alarm: by date, or by a flag.
func (c Config) keepsAlarms() bool {
	switch {
	case slices.Contains(c.Flags, "delete_all_deletes_alarm"):
		return false
	case slices.Contains(c.Flags, "delete_all_preserves_alarm"):
		return true
	}
	return c.Date < "2026-02-24"
}

// millis is a number of milliseconds as a duration.
func millis(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }
