package clone

import (
	"flag"
	"math"
	"math/big"
	quickrand "math/rand"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"testing/quick"
	"time"

	"github.com/stretchr/testify/require"
)

var (
	seed  = flag.Uint64("seed", 1, "the first seed of the random tests")
	seeds = flag.Int("seeds", 500, "how many seeds the random tests take")
)

// generator makes random values, some of them twice and some within themselves.
type generator struct {
	*rand.Rand
	made []any
}

func (g *generator) value(depth int) any {
	if depth == 0 || g.IntN(3) == 0 {
		return g.primitive()
	}
	if len(g.made) > 0 && g.IntN(5) == 0 {
		return g.made[g.IntN(len(g.made))]
	}
	return g.object(depth - 1)
}

func (g *generator) primitive() any {
	numbers := []float64{
		0, math.Copysign(0, -1), math.NaN(), math.Inf(1), 0.5, smiMax, smiMax + 1, smiMin, smiMin - 1, 1e21, 5e-324,
	}
	switch g.IntN(10) {
	case 0:
		return nil
	case 1:
		return Undefined
	case 2:
		return g.IntN(2) == 0
	case 3:
		return numbers[g.IntN(len(numbers))]
	case 4:
		return g.IntN(2000) - 1000
	case 5:
		return int64(g.Uint64())
	case 6:
		n := new(big.Int).SetUint64(g.Uint64())
		n.Lsh(n, uint(g.IntN(200)))
		if g.IntN(2) == 0 {
			n.Neg(n)
		}
		return n
	}
	return g.text()
}

func (g *generator) text() string {
	runes := []rune{'a', '7', 0, 'é', 'ÿ', 'Ā', '你', '😀', surrogateMin, surrogateLow, surrogateMax, '\uFFFF'}
	var s []byte
	for range g.IntN(4) {
		s = appendWTF8(s, runes[g.IntN(len(runes))])
	}
	if g.IntN(200) == 0 {
		return string(s) + repeat("x", g.IntN(300))
	}
	return string(s)
}

func (g *generator) list(depth int) (list []any) {
	for range g.IntN(4) {
		list = append(list, g.value(depth))
	}
	return list
}

func (g *generator) props(depth int) []Property {
	var props []Property
	seen := map[string]bool{}
	for range g.IntN(4) {
		if key := g.text(); !seen[key] {
			seen[key] = true
			props = append(props, Property{Key: key, Value: g.value(depth)})
		}
	}
	slices.SortStableFunc(props, func(a, b Property) int {
		_, aIsIndex := parseIndex(a.Key)
		_, bIsIndex := parseIndex(b.Key)
		if aIsIndex || bIsIndex {
			return compareKeys(a.Key, b.Key)
		}
		return 0
	})
	return props
}

func (g *generator) keep(v any) { g.made = append(g.made, v) }

func (g *generator) object(depth int) any {
	switch g.IntN(12) {
	case 0:
		o := &Object{}
		g.keep(o)
		o.Props = g.props(depth)
		return o
	case 1:
		m := map[string]any{}
		g.keep(m)
		for _, p := range g.props(depth) {
			m[p.Key] = p.Value
		}
		return m
	case 2:
		return append(g.list(depth), Hole, g.value(depth))
	case 3:
		list := make([]any, 1+g.IntN(3))
		g.keep(list)
		for i := range list {
			list[i] = g.value(depth)
		}
		return list
	case 4:
		return &Array{Elems: append(g.list(depth), Hole), Extra: g.props(depth)}
	case 5:
		m := &Map{}
		g.keep(m)
		for range g.IntN(4) {
			m.Set(g.value(depth), g.value(depth))
		}
		return m
	case 6:
		s := &Set{}
		g.keep(s)
		for _, v := range g.list(depth) {
			s.Add(v)
		}
		return s
	case 7:
		e := &Error{Name: []string{"Error", "TypeError", "Own", ""}[g.IntN(4)], Message: g.text()}
		g.keep(e)
		e.Props = g.props(depth)
		return e
	case 8:
		return time.UnixMilli(int64(g.IntN(1e15)) - 5e14)
	}
	return g.leaf()
}

func (g *generator) leaf() any {
	var v any
	switch g.IntN(5) {
	case 0:
		v = &Date{Millis: math.NaN()}
	case 1:
		v = &RegExp{Source: "a" + g.text(), Flags: []string{"", "dgimsuy", "v"}[g.IntN(3)]}
	case 2:
		v = &Boxed{[]any{true, false, 1.5, "s", big.NewInt(-9)}[g.IntN(5)]}
	default:
		b := &ArrayBuffer{Bytes: make([]byte, 8*g.IntN(4)), Resizable: g.IntN(4) == 0}
		if b.Resizable {
			b.BytesMax = 100
		}
		kinds := "bBCwWdDhfFqQ?"
		kind := ViewKind(kinds[g.IntN(len(kinds))])
		whole := &View{Kind: kind, Buffer: b, Tracking: b.Resizable && g.IntN(2) == 0}
		if !whole.Tracking {
			whole.Length = len(b.Bytes)
		}
		v = []any{b, whole, NewView(kind, b.Bytes)}[g.IntN(3)]
	}
	g.keep(v)
	return v
}

// What is written can be read, and is written so again: from the tree exactly, from natural values with the same
// meaning.
func TestRandomValues(t *testing.T) {
	for s := range uint64(*seeds) {
		g := &generator{Rand: rand.New(rand.NewPCG(*seed+s, 0))}
		v := g.value(5)
		replay := []any{"go test ./durable/clone -run TestRandomValues -seeds 1 -seed %d", *seed + s}
		data, err := Marshal(v)
		require.NoError(t, err, replay...)
		tree, err := Decode(data)
		require.NoError(t, err, replay...)
		exact, err := Encode(tree)
		require.NoError(t, err, replay...)
		require.Equal(t, data, exact, replay...)
		fresh, err := Marshal(tree)
		require.NoError(t, err, replay...)
		require.Equal(t, data, fresh, replay...)

		var natural any
		require.NoError(t, Unmarshal(data, &natural), replay...)
		data, err = Marshal(natural)
		require.NoError(t, err, replay...)
		require.NoError(t, Unmarshal(data, &natural), replay...)
		again, err := Marshal(natural)
		require.NoError(t, err, replay...)
		require.Equal(t, data, again, replay...)
	}
}

type everything struct {
	I   int64
	I8  int8
	U   uint64
	U16 uint16
	F   float64
	F32 float32
	B   bool
	S   string
	P   *int32
	L   []float64
	LL  [][]int
	R   []byte
	A   [3]uint32
	M   map[string]int64
	MI  map[int16]string
	N   struct{ X, Y *string }
}

// Every typed value comes back as it was, nil and empty apart.
func TestTypedRoundTrips(t *testing.T) {
	same := func(v everything) bool {
		data, err := Marshal(v)
		require.NoError(t, err)
		var back everything
		require.NoError(t, Unmarshal(data, &back))
		return reflect.DeepEqual(v, back)
	}
	random := quickrand.New(quickrand.NewSource(int64(*seed)))
	require.NoError(t, quick.Check(same, &quick.Config{MaxCount: 300, Rand: random}))
}
