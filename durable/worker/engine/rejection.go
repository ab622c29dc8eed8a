package engine

import (
	"modernc.org/libc"
	lib "modernc.org/libquickjs"
)

// rejections are the promises that were rejected while they had no handler, in the order of their rejection.
type rejections struct {
	list  []jsValue       // undefined where a handler came later
	index map[uintptr]int // of a promise in list
}

func (r *rejections) copy() rejections {
	next := rejections{list: append([]jsValue(nil), r.list...), index: make(map[uintptr]int, len(r.index))}
	for i, p := range next.list {
		if !isUndefined(p) {
			next.index[address(p)] = i
		}
	}
	return next
}

// trackRejection is told of every rejection without a handler, and of a handler that comes to such a promise.
func trackRejection(_ *libc.TLS, ctx uintptr, promise, _ jsValue, handled int32, _ uintptr) {
	vm := ofContext(ctx)
	r := &vm.rejected
	if handled == 0 {
		if r.index == nil {
			r.index = map[uintptr]int{}
		}
		r.index[address(promise)] = len(r.list)
		r.list = append(r.list, vm.dup(promise))
		return
	}
	if i, found := r.index[address(promise)]; found {
		delete(r.index, address(promise))
		r.list[i] = undefined()
		vm.free(promise)
	}
}

// Rejections returns what the promises were rejected with that have no handler, and forgets them. Ask after Drain: a
// handler may come in a later job. The promise of a module's evaluation is not among them: see Loaded.
func (vm *VM) Rejections() []*Exception {
	vm.idle("Rejections")
	r := vm.rejected
	vm.rejected = rejections{}
	if vm.broken != nil {
		return nil
	}
	var out []*Exception
	_ = vm.run("Rejections", func() bool {
		for _, p := range r.list {
			if isUndefined(p) {
				continue
			}
			if address(p) != address(vm.loading) {
				reason := lib.XJS_PromiseResult(vm.tls, vm.ctx, p)
				out = append(out, vm.describe(reason))
				vm.free(reason)
			}
			vm.free(p)
		}
		return true
	})
	return out
}

// forgetModule forgets the engine's inner promise of a module that threw before its first await.
func (vm *VM) forgetModule() {
	if lib.XJS_PromiseState(vm.tls, vm.ctx, vm.loading) != lib.EJS_PROMISE_REJECTED {
		return
	}
	reason := lib.XJS_PromiseResult(vm.tls, vm.ctx, vm.loading)
	defer vm.free(reason)
	for i, p := range vm.rejected.list {
		if isUndefined(p) {
			continue
		}
		other := lib.XJS_PromiseResult(vm.tls, vm.ctx, p)
		same := lib.XJS_SameValue(vm.tls, vm.ctx, reason, other) != 0
		vm.free(other)
		if same {
			delete(vm.rejected.index, address(p))
			vm.rejected.list[i] = undefined()
			vm.free(p)
		}
	}
}
