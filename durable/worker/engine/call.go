package engine

import (
	"math"

	"modernc.org/libc"
	lib "modernc.org/libquickjs"
)

// Native is a function that scripts of the prelude call as host.NAME(…).
type Native struct {
	Name string
	Func func(*Call)
}

// Call is one call of a native. It is valid until the native returns.
type Call struct {
	vm     *VM
	argc   int
	argv   uintptr
	result jsValue
	threw  bool
}

// callNative is the one function that the engine knows as the body of all natives.
func callNative(_ *libc.TLS, ctx uintptr, _ jsValue, argc int32, argv uintptr, magic int32) jsValue {
	vm := ofContext(ctx)
	if vm.arena.refused && vm.stop == nil {
		vm.stop = ErrMemory
	}
	if vm.stop != nil {
		return vm.uncatchable()
	}
	if vm.depth == len(vm.calls) {
		vm.calls = append(vm.calls, &Call{vm: vm})
	}
	c := vm.calls[vm.depth]
	vm.depth++
	c.argc, c.argv, c.result, c.threw = int(argc), argv, undefined(), false
	vm.natives[magic].Func(c)
	vm.depth--
	if vm.stop != nil {
		vm.free(c.result)
		return vm.uncatchable()
	}
	if c.threw {
		vm.free(c.result)
		return exception()
	}
	return c.result
}

// VM is the machine that calls.
func (c *Call) VM() *VM { return c.vm }

// Len is the number of arguments.
func (c *Call) Len() int { return c.argc }

func (c *Call) arg(n int) jsValue {
	if n >= c.argc {
		return undefined()
	}
	return *(*jsValue)(at(c.argv + uintptr(n)*16))
}

// Kind is the kind of argument n, KindUndefined where there is none.
func (c *Call) Kind(n int) Kind { return c.vm.kind(c.arg(n)) }

// Bool is whether argument n is truthy.
func (c *Call) Bool(n int) bool {
	v := c.arg(n)
	if int32(v.Ftag) == lib.EJS_TAG_BOOL {
		return v.Fu.Fuint641 != 0
	}
	return lib.XJS_ToBool(c.vm.tls, c.vm.ctx, v) > 0
}

// Int is argument n as an integer: truncated, saturated, 0 for NaN; a BigInt by its low 64 bits.
func (c *Call) Int(n int) int64 {
	v := c.arg(n)
	switch int32(v.Ftag) {
	case lib.EJS_TAG_INT:
		return int64(int32(uint32(v.Fu.Fuint641)))
	case tagBigInt, tagShortBigInt:
		if lib.XJS_ToBigInt64(c.vm.tls, c.vm.ctx, c.vm.resultAddr, v) < 0 {
			c.threw = true
			return 0
		}
		return int64(c.vm.arena.result[0])
	}
	f := c.Float(n)
	switch {
	case f != f:
		return 0
	case f >= math.MaxInt64:
		return math.MaxInt64
	case f <= math.MinInt64:
		return math.MinInt64
	}
	return int64(f)
}

// Float is argument n as ToNumber gives it.
func (c *Call) Float(n int) float64 {
	v := c.arg(n)
	switch int32(v.Ftag) {
	case lib.EJS_TAG_INT:
		return float64(int32(uint32(v.Fu.Fuint641)))
	case lib.EJS_TAG_FLOAT64:
		return math.Float64frombits(v.Fu.Fuint641)
	}
	if lib.XJS_ToFloat64(c.vm.tls, c.vm.ctx, c.vm.resultAddr, v) < 0 {
		c.threw = true
		return math.NaN()
	}
	return math.Float64frombits(c.vm.arena.result[0])
}

// String is argument n as ToString gives it, lone surrogates as WTF-8. Where that throws, the native's caller gets the
// exception and String is empty.
func (c *Call) String(n int) string {
	s, ok := c.vm.stringOf(c.arg(n))
	if !ok {
		c.threw = true
	}
	return s
}

// Bytes is the memory of an ArrayBuffer or of a view of one, nil for others. It is the engine's own memory: copy what
// you keep after the call, and take it again after a script ran.
func (c *Call) Bytes(n int) []byte {
	b, _ := c.vm.bytesOf(c.arg(n))
	return b
}

// Clone is the structured clone of argument n in wire format. false: an exception is being thrown, return at once.
func (c *Call) Clone(n int, m Mode) ([]byte, bool) {
	wire, ok := c.vm.encode(c.arg(n), m)
	if !ok {
		c.threw = true
	}
	return wire, ok
}

// Cloneable reports whether argument n can be cloned. It drops the exception of a failed attempt.
func (c *Call) Cloneable(n int, m Mode) bool {
	_, ok := c.vm.encode(c.arg(n), m)
	if !ok {
		c.vm.free(lib.XJS_GetException(c.vm.tls, c.vm.ctx))
	}
	return ok
}

// Thrown is the structured clone of argument n in mode Thrown, nil where it cannot be cloned or not be read again, and
// with LegacyErrors. It drops the exception of a failed attempt.
func (c *Call) Thrown(n int) []byte {
	if c.vm.options.LegacyErrors {
		return nil
	}
	wire, ok := c.vm.encode(c.arg(n), Thrown)
	if ok {
		var v jsValue
		if v, ok = c.vm.decode(wire); ok {
			c.vm.free(v)
			return wire
		}
	}
	c.vm.free(lib.XJS_GetException(c.vm.tls, c.vm.ctx))
	return nil
}

// Detail is the text of argument n, an object, as V8's messages have it.
func (c *Call) Detail(n int) string {
	text, ok := c.vm.clone.describe(c.arg(n))
	if !ok {
		c.vm.free(lib.XJS_GetException(c.vm.tls, c.vm.ctx))
	}
	return text
}

// Exception is argument n as an exception: an Error by its properties, another value by its text.
func (c *Call) Exception(n int) *Exception { return c.vm.describe(c.arg(n)) }

// Return sets the result, undefined without it.
func (c *Call) Return(v Value) {
	c.vm.free(c.result)
	c.result = c.vm.value(v)
	if failed(c.result) {
		c.threw, c.result = true, undefined()
	}
}

// Throw throws new globalThis[name](message), or an Error of that name where there is no such class.
func (c *Call) Throw(name, message string) {
	c.vm.throwName(name, message)
	c.threw = true
}

// ThrowException throws the Error that e describes.
func (c *Call) ThrowException(e *Exception) {
	if v := c.vm.errorObject(e); !failed(v) {
		lib.XJS_Throw(c.vm.tls, c.vm.ctx, v)
	}
	c.threw = true
}

// Stack returns the stack of the code that has called the native, as an Error made there has it; "" where it cannot be
// told.
func (c *Call) Stack() string {
	vm := c.vm
	made := lib.XJS_CallConstructor(vm.tls, vm.ctx, vm.errorClass, 0, 0)
	if failed(made) {
		vm.forget()
		return ""
	}
	defer vm.free(made)
	return vm.property(made, "stack")
}
