package engine

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"dolab/durable/clone"

	"github.com/stretchr/testify/require"
)

var (
	wireSeed  = flag.Uint64("wire.seed", 1, "first seed of the generated values")
	wireSeeds = flag.Int("wire.seeds", 400, "how many seeds")
)

// What the real runtime wrote into storage is read and written again, byte for byte.
func TestWireOfWorkerd(t *testing.T) {
	text, err := os.ReadFile("../../clone/testdata/v8.json")
	require.NoError(t, err)
	var fixtures []struct{ Key, Hex string }
	require.NoError(t, json.Unmarshal(text, &fixtures))
	require.Len(t, fixtures, 62)
	c := newRuntime(t)
	for _, f := range fixtures {
		t.Run(f.Key, func(t *testing.T) {
			data, err := hex.DecodeString(f.Hex)
			require.NoError(t, err)
			require.Equal(t, f.Hex, hexOf(c.again(string(data), Storage)))
		})
	}
}

// The real runtime is the judge: what it keeps, and what it refuses and how.
func TestWireRefusalsOfWorkerd(t *testing.T) {
	text, err := os.ReadFile("testdata/wire_workerd.txt")
	require.NoError(t, err)
	c := newRuntime(t)
	count := 0
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		require.Len(t, f, 4, line)
		expression, storage, rpc, read := "("+f[0]+")", f[1], f[2], f[3]
		count++
		t.Run(f[0], func(t *testing.T) {
			got := c.written(t, expression, Storage)
			require.Equal(t, storage, hexOf(got))
			if read != "-" {
				require.Equal(t, read == "ok", !strings.HasPrefix(c.again(got, Storage), "!"), "read")
			}
			switch got := c.written(t, expression, RPC); rpc {
			case "ok":
				require.False(t, strings.HasPrefix(got, "!"), got)
			case "-":
			default:
				require.Equal(t, rpc, got)
			}
		})
	}
	require.Greater(t, count, 200)
}

// Generated values: the engine and package clone read and write the same bytes.
func TestWireTwin(t *testing.T) {
	c := newRuntime(t)
	for seed := *wireSeed; seed < *wireSeed+uint64(*wireSeeds); seed++ {
		g := &wireGenerator{Rand: rand.New(rand.NewPCG(seed, 0))}
		source := "(()=>{const o=[];" + fmt.Sprintf("o[0]=%s;", g.value(4)) + "return o[0]})()"
		wire := c.written(t, source, Storage)
		replay := fmt.Sprintf("go test ./durable/worker/engine -run TestWireTwin -wire.seed %d -wire.seeds 1\n%s", seed, source)
		require.False(t, strings.HasPrefix(wire, "!"), "%s\n%s", wire, replay)
		tree, err := clone.Decode([]byte(wire))
		require.NoError(t, err, replay)
		exact, err := clone.Encode(tree)
		require.NoError(t, err, replay)
		require.Equal(t, hexOf(wire), hexOf(string(exact)), replay)
		natural, err := clone.Marshal(tree)
		require.NoError(t, err, replay)
		require.Equal(t, hexOf(wire), hexOf(string(natural)), replay)
		require.Equal(t, hexOf(wire), hexOf(c.again(wire, Storage)), replay)
	}
}

// wireGenerator writes JavaScript expressions.
type wireGenerator struct{ *rand.Rand }

func (g *wireGenerator) pick(list ...string) string { return list[g.IntN(len(list))] }

func (g *wireGenerator) value(depth int) string {
	if depth == 0 || g.IntN(3) == 0 {
		return g.primitive()
	}
	switch g.IntN(9) {
	case 0, 1:
		return "({" + g.list(depth, func() string {
			return g.pick("a", "bc", `"é"`, `"日"`, "7", "1073741824", `"4294967295"`, "x"+fmt.Sprint(g.IntN(99))) + ":" + g.value(depth-1)
		}) + "})"
	case 2:
		return "[" + g.list(depth, func() string { return g.value(depth - 1) }) + "]"
	case 3:
		return "[" + g.list(depth, func() string { return g.pick("1", "2.5", "-0", "1e9", "") }) + ",]"
	case 4:
		return "new Map([" + g.list(depth, func() string { return "[" + g.value(depth-1) + "," + g.value(depth-1) + "]" }) + "])"
	case 5:
		return "new Set([" + g.list(depth, func() string { return g.value(depth - 1) }) + "])"
	case 6:
		return "(x=>[x,{x},x])(" + g.value(depth-1) + ")"
	case 7:
		return "Object.assign(new " + g.pick("Error", "TypeError", "RangeError", "EvalError", "URIError") + "(" +
			g.pick("", `"m"`, `"日"`) + "),{code:" + g.value(depth-1) + ",stack:" + g.pick(`"S"`, "1") + "})"
	}
	return "(x=>{x.self=x;return x})({v:" + g.value(depth-1) + "})"
}

func (g *wireGenerator) list(depth int, item func() string) string {
	items := make([]string, g.IntN(depth+2))
	for i := range items {
		items[i] = item()
	}
	return strings.Join(items, ",")
}

func (g *wireGenerator) primitive() string {
	return g.pick(
		"undefined", "null", "true", "false", "0", "-0", "NaN", "Infinity", "1.5", "-7", "1e21",
		fmt.Sprint(g.Int32()), fmt.Sprint(-g.Int32()), fmt.Sprint(g.NormFloat64()), fmt.Sprint(g.IntN(300)),
		fmt.Sprintf("%dn", g.Int64()), fmt.Sprintf("-%dn", g.Uint64()), fmt.Sprintf("(-(%dn**%dn))", g.Uint64()|1, g.IntN(9)),
		"0n", `""`, `"plain"`, `"é"`, `"日本"`, `"\ud800"`, `"a😀"`, `"日".repeat(70)`, `("a".repeat(3000)+"日".repeat(3000))`,
		"new Date(5)", "new Date(NaN)", "/a[/]b/gi", `new RegExp("\n/日")`, "Object(1)", "Object('日')", "Object(5n)", "Object(true)",
		"new Uint8Array([1,2,3])", "new Float64Array([1.5,NaN])", "new DataView(new ArrayBuffer(9),3)",
		"(b=>[new Uint8Array(b,2),new Uint16Array(b,2,1),b])(new ArrayBuffer(8))", "new ArrayBuffer(3,{maxByteLength:8})",
		"new Uint8Array(new ArrayBuffer(3,{maxByteLength:8}),1)", "new BigInt64Array([-1n])", "new Float16Array([1.5])",
	)
}
