package engine

import (
	lib "modernc.org/libquickjs"
)

// Strings are the elements of argument n, an array, as ToString gives them: nil for what is no object.
func (c *Call) Strings(n int) []string {
	vm, v := c.vm, c.arg(n)
	if vm.kind(v) != KindObject {
		return nil
	}
	var list []string
	for k := uint32(0); ; k++ {
		atom := lib.XJS_NewAtomUInt32(vm.tls, vm.ctx, k)
		has := lib.XJS_HasProperty(vm.tls, vm.ctx, v, atom)
		lib.XJS_FreeAtom(vm.tls, vm.ctx, atom)
		if has <= 0 {
			c.threw = c.threw || has < 0
			return list
		}
		e := lib.XJS_GetPropertyUint32(vm.tls, vm.ctx, v, k)
		s, ok := vm.stringOf(e)
		vm.free(e)
		if !ok {
			c.threw = true
			return list
		}
		list = append(list, s)
	}
}

// Objects is how many elements of argument n, an array of the prelude's, are objects.
func (c *Call) Objects(n int) (count int) {
	vm, v := c.vm, c.arg(n)
	if !isObject(v) {
		return 0
	}
	length := lib.XJS_GetPropertyInternal(vm.tls, vm.ctx, v, lib.EJS_ATOM_length, v, 0)
	for k := range int32(uint32(length.Fu.Fuint641)) {
		e := lib.XJS_GetPropertyUint32(vm.tls, vm.ctx, v, uint32(k))
		if isObject(e) {
			count++
		}
		vm.free(e)
	}
	return count
}

// Clones are the structured clones of the elements of argument n, an array of the prelude's. false: an exception is being
// thrown, return at once.
func (c *Call) Clones(n int, m Mode) ([][]byte, bool) {
	vm, v := c.vm, c.arg(n)
	if !isObject(v) {
		return nil, true
	}
	length := lib.XJS_GetPropertyInternal(vm.tls, vm.ctx, v, lib.EJS_ATOM_length, v, 0)
	list := make([][]byte, 0, int32(uint32(length.Fu.Fuint641)))
	for k := range cap(list) {
		e := lib.XJS_GetPropertyUint32(vm.tls, vm.ctx, v, uint32(k))
		data, ok := vm.encode(e, m)
		vm.free(e)
		if !ok {
			c.threw = true
			return nil, false
		}
		list = append(list, data)
	}
	return list, true
}
