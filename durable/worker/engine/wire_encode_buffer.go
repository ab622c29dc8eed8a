package engine

import (
	"unsafe"

	lib "modernc.org/libquickjs"
)

const (
	offsetRecords = unsafe.Offsetof(lib.TJSMapState{}.Frecords)
	offsetLink    = unsafe.Offsetof(lib.TJSMapRecord{}.Flink)
)

func bufferOf(p uintptr) *lib.TJSArrayBuffer { return (*lib.TJSArrayBuffer)(at(dataOf(p))) }

func viewOf(p uintptr) *lib.TJSTypedArray { return (*lib.TJSTypedArray)(at(dataOf(p))) }

// buffer writes an ArrayBuffer.
func (w *wireWriter) buffer(p uintptr) bool {
	b := bufferOf(p)
	if b.Fdetached != 0 {
		return w.throwClone(detachedText)
	}
	if b.Fmax_byte_length < 0 {
		w.tag(wireBuffer)
		w.varint(uint64(b.Fbyte_length))
	} else {
		w.tag(wireResizable)
		w.varint(uint64(b.Fbyte_length))
		w.varint(uint64(b.Fmax_byte_length))
	}
	if b.Fbyte_length > 0 {
		w.buf = append(w.buf, memory(b.Fdata, uintptr(b.Fbyte_length))...)
	}
	return true
}

// viewKinds are the letters of views and the sizes of their elements, in the order of the engine's classes.
var viewKinds = [...]struct {
	letter byte
	size   uint32
}{
	{'C', 1},
	{'b', 1},
	{'B', 1},
	{'w', 2},
	{'W', 2},
	{'d', 4},
	{'D', 4},
	{'q', 8},
	{'Q', 8},
	{'h', 2},
	{'f', 4},
	{'F', 8},
	{'?', 1},
}

// The flags of a view.
const (
	viewTracking  = 1 << 0 // It ends where its buffer ends.
	viewResizable = 1 << 1 // Its buffer can change its size.
)

// view writes a typed array or a DataView. Its buffer has been written.
func (w *wireWriter) view(v jsValue, p uintptr, class uint16) bool {
	view := viewOf(p)
	buffer := bufferOf(view.Fbuffer)
	length, flags := view.Flength, uint64(0)
	if buffer.Fmax_byte_length >= 0 {
		flags |= viewResizable
	}
	if view.Ftrack_rab != 0 {
		length = 0
		flags |= viewTracking
	}
	if uint64(view.Foffset)+uint64(length) > uint64(buffer.Fbyte_length) {
		return w.refuse(v)
	}
	w.tag(wireView)
	w.tag(viewKinds[class-lib.EJS_CLASS_UINT8C_ARRAY].letter)
	w.varint(uint64(view.Foffset))
	w.varint(uint64(length))
	w.varint(flags)
	return true
}
