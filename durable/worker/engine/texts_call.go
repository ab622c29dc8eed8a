package engine

// nativeTexts are the texts that depend on the function that throws, or on its arguments. Empty: see nativeText.
var nativeTexts = map[string]func(c nativeCall) string{
	"not a function": func(c nativeCall) string {
		switch c.name {
		case "Promise":
			return "Promise resolver " + c.shown(0) + " is not a function"
		case "sort", "toSorted":
			return "The comparison function must be either a function or undefined: " + c.shown(0)
		case "bind":
			return "Bind must be called on a function"
		case "__defineGetter__", "__defineSetter__":
			return "Object.prototype." + c.name + ": Expecting function"
		case "groupBy", "from":
			return c.typed(1) + " is not a function"
		}
		return c.typed(0) + " is not a function"
	},
	"must be called with new": func(c nativeCall) string {
		if c.name == "Promise" {
			return "Promise constructor cannot be invoked without 'new'"
		}
		return "Constructor " + c.name + " requires 'new'"
	},
	"value is not iterable": func(c nativeCall) string {
		return c.typed(0) + " is not iterable (cannot read property Symbol(Symbol.iterator))"
	},
	"empty array": func(c nativeCall) string {
		return "Reduce of empty array with no initial value"
	},
	"null or undefined are forbidden": func(c nativeCall) string {
		return "String.prototype." + c.name + " called on null or undefined"
	},
	"cannot convert bigint to number": func(c nativeCall) string {
		return "Cannot convert a BigInt value to a number"
	},
	"invalid repeat count": func(c nativeCall) string {
		return "Invalid count value: " + c.shown(0)
	},
	"invalid code point": func(c nativeCall) string {
		return "Invalid code point " + c.shown(0)
	},
	"bad normalization form": func(c nativeCall) string {
		return "The normalization form should be one of NFC, NFD, NFKC, NFKD."
	},
	"regexp must have the 'g' flag": func(c nativeCall) string {
		return "String.prototype." + c.name + " called with a non-global RegExp argument"
	},
	"regexp not supported": func(c nativeCall) string {
		return "First argument to String.prototype." + c.name + " must not be a regular expression"
	},
	"invalid number of digits": func(c nativeCall) string {
		if c.name == "toPrecision" {
			return "toPrecision() argument must be between 1 and 100"
		}
		if c.name == "toExponential" {
			return "toExponential() argument must be between 0 and 100"
		}
		return c.name + "() digits argument must be between 0 and 100"
	},
	"radix must be between 2 and 36": func(c nativeCall) string {
		return "toString() radix argument must be between 2 and 36"
	},
	"not a number": func(c nativeCall) string {
		return "Number.prototype." + c.name + " requires that 'this' be a Number"
	},
	"not a string": func(c nativeCall) string {
		return "String.prototype." + c.name + " requires that 'this' be a String"
	},
	"not a boolean": func(c nativeCall) string {
		return "Boolean.prototype." + c.name + " requires that 'this' be a Boolean"
	},
	"not a Date object": func(c nativeCall) string { return "this is not a Date object." },
	"Date value is NaN": func(c nativeCall) string { return "Invalid time value" },
	"not a symbol": func(c nativeCall) string {
		if c.name == "keyFor" {
			return c.shown(0) + " is not a symbol"
		}
		return "Symbol.prototype." + c.name + " requires that 'this' be a Symbol"
	},
	"cannot convert to BigInt: not an integer": func(c nativeCall) string {
		return "The number " + c.shown(0) + " cannot be converted to a BigInt because it is not an integer"
	},
	"invalid bigint literal": func(c nativeCall) string {
		return "Cannot convert " + c.shown(0) + " to a BigInt"
	},
	"cannot convert to BigInt": func(c nativeCall) string {
		return "Cannot convert " + c.shown(0) + " to a BigInt"
	},
	"cannot convert to bigint": func(c nativeCall) string {
		return "Cannot convert " + c.shown(0) + " to a BigInt"
	},
	"invalid value used as WeakMap key": func(c nativeCall) string {
		return "Invalid value used as weak map key"
	},
	"invalid value used as WeakSet key": func(c nativeCall) string {
		return "Invalid value used in weak set"
	},
	"invalid target": func(c nativeCall) string { return c.name + ": invalid target" },
	"invalid getter": func(c nativeCall) string {
		return "Getter must be a function: " + c.vm.shownProperty(c.arg(2), "get")
	},
	"invalid setter": func(c nativeCall) string {
		return "Setter must be a function: " + c.vm.shownProperty(c.arg(2), "set")
	},
	"cannot have setter/getter and value or writable": func(c nativeCall) string {
		return "Invalid property descriptor. Cannot both specify accessors and a value or writable attribute"
	},
	"property is not configurable": func(c nativeCall) string {
		return "Cannot redefine property: " + c.shown(1)
	},
	"not a prototype": func(c nativeCall) string {
		return "Object prototype may only be an Object or null: " + c.shown(0)
	},
	"operand 'prototype' property is not an object": func(c nativeCall) string {
		return "Function has non-object prototype 'undefined' in instanceof check"
	},
	"object is not extensible": func(c nativeCall) string {
		switch c.name {
		case "defineProperty":
			return "Cannot define property " + c.shown(1) + ", object is not extensible"
		case "setPrototypeOf":
			return "#<Object> is not extensible"
		}
		return ""
	},
	"circular reference": func(c nativeCall) string { return c.vm.circleText(c.arg(0)) },
	"invalid regular expression flags": func(c nativeCall) string {
		return "Invalid flags supplied to RegExp constructor '" + c.shown(1) + "'"
	},
	"ArrayBuffer object expected": func(c nativeCall) string {
		if c.name == "DataView" {
			return "First argument to DataView constructor must be an ArrayBuffer"
		}
		return ""
	},
	"not a generator": func(c nativeCall) string {
		return "Method [Generator].prototype." + c.name + " called on incompatible receiver #<Object>"
	},
	"iterator does not have a throw method": func(c nativeCall) string {
		return "The iterator does not provide a 'throw' method"
	},
}
