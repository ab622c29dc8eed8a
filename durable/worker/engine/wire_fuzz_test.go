package engine

import (
	"encoding/hex"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	lib "modernc.org/libquickjs"
)

// wireCorpus are messages to start from.
func wireCorpus(t testing.TB) [][]byte {
	text, err := os.ReadFile("testdata/wire_node.txt")
	require.NoError(t, err)
	var all [][]byte
	for line := range strings.Lines(string(text)) {
		_, code, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if b, err := hex.DecodeString(code); err == nil {
			all = append(all, b)
		}
	}
	for _, s := range []string{
		"a\xff\xff\xff\xff\x0f@\x00\xff\xff\xff\xff\x0f", "A\x03I\x02--$\x00\x03", "A\x02I\x02-I\x05I\x06$\x01\x02",
		"\xff\x0f~\x02\x08\x00\x00VB\x00\x00\x03", "\xff\x0f~\x00\xff\xff\xff\xff\x07", "\xff\x0frRm\"\x01ac^\x00s\"\x00.",
		"\xff\x0f\\\x0a\x01\"\x01ao\"\x04selfI\x02{\x01", "\xff\x0f\\\x0a\x00I\x02\"\x00o{\x00", "\xff\x0fo^\x00",
		"\xff\x0f;o{\x00^\x01:\x02", "\xff\x0fA\x02\\^\x00\\^\x00$\x00\x02", "\xff\x0fo\"\x09__proto__o{\x00{\x01",
		"\xff\x0fA\x01I\x02\"\x06lengthI\x00$\x01\x01", "\xff\x0fR\"\x02(aI\x00", "\xff\x0e?\x00B\x00V?\x00\x00\x00",
		"\xff\x0fB\x04abcdVB\x00\x04\x00",
		"\xff\x0fA\x07" + strings.Repeat("o\"\x01aI\x02\"\x01bI\x02{\x02", 5) +
			"o\"\x01aI\x02\"\x01b\\A\x01^\x06$\x00\x01{\x02o\"\x01aI\x02{\x01$\x00\x07",
	} {
		all = append(all, []byte(s))
	}
	return all
}

// FuzzWireDecode: no bytes make a panic or leave memory behind. What can be read can be written, and is then stable.
func FuzzWireDecode(f *testing.F) {
	for _, b := range wireCorpus(f) {
		f.Add(b)
	}
	c := newRuntime(f)
	c.free(c.run(f, "host.revive = v => { if (Array.isArray(v)) { v.push(1); v.length = 0 } return {v} }"))
	f.Fuzz(func(t *testing.T, data []byte) { c.checkMessage(t, data) })
}

func (c *codec) checkMessage(t *testing.T, data []byte) {
	v, ok := c.decode(data)
	if !ok {
		require.NotEqual(t, "?", c.pending())
		return
	}
	require.Zero(t, lib.XJS_HasException(c.tls, c.ctx))
	first := c.wireOf(v, Storage)
	c.free(v)
	if strings.HasPrefix(first, "!") {
		return
	}
	again := c.again(first, Storage)
	if !strings.HasPrefix(again, "!") { // An error that refers to itself can be written, not read.
		require.Equal(t, hexOf(again), hexOf(c.again(again, Storage)))
	}
}

// Each message of the corpus is damaged at each byte.
func TestWireDamage(t *testing.T) {
	c := newRuntime(t)
	c.free(c.run(t, "host.revive = v => { if (Array.isArray(v)) { v.push(1); v.length = 0 } return {v} }"))
	for _, b := range wireCorpus(t) {
		for i := range b {
			c.checkMessage(t, b[:i])
			for _, other := range []byte{0, '^', '\\', 'o', '-', b[i] + 1, b[i] - 1, b[i] ^ 0x80} {
				damaged := append([]byte{}, b...)
				damaged[i] = other
				c.checkMessage(t, damaged)
			}
		}
	}
}

// Messages changed at random: several edits each, also with parts of other messages. The same rounds leave the same
// number of bytes in the heap.
func TestWireMutations(t *testing.T) {
	c := newRuntime(t)
	c.free(c.run(t, "host.revive = v => { if (Array.isArray(v)) { v.push(1); v.length = 0 } else if (Object(v) === v) delete v.a; return {v} }"))
	corpus := wireCorpus(t)
	rounds := func() int64 {
		for seed := *wireSeed; seed < *wireSeed+uint64(*wireSeeds); seed++ {
			r := rand.New(rand.NewPCG(seed, 1))
			c.checkMessage(t, mutated(r, corpus))
		}
		c.free(c.run(t, "thrown = undefined"))
		return c.used()
	}
	rounds()
	require.Equal(t, rounds(), rounds())
}

func mutated(r *rand.Rand, corpus [][]byte) []byte {
	b := append([]byte{}, corpus[r.IntN(len(corpus))]...)
	for range 1 + r.IntN(4) {
		i := r.IntN(len(b) + 1)
		switch r.IntN(5) {
		case 0:
			b = slices.Insert(b, i, "o{\\^A$;:',aIN\x00\x01\x02\"c~BVr0-"[r.IntN(24)])
		case 1:
			other := corpus[r.IntN(len(corpus))]
			from := min(len(other), 2)
			b = slices.Insert(b, i, other[from+r.IntN(len(other)-from+1):]...)
		case 2:
			b = b[:i]
		case 3:
			b = slices.Insert(b, i, b[r.IntN(i+1):i]...)
		default:
			if i < len(b) {
				b[i] = byte(r.Uint32())
			}
		}
	}
	return b
}

// Messages that claim much and hold little.
func TestWireMemory(t *testing.T) {
	const length = 1 << 16
	rep := func(s string, n int) string { return strings.Repeat(s, n) }
	claims := map[string]string{
		"nested arrays":     rep("A\x80\x80\x03", length/4),
		"a long array":      "A\xff\xff\x03" + rep("0", length-4),
		"a long string":     "\"\xff\xff\xff\xff\x0f" + rep("x", length),
		"a long buffer":     "B\xff\xff\xff\xff\x0f" + rep("x", length),
		"a long bigint":     "Z\xff\xff\xff\xff\x0f" + rep("x", length),
		"sparse arrays":     "A\x80\x80\x02" + rep("a\xff\xff\xff\xff\x0f@\x00\xff\xff\xff\xff\x0f", length/14),
		"holes":             "A\x80\x80\x03" + rep("-", 3*length/4) + "$\x00\x80\x80\x03",
		"resizable buffers": "'" + rep("~\x00\xff\xff\xff\xff\x07", length/7),
		"growing buffers":   "'" + rep("~\x00\xff\xff\x7f", length/5),
	}
	c := newRuntime(t)
	for name, claim := range claims {
		t.Run(name, func(t *testing.T) {
			data := append([]byte{wireVersion, versionNewest}, claim...)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			lib.XJS_SetMemoryLimit(c.tls, c.rt, lib.Tsize_t(c.used()+growthMax+int64(100*len(data))))
			v, ok := c.decode(data)
			lib.XJS_SetMemoryLimit(c.tls, c.rt, ^lib.Tsize_t(0))
			runtime.ReadMemStats(&after)
			require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(100*len(data)))
			if !ok {
				require.NotContains(t, c.pending(), "memory")
			}
			c.free(v)
		})
	}
}

// used is how many bytes the engine's heap holds.
func (c *codec) used() int64 {
	lib.XJS_RunGC(c.tls, c.rt)
	const size = 512
	usage := c.tls.Alloc(size)
	defer c.tls.Free(size)
	lib.XJS_ComputeMemoryUsage(c.tls, c.rt, usage)
	return (*lib.TJSMemoryUsage)(at(usage)).Fmalloc_size
}

// Neither reading nor writing, nor their failures, leave anything behind.
func TestWireLeak(t *testing.T) {
	c := newRuntime(t)
	corpus := wireCorpus(t)
	values := []string{
		"({a:[1,,{b:new Map([[{},1]])}],e:new Error('x')})", "({get a(){throw 1}})", "[Symbol()]", "({f(){}})",
		"(()=>{let o={};o.o=o;return [o,new Uint8Array(9),2n**99n,/a/,Object('s')]})()",
	}
	round := func() {
		for _, b := range corpus {
			for _, cut := range []int{0, 1, 3} {
				if v, ok := c.decode(b[:max(0, len(b)-cut)]); ok {
					_ = c.wireOf(v, RPC)
					c.free(v)
				} else {
					c.pending()
				}
			}
		}
		for _, source := range values {
			_ = c.written(t, source, Storage)
			_ = c.written(t, source, RPC)
		}
		c.free(c.run(t, "thrown = undefined"))
	}
	round()
	round()
	before := c.used()
	for range 5 {
		round()
	}
	require.Equal(t, before, c.used())
}

// TestWireLeakOfStrings: objects whose classes serialize themselves, and errors of an own name, leave no string behind. The
// engine takes memory for small blocks by the page: 2,000 strings are some 70 KB, a few would not show.
func TestWireLeakOfStrings(t *testing.T) {
	c := newRuntime(t)
	round := func() {
		for _, source := range []string{"return [mode]", "return undefined", "throw 1"} {
			_ = c.written(t, "new class { [Symbol.for('dolab.serialize')](mode) { "+source+" } }", Storage)
		}
		for _, message := range []string{"\"\x01m", "I\x02", "?"} { // The message of an error is a string.
			_ = c.again("\xff\x0f\\\x0a\x00\"\x05Named"+message+"o{\x00", Storage)
		}
	}
	round()
	before := c.used()
	for range 2_000 {
		round()
	}
	require.InDelta(t, before, c.used(), 32<<10)
}

// TestWireHostWithoutMemory: an object whose class serializes itself is written by its method or not at all, with room
// for no string, for one, and so on. A failure leaves an exception.
func TestWireHostWithoutMemory(t *testing.T) {
	c := newRuntime(t)
	v := c.run(t, "new class { a = 1; [Symbol.for('dolab.serialize')](mode) { return mode.length } }")
	defer c.free(v)
	for room := range 4 {
		lib.XJS_SetMemoryLimit(c.tls, c.rt, lib.Tsize_t(c.used()))
		var kept []jsValue
		for {
			s, ok := c.text("storage")
			if !ok {
				break
			}
			kept = append(kept, s)
		}
		c.free(lib.XJS_GetException(c.tls, c.ctx))
		for _, s := range kept[:room] {
			c.free(s)
		}
		wire, ok := c.encode(v, Storage)
		lib.XJS_SetMemoryLimit(c.tls, c.rt, ^lib.Tsize_t(0))
		require.Equal(t, room > 0, ok, "room for %d", room)
		if ok {
			require.Equal(t, "\xff\x0f\\I\x0e", string(wire), "room for %d", room)
		} else {
			require.Contains(t, c.pending(), "memory")
		}
		for _, s := range kept[room:] {
			c.free(s)
		}
	}
}

func BenchmarkWire(b *testing.B) {
	c := newRuntime(b)
	for name, source := range map[string]string{
		"small": "({id:7,name:'Ada',tags:['a','b'],at:1.5})",
		"1MB": "Array.from({length:12000},(_,i)=>({id:i,name:'user number '+i,balance:i*1.25,tags:['alpha','beta'],active:i%2==0," +
			"nested:{x:i}}))",
		"1MB string": "'x'.repeat(1<<20)",
		"1MB bytes":  "new Uint8Array(1<<20)",
		"1MB ints":   "Array.from({length:300000},(_,i)=>i)",
	} {
		v := c.run(b, source)
		wire := []byte(c.wireOf(v, Storage))
		b.Run("encode/"+name, func(b *testing.B) {
			b.SetBytes(int64(len(wire)))
			for b.Loop() {
				if _, ok := c.encode(v, Storage); !ok {
					b.Fatal(c.pending())
				}
			}
		})
		b.Run("decode/"+name, func(b *testing.B) {
			b.SetBytes(int64(len(wire)))
			for b.Loop() {
				v, ok := c.decode(wire)
				if !ok {
					b.Fatal(c.pending())
				}
				c.free(v)
			}
		})
		c.free(v)
	}
}
