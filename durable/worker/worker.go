package worker

import (
	"fmt"
	"slices"

	"dolab/durable/worker/engine"
)

// Worker is a script that has been loaded once, and can be deployed in any number of worlds. It is safe for use by
// several goroutines.
type Worker struct {
	config Config
	code   []byte
	fakes  []byte // nil for none

	pool pool
}

// New loads a Worker: its module is evaluated, as at a deploy. An error is the script's own, with its place.
func New(c Config) (*Worker, error) {
	w := &Worker{config: c}
	var err error
	if w.code, err = engine.Compile(c.Source, c.Name); err != nil {
		return nil, c.scriptError(err)
	}
	if c.Fakes != "" {
		if w.fakes, err = engine.Compile(c.Fakes, c.Name+fakesSuffix); err != nil {
			return nil, c.scriptError(err)
		}
	}
	m, err := w.machine(&isolate{worker: w})
	if err != nil {
		return nil, c.scriptError(err)
	}
	w.giveBack(m)
	return w, nil
}

// Config returns what the Worker is made of. It is not to be changed.
func (w *Worker) Config() Config { return w.config }

// Close gives the memory of the Worker's engines back: of those that worlds use, when these do.
func (w *Worker) Close() {
	for _, m := range w.pool.close() {
		m.vm.Close()
	}
}

// machine returns an engine in which the Worker has just been loaded, for an isolate.
func (w *Worker) machine(iso *isolate) (*machine, error) {
	if m := w.pool.take(); m != nil {
		m.iso = iso
		return m, m.vm.Restore(m.loaded)
	}
	m := &machine{iso: iso}
	vm, err := engine.New(engine.Options{
		Natives: m.natives(), SoftMemory: bytesMax, Place: w.config.place, Freed: m.freed,
		LegacyErrors: w.config.legacyErrors(),
	})
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
	if !w.pool.put(m) {
		m.vm.Close()
	}
}

// loadTicks is how much CPU the evaluation of a module may take, in ticks: some three seconds of this engine. In
// production it is one second of V8.
const loadTicks = 4_000

// loadBytes is how much memory an isolate may hold when its module has been evaluated.
const loadBytes = 256 << 20

// load evaluates the prelude and the module in a new engine.
func (w *Worker) load(vm *engine.VM) error {
	code, err := prelude()
	if err != nil {
		return err
	}
	vm.Set(engine.Entry{Ticks: loadTicks, Bytes: loadBytes})
	vm.Seed(1)
	if err := vm.LoadPrelude(code); err != nil {
		return fmt.Errorf("the prelude: %w", err)
	}
	names := make([]engine.Value, len(w.config.Classes))
	for n, c := range w.config.Classes {
		names[n] = engine.String(c.Name)
	}
	values := []engine.Value{engine.String("load"), engine.Int(0), engine.Array(names...), engine.String(w.config.compatibilityFlags())}
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
	err := vm.Load(code)
	if err == nil {
		_, err = vm.Drain()
	}
	done := true
	if err == nil {
		done, err = vm.Loaded()
	}
	if err == nil && !done {
		return fmt.Errorf("%s: the module waits at its top level for something that never comes", w.config.main())
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
