package engine

import (
	"maps"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/libquickjs"
)

// asyncContext is the value that AsyncLocalStorage rests on: a current value that an async function finds again after
// each await, and a promise's handler where it was added. Every entry and every job begins without one.
//
//	host.setAsyncContext(v)   from here on; run() of a storage sets, calls and sets back
//	host.asyncContext()       what is current
//
// The engine has no hook for promises. Until a script sets a context nothing is changed. Then the call slots of the
// classes of async functions lead here, and then() wraps handlers that are added while there is a context. Covered are
// async functions, then, catch, finally, the combinators of Promise, async generators and for await, and the then method
// of a thenable, which a job of its own calls.
type asyncContext struct {
	current jsValue
	saved   map[uintptr]jsValue // of what awaits: the state of an async function, or an async generator
	markers []jsValue
	depth   int // of async functions that are being called

	jobs map[uintptr]jsValue // of jobs that call the then method of a thenable

	installed                   bool
	call, resume, data, resolve uintptr // the engine's own call slots
	then                        jsValue
	generator                   [3]jsValue // the engine's own next, return and throw
}

func (a *asyncContext) copy() asyncContext {
	next := *a
	next.saved, next.jobs = maps.Clone(a.saved), maps.Clone(a.jobs)
	next.markers = append([]jsValue(nil), a.markers...)
	return next
}

// clearContext ends the context of an entry or job.
func (vm *VM) clearContext() {
	if !isUndefined(vm.async.current) {
		vm.free(vm.async.current)
		vm.async.current = undefined()
	}
}

func getContext(_ *libc.TLS, ctx uintptr, _ jsValue, _ int32, _ uintptr) jsValue {
	vm := ofContext(ctx)
	return vm.dup(vm.async.current)
}

func setContext(_ *libc.TLS, ctx uintptr, _ jsValue, argc int32, argv uintptr) jsValue {
	vm := ofContext(ctx)
	v := undefined()
	if argc > 0 {
		v = vm.dup(*(*jsValue)(at(argv)))
	}
	if !isUndefined(v) && !vm.async.installed {
		if err := vm.installContext(); err != nil {
			vm.free(v)
			vm.throwName("Error", err.Error())
			return exception()
		}
	}
	vm.free(vm.async.current)
	vm.async.current = v
	return undefined()
}

type callSlot = func(*libc.TLS, uintptr, jsValue, jsValue, int32, uintptr, int32) jsValue

func slotOf(fp uintptr) callSlot { return *(*callSlot)(unsafe.Pointer(&struct{ uintptr }{fp})) }

func (vm *VM) class(n uintptr) *lib.TJSClass {
	return (*lib.TJSClass)(at((*lib.TJSRuntime)(at(vm.rt)).Fclass_array + n*unsafe.Sizeof(lib.TJSClass{})))
}

func (vm *VM) installContext() error {
	a := &vm.async
	a.installed, a.saved, a.jobs = true, map[uintptr]jsValue{}, map[uintptr]jsValue{}
	function, data := vm.class(lib.EJS_CLASS_ASYNC_FUNCTION), vm.class(lib.EJS_CLASS_C_FUNCTION_DATA)
	resolve, reject := vm.class(lib.EJS_CLASS_ASYNC_FUNCTION_RESOLVE), vm.class(lib.EJS_CLASS_ASYNC_FUNCTION_REJECT)
	a.call, a.resume, a.data = function.Fcall, resolve.Fcall, data.Fcall
	function.Fcall, resolve.Fcall, reject.Fcall = pointer(callAsync), pointer(resumeAsync), pointer(resumeAsync)
	data.Fcall = pointer(callData)
	settle := vm.class(lib.EJS_CLASS_PROMISE_RESOLVE_FUNCTION)
	a.resolve = settle.Fcall
	settle.Fcall = pointer(callResolve)

	promise := vm.global("Promise")
	defer vm.free(promise)
	proto := vm.own(promise, "prototype")
	defer vm.free(proto)
	a.then = vm.own(proto, "then")
	if err := vm.install(proto, "then", then, 2); err != nil {
		return err
	}
	protos := (*lib.TJSContext)(at(vm.ctx)).Fclass_proto
	generators := *(*jsValue)(at(protos + lib.EJS_CLASS_ASYNC_GENERATOR*uintptr(valueSize)))
	for i, name := range [...]string{"next", "return", "throw"} {
		a.generator[i] = vm.own(generators, name)
		atom := vm.tls.Alloc(len(name) + 1)
		text := memory(atom, uintptr(len(name)+1))
		text[copy(text, name)] = 0
		f := lib.XJS_NewCFunction2(vm.tls, vm.ctx, pointer(stepGenerator), atom, 1, lib.EJS_CFUNC_generic_magic, int32(i))
		vm.tls.Free(len(name) + 1)
		if err := vm.define(generators, name, f, hiddenProperty); err != nil {
			return err
		}
	}
	return nil
}

// thenableArguments is how many arguments a job has that calls the then method of a thenable. Reactions have five.
const thenableArguments = 3

// callResolve resolves a promise. Where that is with a thenable, the last job calls its then method.
func callResolve(tls *libc.TLS, ctx uintptr, f, this jsValue, argc int32, argv uintptr, how int32) jsValue {
	vm := ofContext(ctx)
	a := &vm.async
	resolve := slotOf(a.resolve)
	if isUndefined(a.current) {
		return resolve(tls, ctx, f, this, argc, argv, how)
	}
	jobs := linkAt(vm.rt + unsafe.Offsetof(lib.TJSRuntime{}.Fjob_list))
	last := jobs.Fprev
	out := resolve(tls, ctx, f, this, argc, argv, how)
	if job := jobs.Fprev; job != last && (*lib.TJSJobEntry)(at(job)).Fargc == thenableArguments {
		a.jobs[job] = vm.dup(a.current)
	}
	return out
}

// beginJob sets the context of the job that runs next.
func (vm *VM) beginJob() {
	vm.clearContext()
	if len(vm.async.jobs) == 0 {
		return
	}
	job := linkAt(vm.rt + unsafe.Offsetof(lib.TJSRuntime{}.Fjob_list)).Fnext
	if context, found := vm.async.jobs[job]; found {
		delete(vm.async.jobs, job)
		vm.async.current = context
	}
}

// callAsync calls an async function. If it awaits, its state is found among the objects that were made since.
func callAsync(tls *libc.TLS, ctx uintptr, f, this jsValue, argc int32, argv uintptr, how int32) jsValue {
	vm := ofContext(ctx)
	a := &vm.async
	call := slotOf(a.call)
	if isUndefined(a.current) {
		return call(tls, ctx, f, this, argc, argv, how)
	}
	marker := vm.placeMarker()
	rt := (*lib.TJSRuntime)(at(vm.rt))
	threshold := rt.Fmalloc_gc_threshold
	a.depth++
	promise := call(tls, ctx, f, this, argc, argv, how)
	a.depth--
	if failed(promise) || isUndefined(a.current) ||
		lib.XJS_PromiseState(tls, ctx, promise) != lib.EJS_PROMISE_PENDING {
		return promise
	}
	list := vm.rt + unsafe.Offsetof(lib.TJSRuntime{}.Fgc_obj_list)
	if threshold != rt.Fmalloc_gc_threshold {
		marker = list // A collection changed the order: look at all objects.
	}
	if s := stateOf(marker, list, address(promise)); s != 0 {
		*refs(s)++
		a.saved[s] = vm.dup(a.current)
	}
	return promise
}

// placeMarker puts an object of this depth at the end of the engine's list of objects.
func (vm *VM) placeMarker() uintptr {
	a := &vm.async
	if a.depth == len(a.markers) {
		a.markers = append(a.markers, lib.XJS_NewObject(vm.tls, vm.ctx))
	}
	m := a.markers[a.depth]
	list := vm.rt + unsafe.Offsetof(lib.TJSRuntime{}.Fgc_obj_list)
	if !isObject(m) {
		return list
	}
	link, head := linkAt(address(m)), linkAt(list)
	linkAt(link.Fprev).Fnext, linkAt(link.Fnext).Fprev = link.Fnext, link.Fprev
	link.Fprev, link.Fnext = head.Fprev, list
	linkAt(head.Fprev).Fnext, head.Fprev = address(m), address(m)
	return address(m)
}

func linkAt(p uintptr) *lib.Tlist_head { return (*lib.Tlist_head)(at(p)) }

const objectTypeMask = 0x7f // of the byte of mark and type before an object of the collector

// stateOf finds the state of the async function that settles a promise, after from in the list.
func stateOf(from, list, promise uintptr) uintptr {
	for p := linkAt(from).Fnext; p != list; p = linkAt(p).Fnext {
		if *(*byte)(at(p - 5))&objectTypeMask != lib.EJS_GC_OBJ_TYPE_ASYNC_FUNCTION {
			continue
		}
		s := (*lib.TJSAsyncFunctionState)(at(p))
		settle := s.Fresolving_funcs[0]
		if s.Fis_completed != 0 || !isObject(settle) || classOf(settle) != lib.EJS_CLASS_PROMISE_RESOLVE_FUNCTION {
			continue
		}
		if data := *word(address(settle) + objectData); data != 0 &&
			address((*lib.TJSPromiseFunctionData)(at(data)).Fpromise) == promise {
			return p
		}
	}
	return 0
}

// resumeAsync goes on after an await, in the context that was current there.
func resumeAsync(tls *libc.TLS, ctx uintptr, f, this jsValue, argc int32, argv uintptr, how int32) jsValue {
	vm := ofContext(ctx)
	a := &vm.async
	resume := slotOf(a.resume)
	s := *word(address(f) + objectData)
	saved, found := a.saved[s]
	if !found {
		return resume(tls, ctx, f, this, argc, argv, how)
	}
	delete(a.saved, s)
	before := a.current
	a.current = saved
	out := resume(tls, ctx, f, this, argc, argv, how)
	if (*lib.TJSAsyncFunctionState)(at(s)).Fis_completed == 0 {
		a.saved[s] = a.current
	} else {
		*refs(s)-- // f still holds it
		vm.free(a.current)
	}
	a.current = before
	return out
}

// then is Promise.prototype.then: handlers run in the context in which they were added.
func then(tls *libc.TLS, ctx uintptr, this jsValue, argc int32, argv uintptr) jsValue {
	vm := ofContext(ctx)
	a := &vm.async
	if isUndefined(a.current) {
		return lib.XJS_Call(tls, ctx, a.then, this, argc, argv)
	}
	args, addr := vm.room(2)
	defer tls.Free(2 * valueSize)
	data, dataAddr := vm.room(2)
	defer tls.Free(2 * valueSize)
	for i := range args {
		args[i] = undefined()
		if i >= int(argc) {
			continue
		}
		handler := *(*jsValue)(at(argv + uintptr(i*valueSize)))
		if lib.XJS_IsFunction(tls, ctx, handler) == 0 {
			continue
		}
		data[0], data[1] = handler, a.current
		args[i] = lib.XJS_NewCFunctionData(tls, ctx, pointer(callInContext), 1, 0, 2, dataAddr)
		if failed(args[i]) {
			vm.freeAll(args[:i])
			return exception()
		}
	}
	out := lib.XJS_Call(tls, ctx, a.then, this, 2, addr)
	vm.freeAll(args)
	return out
}

// callInContext calls a handler of then. The context is that of its job to the end: the job resolves the next promise.
func callInContext(tls *libc.TLS, ctx uintptr, this jsValue, argc int32, argv uintptr, _ int32, data uintptr) jsValue {
	vm := ofContext(ctx)
	pair := unsafe.Slice((*jsValue)(at(data)), 2)
	vm.free(vm.async.current)
	vm.async.current = vm.dup(pair[1])
	return lib.XJS_Call(tls, ctx, pair[0], this, argc, argv)
}

// stepGenerator is next, return and throw of async generators.
func stepGenerator(tls *libc.TLS, ctx uintptr, this jsValue, argc int32, argv uintptr, magic int32) jsValue {
	vm := ofContext(ctx)
	out := lib.XJS_Call(tls, ctx, vm.async.generator[magic], this, argc, argv)
	if isObject(this) && classOf(this) == lib.EJS_CLASS_ASYNC_GENERATOR {
		vm.saveGenerator(this)
	}
	return out
}

// saveGenerator keeps the context of a generator that awaits, and forgets that of one that yielded or ended.
func (vm *VM) saveGenerator(g jsValue) {
	a := &vm.async
	saved, found := a.saved[address(g)]
	data := *word(address(g) + objectData)
	awaits := data != 0 && (*lib.TJSAsyncGeneratorData)(at(data)).Fstate == lib.EJS_ASYNC_GENERATOR_STATE_EXECUTING
	switch {
	case awaits && !found && !isUndefined(a.current):
		vm.dup(g)
		a.saved[address(g)] = vm.dup(a.current)
	case !awaits && found:
		delete(a.saved, address(g))
		vm.free(saved)
		vm.free(g)
	}
}

// callData calls a function with data. Those of an async generator resume it after an await.
func callData(tls *libc.TLS, ctx uintptr, f, this jsValue, argc int32, argv uintptr, how int32) jsValue {
	vm := ofContext(ctx)
	a := &vm.async
	call := slotOf(a.data)
	record := *word(address(f) + objectData)
	if record == 0 || (*lib.TJSCFunctionDataRecord)(at(record)).Fdata_len != 1 {
		return call(tls, ctx, f, this, argc, argv, how)
	}
	g := *(*jsValue)(at(record + unsafe.Sizeof(lib.TJSCFunctionDataRecord{})))
	if !isObject(g) || classOf(g) != lib.EJS_CLASS_ASYNC_GENERATOR {
		return call(tls, ctx, f, this, argc, argv, how)
	}
	saved, found := a.saved[address(g)]
	if !found {
		return call(tls, ctx, f, this, argc, argv, how)
	}
	vm.dup(g)
	before := a.current
	a.current = vm.dup(saved)
	out := call(tls, ctx, f, this, argc, argv, how)
	vm.saveGenerator(g)
	vm.free(a.current)
	a.current = before
	vm.free(g)
	return out
}
