package engine

import (
	"bytes"
	"errors"

	lib "modernc.org/libquickjs"
)

// Snapshot is a copy of a VM's whole state. It stays valid until the VM is closed, however often it is restored.
type Snapshot struct {
	vm       *VM
	heap     []byte
	host     jsValue
	loading  jsValue
	entry    Entry
	rejected rejections
	async    asyncContext
}

// Size is the number of bytes that Restore copies.
func (s *Snapshot) Size() int { return len(s.heap) }

// Snapshot copies the VM's state. A VM that ended with ErrMemory has none.
func (vm *VM) Snapshot() (*Snapshot, error) {
	vm.idle("Snapshot")
	if vm.broken != nil {
		return nil, vm.broken
	}
	a := vm.arena
	return &Snapshot{
		vm: vm, heap: append([]byte(nil), memory(a.base, a.top-a.base)...), host: vm.host, loading: vm.loading,
		entry: vm.entry, rejected: vm.rejected.copy(), async: vm.async.copy(),
	}, nil
}

// Restore sets the VM back to the snapshot: heap, jobs, globals, seed, time and limits.
func (vm *VM) Restore(s *Snapshot) error {
	vm.idle("Restore")
	switch {
	case s.vm != vm:
		return errors.New("engine: the snapshot belongs to another VM")
	case vm.arena == nil:
		return errClosed
	}
	if end := vm.arena.base + uintptr(len(s.heap)); vm.arena.top > end+slackMax {
		from := (end + slackMax) &^ (pageMax - 1)
		discard(from, (vm.arena.top-from)&^(pageMax-1))
	}
	restore(memory(vm.arena.base, uintptr(len(s.heap))), s.heap)
	vm.host, vm.loading = s.host, s.loading
	vm.entry, vm.rejected = s.entry, s.rejected.copy()
	vm.async = s.async.copy()
	vm.rawText, vm.rawObject, vm.barrier, vm.cutAt, vm.headOf = "", 0, nil, 0, undefined()
	vm.broken, vm.stop = nil, nil
	vm.depth, vm.ticks = 0, 0
	return nil
}

const (
	slackMax = 16 << 20 // memory that a VM keeps beyond its snapshot
	pageMax  = 64 << 10 // no system has larger pages
)

// restorePage is how much of the memory is compared at once. A world changes few pages, and to compare one takes less
// than to write it.
const restorePage = 4096

// restore makes memory equal to a copy of it.
func restore(to, from []byte) {
	for len(from) > 0 {
		n := min(restorePage, len(from))
		if !bytes.Equal(to[:n], from[:n]) {
			copy(to, from[:n])
		}
		to, from = to[n:], from[n:]
	}
}

// Seed sets the state of Math.random.
func (vm *VM) Seed(seed uint64) {
	// splitmix64: neighbouring seeds give unlike states, and xorshift must not start at zero.
	seed += 0x9e3779b97f4a7c15
	seed = (seed ^ seed>>30) * 0xbf58476d1ce4e5b9
	seed = (seed ^ seed>>27) * 0x94d049bb133111eb
	(*lib.TJSContext)(at(vm.ctx)).Frandom_state = lib.Tuint64_t(seed ^ seed>>31 | 1)
}
