package clone_test

import (
	"fmt"

	"dolab/durable/clone"
)

// Decode keeps what Unmarshal into an any makes plain: the order of properties, holes, sets, views.
func ExampleDecode() {
	tags := &clone.Set{}
	tags.Add("new")
	tags.Add("new")
	data, err := clone.Encode(&clone.Object{Props: []clone.Property{
		{Key: "z", Value: tags},
		{Key: "list", Value: &clone.Array{Elems: []any{1.0, clone.Hole}}},
		{Key: "sparse", Value: &clone.SparseArray{Length: 3, Props: []clone.Property{{Key: "1", Value: true}}}},
		{Key: "bytes", Value: clone.NewView(clone.Uint16Array, []byte{1, 0, 0, 1})},
		{Key: "slice", Value: clone.TwoByte("text")},
	}})
	if err != nil {
		panic(err)
	}
	v, err := clone.Decode(data)
	if err != nil {
		panic(err)
	}
	for _, p := range v.(*clone.Object).Props {
		switch x := p.Value.(type) {
		case *clone.Set:
			fmt.Println(p.Key, len(x.Values), x.Has("new"))
		case *clone.Array:
			fmt.Println(p.Key, len(x.Elems), x.Elems[1] == clone.Hole)
		case *clone.SparseArray:
			fmt.Println(p.Key, x.Length, x.At(0) == clone.Hole, x.At(1))
		case *clone.View:
			fmt.Println(p.Key, x.Len(), x.At(0), x.At(1))
		case clone.TwoByte:
			fmt.Println(p.Key, x)
		}
	}
	// Output:
	// z 1 true
	// list 2 true
	// sparse 3 true true
	// bytes 2 1 256
	// slice text
}
