package engine

import (
	"testing"

	"github.com/stretchr/testify/require"
	lib "modernc.org/libquickjs"
)

// The codec reads the engine's structures directly. These facts must hold of the pinned release.
func TestLayout(t *testing.T) {
	c := newRuntime(t)

	for _, text := range []string{"plain", "é", "日本", ""} {
		v, ok := c.text(text)
		require.True(t, ok)
		require.Equal(t, text, goText(address(v)))
		require.Equal(t, int32(1), *refs(address(v)))
		require.Equal(t, "true", c.show(v, "shown === "+c.goString(c.quoted(t, v))))
		c.free(v)
	}

	list := c.run(t, "[5, 'x', {a: 1}]")
	p := address(list)
	require.True(t, isFast(p))
	require.Equal(t, uint32(3), arrayLength(p))
	require.Equal(t, uint32(3), arrayOf(p).count)
	require.Equal(t, integer(5), *arrayOf(p).element(0))
	require.NotZero(t, objectBits(p)&objectExtensible)
	c.free(list)
	list = c.run(t, "Object.freeze([1])")
	require.Zero(t, objectBits(address(list))&objectExtensible)
	c.free(list)
	list = c.run(t, "[1,,2]")
	require.False(t, isFast(address(list)))
	c.free(list)
	list = c.run(t, "(()=>{const a=[];a.length=4294967295;return a})()")
	require.Equal(t, uint32(4294967295), arrayLength(address(list)))
	c.free(list)

	o := c.run(t, "({a:1, get b(){}, [Symbol.toStringTag]:'T', 7:8, 4294967294:1, c:3})")
	p = address(o)
	require.Equal(t, address(c.builtin[builtinObjectProto]), protoOf(p))
	var names, flags []uint32
	for _, sp := range shapeProperties(objectAt(p).Fshape) {
		names, flags = append(names, sp.Fatom), append(flags, sp.F__ccgo0>>propFlagsShift)
	}
	require.Len(t, names, 6)
	require.Equal(t, "a", goText(c.atomText(names[0])))
	require.Equal(t, uint32(lib.MJS_PROP_C_W_E), flags[0])
	require.Equal(t, uint32(lib.MJS_PROP_GETSET), flags[1]&lib.MJS_PROP_TMASK)
	require.True(t, c.isName(names[1]))
	require.False(t, c.isName(names[2]))
	require.Equal(t, c.tag, names[2])
	require.Equal(t, uint32(7|atomInt), names[3])
	index, isIndex := c.indexOf(names[4])
	require.True(t, isIndex)
	require.Equal(t, uint32(4294967294), index)
	prop, _, found := find(p, names[5])
	require.True(t, found)
	require.Equal(t, integer(3), prop.Fu.Fvalue)
	_, _, found = find(p, lib.EJS_ATOM_length)
	require.False(t, found)
	c.free(o)

	for source, class := range map[string]string{"new WeakMap": "WeakMap", "Promise.resolve()": "Promise"} {
		v := c.run(t, source)
		require.Equal(t, class, goText(c.className(classOf(v))))
		c.free(v)
	}
	for i, name := range []string{
		"Uint8ClampedArray", "Int8Array", "Uint8Array", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array",
		"BigInt64Array", "BigUint64Array", "Float16Array", "Float32Array", "Float64Array", "DataView",
	} {
		v := c.run(t, "new "+name+"(new ArrayBuffer(16), 8)")
		require.Equal(t, uint16(lib.EJS_CLASS_UINT8C_ARRAY+i), classOf(v))
		require.Equal(t, uint32(8), viewOf(address(v)).Foffset)
		require.Equal(t, uint32(8), viewOf(address(v)).Flength)
		require.Equal(t, int32(16), bufferOf(viewOf(address(v)).Fbuffer).Fbyte_length)
		c.free(v)
	}
}

// quoted is a string's literal.
func (c *codec) quoted(t *testing.T, v jsValue) jsValue {
	out := c.show(v, "JSON.stringify(shown)")
	s, ok := c.text(out)
	require.True(t, ok)
	t.Cleanup(func() { c.free(s) })
	return s
}
