package engine

import (
	lib "modernc.org/libquickjs"
)

// refuse throws the DataCloneError of a value that cannot be cloned.
func (w *wireWriter) refuse(v jsValue) bool {
	if w.mode == RPC && isObject(v) && classOf(v) == lib.EJS_CLASS_PROXY && !w.isReceiver(address(v)) {
		return w.throwClone(proxyText)
	}
	text, ok := w.describe(v)
	return ok && w.throwClone(text+" could not be cloned.")
}

// isReceiver reports whether a Proxy stands for a function or a plain object.
func (c *codec) isReceiver(p uintptr) bool {
	for p != 0 && objectAt(p).Fclass_id == lib.EJS_CLASS_PROXY {
		p = proxyTarget(p)
	}
	return p == 0 || lib.XJS_IsFunction(c.tls, c.ctx, object(p)) != 0 ||
		protoOf(p) == address(c.builtin[builtinObjectProto])
}

// refuseInstance throws the error of an instance of a class, which RPC does not take.
func (c *codec) refuseInstance(p uintptr) bool {
	return c.throwClone(`Could not serialize object of type "` + c.typeName(p) + `". This type does not support serialization.`)
}

// describe shows a value as V8's messages do, running no script: the source of a function, #<Class>, or [object Tag].
func (c *codec) describe(v jsValue) (string, bool) {
	if int32(v.Ftag) == lib.EJS_TAG_SYMBOL {
		return "Symbol(" + goText(address(v)) + ")", true
	}
	p := address(v)
	for objectAt(p).Fclass_id == lib.EJS_CLASS_PROXY {
		if p = proxyTarget(p); p == 0 {
			return "null", true // It is revoked.
		}
	}
	switch objectAt(p).Fclass_id {
	case lib.EJS_CLASS_BOUND_FUNCTION:
		return "function () { [native code] }", true
	case lib.EJS_CLASS_GLOBAL_OBJECT:
		return "#<ServiceWorkerGlobalScope>", true
	}
	if objectAt(p).Fclass_id == callableClass {
		return "#<" + c.functionName(c.lookUp(p, c.names.constructor)) + ">", true
	}
	if lib.XJS_IsFunction(c.tls, c.ctx, object(p)) != 0 {
		text, ok := c.call(c.builtin[builtinFunctionToString], object(p))
		if !ok {
			return "", false
		}
		defer c.free(text)
		return native(c.goString(text)), true
	}
	if objectAt(p).Fclass_id == lib.EJS_CLASS_ERROR { // It is behind a Proxy.
		return c.errorText(p), true
	}
	if method := c.lookUp(p, c.names.toString); isObject(method) &&
		address(method) == address(c.builtin[builtinObjectToString]) {
		if name := c.functionName(c.lookUp(p, c.names.constructor)); name != "" {
			return "#<" + name + ">", true
		}
	}
	if tag := c.lookUp(p, c.tag); isString(tag) {
		return "[object " + c.goString(tag) + "]", true
	}
	return "[object " + goText(c.className(objectAt(p).Fclass_id)) + "]", true
}

// errorText is the name and the message of an error, as its toString would give them.
func (c *codec) errorText(p uintptr) string {
	name, message := "Error", ""
	if v := c.lookUp(p, lib.EJS_ATOM_name); isString(v) {
		name = c.goString(v)
	}
	if v := c.lookUp(p, lib.EJS_ATOM_message); isString(v) {
		message = c.goString(v)
	}
	if name == "" || message == "" {
		return name + message
	}
	return name + ": " + message
}

// lookUp finds a property that is not a getter, on the object or a prototype. It runs no script.
func (c *codec) lookUp(p uintptr, name lib.TJSAtom) jsValue {
	for ; p != 0 && objectAt(p).Fclass_id != lib.EJS_CLASS_PROXY; p = protoOf(p) {
		if _, flags, found := find(p, name); found {
			if flags&lib.MJS_PROP_TMASK != lib.MJS_PROP_NORMAL {
				return c.lateProperty(p, name)
			}
			v, _ := dataProperty(p, name)
			return v
		}
	}
	return undefined()
}

// lateProperty reads a property that the engine makes when it is first used.
func (c *codec) lateProperty(p uintptr, name lib.TJSAtom) jsValue {
	if _, flags, _ := find(p, name); flags&lib.MJS_PROP_TMASK != lib.MJS_PROP_AUTOINIT {
		return undefined()
	}
	v, ok := c.get(object(p), name)
	if !ok {
		c.free(lib.XJS_GetException(c.tls, c.ctx))
		return undefined()
	}
	c.free(v) // The object holds it.
	return v
}

// functionName is the name of a function, "" for other values.
func (c *codec) functionName(v jsValue) string {
	if !isObject(v) || lib.XJS_IsFunction(c.tls, c.ctx, v) == 0 {
		return ""
	}
	if name := c.lookUp(address(v), lib.EJS_ATOM_name); isString(name) {
		return c.goString(name)
	}
	return ""
}

// typeName is the class of an object as workerd's message shows it.
func (c *codec) typeName(p uintptr) string {
	if proto := protoOf(p); proto != 0 { // An instance of a class: its name comes before a tag.
		if name := c.constructorName(proto); name != "" {
			return name
		}
	}
	for q := p; q != 0 && objectAt(q).Fclass_id != lib.EJS_CLASS_PROXY; q = protoOf(q) {
		if tag, found := dataProperty(q, c.tag); found && isString(tag) {
			return c.goString(tag)
		}
		if name := c.constructorName(q); q != p && name != "" {
			return name
		}
	}
	return goText(c.className(objectAt(p).Fclass_id))
}

// constructorName is the name of the function under an object's own property constructor, unless it is Object.
func (c *codec) constructorName(p uintptr) string {
	constructor, _ := dataProperty(p, c.names.constructor)
	if name := c.functionName(constructor); name != "Object" {
		return name
	}
	return ""
}
