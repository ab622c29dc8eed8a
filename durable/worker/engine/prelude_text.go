package engine

import lib "modernc.org/libquickjs"

// illegalInvocation is what the reference says where a method of its API meets a foreign receiver.
const illegalInvocation = "Illegal invocation: function called with incorrect `this` reference. See " +
	"https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors for details."

// preludeText is the text of an error that the engine makes in the code of a prelude, "" where it is the same as in a
// script: users know the prelude's classes as the runtime's own, which have no private members and no source.
func (vm *VM) preludeText(text string, f *lib.TJSStackFrame) string {
	if functionText(f.Fcur_func) != "" {
		return ""
	}
	if text == "class constructors must be invoked with 'new'" {
		name := vm.ownText(f.Fcur_func, "name")
		switch name {
		case "AbortSignal", "Crypto", "CryptoKey", "SubtleCrypto":
			return "Illegal constructor"
		case "DurableObject":
			name = "DurableObjectBase"
		case "RpcTarget":
			name = "JsRpcTarget"
		}
		return "Failed to construct '" + name + "': Please use the 'new' operator, this object constructor cannot be called as a function."
	}
	// "not an object" is what the engine says of a private member of undefined.
	_, private := between(text, "private class field '", "' does not exist")
	if private || text == "invalid brand on object" || text == "not an object" {
		return illegalInvocation
	}
	return ""
}
