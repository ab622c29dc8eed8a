package engine

import (
	"modernc.org/libc"
	lib "modernc.org/libquickjs"
)

// The tags of V8's ValueSerializer. Package durable/clone describes them.
const (
	wirePadding     = 0x00
	wireVersion     = 0xFF
	wireObjectCount = '?'

	wireUndefined = '_'
	wireNull      = '0'
	wireTrue      = 'T'
	wireFalse     = 'F'
	wireInt32     = 'I'
	wireUint32    = 'U'
	wireDouble    = 'N'
	wireBigInt    = 'Z'
	wireUTF8      = 'S'
	wireLatin1    = '"'
	wireUTF16     = 'c'

	wireReference = '^'
	wireObject    = 'o'
	wireObjectEnd = '{'
	wireDense     = 'A'
	wireDenseEnd  = '$'
	wireSparse    = 'a'
	wireSparseEnd = '@'
	wireHole      = '-'
	wireDate      = 'D'
	wireMap       = ';'
	wireMapEnd    = ':'
	wireSet       = '\''
	wireSetEnd    = ','
	wireBuffer    = 'B'
	wireResizable = '~'
	wireView      = 'V'
	wireRegExp    = 'R'
	wireError     = 'r'
	wireHost      = '\\'
	wireTrueBox   = 'y'
	wireFalseBox  = 'x'
	wireNumberBox = 'n'
	wireBigIntBox = 'z'
	wireStringBox = 's'
	wireShared    = 'u'
)

// The versions of the format. A message without a header has the oldest.
const (
	versionOldest = 13
	versionFlags  = 14 // Views have flags since.
	versionNewest = 15
)

// The bounds of V8's small integers in workerd, which have 31 bits.
const (
	smiMin = -1 << 30
	smiMax = 1<<30 - 1
)

// wireDepthMax bounds the nesting. The reference keeps 1,000 levels and refuses 100,000.
const wireDepthMax = 10_000

// hostError is workerd's number of an error among its host objects.
const hostError = 10

// codec reads and writes structured clones of the values of one context. Its values lie in the context's heap: a
// snapshot that was taken after newCodec keeps them valid.
type codec struct {
	tls     *libc.TLS
	rt, ctx uintptr
	host    jsValue     // Its method revive makes an object of what its class serialized. Not counted as a reference.
	symbol  lib.TJSAtom // Symbol.for("dolab.serialize")
	tag     lib.TJSAtom // Symbol.toStringTag
	names   wireNames
	builtin [builtinCount]jsValue
	// legacyErrors writes errors in V8's own form, as Workers of compatibility dates before 2026-04-21 do.
	legacyErrors bool
	spare        *wireWriter
}

// wireNames are atoms that the engine does not number.
type wireNames struct {
	constructor, toString, revive, code, maxByteLength, domException lib.TJSAtom
}

// newCodec makes a codec. It must run before any script that could change the built-in classes.
func newCodec(tls *libc.TLS, rt, ctx uintptr, host jsValue) (*codec, bool) {
	c := &codec{tls: tls, rt: rt, ctx: ctx, host: host}
	list, ok := c.eval(builtinList)
	if !ok {
		return nil, false
	}
	defer c.free(list)
	for i := range c.builtin {
		c.builtin[i] = lib.XJS_GetPropertyUint32(tls, ctx, list, uint32(i))
	}
	c.symbol = lib.XJS_ValueToAtom(tls, ctx, c.builtin[builtinSerialize])
	c.tag = lib.XJS_ValueToAtom(tls, ctx, c.builtin[builtinToStringTag])
	for _, n := range c.names.all() {
		*n.atom = c.atom([]byte(n.name))
	}
	return c, true
}

type wireName struct {
	atom *lib.TJSAtom
	name string
}

func (n *wireNames) all() []wireName {
	return []wireName{
		{&n.constructor, "constructor"},
		{&n.toString, "toString"},
		{&n.revive, "revive"},
		{&n.code, "code"},
		{&n.maxByteLength, "maxByteLength"},
		{&n.domException, "DOMException"},
	}
}

// close gives back what the codec holds in the heap.
func (c *codec) close() {
	for _, v := range c.builtin {
		c.free(v)
	}
	lib.XJS_FreeAtom(c.tls, c.ctx, c.symbol)
	lib.XJS_FreeAtom(c.tls, c.ctx, c.tag)
	for _, n := range c.names.all() {
		lib.XJS_FreeAtom(c.tls, c.ctx, *n.atom)
	}
}

// eval runs a script of ours and returns its value.
func (c *codec) eval(source string) (jsValue, bool) {
	const name = "clone"
	at := c.tls.Alloc(len(source) + len(name) + 2)
	defer c.tls.Free(len(source) + len(name) + 2)
	room := memory(at, uintptr(len(source)+len(name)+2))
	copy(room, source+"\x00"+name+"\x00")
	v := lib.XJS_Eval(c.tls, c.ctx, at, lib.Tsize_t(len(source)), at+uintptr(len(source))+1, lib.MJS_EVAL_TYPE_GLOBAL)
	return v, !failed(v)
}
