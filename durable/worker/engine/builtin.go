//detcheck:file sync the code of the built-ins and the time zone are the same for all VMs of a process

package engine

import (
	_ "embed"
	"math"
	"sync"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/libquickjs"
)

//go:embed builtin.js
var builtinSource string

// builtins is the code of builtin.js, compiled once in a process.
var builtins = sync.OnceValues(func() ([]byte, error) {
	return compile(builtinSource, "node:internal", kindPrelude)
})

// utc makes the engine's C library read the time in UTC: its environment, a copy of Go's that only this package uses,
// becomes this one variable.
var utc = sync.OnceFunc(func() {
	tls := libc.NewTLS()
	defer tls.Close()
	libc.Environ() // From here on the library does not make its copy again.
	list := libc.Xcalloc(tls, 2, lib.Tsize_t(unsafe.Sizeof(uintptr(0))))
	if zone, err := libc.CString("TZ=UTC0"); err == nil && list != 0 {
		*word(list) = zone
		libc.Xenviron = list
	}
})

// install puts a native function at obj[name].
func (vm *VM) install(obj jsValue, name string, f any, length int32) error {
	return vm.define(obj, name, vm.native(name, f, length, lib.EJS_CFUNC_generic),
		hiddenProperty)
}

func (vm *VM) native(name string, f any, length, kind int32) jsValue {
	addr, ok := vm.place([]byte(name))
	if !ok {
		return exception()
	}
	defer vm.done(addr)
	return lib.XJS_NewCFunction2(vm.tls, vm.ctx, pointer(f), addr, length, kind, 0)
}

// replaceDate puts a Date before the engine's own that reads the clock of Set.
func (vm *VM) replaceDate() error {
	own := vm.global("Date")
	vm.dateClass = own
	date := vm.native("Date", dateConstructor, 7, lib.EJS_CFUNC_constructor_or_func)
	if failed(date) {
		return vm.taken()
	}
	proto := vm.get(own, "prototype")
	defer vm.free(proto)
	lib.XJS_SetConstructor(vm.tls, vm.ctx, date, proto)
	for _, name := range []string{"parse", "UTC"} {
		if err := vm.define(date, name, vm.get(own, name), hiddenProperty); err != nil {
			return err
		}
	}
	if err := vm.install(date, "now", dateNow, 0); err != nil {
		return err
	}
	return vm.defineGlobal("Date", date)
}

func (vm *VM) defineGlobal(name string, v jsValue) error {
	g := lib.XJS_GetGlobalObject(vm.tls, vm.ctx)
	defer vm.free(g)
	return vm.define(g, name, v, hiddenProperty)
}

// now is the time of Set in whole milliseconds, as a script sees it.
func (vm *VM) now() jsValue { return number(math.Floor(vm.Now())) }

func dateNow(_ *libc.TLS, ctx uintptr, _ jsValue, _ int32, _ uintptr) jsValue {
	return ofContext(ctx).now()
}

func dateConstructor(tls *libc.TLS, ctx uintptr, target jsValue, argc int32, argv uintptr) jsValue {
	vm := ofContext(ctx)
	called := isUndefined(target)
	if !called && argc > 0 {
		return lib.XJS_CallConstructor2(tls, ctx, vm.dateClass, target, argc, argv)
	}
	if called {
		target = vm.dateClass
	}
	args, addr := vm.room(1)
	defer tls.Free(valueSize)
	args[0] = vm.now()
	date := lib.XJS_CallConstructor2(tls, ctx, vm.dateClass, target, 1, addr)
	if !called || failed(date) {
		return date
	}
	defer vm.free(date)
	return lib.XJS_ToString(tls, ctx, date)
}
