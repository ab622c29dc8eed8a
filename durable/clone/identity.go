package clone

import (
	"reflect"
	"unsafe"
)

// fewMax is how many objects are looked for one by one before a map pays.
const fewMax = 8

// ref is what makes a Go value the same object as another: its address, its length (two slices of one array differ in
// it), its type (a struct and its first field share an address).
type ref struct {
	at     unsafe.Pointer
	length int
	typ    reflect.Type
}

// identity numbers the objects of a message in the order they are written.
type identity struct {
	next  uint32
	few   [fewMax]known
	count int // of few
	many  map[ref]uint32
}

type known struct {
	ref
	id uint32
}

// skip counts an object that nothing else can refer to.
func (n *identity) skip() { n.next++ }

// find gives the number of an object that has been written, or is being written.
func (n *identity) find(r ref) (id uint32, found bool) {
	if n.many != nil {
		id, found = n.many[r]
		return id, found
	}
	for i := range n.count {
		if n.few[i].ref == r {
			return n.few[i].id, true
		}
	}
	return 0, false
}

// add numbers an object.
func (n *identity) add(r ref) {
	id := n.next
	n.next++
	if n.many == nil && n.count < fewMax {
		n.few[n.count] = known{r, id}
		n.count++
		return
	}
	if n.many == nil {
		n.many = make(map[ref]uint32, 4*fewMax)
		for _, k := range n.few {
			n.many[k.ref] = k.id
		}
	}
	n.many[r] = id
}
