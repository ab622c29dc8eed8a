package engine

import "unsafe"

// pointer returns what the engine calls a C function pointer: the data word of an interface that holds a Go function.
// The function must be a top-level one, which is static and outlives every snapshot.
func pointer(f any) uintptr {
	return (*[2]uintptr)(unsafe.Pointer(&f))[1]
}
