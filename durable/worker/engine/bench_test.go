package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/worker/engine"
)

// BenchmarkHostCall is one call of a native from a loop in a script.
func BenchmarkHostCall(b *testing.B) {
	text := strings.Repeat("x", 32)
	bytes := make([]byte, 64)
	for _, c := range []struct {
		name, code string
		native     func(*engine.Call)
	}{
		{"int", `host.f(i)`, func(c *engine.Call) { c.Return(engine.Int(c.Int(0))) }},
		{"string in", `host.f(s)`, func(c *engine.Call) { _ = c.String(0) }},
		{"string out", `host.f()`, func(c *engine.Call) { c.Return(engine.String(text)) }},
		{"bytes in", `host.f(b)`, func(c *engine.Call) { _ = c.Bytes(0)[0] }},
		{"bytes out", `host.f()`, func(c *engine.Call) { c.Return(engine.Bytes(bytes)) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			m := start(b, engine.Options{Natives: []engine.Native{{Name: "f", Func: c.native}}})
			require.NoError(b, m.prelude(`const s = "y".repeat(32), b = new Uint8Array(64)
				host.enter = n => { for (let i = 0; i < n; i++) `+c.code+` }`))
			b.ReportAllocs()
			b.ResetTimer()
			require.NoError(b, m.Enter(engine.Int(int64(b.N))))
		})
	}
}

// BenchmarkEnter is one entry and one drain of an async function.
func BenchmarkEnter(b *testing.B) {
	for name, code := range map[string]string{"empty": `() => {}`, "await": `async () => { await null }`} {
		b.Run(name, func(b *testing.B) {
			m := start(b, engine.Options{})
			require.NoError(b, m.prelude("host.enter = "+code))
			b.ReportAllocs()
			for b.Loop() {
				m.Set(engine.Entry{})
				_ = m.Enter(engine.Int(1), engine.String("name"))
				_, _ = m.Drain()
			}
		})
	}
}

// BenchmarkRestore sets a VM with a heap of some size back.
func BenchmarkRestore(b *testing.B) {
	for _, size := range []int{0, 1, 5} {
		b.Run(fmt.Sprintf("%dMB", size), func(b *testing.B) {
			m := start(b, engine.Options{})
			require.NoError(b, m.prelude(fmt.Sprintf(`const list = []; host.enter = () => { list.length = 0; return Math.random() }
				for (let i = 0; i < %d; i++) list.push({ name: "object " + i, i })`, size*6000)))
			s, err := m.Snapshot()
			require.NoError(b, err)
			for b.Loop() {
				_ = m.Restore(s)
			}
			b.ReportMetric(float64(s.Size())/1e6, "MB")
		})
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		vm, err := engine.New(engine.Options{})
		require.NoError(b, err)
		vm.Close()
	}
}

// BenchmarkAwait is one await, without and with an async context.
func BenchmarkAwait(b *testing.B) {
	for name, code := range map[string]string{"plain": ``, "context": `host.setAsyncContext({});`} {
		b.Run(name, func(b *testing.B) {
			m := start(b, engine.Options{})
			require.NoError(b, m.prelude(`const f = async () => { await null }
				host.enter = n => { `+code+` (async () => { for (let i = 0; i < n; i++) await f() })() }`))
			b.ResetTimer()
			require.NoError(b, m.Enter(engine.Int(int64(b.N))))
			_, err := m.Drain()
			require.NoError(b, err)
		})
	}
}
