//detcheck:file sync VMs of several worlds may run side by side; only their creation shares this table

package engine

import (
	"sync"
	"sync/atomic"

	lib "modernc.org/libquickjs"
)

// The engine calls static Go functions, which find their VM by its index in this table: the index is all that the
// runtime keeps of Go. Only creation and closing change the table, and neither index nor table shows in a script.
var (
	tableLock sync.Mutex
	table     atomic.Pointer[[]*VM]
)

func register(vm *VM) int {
	tableLock.Lock()
	defer tableLock.Unlock()
	var old []*VM
	if p := table.Load(); p != nil {
		old = *p
	}
	next := append([]*VM(nil), old...)
	for i, slot := range next {
		if slot == nil {
			next[i] = vm
			table.Store(&next)
			return i
		}
	}
	next = append(next, vm)
	table.Store(&next)
	return len(next) - 1
}

func unregister(index int) {
	tableLock.Lock()
	defer tableLock.Unlock()
	next := append([]*VM(nil), *table.Load()...)
	next[index] = nil
	table.Store(&next)
}

func ofRuntime(rt uintptr) *VM {
	return (*table.Load())[(*lib.TJSRuntime)(at(rt)).Fuser_opaque]
}

func ofContext(ctx uintptr) *VM { return ofRuntime((*lib.TJSContext)(at(ctx)).Frt) }
