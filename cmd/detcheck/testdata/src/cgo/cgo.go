// Package cgo calls C.
package cgo

// static int twice(int n) { return 2*n; }
// static void fill(void *p) {}
import "C"

import (
	"time"
	"unsafe"
)

func both(n int) int {
	C.fill(unsafe.Pointer(&n))
	time.Sleep(1) // want `time.Sleep waits`
	time.Sleep(1) //detcheck:allow clock the example needs it
	//detcheck:allow clock the example needs it
	time.Sleep(time.Duration(C.twice(C.int(n))))
	return int(C.twice(C.int(n)))
}
