package engine

import (
	lib "modernc.org/libquickjs"
)

// dense reads an array that was written element by element.
func (d *wireReader) dense() (jsValue, bool) {
	length, ok := d.varint()
	if !ok {
		return exception(), false
	}
	if uint64(length) > uint64(d.elements) {
		return exception(), d.wrong()
	}
	d.elements -= int(length)
	v := lib.XJS_NewArray(d.tls, d.ctx)
	if failed(v) {
		return v, false
	}
	d.add(v)
	if !d.fill(v, length) {
		return d.drop(v)
	}
	n, ok := d.properties(v, wireDenseEnd, 1<<32-1, nil)
	if !ok || !d.count(n) || !d.count(int(length)) {
		return d.drop(v)
	}
	return v, true
}

// fill reads the elements into the array's own block, up to the first hole, and the others as properties.
func (d *wireReader) fill(v jsValue, length uint32) bool {
	if length == 0 {
		return true
	}
	a := arrayOf(address(v))
	block := lib.Xjs_malloc(d.tls, d.ctx, lib.Tsize_t(length)*lib.Tsize_t(valueSize))
	if block == 0 {
		return false
	}
	a.values, a.size = block, length
	i := uint32(0)
	for ; i < length && !d.is(wireHole); i++ {
		e, ok := d.value()
		if !ok {
			return false
		}
		// A class's own method may have seen the array, which no message of ours lets it do. Then it is no longer ours.
		if !isFast(address(v)) || a.count != i || a.size <= i {
			d.free(e)
			return d.wrong()
		}
		*a.element(i) = e
		a.count++
		propertyAt(address(v), 0).Fu.Fvalue = integer(int32(a.count))
	}
	propertyAt(address(v), 0).Fu.Fvalue = number(float64(length))
	for i++; i < length; i++ {
		if d.is(wireHole) {
			continue
		}
		e, ok := d.value()
		if !ok {
			return false
		}
		if lib.XJS_DefinePropertyValueUint32(d.tls, d.ctx, v, i, e, lib.MJS_PROP_C_W_E) <= 0 {
			return d.wrong()
		}
	}
	return true
}

// sparse reads an array that was written as index and value.
func (d *wireReader) sparse() (jsValue, bool) {
	length, ok := d.varint()
	if !ok {
		return exception(), false
	}
	v := lib.XJS_NewArray(d.tls, d.ctx)
	if failed(v) {
		return v, false
	}
	d.add(v)
	propertyAt(address(v), 0).Fu.Fvalue = number(float64(length))
	n, ok := d.properties(v, wireSparseEnd, length, nil)
	if !ok || !d.count(n) || !d.count(int(length)) {
		return d.drop(v)
	}
	return v, true
}
