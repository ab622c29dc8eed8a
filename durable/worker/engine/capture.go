package engine

import (
	"modernc.org/libc"
	lib "modernc.org/libquickjs"
)

// captureStackTrace is Error.captureStackTrace(object, above): it gives the object a stack, without the frames of
// above and of what it called.
func captureStackTrace(tls *libc.TLS, ctx uintptr, _ jsValue, argc int32, argv uintptr) jsValue {
	vm := ofContext(ctx)
	obj := undefined()
	if argc > 0 {
		obj = *(*jsValue)(at(argv))
	}
	if !isObject(obj) {
		vm.throwName("TypeError", "Invalid argument")
		return exception()
	}
	above := lib.XJS_GetGlobalObject(tls, ctx) // Holds no frame: keeps the reference counting even.
	if argc > 1 {
		vm.free(above)
		above = vm.dup(*(*jsValue)(at(argv + uintptr(valueSize))))
	}
	defer vm.free(above)
	frame := vm.frame()
	vm.cutAt = address(frame.Fcur_func)
	if lib.XJS_IsFunction(tls, ctx, above) != 0 {
		vm.cutAt = address(above)
	}
	vm.headOf = obj
	made := lib.XJS_CallConstructor(tls, ctx, vm.errorClass, 0, 0)
	vm.cutAt, vm.headOf = 0, undefined()
	if failed(made) {
		return made
	}
	stack := vm.own(made, "stack")
	vm.free(made)
	if isUndefined(stack) {
		return stack
	}
	if err := vm.define(obj, "stack", stack, hiddenProperty); err != nil {
		vm.throwName("TypeError", "Cannot define property stack, object is not extensible")
		return exception()
	}
	return undefined()
}
