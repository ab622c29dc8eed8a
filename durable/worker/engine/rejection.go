package engine

import (
	"modernc.org/libc"
	lib "modernc.org/libquickjs"
)

// rejections are the promises that were rejected while they had no handler, in the order of their rejection.
type rejections struct {
	list  []jsValue       // undefined where a handler came later
	index map[uintptr]int // of a promise in list

	watched bool      // the script listens for them
	late    []jsValue // promises that have got a handler since they were told of; only where watched
}

func (r *rejections) copy() rejections {
	next := rejections{list: append([]jsValue(nil), r.list...), index: make(map[uintptr]int, len(r.index)), watched: r.watched}
	next.late = append([]jsValue(nil), r.late...)
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
	} else if r.watched {
		r.late = append(r.late, vm.dup(promise))
	}
}

// watchRejections is host.watchRejections(): from now on Rejected reports what takeRejections gives.
func watchRejections(_ *libc.TLS, ctx uintptr, _ jsValue, _ int32, _ uintptr) jsValue {
	ofContext(ctx).rejected.watched = true
	return undefined()
}

// takeRejections is host.takeRejections(): the promises that were rejected without a handler, as [promises, reasons,
// late], where late are those that have got a handler since. Rejections still returns the first.
func takeRejections(_ *libc.TLS, ctx uintptr, _ jsValue, _ int32, _ uintptr) jsValue {
	vm := ofContext(ctx)
	var lists [3][]jsValue
	for _, p := range vm.rejected.list {
		if !isUndefined(p) && address(p) != address(vm.loading) {
			lists[0] = append(lists[0], vm.dup(p))
			lists[1] = append(lists[1], lib.XJS_PromiseResult(vm.tls, vm.ctx, p))
		}
	}
	lists[2], vm.rejected.late = vm.rejected.late, nil
	all := make([]jsValue, len(lists))
	for n, list := range lists {
		if all[n] = vm.arrayOf(list); failed(all[n]) {
			return exception()
		}
	}
	return vm.arrayOf(all)
}

// arrayOf makes an array of values, which it takes over.
func (vm *VM) arrayOf(values []jsValue) jsValue {
	array := lib.XJS_NewArray(vm.tls, vm.ctx)
	for n, v := range values {
		if lib.XJS_DefinePropertyValueUint32(vm.tls, vm.ctx, array, uint32(n), v, lib.MJS_PROP_C_W_E) < 0 {
			return exception()
		}
	}
	return array
}

// Rejected reports whether the script listens for rejections and there are some to tell of.
func (vm *VM) Rejected() bool {
	return vm.rejected.watched && (len(vm.rejected.index) > 0 || len(vm.rejected.late) > 0)
}

// Rejections returns what the promises were rejected with that have no handler, and forgets them. Ask after Drain: a
// handler may come in a later job. The promise of a module's evaluation is not among them: see Loaded.
func (vm *VM) Rejections() []*Exception {
	vm.idle("Rejections")
	r := vm.rejected
	vm.rejected = rejections{watched: r.watched, late: r.late}
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
