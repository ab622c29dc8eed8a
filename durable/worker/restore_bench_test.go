package worker

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// BenchmarkRestore: an engine is set back to what it was when its Worker had been loaded.
func BenchmarkRestore(b *testing.B) {
	w, err := New(Config{Name: "box", Source: "export default { fetch() { return new Response('ok') } }", Date: "2026-07-30"})
	require.NoError(b, err)
	defer w.Close()
	iso := &isolate{}
	b.SetBytes(int64(w.pool.free[0].loaded.Size()))
	for b.Loop() {
		m, err := w.machine(iso)
		require.NoError(b, err)
		w.giveBack(m)
	}
}
