package engine

import (
	"unsafe"

	lib "modernc.org/libquickjs"
)

// variable reads a variable of the running function by its name: its own, an argument, or one that it closes over.
// What it returns is borrowed. It serves texts of errors only: where a name is declared more than once, the last
// declaration that has a value is taken.
func (vm *VM) variable(f *lib.TJSStackFrame, name string) (v jsValue, found bool) {
	if f == nil || name == "" {
		return undefined(), false
	}
	b := bytecodeOf(f.Fcur_func)
	if b == nil {
		return undefined(), false
	}
	atom := vm.atom(name)
	defer lib.XJS_FreeAtom(vm.tls, vm.ctx, atom)
	args, locals := int(b.Farg_count), int(b.Fvar_count)
	if b.Fvardefs == 0 { // There are none, or the code was stripped of their names.
		args, locals = 0, 0
	}
	for i := args + locals - 1; i >= 0; i-- {
		d := (*lib.TJSBytecodeVarDef)(at(b.Fvardefs + uintptr(i)*unsafe.Sizeof(lib.TJSBytecodeVarDef{})))
		if d.Fvar_name != atom {
			continue
		}
		buf, k := f.Fvar_buf, i-args
		if i < args {
			buf, k = f.Farg_buf, i
		}
		if v = *(*jsValue)(at(buf + uintptr(k)*uintptr(valueSize))); int32(v.Ftag) != lib.EJS_TAG_UNINITIALIZED {
			return v, true
		}
	}
	refs := *word(address(f.Fcur_func) + objectData + unsafe.Sizeof(uintptr(0)))
	for i := range int(b.Fclosure_var_count) {
		c := (*lib.TJSClosureVar)(at(b.Fclosure_var + uintptr(i)*unsafe.Sizeof(lib.TJSClosureVar{})))
		if c.Fvar_name != atom || refs == 0 {
			continue
		}
		ref := *word(refs + uintptr(i)*unsafe.Sizeof(refs))
		if ref == 0 {
			continue
		}
		value := (*lib.TJSVarRef)(at(ref)).Fpvalue
		if v = *(*jsValue)(at(value)); int32(v.Ftag) != lib.EJS_TAG_UNINITIALIZED {
			return v, true
		}
	}
	return undefined(), false
}
