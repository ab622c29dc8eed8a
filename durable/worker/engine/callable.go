package engine

import (
	"errors"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/libquickjs"
)

// callableClass is the number of the class of callables: the first one that the engine leaves free in each runtime.
const callableClass = lib.EJS_CLASS_INIT_COUNT

// startCallables registers the class of callables, and gives the prelude its two functions:
//
//	host.callable(proto, data)   an object of type "function" without own properties, with an object behind it that
//	                             scripts do not see. A call of it, or new of it, is data.called(...args)
//	host.data(v)                 the data of a callable, undefined for all else
func (vm *VM) startCallables() error {
	if err := vm.addClass(callableClass, "Callable", lib.TJSClassDef{
		Ffinalizer: pointer(finalizeCallable), Fgc_mark: pointer(markCallable), Fcall: pointer(callCallable),
	}); err != nil {
		return err
	}
	vm.calledAtom = vm.atom("called")
	if err := vm.install(vm.host, "callable", newCallable, 2); err != nil {
		return err
	}
	return vm.install(vm.host, "data", callableData, 1)
}

// addClass registers a class of objects under a number that the engine leaves free.
func (vm *VM) addClass(number uint32, name string, def lib.TJSClassDef) error {
	text, ok := vm.place([]byte(name))
	if !ok {
		return errors.New("engine: no memory for a class")
	}
	defer vm.done(text)
	def.Fclass_name = text
	size := int(unsafe.Sizeof(def))
	place := vm.tls.Alloc(size)
	defer vm.tls.Free(size)
	*(*lib.TJSClassDef)(at(place)) = def
	if lib.XJS_NewClass(vm.tls, vm.rt, number, place) < 0 {
		return errors.New("engine: no memory for a class")
	}
	return nil
}

func newCallable(tls *libc.TLS, ctx uintptr, _ jsValue, argc int32, argv uintptr) jsValue {
	vm := ofContext(ctx)
	if argc < 2 || !isObject(*(*jsValue)(at(argv + uintptr(valueSize)))) {
		vm.throwName("TypeError", "callable: want a prototype and an object")
		return exception()
	}
	v := lib.XJS_NewObjectProtoClass(tls, ctx, *(*jsValue)(at(argv)), callableClass)
	if failed(v) {
		return v
	}
	lib.XJS_SetConstructorBit(tls, ctx, v, 1)
	*word(address(v) + objectData) = address(vm.dup(*(*jsValue)(at(argv + uintptr(valueSize)))))
	return v
}

func isCallable(v jsValue) bool { return isObject(v) && classOf(v) == callableClass }

func callableData(_ *libc.TLS, ctx uintptr, _ jsValue, argc int32, argv uintptr) jsValue {
	if argc == 0 || !isCallable(*(*jsValue)(at(argv))) {
		return undefined()
	}
	return ofContext(ctx).dup(object(*word(address(*(*jsValue)(at(argv))) + objectData)))
}

func callCallable(tls *libc.TLS, ctx uintptr, f, _ jsValue, argc int32, argv uintptr, _ int32) jsValue {
	return lib.XJS_Invoke(tls, ctx, object(*word(address(f) + objectData)), ofContext(ctx).calledAtom, argc, argv)
}

func finalizeCallable(_ *libc.TLS, rt uintptr, v jsValue) {
	if data := *word(address(v) + objectData); data != 0 {
		ofRuntime(rt).free(object(data))
	}
}

func markCallable(tls *libc.TLS, rt uintptr, v jsValue, mark uintptr) {
	if data := *word(address(v) + objectData); data != 0 {
		lib.XJS_MarkValue(tls, rt, object(data), mark)
	}
}
