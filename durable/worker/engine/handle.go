package engine

import (
	"modernc.org/libc"
	lib "modernc.org/libquickjs"
)

// handleClass is the number of the class of handles.
const handleClass = callableClass + 1

// startHandles registers the class of handles, and gives the prelude its function:
//
//	host.handle(a, b)   an object that stands for something of Go's, named by two integers. When nothing of the script
//	                    refers to it any more, Options.Freed is called with them
func (vm *VM) startHandles() error {
	if err := vm.addClass(handleClass, "Handle", lib.TJSClassDef{Ffinalizer: pointer(finalizeHandle)}); err != nil {
		return err
	}
	return vm.install(vm.host, "handle", newHandle, 2)
}

// newHandle keeps the integers in the object itself, so that a snapshot has them.
func newHandle(tls *libc.TLS, ctx uintptr, _ jsValue, argc int32, argv uintptr) jsValue {
	vm := ofContext(ctx)
	var names [2]int64
	for n := range names {
		if int(argc) <= n || lib.XJS_ToInt64(tls, ctx, vm.resultAddr, *(*jsValue)(at(argv + uintptr(n)*uintptr(valueSize)))) < 0 {
			vm.throwName("TypeError", "handle: want two integers")
			return exception()
		}
		names[n] = int64(vm.arena.result[0])
	}
	v := lib.XJS_NewObjectProtoClass(tls, ctx, null(), handleClass)
	if !failed(v) {
		*(*[2]int64)(at(address(v) + objectData)) = names
	}
	return v
}

func finalizeHandle(_ *libc.TLS, rt uintptr, v jsValue) {
	names := *(*[2]int64)(at(address(v) + objectData))
	if freed := ofRuntime(rt).options.Freed; freed != nil {
		freed(names[0], names[1])
	}
}
