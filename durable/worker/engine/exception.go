package engine

import (
	"fmt"
	"strings"

	lib "modernc.org/libquickjs"
)

// Exception is a thrown value as Go sees it.
type Exception struct {
	Name    string     // of an Error: its name property
	Message string     // of an Error: its message; else the value's text
	Stack   string     // of an Error: its stack, which begins with name and message
	Cause   *Exception // of an Error whose cause is an Error
	Wire    []byte     // the value as a structured clone of mode RPC, nil where it cannot be cloned
	Value   bool       // the value was not an Error
}

// Error is what a console shows: name and message, or the text of a thrown value.
func (e *Exception) Error() string {
	switch {
	case e.Value || e.Name == "":
		return e.Message
	case e.Message == "":
		return e.Name
	}
	return e.Name + ": " + e.Message
}

const causesMax = 8

// taken removes the pending exception and describes it.
func (vm *VM) taken() error {
	v := lib.XJS_GetException(vm.tls, vm.ctx)
	defer vm.free(v)
	if vm.stop != nil {
		return vm.stop
	}
	return vm.describe(v)
}

// describe reads a value as an exception. Getters of the value may run; what they throw is left out.
func (vm *VM) describe(v jsValue) *Exception { return vm.describeCause(v, causesMax) }

func (vm *VM) describeCause(v jsValue, depth int) *Exception {
	e := &Exception{}
	if !isObject(v) || classOf(v) != lib.EJS_CLASS_ERROR && !vm.errorLike(v) {
		e.Value = true
		e.Message = vm.display(v)
		e.Wire = vm.wire(v)
		return e
	}
	e.Name = vm.property(v, "name")
	e.Message = vm.property(v, "message")
	e.Stack = strings.TrimSuffix(vm.property(v, "stack"), "\n")
	if depth > 0 {
		cause := vm.get(v, "cause")
		if isObject(cause) && (classOf(cause) == lib.EJS_CLASS_ERROR || vm.errorLike(cause)) {
			e.Cause = vm.describeCause(cause, depth-1)
		}
		vm.free(cause)
	}
	if depth == causesMax {
		e.Wire = vm.wire(v)
	}
	return e
}

// errorLike says whether an object inherits from Error.prototype, as a DOMException does.
func (vm *VM) errorLike(v jsValue) bool {
	class := vm.global("Error")
	defer vm.free(class)
	is := lib.XJS_IsInstanceOf(vm.tls, vm.ctx, v, class)
	if is < 0 {
		vm.forget()
	}
	return is > 0
}

func (vm *VM) wire(v jsValue) []byte {
	if vm.clone == nil { // A VM that only compiles.
		return nil
	}
	wire, ok := vm.encode(v, RPC)
	if !ok {
		vm.forget()
		return nil
	}
	return wire
}

// forget drops the pending exception.
func (vm *VM) forget() { vm.free(lib.XJS_GetException(vm.tls, vm.ctx)) }

func (vm *VM) display(v jsValue) string {
	if int32(v.Ftag) == lib.EJS_TAG_SYMBOL {
		return vm.property(v, "description")
	}
	s, ok := vm.stringOf(v)
	if !ok {
		vm.forget()
		return "[object]"
	}
	return s
}

// get reads a property; undefined where reading throws.
func (vm *VM) get(v jsValue, name string) jsValue {
	atom := vm.atom(name)
	defer lib.XJS_FreeAtom(vm.tls, vm.ctx, atom)
	out := lib.XJS_GetPropertyInternal(vm.tls, vm.ctx, v, atom, v, 0)
	if failed(out) {
		vm.forget()
		return undefined()
	}
	return out
}

func (vm *VM) property(v jsValue, name string) string {
	p := vm.get(v, name)
	defer vm.free(p)
	if isUndefined(p) {
		return ""
	}
	return vm.display(p)
}

// global reads a property of the global object.
func (vm *VM) global(name string) jsValue {
	g := lib.XJS_GetGlobalObject(vm.tls, vm.ctx)
	defer vm.free(g)
	return vm.get(g, name)
}

// errorObject makes the object that e describes. On failure it returns an exception, and one is pending.
func (vm *VM) errorObject(e *Exception) jsValue {
	if e.Wire != nil {
		v, ok := vm.decode(e.Wire)
		if !ok {
			return exception()
		}
		return v
	}
	if e.Value {
		return vm.str(e.Message)
	}
	v := vm.newError(e.Name, e.Message)
	if failed(v) || !isObject(v) {
		return v
	}
	if e.Stack != "" {
		if err := vm.define(v, "stack", vm.str(e.Stack), hiddenProperty); err != nil {
			vm.forget()
		}
	}
	if e.Cause != nil {
		if err := vm.define(v, "cause", vm.errorObject(e.Cause), hiddenProperty); err != nil {
			vm.forget()
		}
	}
	return v
}

// newError calls new globalThis[name](message). Without such a class it makes an Error of that name.
func (vm *VM) newError(name, message string) jsValue {
	class := vm.global(name)
	known := lib.XJS_IsConstructor(vm.tls, vm.ctx, class) != 0
	if !known {
		vm.free(class)
		class = vm.global("Error")
	}
	defer vm.free(class)
	args, addr := vm.room(1)
	defer vm.tls.Free(valueSize)
	if args[0] = vm.str(message); failed(args[0]) {
		return exception()
	}
	v := lib.XJS_CallConstructor(vm.tls, vm.ctx, class, 1, addr)
	vm.free(args[0])
	if !known && !failed(v) && name != "" {
		if err := vm.define(v, "name", vm.str(name), hiddenProperty); err != nil {
			vm.forget()
		}
	}
	return v
}

// throwName throws new globalThis[name](message).
func (vm *VM) throwName(name, message string) {
	if v := vm.newError(name, message); !failed(v) {
		lib.XJS_Throw(vm.tls, vm.ctx, v)
	}
}

// Format shows the stack with %+v.
func (e *Exception) Format(f fmt.State, verb rune) {
	text := e.Error()
	if verb == 'v' && f.Flag('+') && e.Stack != "" {
		text = e.Stack
	}
	_, _ = f.Write([]byte(text))
}
