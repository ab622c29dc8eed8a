package engine

import (
	"modernc.org/libc"
	lib "modernc.org/libquickjs"
)

// promiseState is host.promiseState(p): 0 while p is pending, 1 when it is fulfilled, 2 when it is rejected, and
// undefined where p is not a promise. console shows promises by it.
func promiseState(_ *libc.TLS, ctx uintptr, _ jsValue, argc int32, argv uintptr) jsValue {
	vm := ofContext(ctx)
	if argc == 0 {
		return undefined()
	}
	switch lib.XJS_PromiseState(vm.tls, vm.ctx, *(*jsValue)(at(argv))) {
	case lib.EJS_PROMISE_PENDING:
		return vm.value(Int(0))
	case lib.EJS_PROMISE_FULFILLED:
		return vm.value(Int(1))
	case lib.EJS_PROMISE_REJECTED:
		return vm.value(Int(2))
	}
	return undefined()
}

// promiseResult is host.promiseResult(p): what p was fulfilled or rejected with.
func promiseResult(_ *libc.TLS, ctx uintptr, _ jsValue, argc int32, argv uintptr) jsValue {
	vm := ofContext(ctx)
	if argc == 0 {
		return undefined()
	}
	return lib.XJS_PromiseResult(vm.tls, vm.ctx, *(*jsValue)(at(argv)))
}

// proxyParts is host.proxyParts(v): the target and the handler of a proxy, null of one that was revoked, undefined of
// what is not a proxy. No trap runs.
func proxyParts(_ *libc.TLS, ctx uintptr, _ jsValue, argc int32, argv uintptr) jsValue {
	vm := ofContext(ctx)
	if argc == 0 {
		return undefined()
	}
	v := *(*jsValue)(at(argv))
	if !isObject(v) || classOf(v) != lib.EJS_CLASS_PROXY {
		return undefined()
	}
	proxy := (*lib.TJSProxyData)(at(*word(address(v) + objectData)))
	if proxy.Fis_revoked != 0 {
		return vm.value(Null())
	}
	parts := lib.XJS_NewArray(vm.tls, vm.ctx)
	for i, part := range []jsValue{proxy.Ftarget, proxy.Fhandler} {
		if lib.XJS_DefinePropertyValueUint32(vm.tls, vm.ctx, parts, uint32(i), vm.dup(part), lib.MJS_PROP_C_W_E) < 0 {
			return exception()
		}
	}
	return parts
}
