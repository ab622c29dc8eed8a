package engine

import (
	"testing"

	"github.com/stretchr/testify/require"
	"modernc.org/libc"
	lib "modernc.org/libquickjs"
)

// newRuntime makes a bare engine with a codec.
func newRuntime(t testing.TB) *codec {
	tls := libc.NewTLS()
	rt := lib.XJS_NewRuntime(tls)
	lib.XJS_SetMaxStackSize(tls, rt, 20000)
	ctx := lib.XJS_NewContext(tls, rt)
	bare := &codec{tls: tls, rt: rt, ctx: ctx}
	host, ok := bare.eval("globalThis.host = {}")
	require.True(t, ok)
	c, ok := newCodec(tls, rt, ctx, host)
	require.True(t, ok)
	t.Cleanup(func() {
		c.close()
		c.free(host)
		lib.XJS_FreeContext(tls, ctx)
		lib.XJS_FreeRuntime(tls, rt)
		tls.Close()
	})
	return c
}

// run evaluates a script that must not throw.
func (c *codec) run(t testing.TB, source string) jsValue {
	v, ok := c.eval(source)
	if !ok {
		t.Fatalf("%s: %s", source, c.pending())
	}
	return v
}

// pending takes the pending exception and shows it, with its code where it has one.
func (c *codec) pending() string {
	e := lib.XJS_GetException(c.tls, c.ctx)
	global := lib.XJS_GetGlobalObject(c.tls, c.ctx)
	defer c.free(global)
	defer c.free(e)
	name := c.atom([]byte("thrown"))
	defer lib.XJS_FreeAtom(c.tls, c.ctx, name)
	c.define(global, name, dup(e), lib.MJS_PROP_C_W_E)
	v, ok := c.eval("thrown instanceof Error ? `${thrown.name}: ${thrown.message}${thrown.code ? ' ' + thrown.code : ''}` : String(thrown)")
	if !ok {
		return "?"
	}
	defer c.free(v)
	return c.goString(v)
}

// written encodes the value of a script: the bytes, or the exception's text after "!".
func (c *codec) written(t testing.TB, source string, m Mode) string {
	v := c.run(t, source)
	defer c.free(v)
	return c.wireOf(v, m)
}

func (c *codec) wireOf(v jsValue, m Mode) string {
	b, ok := c.encode(v, m)
	if !ok {
		return "!" + c.pending()
	}
	return string(b)
}

// again decodes bytes and encodes the value.
func (c *codec) again(wire string, m Mode) string {
	v, ok := c.decode([]byte(wire))
	if !ok {
		return "!" + c.pending()
	}
	defer c.free(v)
	return c.wireOf(v, m)
}
