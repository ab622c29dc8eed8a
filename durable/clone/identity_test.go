package clone

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

type node struct {
	Name  string           `clone:"name"`
	Next  *node            `clone:"next"`
	Peers []*node          `clone:"peers"`
	By    map[string]*node `clone:"by"`
}

func reread[T any](t *testing.T, v T) T {
	data, err := Marshal(v)
	require.NoError(t, err)
	tree, err := Decode(data)
	require.NoError(t, err)
	again, err := Encode(tree)
	require.NoError(t, err)
	require.Equal(t, data, again)
	var back T
	require.NoError(t, Unmarshal(data, &back))
	return back
}

func TestSharedStaysShared(t *testing.T) {
	n := &node{Name: "a"}
	n.Next, n.Peers, n.By = n, []*node{n, {Name: "b"}}, map[string]*node{"a": n}
	back := reread(t, n)
	require.Equal(t, "a", back.Name)
	require.Same(t, back, back.Next)
	require.Same(t, back, back.Peers[0])
	require.Same(t, back, back.By["a"])
	require.Equal(t, "b", back.Peers[1].Name)

	m := map[string]any{}
	m["self"] = m
	list := []any{m, nil}
	list[1] = list
	again := reread(t, list)
	again[0].(map[string]any)["mark"] = true
	require.Equal(t, true, again[0].(map[string]any)["self"].(map[string]any)["mark"])
	again[1].([]any)[0] = "mark"
	require.Equal(t, "mark", again[0])

	set, buffer := &Set{}, &ArrayBuffer{Bytes: []byte{1, 2, 3, 4}}
	set.Values = []any{set, buffer, &View{Kind: Uint8Array, Buffer: buffer, Length: 4}}
	set2 := reread[any](t, set).(*Set)
	require.Same(t, set2, set2.Values[0])
	require.Same(t, set2.Values[1], set2.Values[2].(*View).Buffer)
	typed := reread(t, set)
	require.Same(t, typed, typed.Values[0])

	e := &Error{Name: "Error", Message: "m"}
	e.Props = []Property{{Key: "cause", Value: e}, {Key: "more", Value: []any{e}}}
	e2 := reread[any](t, e).(*Error)
	require.Same(t, e2, e2.Props[0].Value)

	b := []byte{1, 2, 3}
	bs := reread(t, [][]byte{b, b, b[:2], nil, {}, {}})
	bs[0][0] = 9
	require.Equal(t, [][]byte{{9, 2, 3}, {9, 2, 3}, {1, 2}, nil, {}, {}}, bs)
}

// Things that are equal, or share an address without being the same, are written apart.
func TestNotShared(t *testing.T) {
	type first struct{ A *node }
	type none struct{}
	tests := map[string]any{
		"equal structs":      []node{{Name: "x"}, {Name: "x"}},
		"equal times":        []time.Time{{}, {}},
		"empty slices":       [][]any{{}, {}},
		"pointers to none":   []*none{{}, {}},
		"slices of none":     [][]none{make([]none, 2), make([]none, 2)},
		"slices of one list": func() any { l := []int{1, 2}; return [][]int{l[:1], l} }(),
		"struct and field": func() any {
			f := &struct{ First first }{}
			return []any{f, &f.First}
		}(),
		"pointers to numbers": func() any { n := 5; return []*int{&n, &n} }(),
	}
	for name, v := range tests {
		t.Run(name, func(t *testing.T) {
			data, err := Marshal(v)
			require.NoError(t, err)
			d, err := read(data)
			require.NoError(t, err)
			_, err = d.message()
			require.NoError(t, err)
			require.False(t, d.shared)
		})
	}
}

// The numbers of objects hold when there are more than are looked for one by one.
func TestManyShared(t *testing.T) {
	var list []any
	for i := range 10 * fewMax {
		n := &node{Name: formatIndex(uint32(i))}
		list = append(list, n, time.UnixMilli(int64(i)), []byte{byte(i)}, n)
	}
	data, err := Marshal(append(list, list...))
	require.NoError(t, err)
	var back []any
	require.NoError(t, Unmarshal(data, &back))
	for i := range list {
		require.Equal(t, back[i], back[i+len(list)])
		if i%4 == 3 {
			require.Equal(t, formatIndex(uint32(i/4)), back[i].(map[string]any)["name"])
			back[i].(map[string]any)["name"] = "mark"
			require.Equal(t, "mark", back[i-3].(map[string]any)["name"])
			require.Equal(t, "mark", back[i+len(list)].(map[string]any)["name"])
		}
	}
}

// deep is a list in a list in a list.
func deep(levels int) any {
	var v any = "bottom"
	for range levels {
		v = []any{v}
	}
	return v
}

func TestDepth(t *testing.T) {
	for _, levels := range []int{1000, depthMax} {
		data, err := Marshal(deep(levels))
		require.NoError(t, err)
		var v any
		require.NoError(t, Unmarshal(data, &v))
		require.Equal(t, deep(levels), v)
	}
	_, err := Marshal(deep(depthMax + 1))
	require.ErrorIs(t, err, ErrTooDeep)
	_, err = Decode([]byte("\xff\x0f" + repeat("A\x01", depthMax+1)))
	require.ErrorIs(t, err, ErrTooDeep)

	// Each object refers to the one before: the message is flat, what is read of it is not.
	var links []any
	for i := range depthMax + 1 {
		o := &Object{Props: []Property{{Key: "next"}}}
		if i > 0 {
			o.Props[0].Value = links[i-1]
		}
		links = append(links, o)
	}
	data, err := Marshal(&Object{Props: []Property{{"list", links, false}, {"last", links[depthMax], false}}})
	require.NoError(t, err)
	var last struct {
		Last *node `clone:"last"`
	}
	require.ErrorIs(t, Unmarshal(data, &last), ErrTooDeep)
	var all any
	require.NoError(t, Unmarshal(data, &all))

	type ring *ring
	var r ring
	require.ErrorIs(t, Unmarshal([]byte("I\x02"), &r), ErrTooDeep)
	r = &r
	_, err = Marshal(r)
	require.ErrorIs(t, err, ErrTooDeep)
	var x any
	x = &x
	_, err = Marshal(x)
	require.ErrorIs(t, err, ErrTooDeep)

	var chain *node
	for range depthMax {
		chain = &node{Next: chain}
	}
	data, err = Marshal(chain)
	require.NoError(t, err)
	require.NoError(t, Unmarshal(data, &chain))
}

func repeat(s string, n int) (out string) {
	b := make([]byte, 0, n*len(s))
	for range n {
		b = append(b, s...)
	}
	return string(b)
}
