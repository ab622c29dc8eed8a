//go:build unix

package engine

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"
)

// reserve returns the address of size bytes of zeroed memory outside Go's heap. The system commits a page when it is
// first touched.
func reserve(size uintptr) (uintptr, error) {
	p, err := unix.MmapPtr(-1, 0, nil, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON|noReserve)
	if err != nil {
		return 0, fmt.Errorf("reserve %d bytes: %w", size, err)
	}
	return uintptr(p), nil //detcheck:allow pointer no script and no world sees an address
}

// release returns memory of reserve to the system.
func release(addr, size uintptr) error {
	return unix.MunmapPtr(unsafe.Add(nil, addr), size)
}

// discard gives the pages of a range back to the system. They read as zero, or as before, when they are used again.
func discard(addr, size uintptr) { _ = unix.Madvise(memory(addr, size), unix.MADV_DONTNEED) }
