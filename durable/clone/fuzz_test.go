package clone

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzDecode: no bytes make a panic or take much memory; what can be read can be written, and reads the same again.
func FuzzDecode(f *testing.F) {
	for _, fixture := range fixtures(f) {
		f.Add(fixture.bytes(f))
	}
	for _, s := range []string{
		"a\xff\xff\xff\xff\x0f@\x00\xff\xff\xff\xff\x0f",
		"A\x03I\x02--$\x00\x03",
		"B\x08\x00\x00\x00\x00\x00\x00\x00\x00Vh\x02\x04",
		"\xff\x0f~\x02\x08\x00\x00VB\x00\x00\x03", "\xff\x0frRm\"\x01ac^\x00s\"\x00.",
		"\xff\x0fo^\x00", "\xff\x0f;o{\x00^\x01:\x02",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		tree, err := Decode(data)
		var v any
		if err != nil {
			require.Error(t, Unmarshal(data, &v))
			return
		}
		exact, err := Encode(tree)
		require.NoError(t, err)
		again, err := Decode(exact)
		require.NoError(t, err)
		exact2, err := Encode(again)
		require.NoError(t, err)
		require.Equal(t, exact, exact2)
		if Unmarshal(data, &v) == nil {
			_, err = Marshal(v)
			require.NoError(t, err)
		}
		var typed everything
		_ = Unmarshal(data, &typed) // only must not panic
		var nodes []*node
		_ = Unmarshal(data, &nodes)
	})
}

// Messages that claim much and hold little.
func TestMemory(t *testing.T) {
	const length = 1 << 16
	claims := map[string]string{
		"nested arrays":  repeat("A\x80\x80\x03", length/4),
		"a long array":   "A\xff\xff\x03" + repeat("0", length-4),
		"a long string":  "\"\xff\xff\xff\xff\x0f" + repeat("x", length),
		"a long buffer":  "B\xff\xff\xff\xff\x0f" + repeat("x", length),
		"a long bigint":  "Z\xff\xff\xff\xff\x0f" + repeat("x", length),
		"sparse arrays":  "A\x80\x80\x02" + repeat("a\xff\xff\xff\xff\x0f@\x00\xff\xff\xff\xff\x0f", length/14),
		"holes":          "A\x80\x80\x03" + repeat("-", 3*length/4) + "$\x00\x80\x80\x03",
		"empty objects":  "'" + repeat("o{\x00", length/3),
		"shared objects": "A\x80\x80\x01A\x00$\x00\x00" + repeat("^\x01", length/4-1) + "$\x00\x80\x80\x01",
	}
	for name, claim := range claims {
		t.Run(name, func(t *testing.T) {
			data := append([]byte{tagVersion, version}, claim...)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			var v any
			_ = Unmarshal(data, &v)
			runtime.ReadMemStats(&after)
			require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(100*len(data)+32*holesMax))
			_, _ = Decode(data)
			runtime.ReadMemStats(&before)
			require.Less(t, before.TotalAlloc-after.TotalAlloc, uint64(100*len(data)))
		})
	}
}
