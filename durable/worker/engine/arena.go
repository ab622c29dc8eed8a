package engine

import (
	"runtime/debug"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/libquickjs"
)

// arena is the header of a VM's memory and lies at its start, so that a copy of the memory is a copy of the allocator.
// Blocks have an 8-byte header with their class. A freed block goes on the list of its class; the last block of the
// used range is given back to the range instead.
type arena struct {
	base, top, end uintptr
	used           int64   // bytes of live blocks
	soft           int64   // limit of used, 0: none
	counter        uintptr // address of the context's interrupt counter, 0 before there is one
	full           bool    // used crossed soft since the last collection
	refused        bool    // a block could not be served
	free           [blockClasses]uintptr
	errorMethods   lib.TJSClassExoticMethods
	result         [16]uint64    // where the engine writes results of one call
	text           [textMax]byte // strings and bytes on their way in
}

const (
	blockHeader  = 8
	smallStep    = 64
	smallMax     = 8192 // classes of smallStep up to here, then eight to a power of two
	smallClasses = smallMax / smallStep
	blockClasses = smallClasses + 8*22
	textMax      = 4096
)

// class returns the class of blocks of at least n bytes and their size.
func class(n uintptr) (index int, size uintptr) {
	if n <= smallMax {
		index = int((n+smallStep-1)/smallStep) - 1
		return index, uintptr(index+1) * smallStep
	}
	index, step := smallClasses, uintptr(smallMax/8)
	for size = smallMax; ; step *= 2 {
		for range 8 {
			size += step
			if n <= size {
				return index, size
			}
			index++
		}
	}
}

func newArena(addr, size uintptr) *arena {
	a := (*arena)(at(addr))
	head := (unsafe.Sizeof(arena{}) + 4095) &^ 4095
	a.base, a.top, a.end = addr, addr+head, addr+size
	return a
}

// at turns an address outside Go's heap into a pointer.
func at(addr uintptr) unsafe.Pointer { return unsafe.Add(nil, addr) }

func word(addr uintptr) *uintptr { return (*uintptr)(at(addr)) }

// alloc returns the address of n bytes, 0 where there is no room. Crossing the soft limit is served, but asks the engine
// for an interrupt, which ends the entry; only a block larger than the whole limit is refused.
func (a *arena) alloc(n uintptr) uintptr {
	if n > a.end-a.base || a.soft > 0 && n > uintptr(a.soft) {
		return a.refuse()
	}
	index, size := class(n + blockHeader)
	block := a.free[index]
	if block != 0 {
		a.free[index] = *word(block + blockHeader)
	} else {
		if size > a.end-a.top {
			return a.refuse()
		}
		block = a.top
		a.top += size
		*word(block) = uintptr(index)<<40 | size
	}
	a.account(int64(size))
	return block + blockHeader
}

func (a *arena) account(size int64) {
	a.used += size
	if a.soft > 0 && a.used > a.soft && size > 0 {
		a.overflow()
	}
}

// refuse serves nothing. The engine throws an error then, and trips in places: that must be a panic, not a crash.
func (a *arena) refuse() uintptr {
	debug.SetPanicOnFault(true)
	a.refused = true
	a.overflow()
	return 0
}

func (a *arena) overflow() {
	a.full = true
	if a.counter != 0 {
		*(*int32)(at(a.counter)) = 1
	}
}

func (a *arena) size(p uintptr) uintptr { return *word(p - blockHeader) & (1<<40 - 1) }

func (a *arena) release(p uintptr) {
	block := p - blockHeader
	size := a.size(p)
	a.used -= int64(size)
	if block+size == a.top {
		a.top = block
		return
	}
	index := *word(block) >> 40
	*word(p) = a.free[index]
	a.free[index] = block
}

// resize grows or shrinks a block, in place where it is the last one.
func (a *arena) resize(p, n uintptr) uintptr {
	old := a.size(p)
	if n+blockHeader <= old && (n+blockHeader)*2 > old {
		return p
	}
	block := p - blockHeader
	if block+old == a.top {
		index, size := class(n + blockHeader)
		if block+size <= a.end && (a.soft == 0 || n <= uintptr(a.soft)) {
			a.top = block + size
			*word(block) = uintptr(index)<<40 | size
			a.account(int64(size) - int64(old))
			return p
		}
	}
	q := a.alloc(n)
	if q == 0 {
		return 0
	}
	copy(memory(q, min(n, old-blockHeader)), memory(p, min(n, old-blockHeader)))
	a.release(p)
	return q
}

// memory is n bytes at an address outside Go's heap.
func memory(addr, n uintptr) []byte { return unsafe.Slice((*byte)(at(addr)), n) }

// The engine's allocator. The state holds the arena as opaque, and its counters drive the garbage collector.

func engineMalloc(_ *libc.TLS, state uintptr, size lib.Tsize_t) uintptr {
	s := (*lib.TJSMallocState)(at(state))
	p := (*arena)(at(s.Fopaque)).alloc(uintptr(size))
	if p != 0 {
		s.Fmalloc_count++
		s.Fmalloc_size += lib.Tsize_t(*word(p - blockHeader) & (1<<40 - 1))
	}
	return p
}

func engineFree(_ *libc.TLS, state, p uintptr) {
	if p == 0 {
		return
	}
	s := (*lib.TJSMallocState)(at(state))
	a := (*arena)(at(s.Fopaque))
	s.Fmalloc_count--
	s.Fmalloc_size -= lib.Tsize_t(a.size(p))
	a.release(p)
}

func engineRealloc(tls *libc.TLS, state, p uintptr, size lib.Tsize_t) uintptr {
	if p == 0 {
		if size == 0 {
			return 0
		}
		return engineMalloc(tls, state, size)
	}
	if size == 0 {
		engineFree(tls, state, p)
		return 0
	}
	s := (*lib.TJSMallocState)(at(state))
	a := (*arena)(at(s.Fopaque))
	old := a.size(p)
	q := a.resize(p, uintptr(size))
	if q != 0 {
		s.Fmalloc_size += lib.Tsize_t(a.size(q)) - lib.Tsize_t(old)
	}
	return q
}

func engineUsable(_ *libc.TLS, p uintptr) lib.Tsize_t {
	if p == 0 {
		return 0
	}
	return lib.Tsize_t(*word(p - blockHeader)&(1<<40-1)) - blockHeader
}
