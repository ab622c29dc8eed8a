package engine

import (
	"strings"

	lib "modernc.org/libquickjs"
)

// The engine's texts and V8's. A text that names what the script wrote needs the place in the source, which is known
// only when the stack is made: engineMessage keeps the engine's text until then.

// plainTexts are those that need nothing else.
var plainTexts = map[string]string{
	"stack overflow":                        "Maximum call stack size exceeded",
	"string too long":                       "Invalid string length",
	"invalid string length":                 "Invalid string length",
	"invalid array length":                  "Invalid array length",
	"Array loo long":                        "Invalid array length",
	"Array too long":                        "Invalid array length",
	"invalid array index":                   "Invalid array buffer length",
	"invalid array buffer length":           "Array buffer allocation failed",
	"cannot convert to object":              "Cannot convert undefined or null to object",
	"cannot convert symbol to string":       "Cannot convert a Symbol value to a string",
	"cannot convert symbol to number":       "Cannot convert a Symbol value to a number",
	"cannot convert bigint to number":       "Cannot mix BigInt and other types, use explicit conversions",
	"bigint argument with unary +":          "Cannot convert a BigInt value to a number",
	"BigInt division by zero":               "Division by zero",
	"BigInt negative exponent":              "Exponent must be positive",
	"BigInt is too large":                   "Maximum BigInt size exceeded",
	"BigInt is too large to allocate":       "Maximum BigInt size exceeded",
	"bigint operands are forbidden for >>>": "BigInts have no unsigned right shift, use >> instead",
	"'this' can be initialized only once":   "Super constructor may only be called once",
	"this is not initialized": "Must call super constructor in derived class before accessing 'this' or returning from " +
		"derived constructor",
	"derived class constructor must return an object or undefined": "Derived constructors may only return object or " +
		"undefined",
	"toPrimitive":                                "Cannot convert object to primitive value",
	"circular prototype chain":                   "Cyclic __proto__ value",
	"object is not extensible":                   "Cannot add property, object is not extensible",
	"could not delete property":                  "Cannot delete property of object",
	"no setter for property":                     "Cannot set property of object which has only a getter",
	"cannot invoke a running generator":          "Generator is already running",
	"promise self resolution":                    "Chaining cycle detected for promise #<Promise>",
	"invalid typed array":                        "this is not a typed array.",
	"not a TypedArray":                           "this is not a typed array.",
	"out of bound":                               "Offset is outside the bounds of the DataView",
	"value is not iterable":                      "object is not iterable (cannot read property Symbol(Symbol.iterator))",
	"iterator must return an object":             "Iterator result undefined is not an object",
	"not an object":                              "Result of the Symbol.iterator method is not an object",
	"eval is not supported":                      evalText,
	"revoked proxy":                              "Cannot perform 'get' on a proxy that has been revoked",
	"invalid 'in' operand":                       "Cannot use 'in' operator to search for a key in a non-object",
	"invalid 'instanceof' right operand":         "Right-hand side of 'instanceof' is not callable",
	"cannot block in this thread":                "Atomics.wait cannot be called in this context",
	"parent prototype must be an object or null": "Class extends value does not have valid prototype property undefined",
	"no function filename for import()":          "No such module.",
	"ArrayBuffer is detached":                    "Cannot perform operation on a detached ArrayBuffer",
	"invalid property access":                    "Cannot access private method",
	"Promise.any":                                "All promises were rejected",
}

const spreadText = "Spread syntax requires ...iterable[Symbol.iterator] to be a function"

const evalText = "Code generation from strings disallowed for this context"

// engineMessage returns V8's text for the engine's.
func (vm *VM) engineMessage(obj, val jsValue) jsValue {
	text, ok := vm.stringOf(val)
	if !ok {
		vm.forget()
		return vm.dup(val)
	}
	vm.rawText, vm.rawObject = "", 0
	f := vm.frame()
	vm.limitFrames(f)
	var out string
	protos := &(*lib.TJSContext)(at(vm.ctx)).Fnative_error_proto
	switch {
	case text == "eval is not supported":
		out = evalText
		lib.XJS_SetPrototype(vm.tls, vm.ctx, obj, protos[lib.EJS_EVAL_ERROR])
	case text == "stack overflow": // The parser of JSON makes it a SyntaxError.
		out = plainText(text)
		lib.XJS_SetPrototype(vm.tls, vm.ctx, obj, protos[lib.EJS_RANGE_ERROR])
	case f != nil && isNative(f.Fcur_func):
		out = vm.nativeText(text, f)
	case f != nil:
		if out = vm.preludeText(text, f); out == "" {
			vm.rawText, vm.rawObject = text, address(obj)
			out = vm.scriptText(text, spot{}, f.Fcur_func)
		}
	default:
		out = plainText(text)
	}
	if out == text {
		return vm.dup(val)
	}
	v := vm.newString(out)
	if isUndefined(v) {
		return vm.dup(val)
	}
	return v
}

// backtraceBarrier is the engine's mark of the last frame to write.
const backtraceBarrier = 1 << 3

// limitFrames lets the engine write no more frames than a stack can show: at the deepest stack it would write thousands.
// The engine writes them, and stack takes the mark away, before any script goes on.
func (vm *VM) limitFrames(f *lib.TJSStackFrame) {
	vm.clearBarrier()
	for range stackLimitMax + 2 {
		if f == nil || f.Fjs_mode&backtraceBarrier != 0 {
			return
		}
		f = frameAt(f.Fprev_frame)
	}
	if f != nil {
		f.Fjs_mode |= backtraceBarrier
		vm.barrier = f
	}
}

// clearBarrier takes the mark away, if its frame is still there: the engine may drop an error without a stack.
func (vm *VM) clearBarrier() {
	if vm.barrier == nil {
		return
	}
	f := vm.frame()
	for range stackLimitMax + 3 {
		if f == nil {
			break
		}
		if f == vm.barrier {
			f.Fjs_mode &^= backtraceBarrier
			break
		}
		f = frameAt(f.Fprev_frame)
	}
	vm.barrier = nil
}

// placeMessage puts the text that names the script's own expression in place of the general one. It returns the place of
// that expression.
func (vm *VM) placeMessage(obj jsValue, p place, f jsValue) place {
	if vm.rawObject != address(obj) || vm.rawText == "" {
		return p
	}
	text := vm.rawText
	vm.rawText, vm.rawObject = "", 0
	s := vm.sources[p.file]
	if s == nil || p.native {
		return p
	}
	at := s.offset(p.line, p.column)
	if at < 0 {
		return p
	}
	if call := tailCall(s.text, at); call >= 0 {
		at = call
	}
	found := -1
	where := spot{
		text: s.text, at: at, value: vm.showVariable, arg: vm.showArgument, nothingAt: vm.operand, found: &found,
		body: functionText(f),
	}
	v := vm.newString(vm.scriptText(text, where, f))
	if !isUndefined(v) {
		lib.XJS_DefinePropertyValue(vm.tls, vm.ctx, obj, lib.EJS_ATOM_message, v,
			hiddenProperty|lib.MJS_PROP_NO_EXOTIC)
	}
	if found >= 0 {
		p.line, p.column = s.place(found)
	}
	return p
}

// showVariable shows a variable of the function that runs.
func (vm *VM) showVariable(name string, typed bool) (string, bool) {
	v, found := vm.variable(vm.frame(), name)
	switch {
	case !found:
		return "", false
	case typed:
		return vm.typed(v), true
	}
	return vm.shown(v), true
}

// showArgument shows an argument of the running function.
func (vm *VM) showArgument(n int, typed bool) (string, bool) {
	f := vm.frame()
	if f == nil {
		return "", false
	}
	b := bytecodeOf(f.Fcur_func)
	if b == nil || n >= int(b.Farg_count) || f.Farg_buf == 0 {
		return "", false
	}
	v := *(*jsValue)(at(f.Farg_buf + uintptr(n)*uintptr(valueSize)))
	if typed {
		return vm.typed(v), true
	}
	return vm.shown(v), true
}

func plainText(text string) string {
	if out, found := plainTexts[text]; found {
		return out
	}
	if name, ok := between(text, "'", "' is not defined"); ok {
		return name + " is not defined"
	}
	if name, ok := strings.CutSuffix(text, " is not initialized"); ok {
		if name == "lexical variable" {
			return "Cannot access variable before initialization"
		}
		return "Cannot access '" + name + "' before initialization"
	}
	if name, ok := between(text, "could not load module '", "'"); ok {
		return "No such module \"" + name + "\"."
	}
	if name, of, ok := accessed(text, "cannot read property '"); ok {
		return "Cannot read properties of " + of + " (reading '" + name + "')"
	}
	if name, of, ok := accessed(text, "cannot set property '"); ok {
		return "Cannot set properties of " + of + " (setting '" + name + "')"
	}
	if of, ok := strings.CutPrefix(text, "cannot read property of "); ok {
		return "Cannot read properties of " + of
	}
	if name, ok := between(text, "private class field '", "' does not exist"); ok {
		return "Cannot read private member " + name + " from an object whose class did not declare it"
	}
	if name, ok := between(text, "private class field '", "' already exists"); ok {
		return "Cannot initialize " + name + " twice on the same object"
	}
	return text
}

func between(s, before, after string) (string, bool) {
	s, ok := strings.CutPrefix(s, before)
	if !ok {
		return "", false
	}
	return strings.CutSuffix(s, after)
}

// accessed takes "…'name' of undefined" apart. A well-known symbol is shown by its description.
func accessed(text, before string) (name, of string, ok bool) {
	text, ok = strings.CutPrefix(text, before)
	if !ok {
		return "", "", false
	}
	i := strings.LastIndex(text, "' of ")
	if i < 0 {
		return "", "", false
	}
	name = text[:i]
	if strings.HasPrefix(name, "Symbol.") {
		name = "Symbol(" + name + ")"
	}
	return name, text[i+len("' of "):], true
}

// scriptText is the text of an error in a script's own code. Without a spot it is the general one.
func (vm *VM) scriptText(text string, s spot, f jsValue) string {
	callee := s.callee()
	switch text {
	case "not a function":
		if s.isNew() {
			return callee + " is not a constructor"
		}
		return callee + " is not a function"
	case "not a constructor":
		return callee + " is not a constructor"
	case "class constructors must be invoked with 'new'":
		name := vm.ownText(f, "name")
		if name == "" {
			return "Class constructors cannot be invoked without 'new'"
		}
		return "Class constructor " + name + " cannot be invoked without 'new'"
	case "invalid brand on object":
		class := vm.className(f)
		if class == "" && s.text != "" {
			first, _, _ := strings.Cut(functionText(f), "\n")
			class = (&source{text: s.text}).classAbove(strings.Count(s.text[:s.at], "\n")+1, first)
		}
		return "Receiver must be an instance of class " + class
	case "parent class must be constructor":
		return "Class extends value " + s.operand() + " is not a constructor or null"
	case "value is not iterable":
		if s.callSpread() {
			return spreadText
		}
		return s.iterated("object") + s.notIterable()
	case "not an object":
		if out, ok := s.primitive(); ok {
			return out
		}
	case "object is not extensible":
		if key := s.key(); key != "" {
			return "Cannot add property " + key + ", object is not extensible"
		}
	case "could not delete property":
		key := s.lastKey()
		if key == "" {
			key = s.key()
		}
		if key != "" {
			return "Cannot delete property '" + key + "' of " + ownerOf(key)
		}
	case "no setter for property":
		if key := s.key(); key != "" {
			return "Cannot set property " + key + " of #<Object> which has only a getter"
		}
	case "cannot convert to object":
		if out, ok := s.destructured(); ok {
			return out
		}
	case "invalid 'in' operand":
		if left, right, ok := s.sides("in"); ok {
			return "Cannot use 'in' operator to search for '" + left + "' in " + right
		}
	case "invalid 'instanceof' right operand":
		if _, right, ok := s.sides("instanceof"); ok && !strings.HasPrefix(right, "{") && right != "#<Object>" {
			return "Right-hand side of 'instanceof' is not an object"
		}
	case "proxy: cannot set property":
		return "'set' on proxy: trap returned falsish for property '" + s.key() + "'"
	}
	return s.namedText(text, callee)
}

// ownerOf shows an object by a key of it.
func ownerOf(key string) string {
	if key != "" && strings.Trim(key, "0123456789") == "" {
		return "[object Array]"
	}
	return "#<Object>"
}

func readOnly(key string) string {
	return "Cannot assign to read only property '" + key + "' of object '" + ownerOf(key) + "'"
}

// namedText is the text of an error whose engine's text has a name in it.
func (s spot) namedText(text, callee string) string {
	if strings.HasSuffix(text, " is not a constructor") && s.text != "" {
		return callee + " is not a constructor"
	}
	if name, ok := between(text, "'", "' is read-only"); ok {
		if !s.isAccess() {
			return "Assignment to constant variable."
		}
		return readOnly(name)
	}
	if of, ok := strings.CutPrefix(text, "cannot read property 'Symbol.iterator' of "); ok {
		if of == "null" {
			of = "object null"
		}
		return s.iterated(of) + s.notIterable()
	}
	if of, ok := strings.CutPrefix(text, "cannot read property of "); ok {
		if key := s.key(); key != "" {
			return "Cannot read properties of " + of + " (reading '" + key + "')"
		}
	}
	if name, ok := between(text, "private class field '", "' does not exist"); ok && s.assigns(name) {
		return "Cannot write private member " + name + " to an object whose class did not declare it"
	}
	return plainText(text)
}

// className is the class that a method belongs to.
func (vm *VM) className(f jsValue) string {
	if bytecodeOf(f) == nil {
		return ""
	}
	home := *word(address(f) + homeObject)
	if home == 0 {
		return ""
	}
	if classOf(object(home)) != lib.EJS_CLASS_OBJECT {
		return vm.ownText(object(home), "name")
	}
	class := vm.own(object(home), "constructor")
	defer vm.free(class)
	return vm.ownText(class, "name")
}
