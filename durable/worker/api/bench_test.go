package api

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/worker/engine"
)

// BenchmarkScripts measures what a Worker does for each request, 100 times an operation.
func BenchmarkScripts(b *testing.B) {
	for name, body := range map[string]string{
		"headers":        `const h = new Headers({ "content-type": "a", "x-y": "b" }); h.get("x-y")`,
		"request":        `new Request("https://example.com/a/b?c=d", { method: "POST", body: "hello" })`,
		"response":       `new Response("hello", { status: 201, headers: { a: "b" } })`,
		"response-json":  `Response.json({ a: 1 })`,
		"response-text":  `await new Response("hello").text()`,
		"url":            `new URL("https://example.com/a/b?c=d").pathname`,
		"url-params":     `new URL("https://example.com/a/b?c=d").searchParams.get("c")`,
		"event":          `const t = new EventTarget(); t.addEventListener("a", () => 0); t.dispatchEvent(new Event("a"))`,
		"encode":         `new TextDecoder().decode(new TextEncoder().encode("hello wörld"))`,
		"stream-through": `const t = new TransformStream(), w = t.writable.getWriter(); w.write(new Uint8Array(9)); w.close(); await new Response(t.readable).text()`,
	} {
		b.Run(name, func(b *testing.B) {
			s := newScript(b)
			s.module("for (let i = 0; i < 100; i++) {" + body + "}")
			for b.Loop() {
				s.enter(engine.String("test"))
			}
		})
	}
}

// BenchmarkRestore measures how long a world waits for a VM with the API in it.
func BenchmarkRestore(b *testing.B) {
	s := newScript(b)
	snap, err := s.Snapshot()
	require.NoError(b, err)
	for b.Loop() {
		require.NoError(b, s.Restore(snap))
	}
}
