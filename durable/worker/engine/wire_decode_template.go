package engine

import (
	"bytes"
	"math"
	"unsafe"

	lib "modernc.org/libquickjs"
)

// wireTemplate is what the reader has learned of objects that begin with a certain key: the keys that followed, and the
// engine's shape of such an object. Later objects get the shape at once, so that they share it and no name is looked
// up. An object that turns out to be different loses the properties that it does not have.
type wireTemplate struct {
	object uintptr // The object that the shape was learned from. The reader holds it.
	shape  uintptr
	hash   uint32
	keys   [][]byte // As they stand in the message.
	hits   int
	misses int
}

// templateSlots is how many templates a message can have. It has none before so many objects.
const (
	templateSlots   = 32
	templateObjects = 4
)

// template is the place for objects with the key that comes next; nil where no short key comes next.
func (d *wireReader) template() *wireTemplate {
	d.skipPadding()
	rest := d.data[d.pos:]
	if len(d.objects) < templateObjects || len(rest) < 2 || rest[0] != wireLatin1 || rest[1] >= 0x80 || len(rest) < int(rest[1])+2 {
		return nil
	}
	hash := uint32(0)
	for _, c := range rest[1 : rest[1]+2] {
		hash = hash*31 + uint32(c)
	}
	if d.templates == nil {
		d.templates = make([]wireTemplate, templateSlots)
		if d.empty = lib.XJS_NewObject(d.tls, d.ctx); failed(d.empty) {
			d.free(lib.XJS_GetException(d.tls, d.ctx))
		}
	}
	return &d.templates[hash%templateSlots]
}

// learn keeps the keys and the shape of an object that has been read.
func (t *wireTemplate) learn(p uintptr, keys [][]byte) {
	shape := objectAt(p).Fshape
	if s := (*lib.TJSShape)(at(shape)); s.Fis_hashed != 0 && plainShape(s, len(keys)) {
		t.object, t.shape, t.hash, t.keys = p, shape, s.Fhash, keys
	}
}

func plainShape(s *lib.TJSShape, properties int) bool {
	return s.Fdeleted_prop_count == 0 && int(s.Fprop_count) == properties
}

// usable reports whether the template is worth trying, and its object still has the shape.
func (t *wireTemplate) usable() bool {
	if t.shape == 0 || t.misses > 8 && t.misses > t.hits {
		return false
	}
	s := (*lib.TJSShape)(at(t.shape))
	return objectAt(t.object).Fshape == t.shape && s.Fis_hashed != 0 && s.Fhash == t.hash && plainShape(s, len(t.keys))
}

// adopt gives a new, empty object the template's shape, all its properties undefined.
func (d *wireReader) adopt(p uintptr, t *wireTemplate) bool {
	o, s := objectAt(p), (*lib.TJSShape)(at(t.shape))
	if *refs(o.Fshape) == 1 || s.Fproto != protoOf(p) {
		return false
	}
	props := lib.Xjs_realloc(d.tls, d.ctx, o.Fprop, lib.Tsize_t(s.Fprop_size)*lib.Tsize_t(unsafe.Sizeof(lib.TJSProperty{})))
	if props == 0 {
		d.free(lib.XJS_GetException(d.tls, d.ctx))
		return false
	}
	*refs(o.Fshape)--
	*refs(t.shape)++
	o.Fshape, o.Fprop = t.shape, props
	for i := range t.keys {
		propertyAt(p, i).Fu.Fvalue = undefined()
	}
	return true
}

// follow reads properties as long as their keys are the template's. The object then has these properties only.
func (d *wireReader) follow(v jsValue, t *wireTemplate) (n int, ok bool) {
	p := address(v)
	if !bytes.HasPrefix(d.data[d.pos:], t.keys[0]) || !d.adopt(p, t) {
		return 0, true
	}
	for _, key := range t.keys {
		if d.skipPadding(); !bytes.HasPrefix(d.data[d.pos:], key) {
			break
		}
		d.pos += len(key)
		value, ok := d.value()
		if !ok {
			return n, false
		}
		if objectAt(p).Fshape != t.shape { // A class's own method has got hold of the object, and changed it.
			d.free(value)
			return n, d.wrong()
		}
		propertyAt(p, n).Fu.Fvalue = value
		n++
	}
	if n == len(t.keys) {
		t.hits++
		return n, true
	}
	t.misses++
	names := shapeProperties(t.shape)
	for i := len(names) - 1; i >= n; i-- {
		if lib.XJS_DeleteProperty(d.tls, d.ctx, v, names[i].Fatom, 0) <= 0 {
			return n, d.wrong()
		}
	}
	return n, true
}

func (d *wireReader) object() (jsValue, bool) {
	v := lib.XJS_NewObject(d.tls, d.ctx)
	if failed(v) {
		return v, false
	}
	d.add(v)
	n, ok := 0, true
	t := d.template()
	if t != nil && t.usable() {
		n, ok = d.follow(v, t)
	}
	var keys *[][]byte
	if t != nil && t.shape == 0 {
		keys = new([][]byte)
	}
	if ok {
		var rest int
		rest, ok = d.properties(v, wireObjectEnd, math.MaxUint32, keys)
		n += rest
	}
	if !ok || !d.count(n) {
		return d.drop(v)
	}
	if keys != nil && t.shape == 0 && n > 0 {
		t.learn(address(v), *keys)
	}
	return v, true
}
