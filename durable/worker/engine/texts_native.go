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
	switch text {
	case "not a function":
		switch name {
		case "Promise":
			return "Promise resolver " + vm.shown(arg(0)) + " is not a function"
		case "sort", "toSorted":
			return "The comparison function must be either a function or undefined: " + vm.shown(arg(0))
		case "bind":
			return "Bind must be called on a function"
		case "groupBy", "from":
			return vm.typed(arg(1)) + " is not a function"
		}
		return vm.typed(arg(0)) + " is not a function"
	case "must be called with new":
		if name == "Promise" {
			return "Promise constructor cannot be invoked without 'new'"
		}
		return "Constructor " + name + " requires 'new'"
	case "value is not iterable":
		return vm.typed(arg(0)) + " is not iterable (cannot read property Symbol(Symbol.iterator))"
	case "empty array":
		return "Reduce of empty array with no initial value"
	case "null or undefined are forbidden":
		return "String.prototype." + name + " called on null or undefined"
	case "cannot convert bigint to number":
		return "Cannot convert a BigInt value to a number"
	case "invalid repeat count":
		return "Invalid count value: " + vm.shown(arg(0))
	case "invalid code point":
		return "Invalid code point " + vm.shown(arg(0))
	case "bad normalization form":
		return "The normalization form should be one of NFC, NFD, NFKC, NFKD."
	case "regexp must have the 'g' flag":
		return "String.prototype." + name + " called with a non-global RegExp argument"
	case "regexp not supported":
		return "First argument to String.prototype." + name + " must not be a regular expression"
	case "invalid number of digits":
		if name == "toPrecision" {
			return "toPrecision() argument must be between 1 and 100"
		}
		if name == "toExponential" {
			return "toExponential() argument must be between 0 and 100"
		}
		return name + "() digits argument must be between 0 and 100"
	case "radix must be between 2 and 36":
		return "toString() radix argument must be between 2 and 36"
	case "not a number":
		return "Number.prototype." + name + " requires that 'this' be a Number"
	case "not a string":
		return "String.prototype." + name + " requires that 'this' be a String"
	case "not a boolean":
		return "Boolean.prototype." + name + " requires that 'this' be a Boolean"
	case "not a Date object":
		return "this is not a Date object."
	case "Date value is NaN":
		return "Invalid time value"
	case "not a symbol":
		if name == "keyFor" {
			return vm.shown(arg(0)) + " is not a symbol"
		}
		return "Symbol.prototype." + name + " requires that 'this' be a Symbol"
	case "cannot convert to BigInt: not an integer":
		return "The number " + vm.shown(arg(0)) + " cannot be converted to a BigInt because it is not an integer"
	case "invalid bigint literal":
		return "Cannot convert " + vm.shown(arg(0)) + " to a BigInt"
	case "cannot convert to BigInt", "cannot convert to bigint":
		return "Cannot convert " + vm.shown(arg(0)) + " to a BigInt"
	case "invalid value used as WeakMap key":
		return "Invalid value used as weak map key"
	case "invalid value used as WeakSet key":
		return "Invalid value used in weak set"
	case "invalid target":
		return name + ": invalid target"
	case "invalid getter":
		return "Getter must be a function: " + vm.shownProperty(arg(2), "get")
	case "invalid setter":
		return "Setter must be a function: " + vm.shownProperty(arg(2), "set")
	case "cannot have setter/getter and value or writable":
		return "Invalid property descriptor. Cannot both specify accessors and a value or writable attribute"
	case "property is not configurable":
		return "Cannot redefine property: " + vm.shown(arg(1))
	case "not a prototype":
		return "Object prototype may only be an Object or null: " + vm.shown(arg(0))
	case "operand 'prototype' property is not an object":
		return "Function has non-object prototype 'undefined' in instanceof check"
	case "object is not extensible":
		switch name {
		case "defineProperty":
			return "Cannot define property " + vm.shown(arg(1)) + ", object is not extensible"
		case "setPrototypeOf":
			return "#<Object> is not extensible"
		}
	case "circular reference":
		return vm.circleText(arg(0))
	case "invalid regular expression flags":
		return "Invalid flags supplied to RegExp constructor '" + vm.shown(arg(1)) + "'"
	case "ArrayBuffer object expected":
		if name == "DataView" {
			return "First argument to DataView constructor must be an ArrayBuffer"
		}
	case "not a generator":
		return "Method [Generator].prototype." + name + " called on incompatible receiver #<Object>"
	case "iterator does not have a throw method":
		return "The iterator does not provide a 'throw' method"
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
	if name == "parse" {
		if s, ok := vm.stringOf(arg(0)); ok {
			if out := jsonText(s); out != "" {
				return out
			}
		} else {
			vm.forget()
		}
	}
	if strings.HasSuffix(name, "URI") || strings.HasSuffix(name, "URIComponent") {
		switch text {
		case "expecting hex digit", "malformed UTF-8", "expecting surrogate pair", "expecting %", "invalid character":
			return "URI malformed"
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
			return "Invalid regular expression: /" + pattern + "/" + flags + ": " + out
		}
	}
	return plainText(text)
}

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
