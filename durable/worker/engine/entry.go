package engine

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/libquickjs"
)

// How an entry ends that no script can catch.
var (
	ErrAborted = errors.New("engine: aborted")
	ErrTicks   = errors.New("engine: the entry used up its ticks")
	ErrMemory  = errors.New("engine: the memory limit is exceeded")
)

// Entry says what the next entry may use and what time it is. Zero limits are those of Options, or none for Ticks.
type Entry struct {
	Now   float64 // milliseconds since the epoch, until the next Set
	Clock float64 // milliseconds that the clock advances by with each tick; 0: it stands still
	Ticks int64   // a tick is 10,000 loops or calls of script code
	Bytes int64   // live memory of the whole VM
	Depth int     // frames
}

const pollsPerTick = lib.MJS_INTERRUPT_COUNTER_INIT

// Set prepares the next entry and starts the count of Used.
func (vm *VM) Set(o Entry) {
	vm.entry = o
	vm.ticks = 0
	*vm.counter() = pollsPerTick
	vm.arena.soft = vm.options.SoftMemory
	if o.Bytes > 0 {
		vm.arena.soft = o.Bytes
	}
	depth := vm.options.Stack
	if o.Depth > 0 {
		depth = min(o.Depth, stackMax)
	}
	lib.XJS_SetMaxStackSize(vm.tls, vm.rt, lib.Tsize_t(depth))
}

// Now is the time of the entry that runs, in milliseconds since the epoch.
func (vm *VM) Now() float64 { return vm.entry.Now + float64(vm.ticks)*vm.entry.Clock }

func (vm *VM) counter() *int32 { return (*int32)(at(vm.arena.counter)) }

// Used returns the ticks since Set and the bytes of live memory. Both depend only on what the scripts did.
func (vm *VM) Used() (ticks, bytes int64) { return vm.ticks, vm.arena.used }

// interrupt is called every 10,000 polls, and as soon as the allocator crossed its limit.
func interrupt(_ *libc.TLS, rt, _ uintptr) int32 {
	vm := ofRuntime(rt)
	switch {
	case vm.stop != nil:
	case vm.arena.full && !vm.collect():
		vm.stop = ErrMemory
	default:
		vm.ticks++
		if vm.entry.Ticks > 0 && vm.ticks > vm.entry.Ticks {
			vm.stop = ErrTicks
		}
	}
	if vm.stop != nil {
		return 1
	}
	return 0
}

// collect frees cycles and says whether the memory is below its limit again.
func (vm *VM) collect() bool {
	if vm.arena.refused {
		return false
	}
	lib.XJS_RunGC(vm.tls, vm.rt)
	vm.arena.full = vm.arena.used > vm.arena.soft
	return !vm.arena.full
}

// Abort ends the running entry: when the calling native returns, no catch, finally, generator or handler runs, and
// Enter or Drain returns ErrAborted.
func (vm *VM) Abort() {
	if vm.depth == 0 {
		panic("engine: Abort outside a native")
	}
	if vm.stop == nil {
		vm.stop = ErrAborted
	}
}

// uncatchable throws what no script can catch.
func (vm *VM) uncatchable() jsValue {
	lib.XJS_Throw(vm.tls, vm.ctx, null())
	lib.XJS_SetUncatchableException(vm.tls, vm.ctx, 1)
	return exception()
}

// run calls f with the engine on the stack. What f leaves pending is the error.
func (vm *VM) run(operation string, f func() bool) (err error) {
	vm.idle(operation)
	if vm.broken != nil {
		return vm.broken
	}
	vm.running, vm.stop, vm.limitText = true, nil, ""
	vm.clearContext()
	finished := false
	defer func() {
		vm.running = false
		if vm.arena.refused {
			debug.SetPanicOnFault(false)
		}
		if finished {
			return
		}
		vm.depth = 0
		vm.broken = fmt.Errorf("engine: a native panicked in %s", operation)
		if !vm.arena.refused {
			return
		}
		// The engine may trip over memory that it did not get. A panic of a native's own goes on.
		v := recover()
		if _, fault := v.(runtime.Error); !fault && v != nil {
			panic(v)
		}
		vm.broken, err = ErrMemory, ErrMemory
	}()
	ok := f()
	if !ok {
		err = vm.taken()
	}
	if vm.stop == nil && vm.arena.full && !vm.collect() {
		vm.stop = ErrMemory
	}
	if vm.stop != nil {
		err = vm.limited()
	}
	if errors.Is(err, ErrMemory) {
		vm.broken = ErrMemory
	}
	finished = true
	return err
}

// Enter calls the function that the prelude assigned to host.enter. A thrown value is an *Exception. The jobs that the
// call left run in Drain.
func (vm *VM) Enter(args ...Value) error {
	return vm.run("Enter", func() bool {
		f := lib.XJS_GetPropertyInternal(vm.tls, vm.ctx, vm.host, vm.enterAtom, vm.host, 0)
		if failed(f) {
			return false
		}
		defer vm.free(f)
		return vm.apply(f, vm.host, args)
	})
}

// apply calls f and forgets what it returns.
func (vm *VM) apply(f, this jsValue, args []Value) bool {
	list, addr := vm.room(len(args))
	defer vm.tls.Free(len(args) * valueSize)
	for i, a := range args {
		list[i] = vm.value(a)
		if failed(list[i]) {
			vm.freeAll(list[:i])
			return false
		}
	}
	out := lib.XJS_Call(vm.tls, vm.ctx, f, this, int32(len(args)), addr)
	vm.freeAll(list)
	vm.free(out)
	return !failed(out)
}

const valueSize = int(unsafe.Sizeof(jsValue{}))

// room returns memory for n arguments on the engine's stack: the caller frees it there.
func (vm *VM) room(n int) ([]jsValue, uintptr) {
	addr := vm.tls.Alloc(n * valueSize)
	return unsafe.Slice((*jsValue)(at(addr)), n), addr
}

func (vm *VM) freeAll(list []jsValue) {
	for _, v := range list {
		vm.free(v)
	}
}

// Drain runs jobs until none is left and returns how many ran. After an error of an uncatchable end the rest of the
// jobs is still queued: see Drop.
func (vm *VM) Drain() (jobs int, err error) {
	err = vm.run("Drain", func() bool {
		for vm.stop == nil {
			vm.beginJob()
			switch lib.XJS_ExecutePendingJob(vm.tls, vm.rt, 0) {
			case 0:
				return true
			case 1:
				jobs++
			default:
				jobs++
				return false
			}
			if vm.arena.full {
				return true
			}
		}
		return true
	})
	return jobs, err
}

// Drop forgets the jobs of an aborted entry.
func (vm *VM) Drop() {
	vm.idle("Drop")
	if vm.broken != nil {
		return
	}
	for _, p := range vm.rejected.list {
		vm.free(p)
	}
	for _, p := range vm.rejected.late {
		vm.free(p)
	}
	vm.rejected = rejections{watched: vm.rejected.watched}
	head := vm.rt + unsafe.Offsetof(lib.TJSRuntime{}.Fjob_list)
	for {
		job := *word(head + unsafe.Offsetof(lib.Tlist_head{}.Fnext))
		if job == head {
			return
		}
		e := (*lib.TJSJobEntry)(at(job))
		*word(e.Flink.Fprev + unsafe.Offsetof(lib.Tlist_head{}.Fnext)) = e.Flink.Fnext
		*word(e.Flink.Fnext + unsafe.Offsetof(lib.Tlist_head{}.Fprev)) = e.Flink.Fprev
		args := unsafe.Slice((*jsValue)(at(job+unsafe.Sizeof(lib.TJSJobEntry{}))), e.Fargc)
		vm.freeAll(args)
		if context, found := vm.async.jobs[job]; found {
			delete(vm.async.jobs, job)
			vm.free(context)
		}
		lib.XJS_FreeContext(vm.tls, e.Frealm)
		lib.Xjs_free_rt(vm.tls, vm.rt, job)
	}
}
