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
