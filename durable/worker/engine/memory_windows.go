package engine

import (
	"fmt"

	"golang.org/x/sys/windows"
)

// reserve returns the address of size bytes of zeroed memory outside Go's heap.
func reserve(size uintptr) (uintptr, error) {
	p, err := windows.VirtualAlloc(0, size, windows.MEM_RESERVE|windows.MEM_COMMIT, windows.PAGE_READWRITE)
	if err != nil {
		return 0, fmt.Errorf("reserve %d bytes: %w", size, err)
	}
	return p, nil
}

// release returns memory of reserve to the system.
func release(addr, _ uintptr) error {
	return windows.VirtualFree(addr, 0, windows.MEM_RELEASE)
}

// discard leaves the pages to the system's own paging.
func discard(_, _ uintptr) {}
