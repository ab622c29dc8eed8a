package engine

import (
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/libquickjs"
)

// The engine makes an Error in three steps: a bare object of class Error, its message, its stack. As long as such an
// object counts as exotic, defining a property on it calls defineOnError, which puts V8's texts in place of the
// engine's. The stack is the last step and ends that state, so a script's own errors cost nothing afterwards.

const exoticBit = 1 << 3 // of the byte of flags in an object

func flags(obj uintptr) *byte { return (*byte)(at(obj + unsafe.Sizeof(lib.TJSGCObjectHeader{}))) }

// hookErrors installs defineOnError.
func (vm *VM) hookErrors() {
	vm.arena.errorMethods.Fdefine_own_property = pointer(defineOnError)
	classes := (*lib.TJSRuntime)(at(vm.rt)).Fclass_array
	class := (*lib.TJSClass)(at(classes + lib.EJS_CLASS_ERROR*unsafe.Sizeof(lib.TJSClass{})))
	class.Fexotic = vm.arena.base + unsafe.Offsetof(arena{}.errorMethods)

	// Errors of the engine itself are RangeErrors: the deepest stack, the longest string.
	protos := &(*lib.TJSContext)(at(vm.ctx)).Fnative_error_proto
	vm.free(protos[lib.EJS_INTERNAL_ERROR])
	protos[lib.EJS_INTERNAL_ERROR] = vm.dup(protos[lib.EJS_RANGE_ERROR])

	vm.errorClass = vm.global("Error")
	vm.errorBody = nativeBody(address(vm.errorClass))
	_ = vm.define(vm.errorClass, "stackTraceLimit", integer(stackLimitDefault), lib.MJS_PROP_C_W_E)
}

const (
	stackLimitDefault = 10
	homeObject        = objectData + 2*unsafe.Sizeof(uintptr(0)) // struct { bytecode, variables, home object }
)

// nativeBody returns the function pointer of a native function's object.
func nativeBody(obj uintptr) uintptr {
	// struct { realm uintptr; c_function uintptr; … }
	return *word(obj + objectData + unsafe.Sizeof(uintptr(0)))
}

// frame is the top of the engine's stack, nil where no script runs.
func (vm *VM) frame() *lib.TJSStackFrame {
	return frameAt((*lib.TJSRuntime)(at(vm.rt)).Fcurrent_stack_frame)
}

func frameAt(addr uintptr) *lib.TJSStackFrame {
	if addr == 0 {
		return nil
	}
	return (*lib.TJSStackFrame)(at(addr))
}

// byScript says whether a script's call of an Error class makes the error, whose text is then the script's own.
func (vm *VM) byScript() bool {
	f := vm.frame()
	return f != nil && isNative(f.Fcur_func) && nativeBody(address(f.Fcur_func)) == vm.errorBody
}

func isNative(f jsValue) bool { return isObject(f) && classOf(f) == lib.EJS_CLASS_C_FUNCTION }

// bytecodeOf returns the bytecode of a function written in a script, nil for others.
func bytecodeOf(f jsValue) *lib.TJSFunctionBytecode {
	if !isObject(f) {
		return nil
	}
	switch classOf(f) {
	case lib.EJS_CLASS_BYTECODE_FUNCTION, lib.EJS_CLASS_GENERATOR_FUNCTION, lib.EJS_CLASS_ASYNC_FUNCTION,
		lib.EJS_CLASS_ASYNC_GENERATOR_FUNCTION:
		return (*lib.TJSFunctionBytecode)(at(*word(address(f) + objectData)))
	}
	return nil
}

func defineOnError(
	tls *libc.TLS, ctx uintptr, obj jsValue, prop lib.TJSAtom, val, getter, setter jsValue, how int32,
) int32 {
	vm := ofContext(ctx)
	how |= lib.MJS_PROP_NO_EXOTIC
	switch prop {
	case lib.EJS_ATOM_fileName, lib.EJS_ATOM_lineNumber, lib.EJS_ATOM_columnNumber:
		return 1 // V8 has no such properties
	case lib.EJS_ATOM_message:
		if vm.stop == nil && isString(val) && !vm.byScript() {
			val = vm.engineMessage(obj, val)
			defer vm.free(val)
		}
	case lib.EJS_ATOM_errors:
		if vm.stop == nil && !vm.byScript() { // Promise.any
			if text := vm.newString("All promises were rejected"); !isUndefined(text) {
				lib.XJS_DefinePropertyValue(tls, ctx, obj, lib.EJS_ATOM_message, text,
					hiddenProperty|lib.MJS_PROP_NO_EXOTIC)
			}
		}
	case lib.EJS_ATOM_stack:
		*flags(address(obj)) &^= exoticBit
		vm.noteLimit(val)
		if vm.stop == nil && isString(val) {
			val = vm.stack(obj, val)
			if isUndefined(val) {
				return 1
			}
			defer vm.free(val)
		}
	}
	return lib.XJS_DefineProperty(tls, ctx, obj, prop, val, getter, setter, how)
}
