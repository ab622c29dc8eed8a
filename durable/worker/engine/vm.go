package engine

import (
	"errors"
	"fmt"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/libquickjs"
)

// Options say what a VM is made of. The zero value is a VM without natives and with default limits.
type Options struct {
	Natives    []Native
	SoftMemory int64 // bytes of live memory at which an entry ends with ErrMemory; default 128 MiB
	Stack      int   // depth at which a RangeError is thrown, in frames of simple functions; default 10000

	// LegacyErrors clones errors in V8's own form, which keeps class, message, cause and stack only: what the reference
	// does for compatibility dates before 2026-04-21.
	LegacyErrors bool

	// Place turns a place of loaded code into what stacks show, such as that of the source that a bundler has read. A
	// frame of file "" is left out. Nil leaves places as they are.
	Place func(file string, line, column int) (string, int, int)

	// Freed is told which handles the engine has freed, in the midst of its work: it must not use the VM.
	Freed func(a, b int64)
}

const (
	softMemoryDefault = 128 << 20
	stackDefault      = 10000
	stackMax          = 20000 // beyond it Go's own stack limit comes near
	objectData        = unsafe.Offsetof(lib.TJSObject{}.Fu)
)

// VM is one isolate: its own heap, globals and job queue.
type VM struct {
	tls        *libc.TLS
	arena      *arena
	rt, ctx    uintptr
	resultAddr uintptr // where the engine writes results
	textAddr   uintptr
	index      int // in the table of VMs

	host       jsValue
	clone      *codec
	loading    jsValue // the promise of the last module's evaluation
	enterAtom  lib.TJSAtom
	calledAtom lib.TJSAtom
	moduleAtom lib.TJSAtom
	errorClass jsValue
	dateClass  jsValue // the engine's own Date
	rejected   rejections
	async      asyncContext
	headOf     jsValue // whose name and message a stack begins with, in captureStackTrace
	errorBody  uintptr
	rawText    string             // the engine's own text of the error that is being made
	rawObject  uintptr            // that error
	barrier    *lib.TJSStackFrame // where the engine stops to write the frames of that error
	cutAt      uintptr            // the function of Error.captureStackTrace, while it runs
	natives    []Native
	sources    map[string]*source // of the loaded code, by file
	options    Options

	running   bool // the engine is on the stack
	calls     []*Call
	depth     int    // of natives
	stop      error  // why the entry ends uncatchably
	limitText string // the frames of the first error after that, in the engine's own text
	broken    error  // set: only Restore and Close are possible
	entry     Entry
	ticks     int64
}

// New makes a VM. VMs with the same options are equal: the same scripts do the same in them.
func New(o Options) (*VM, error) {
	vm, err := newVM(o)
	if err != nil {
		return nil, err
	}
	if err := vm.furnish(); err != nil {
		vm.Close()
		return nil, err
	}
	return vm, nil
}

// newVM makes a VM with the engine's own globals.
func newVM(o Options) (*VM, error) {
	if o.SoftMemory == 0 {
		o.SoftMemory = softMemoryDefault
	}
	if o.Stack == 0 {
		o.Stack = stackDefault
	}
	if o.Stack < 0 || o.Stack > stackMax {
		return nil, fmt.Errorf("stack of %d frames: want at most %d", o.Stack, stackMax)
	}
	if len(o.Natives) > 1<<15 {
		return nil, fmt.Errorf("%d natives: want at most %d", len(o.Natives), 1<<15)
	}
	size := uintptr(o.SoftMemory)*2 + 64<<20
	addr, err := reserve(size)
	if err != nil {
		return nil, err
	}
	vm := &VM{arena: newArena(addr, size), options: o, natives: o.Natives, tls: libc.NewTLS()}
	vm.loading, vm.headOf = undefined(), undefined()
	vm.resultAddr = addr + unsafe.Offsetof(arena{}.result)
	vm.textAddr = addr + unsafe.Offsetof(arena{}.text)
	vm.async.current = undefined()
	vm.index = register(vm)
	if err := vm.start(); err != nil {
		vm.Close()
		return nil, err
	}
	return vm, nil
}

// start makes the runtime, the context and the host object.
func (vm *VM) start() error {
	functions := (*lib.TJSMallocFunctions)(at(vm.resultAddr))
	*functions = lib.TJSMallocFunctions{
		Fjs_malloc: pointer(engineMalloc), Fjs_free: pointer(engineFree),
		Fjs_realloc: pointer(engineRealloc), Fjs_malloc_usable_size: pointer(engineUsable),
	}
	vm.rt = lib.XJS_NewRuntime2(vm.tls, vm.resultAddr, vm.arena.base)
	if vm.rt == 0 {
		return errors.New("engine: no memory for a runtime")
	}
	lib.XJS_SetRuntimeOpaque(vm.tls, vm.rt, uintptr(vm.index))
	lib.XJS_SetMaxStackSize(vm.tls, vm.rt, lib.Tsize_t(vm.options.Stack))
	vm.ctx = lib.XJS_NewContext(vm.tls, vm.rt)
	if vm.ctx == 0 {
		return errors.New("engine: no memory for a context")
	}
	vm.arena.counter = vm.ctx + unsafe.Offsetof(lib.TJSContext{}.Finterrupt_counter)
	vm.arena.soft = vm.options.SoftMemory
	lib.XJS_SetInterruptHandler(vm.tls, vm.rt, pointer(interrupt), 0)
	vm.Seed(0)
	vm.enterAtom = vm.atom("enter")
	vm.moduleAtom = vm.atom("module")
	lib.XJS_SetHostPromiseRejectionTracker(vm.tls, vm.rt, pointer(trackRejection), 0)
	return vm.makeHost()
}

// furnish makes a script's globals those of the reference.
func (vm *VM) furnish() error {
	utc()
	if err := vm.startCallables(); err != nil {
		return err
	}
	if err := vm.startHandles(); err != nil {
		return err
	}
	if err := vm.startClone(); err != nil {
		return err
	}
	vm.hookErrors()
	if err := vm.replaceDate(); err != nil {
		return err
	}
	if err := vm.install(vm.errorClass, "captureStackTrace", captureStackTrace, 2); err != nil {
		return err
	}
	if err := vm.install(vm.host, "asyncContext", getContext, 0); err != nil {
		return err
	}
	if err := vm.install(vm.host, "setAsyncContext", setContext, 1); err != nil {
		return err
	}
	if err := vm.install(vm.host, "promiseState", promiseState, 1); err != nil {
		return err
	}
	if err := vm.install(vm.host, "promiseResult", promiseResult, 1); err != nil {
		return err
	}
	if err := vm.install(vm.host, "proxyParts", proxyParts, 1); err != nil {
		return err
	}
	if err := vm.install(vm.host, "watchRejections", watchRejections, 0); err != nil {
		return err
	}
	if err := vm.install(vm.host, "takeRejections", takeRejections, 0); err != nil {
		return err
	}
	code, err := builtins()
	if err != nil {
		return err
	}
	if err := vm.LoadPrelude(code); err != nil {
		return err
	}
	// No script makes code from strings.
	(*lib.TJSContext)(at(vm.ctx)).Feval_internal = 0
	return nil
}

func (vm *VM) makeHost() error {
	vm.host = lib.XJS_NewObject(vm.tls, vm.ctx)
	for i, n := range vm.natives {
		name, ok := vm.place([]byte(n.Name))
		if !ok {
			return errors.New("engine: no memory for natives")
		}
		f := lib.XJS_NewCFunction2(vm.tls, vm.ctx, pointer(callNative), name, 0, lib.EJS_CFUNC_generic_magic, int32(i))
		vm.done(name)
		if err := vm.define(vm.host, n.Name, f, lib.MJS_PROP_C_W_E); err != nil {
			return err
		}
	}
	return nil
}

// define sets an own property and takes over the reference to v.
func (vm *VM) define(obj jsValue, name string, v jsValue, flags int32) error {
	atom := vm.atom(name)
	defer lib.XJS_FreeAtom(vm.tls, vm.ctx, atom)
	if failed(v) || lib.XJS_DefinePropertyValue(vm.tls, vm.ctx, obj, atom, v, flags) < 0 {
		return fmt.Errorf("engine: define %s: %w", name, vm.taken())
	}
	return nil
}

func (vm *VM) atom(name string) lib.TJSAtom {
	addr := vm.tls.Alloc(len(name) + 1)
	defer vm.tls.Free(len(name) + 1)
	copy(memory(addr, uintptr(len(name))), name)
	return lib.XJS_NewAtomLen(vm.tls, vm.ctx, addr, lib.Tsize_t(len(name)))
}

// Close gives the VM's memory back. The VM is not usable afterwards; a second Close does nothing.
func (vm *VM) Close() {
	vm.idle("Close")
	if vm.arena == nil {
		return
	}
	unregister(vm.index)
	_ = release(vm.arena.base, vm.arena.end-vm.arena.base)
	vm.tls.Close()
	vm.arena = nil
	vm.broken = errClosed
}

var errClosed = errors.New("engine: the VM is closed")

// idle panics where the engine is on the stack: the caller is a native of this VM.
func (vm *VM) idle(operation string) {
	if vm.running {
		panic("engine: " + operation + " within a native")
	}
}
