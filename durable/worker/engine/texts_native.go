package engine

import (
	"strconv"
	"strings"

	lib "modernc.org/libquickjs"
)

// nativeText is the text of an error that a built-in function throws, in whose frame its arguments are.
func (vm *VM) nativeText(text string, f *lib.TJSStackFrame) string {
	name := vm.ownText(f.Fcur_func, "name")
	arg := func(n int) jsValue {
		if n >= int(f.Farg_count) {
			return undefined()
		}
		return *(*jsValue)(at(f.Farg_buf + uintptr(n)*uintptr(valueSize)))
	}
	c := nativeCall{vm: vm, name: name, arg: arg}
	if f, found := nativeTexts[text]; found {
		if out := f(c); out != "" {
			return out
		}
	}
	if out, ok := vm.nativeRange(text, name, arg); ok {
		return out
	}
	if out, ok := vm.notAnObject(text, name, arg); ok {
		return out
	}
	if class, ok := strings.CutSuffix(text, " object expected"); ok {
		return "Method " + class + ".prototype." + name + " called on incompatible receiver #<Object>"
	}
	if of, ok := strings.CutPrefix(text, "cannot read property 'Symbol.iterator' of "); ok {
		if of == "null" {
			of = "object null"
		}
		return of + " is not iterable (cannot read property Symbol(Symbol.iterator))"
	}
	if out, ok := vm.parserText(text, name, arg); ok {
		return out
	}
	if key, ok := between(text, "'", "' is read-only"); ok { // Such as sort of a frozen array.
		return readOnly(key)
	}
	return plainText(text)
}

// parserText is the text of what JSON.parse, RegExp and decodeURI cannot read.
func (vm *VM) parserText(text, name string, arg func(int) jsValue) (string, bool) {
	if name == "parse" {
		if s, ok := vm.stringOf(arg(0)); ok {
			if out := jsonText(s); out != "" {
				return out, true
			}
		} else {
			vm.forget()
		}
	}
	if strings.HasSuffix(name, "URI") || strings.HasSuffix(name, "URIComponent") {
		switch text {
		case "expecting hex digit", "malformed UTF-8", "expecting surrogate pair", "expecting %", "invalid character":
			return "URI malformed", true
		}
	}
	if name == "RegExp" || name == "compile" {
		if out, ok := regexpTexts[text]; ok {
			pattern := vm.shown(arg(0))
			if text == "unexpected end" && strings.HasSuffix(pattern, `\`) {
				out = `\ at end of pattern`
			}
			flags := ""
			if isString(arg(1)) {
				flags = vm.shown(arg(1))
			}
			return "Invalid regular expression: /" + pattern + "/" + flags + ": " + out, true
		}
	}
	return "", false
}

// nativeCall is the call of a built-in function that throws.
type nativeCall struct {
	vm   *VM
	name string
	arg  func(int) jsValue
}

func (c nativeCall) shown(n int) string { return c.vm.shown(c.arg(n)) }
func (c nativeCall) typed(n int) string { return c.vm.typed(c.arg(n)) }

var regexpTexts = map[string]string{
	"expecting ')'":                                 "Unterminated group",
	"unexpected end":                                "Unterminated character class",
	"nothing to repeat":                             "Nothing to repeat",
	"extraneous characters at the end":              "Unmatched ')'",
	"invalid repetition count":                      "numbers out of order in {} quantifier",
	"invalid class range":                           "Range out of order in character class",
	"duplicate group name":                          "Duplicate capture group name",
	"group name not defined":                        "Invalid named capture referenced",
	"invalid group":                                 "Invalid group",
	"invalid group name":                            "Invalid capture group name",
	"expecting group name":                          "Invalid named reference",
	"syntax error":                                  "Lone quantifier brackets",
	"malformed unicode char":                        "Invalid Unicode escape",
	"unknown unicode property name":                 "Invalid property name",
	"unknown unicode property value":                "Invalid property name",
	"invalid escape sequence in regular expression": "Invalid escape",
}

func (vm *VM) nativeRange(text, name string, arg func(int) jsValue) (string, bool) {
	typed := strings.HasSuffix(name, "Array") && name != "Array"
	size := elementSizes[name]
	if strings.HasPrefix(text, "invalid array index: ") {
		return "Invalid index : " + vm.shown(arg(0)), true
	}
	switch text {
	case "invalid array index":
		if typed {
			return "Invalid typed array length: " + vm.shown(arg(0)), true
		}
	case "invalid array length":
		if name == "set" {
			return "offset is out of bounds", true
		}
	case "invalid length":
		if typed && isUndefined(arg(2)) {
			return "byte length of " + name + " should be a multiple of " + strconv.Itoa(size), true
		}
		if typed {
			return "Invalid typed array length: " + vm.shown(arg(2)), true
		}
	case "invalid offset":
		if n, err := strconv.Atoi(vm.shown(arg(1))); typed && err == nil && size > 0 && n%size != 0 {
			return "start offset of " + name + " should be a multiple of " + strconv.Itoa(size), true
		}
		if typed {
			return "Start offset " + vm.shown(arg(1)) + " is outside the bounds of the buffer", true
		}
	case "invalid byteOffset":
		return "Start offset " + vm.shown(arg(1)) + " is outside the bounds of the buffer", true
	}
	return "", false
}

var elementSizes = map[string]int{
	"Int8Array": 1, "Uint8Array": 1, "Uint8ClampedArray": 1, "Int16Array": 2, "Uint16Array": 2, "Float16Array": 2,
	"Int32Array": 4, "Uint32Array": 4, "Float32Array": 4, "Float64Array": 8, "BigInt64Array": 8, "BigUint64Array": 8,
}

func (vm *VM) notAnObject(text, name string, arg func(int) jsValue) (string, bool) {
	if text != "not an object" && text != "not a object" {
		if text == "cannot convert to object" && isMethodOfArray(name) {
			return "Array.prototype." + name + " called on null or undefined", true
		}
		return "", false
	}
	switch name {
	case "Map", "WeakMap", "fromEntries":
		return "Iterator value " + vm.shownFirst(arg(0)) + " is not an entry object", true
	case "resolve", "reject":
		return "PromiseResolve called on non-object", true
	case "defineProperty":
		if isObject(arg(0)) {
			return "Property description must be an object: " + vm.shown(arg(2)), true
		}
		return "Object.defineProperty called on non-object", true
	case "setPrototypeOf":
		return "Object prototype may only be an Object or null: " + vm.shown(arg(1)), true
	case "Proxy":
		return "Cannot create proxy with a non-object as target or handler", true
	case "apply":
		return "CreateListFromArrayLike called on non-object", true
	case "construct":
		return vm.shown(arg(0)) + " is not a constructor", true
	case "ownKeys", "getPrototypeOf", "isExtensible", "preventExtensions", "has", "get", "set", "deleteProperty",
		"getOwnPropertyDescriptor":
		return "Reflect." + name + " called on non-object", true
	}
	return "", false
}

func isMethodOfArray(name string) bool {
	switch name {
	case "map", "forEach", "filter", "some", "every", "find", "findIndex", "reduce", "reduceRight", "join", "push", "pop",
		"slice", "splice", "concat", "includes", "indexOf", "sort", "shift", "unshift", "flat", "flatMap", "reverse":
		return true
	}
	return false
}

// shown is a value as V8 puts it into a text. No script runs.
func (vm *VM) shown(v jsValue) string {
	switch vm.kind(v) {
	case KindUndefined:
		return "undefined"
	case KindSymbol:
		return "Symbol(" + vm.property(v, "description") + ")"
	case KindFunction:
		return vm.ownText(v, "name")
	case KindBytes, KindObject:
		if classOf(v) == lib.EJS_CLASS_ARRAY {
			return "[object Array]"
		}
		return "#<Object>"
	}
	return vm.display(v)
}

func (vm *VM) shownProperty(v jsValue, name string) string {
	p := vm.own(v, name)
	defer vm.free(p)
	return vm.shown(p)
}

func (vm *VM) shownFirst(v jsValue) string {
	return vm.shownProperty(v, "0")
}

// typed is a value with its type, as V8 puts it into a text where it has no expression.
func (vm *VM) typed(v jsValue) string {
	switch vm.kind(v) {
	case KindUndefined:
		return "undefined"
	case KindNull:
		return "object null"
	case KindBool:
		return "boolean " + vm.display(v)
	case KindNumber:
		return "number " + vm.display(v)
	case KindBigInt:
		return "bigint " + vm.display(v)
	case KindString:
		return `string "` + vm.display(v) + `"`
	case KindSymbol:
		return "symbol " + vm.shown(v)
	case KindFunction:
		return "function"
	}
	return "object"
}
