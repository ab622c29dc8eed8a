package engine

import (
	"encoding/binary"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	lib "modernc.org/libquickjs"
)

// A class with a method under Symbol.for("dolab.serialize") writes itself, and host.revive makes it again.
func TestWireHostObject(t *testing.T) {
	c := newRuntime(t)
	c.free(c.run(t, `
		class Point {
			constructor(x, y) { this.x = x; this.y = y }
			[Symbol.for('dolab.serialize')](mode) {
				if (mode === 'storage' && this.x < 0) throw new RangeError('not in storage')
				return [mode, this.x, this.y]
			}
		}
		Function.prototype[Symbol.for('dolab.serialize')] = function (mode) {
			if (mode === 'rpc') return ['function', this.name]
			throw new TypeError('no functions')
		}
		Object.defineProperty(Proxy, Symbol.for('dolab.serialize'), {value(mode) { return ['proxy', mode] }})
		host.revive = v => ({revived: v})
	`))
	require.Equal(t, "\xff\x0f\\A\x03\"\x07storageI\x02I\x04$\x00\x03", c.written(t, "new Point(1, 2)", Storage))
	require.Equal(t, "!RangeError: not in storage", c.written(t, "new Point(-1, 2)", Storage))
	require.Equal(t, "\xff\x0f\\A\x03\"\x03rpcI\x01I\x04$\x00\x03", c.written(t, "new Point(-1, 2)", RPC))
	trapped := "new Proxy(new Point(1, 2), {get(t, k) { if (typeof k === 'symbol') throw 'trap'; return t[k] }})"
	require.Equal(t, "\xff\x0f\\A\x02\"\x05proxy\"\x03rpc$\x00\x02", c.written(t, trapped, RPC),
		"a proxy has the method of Proxy, and no trap runs to find it")
	require.Equal(t, "!DataCloneError: #<Point> could not be cloned. 25", c.written(t, trapped, Storage))
	require.Equal(t, "\xff\x0f\\A\x02\"\x08function\"\x01f$\x00\x02", c.written(t, "({f() {}}).f", RPC))
	require.Equal(t, "!TypeError: no functions", c.written(t, "() => 1", Storage))

	wire := c.written(t, "(p => [p, {p}, p])(new Point(1, 2))", Storage)
	v, ok := c.decode([]byte(wire))
	require.True(t, ok)
	defer c.free(v)
	shown := c.show(v, "`${JSON.stringify(shown)} ${shown[0] === shown[2]}`")
	require.Equal(t, `[{"revived":["storage",1,2]},{"p":{"revived":["storage",1,2]}},{"revived":["storage",1,2]}] true`, shown)

	c.free(c.run(t, "host.revive = v => { throw new RangeError('no ' + v[1]) }"))
	require.Equal(t, "!RangeError: no 1", c.again(wire, Storage))
	c.free(c.run(t, "delete host.revive"))
	require.Equal(t, "!Error: "+deserializeText, c.again(wire, Storage))
	require.Equal(t, "!Error: "+deserializeText, c.again("\xff\x0f\\^\x00", Storage), "a host object of itself")
}

// show evaluates an expression on a value.
func (c *codec) show(v jsValue, expression string) string {
	global := lib.XJS_GetGlobalObject(c.tls, c.ctx)
	defer c.free(global)
	name := c.atom([]byte("shown"))
	defer lib.XJS_FreeAtom(c.tls, c.ctx, name)
	c.define(global, name, dup(v), lib.MJS_PROP_C_W_E)
	out, ok := c.eval(expression)
	c.define(global, name, undefined(), lib.MJS_PROP_C_W_E)
	if !ok {
		return "!" + c.pending()
	}
	defer c.free(out)
	text := lib.XJS_ToString(c.tls, c.ctx, out)
	defer c.free(text)
	return c.goString(text)
}

// A DOMException is thrown where the prelude has made the class.
func TestWireDOMException(t *testing.T) {
	c := newRuntime(t)
	c.free(c.run(t, `globalThis.DOMException = class DOMException extends Error {
		constructor(message, name) { super(message); this.name = name }
		get code() { return 25 }
	}`))
	require.Equal(t, "!DataCloneError: Symbol(x) could not be cloned. 25", c.written(t, "Symbol('x')", Storage))
	require.Equal(t, "true", c.show(undefined(), "thrown instanceof DOMException"))
}

// What a script does to the built-in classes does not reach the codec.
func TestWireIgnoresPatches(t *testing.T) {
	c := newRuntime(t)
	wire := c.written(t, "[new Map([[1,2]]), new Set([1]), /a/g, Object(1), new DataView(new ArrayBuffer(2)), new Date(1)]", Storage)
	c.free(c.run(t, `
		const bad = () => { throw new Error('patched') }
		for (const k of [Map, Set, RegExp, Object, DataView, ArrayBuffer, Date, Error, Array, Number]) globalThis[k.name] = bad
		for (const m of [Map, Set]) {}
	`))
	require.Equal(t, hexOf(wire), hexOf(c.again(wire, Storage)))
}

func TestWirePatchedPrototypes(t *testing.T) {
	c := newRuntime(t)
	wire := c.written(t, "[new Map([[1,2]]), new Set([1]), /a/g, {a: [1]}, new Error]", Storage)
	c.free(c.run(t, `
		const bad = () => { throw new Error('patched') }
		Map.prototype.set = Set.prototype.add = RegExp.prototype.exec = bad
		Object.defineProperty(RegExp.prototype, 'source', {get: bad})
		Object.defineProperty(Object.prototype, 'a', {set: bad})
		Object.defineProperty(Array.prototype, '0', {set: bad})
		Object.defineProperty(Error.prototype, 'stack', {set: bad})
	`))
	require.Equal(t, hexOf(wire), hexOf(c.again(wire, Storage)))
}

// Nesting: 1,000 levels are kept, 100,000 refused (golden clone-nested-depth).
func TestWireDepth(t *testing.T) {
	c := newRuntime(t)
	nested := func(n string) string { return "(n=>{let o={};for(let i=0;i<n;i++)o={o};return o})(" + n + ")" }
	wire := c.written(t, nested("1000"), Storage)
	require.Equal(t, wire, c.again(wire, Storage))
	require.Equal(t, "!RangeError: Maximum call stack size exceeded", c.written(t, nested("1e5"), Storage))
	deep := "\xff\x0f" + strings.Repeat("o\"\x01o", 100_000)
	require.Equal(t, "!RangeError: Maximum call stack size exceeded", c.again(deep, Storage))
	arrays := "\xff\x0f" + strings.Repeat("A\x01", 100_000)
	require.Equal(t, "!RangeError: Maximum call stack size exceeded", c.again(arrays, Storage))
}

// Getters run once and may change what is being written, encode other values, or throw.
func TestWireGetters(t *testing.T) {
	c := newRuntime(t)
	c.free(c.run(t, "var count = 0"))
	require.Equal(t, c.written(t, "({a:1,b:2})", Storage), c.written(t, "({get a(){return ++count},b:2})", Storage))
	require.Equal(t, c.written(t, "({a:1})", Storage), c.written(t, "({get a(){delete this.b;gone=null;return 1},b:1})", Storage))
	require.Equal(t, c.written(t, "[[1],2]", Storage),
		c.written(t, "(()=>{const a=[[1],2];return [{get x(){return a}}][0].x})()", Storage))
	require.Equal(t, "!string", c.written(t, "({get a(){throw 'string'}})", Storage))
	many := "(()=>{const o={};for(let i=0;i<200;i++)Object.defineProperty(o,'k'+i,{get(){return {i}},enumerable:true});return o})()"
	tree := c.written(t, many, Storage)
	v, ok := c.decode([]byte(tree))
	require.True(t, ok)
	defer c.free(v)
	require.Equal(t, "true", c.show(v, "Object.values(shown).length === 200 && Object.values(shown).every((v, i) => v.i === i)"),
		"objects made by getters are not taken for each other")
}

// Objects with the same keys share a shape when they are read; those that only begin alike do not get the other keys.
func TestWireTemplates(t *testing.T) {
	c := newRuntime(t)
	for _, list := range []string{
		"[[],[],[],[],{a:1,b:2},{a:1,b:2},{a:3,b:{a:4,b:5}},{a:1,b:{a:1}},{a:1}]",
		"[{a:1,b:2,c:3},{a:1},{a:1,b:2},{a:1,c:3},{a:1,c:3,b:2},{a:1,b:2,c:3,d:4},{}]",
		"[{a:1,7:2,日:3},{a:1,7:2,日:3},{日:3,a:1},{a:{a:{a:1,7:2,日:3},7:1,日:2}}]",
		"Array.from({length:50},(_,i)=>i%2?{a:1,b:i}:{a:1,c:i})",
		"(()=>{const o={a:1,b:2};o.b=o;return [o,{a:o,b:[o]},o]})()",
	} {
		wire := c.written(t, list, Storage)
		require.Equal(t, hexOf(wire), hexOf(c.again(wire, Storage)), list)
		v, ok := c.decode([]byte(wire))
		require.True(t, ok)
		c.show(v, "for (const o of shown) { o.more = 1; delete o.a; o.a = 2 }")
		require.Equal(t, "true", c.show(v, "shown.every(o => Array.isArray(o) || o.a === 2 && o.more === 1 && Object.keys(o).at(-1) === 'a')"), list)
		c.free(v)
	}
	c.free(c.run(t, "host.revive = v => { const o = v[0]; delete o.a; o.c = 1; return {} }"))
	require.Equal(t, "!Error: "+deserializeText, c.again("\xff\x0fA\x06"+
		strings.Repeat("o\"\x01aI\x02\"\x01bI\x02{\x02", 5)+"o\"\x01aI\x02\"\x01b\\A\x01^\x06$\x00\x01{\x02"+
		"$\x00\x06", Storage),
		"changed while it is being read")
}

// TestWireNumberKeys: a key that is a double is the name that String makes of it.
func TestWireNumberKeys(t *testing.T) {
	c := newRuntime(t)
	for _, key := range []struct {
		double float64
		want   string
	}{{1.5, "1.5"}, {7, "7"}, {-1, "-1"}, {1 << 31, "2147483648"}, {math.Copysign(0, -1), "0"}, {math.Inf(1), "Infinity"}} {
		wire := binary.LittleEndian.AppendUint64([]byte("\xff\x0foN"), math.Float64bits(key.double))
		v, ok := c.decode(append(wire, "I\x02{\x01"...))
		require.True(t, ok, key.want)
		require.Equal(t, key.want, c.show(v, "Object.keys(shown).join()"))
		c.free(v)
	}
}
