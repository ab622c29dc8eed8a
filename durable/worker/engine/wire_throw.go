package engine

import (
	"strings"

	lib "modernc.org/libquickjs"
)

// Texts of the reference.
const (
	deserializeText = "Unable to deserialize cloned data."
	versionText     = "Unable to deserialize cloned data due to invalid or unsupported version."
	depthText       = "Maximum call stack size exceeded"
	detachedText    = "An ArrayBuffer is detached and could not be cloned."
	proxyText       = "Proxy could not be serialized because it is not a valid RPC receiver type. The Proxy must emulate " +
		"either a plain object or an RpcTarget, as indicated by the Proxy's prototype chain."
	errorTextText = "Deserialization failed: error message is not a string"
)

// throwDepth throws the RangeError of a value nested too deep.
func (c *codec) throwDepth() bool { return c.throwError("RangeError", depthText) }

// throwError throws a built-in error. It returns false.
func (c *codec) throwError(class, message string) bool {
	text, ok := c.text(message)
	if !ok {
		return false
	}
	err, ok := c.newError(class, text)
	if ok {
		lib.XJS_Throw(c.tls, c.ctx, err)
	}
	return false
}

// throwClone throws a DataCloneError: a DOMException where there are such, otherwise an Error of that name and code.
// It returns false.
func (c *codec) throwClone(message string) bool {
	text, ok := c.text(message)
	if !ok {
		return false
	}
	defer c.free(text)
	global := lib.XJS_GetGlobalObject(c.tls, c.ctx)
	defer c.free(global)
	class, ok := c.get(global, c.names.domException)
	if !ok {
		return false
	}
	defer c.free(class)
	name, ok := c.text("DataCloneError")
	if !ok {
		return false
	}
	if lib.XJS_IsConstructor(c.tls, c.ctx, class) != 0 {
		err, ok := c.construct(class, text, name)
		c.free(name)
		if ok {
			lib.XJS_Throw(c.tls, c.ctx, err)
		}
		return false
	}
	err, ok := c.newError("Error", dup(text))
	if !ok {
		c.free(name)
		return false
	}
	c.define(err, lib.EJS_ATOM_name, name, hiddenProperty)
	c.define(err, c.names.code, integer(25), hiddenProperty)
	lib.XJS_Throw(c.tls, c.ctx, err)
	return false
}

// newError makes an error of a built-in class, or an Error with that name where the engine has no such class. It takes
// over the reference to its message.
func (c *codec) newError(class string, message jsValue) (jsValue, bool) {
	proto, known := c.errorProto(class)
	err := lib.XJS_NewObjectProtoClass(c.tls, c.ctx, proto, lib.EJS_CLASS_ERROR)
	if failed(err) {
		c.free(message)
		return err, false
	}
	// The message is none of the engine's texts, which would become V8's.
	if !c.define(err, lib.EJS_ATOM_message, message, hiddenProperty|lib.MJS_PROP_NO_EXOTIC) {
		c.free(err)
		return exception(), false
	}
	if known {
		return err, true
	}
	name, ok := c.text(class)
	if !ok || !c.define(err, lib.EJS_ATOM_name, name, lib.MJS_PROP_C_W_E) {
		c.free(err)
		return exception(), false
	}
	return err, true
}

func (c *codec) errorProto(class string) (proto jsValue, known bool) {
	for i, name := range hostErrors {
		if name == class && isObject(c.builtin[builtinErrorProto+i]) {
			return c.builtin[builtinErrorProto+i], true
		}
	}
	return c.builtin[builtinErrorProto], false
}

// text makes a string of Go text in WTF-8.
func (c *codec) text(s string) (jsValue, bool) {
	units, latin1 := unitsOf(s)
	if latin1 {
		one := make([]byte, 0, len(units)/2)
		for i := 0; i < len(units); i += 2 {
			one = append(one, units[i])
		}
		return c.latin1(one)
	}
	return c.utf16(units)
}

// native shortens the text of a built-in function to V8's form.
func native(text string) string {
	if !strings.HasSuffix(text, "{\n    [native code]\n}") {
		return text
	}
	return strings.TrimSuffix(text, "{\n    [native code]\n}") + "{ [native code] }"
}
