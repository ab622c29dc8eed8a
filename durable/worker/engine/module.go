package engine

import (
	"encoding/binary"
	"hash/crc32"
	"unsafe"

	lib "modernc.org/libquickjs"
)

// Compile turns the source of an ES module into code for Load. The module's name is its file in stacks. An *Exception
// of name SyntaxError has file, line and column in its stack. Code is valid for this version of the engine only.
func Compile(source, name string) ([]byte, error) {
	return compile(source, name, kindModule)
}

// CompilePrelude turns the source of a plain script, in which host is the object with the natives, into code for
// LoadPrelude. Its functions show no source.
func CompilePrelude(source, name string) ([]byte, error) {
	return compile(source, name, kindPrelude)
}

// preludeHead is what a prelude stands in, up to its own text.
const preludeHead = "(function(host){"

type codeKind uint8

const (
	kindModule codeKind = iota
	kindPrelude
)

// compile works in a VM of its own: it leaves no trace in another. The source is part of the code, for the
// texts of errors.
func compile(text, name string, kind codeKind) (code []byte, err error) {
	vm, err := newVM(Options{SoftMemory: 1 << 30})
	if err != nil {
		return nil, err
	}
	defer vm.Close()
	how := int32(lib.MJS_EVAL_TYPE_MODULE)
	if kind == kindPrelude {
		how = lib.MJS_EVAL_TYPE_GLOBAL | lib.MJS_EVAL_FLAG_STRICT
		text = preludeHead + text + "\n})"
		lib.XJS_SetStripInfo(vm.tls, vm.rt, lib.MJS_STRIP_SOURCE)
	}
	vm.hookErrors()
	vm.sources = map[string]*source{name: newSource(text, kind)}
	err = vm.run("Compile", func() bool {
		v := vm.eval(text, name, how|lib.MJS_EVAL_FLAG_COMPILE_ONLY)
		if failed(v) {
			return false
		}
		p := lib.XJS_WriteObject(vm.tls, vm.ctx, vm.resultAddr, v, lib.MJS_WRITE_OBJ_BYTECODE)
		if p == 0 {
			return false
		}
		code = appendPart(appendPart([]byte{byte(kind)}, name), text)
		code = append(code, memory(p, uintptr(vm.arena.result[0]))...)
		code = binary.LittleEndian.AppendUint32(code, crc32.Checksum(code, castagnoli))
		return true
	})
	return code, err
}

// castagnoli is what the checksum at the end of code is made with: the engine trusts its bytecode, so that code that was
// cut or changed must not reach it.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func appendPart(code []byte, part string) []byte {
	return append(binary.AppendUvarint(code, uint64(len(part))), part...)
}

func cutPart(code []byte) (part string, rest []byte) {
	n, used := binary.Uvarint(code)
	code = code[used:]
	return string(code[:n]), code[n:]
}

func (vm *VM) eval(source, name string, flags int32) jsValue {
	text, ok := vm.place(unsafe.Slice(unsafe.StringData(source), len(source)))
	if !ok {
		return exception()
	}
	defer vm.done(text)
	file := lib.Xjs_malloc(vm.tls, vm.ctx, lib.Tsize_t(len(name)+1))
	if file == 0 {
		return exception()
	}
	defer lib.Xjs_free(vm.tls, vm.ctx, file)
	room := memory(file, uintptr(len(name)+1))
	room[copy(room, name)] = 0
	return lib.XJS_Eval(vm.tls, vm.ctx, text, lib.Tsize_t(len(source)), file, flags)
}

// read turns code into the engine's object. Only code of Compile may be given: the engine trusts it.
func (vm *VM) read(code []byte, kind codeKind) jsValue {
	end := len(code) - crc32.Size
	if end < 1 || code[0] != byte(kind) ||
		crc32.Checksum(code[:end], castagnoli) != binary.LittleEndian.Uint32(code[end:]) {
		vm.throwName("SyntaxError", "not code of this engine")
		return exception()
	}
	name, rest := cutPart(code[1:end])
	text, code := cutPart(rest)
	if vm.sources == nil {
		vm.sources = map[string]*source{}
	}
	vm.sources[name] = newSource(text, kind)
	addr, ok := vm.place(code)
	if !ok {
		return exception()
	}
	defer vm.done(addr)
	return lib.XJS_ReadObject(vm.tls, vm.ctx, addr, lib.Tsize_t(len(code)), lib.MJS_READ_OBJ_BYTECODE)
}

// LoadPrelude runs a prelude. What it throws is an *Exception.
func (vm *VM) LoadPrelude(code []byte) error {
	return vm.run("LoadPrelude", func() bool {
		script := vm.read(code, kindPrelude)
		if failed(script) {
			return false
		}
		f := lib.XJS_EvalFunction(vm.tls, vm.ctx, script)
		if failed(f) {
			return false
		}
		defer vm.free(f)
		args, addr := vm.room(1)
		defer vm.tls.Free(valueSize)
		args[0] = vm.host
		out := lib.XJS_Call(vm.tls, vm.ctx, f, undefined(), 1, addr)
		vm.free(out)
		return !failed(out)
	})
}

// Load evaluates a module until its first await; Drain goes on. Its namespace becomes host.module. The error is what
// the module threw before an await; Loaded tells of later.
func (vm *VM) Load(code []byte) error {
	return vm.run("Load", func() bool {
		vm.free(vm.loading)
		vm.loading = undefined()
		module := vm.read(code, kindModule)
		if failed(module) {
			return false
		}
		if lib.XJS_ResolveModule(vm.tls, vm.ctx, module) < 0 {
			vm.free(module)
			return false
		}
		p := address(module)
		promise := lib.XJS_EvalFunction(vm.tls, vm.ctx, module)
		if failed(promise) {
			return false
		}
		vm.loading = promise
		vm.forgetModule()
		ns := lib.XJS_GetModuleNamespace(vm.tls, vm.ctx, p)
		if failed(ns) || vm.set(vm.host, vm.moduleAtom, ns) < 0 {
			return false
		}
		return vm.rethrow()
	})
}

func (vm *VM) set(obj jsValue, atom lib.TJSAtom, v jsValue) int32 {
	return lib.XJS_SetPropertyInternal(vm.tls, vm.ctx, obj, atom, v, obj, lib.MJS_PROP_THROW)
}

// rethrow throws what the evaluation of the last module threw, if it did.
func (vm *VM) rethrow() bool {
	if vm.stop != nil || lib.XJS_PromiseState(vm.tls, vm.ctx, vm.loading) != lib.EJS_PROMISE_REJECTED {
		return true
	}
	lib.XJS_Throw(vm.tls, vm.ctx, lib.XJS_PromiseResult(vm.tls, vm.ctx, vm.loading))
	return false
}

// Loaded reports whether the evaluation of the last module has ended, and what it threw.
func (vm *VM) Loaded() (done bool, err error) {
	if isUndefined(vm.loading) {
		return false, nil
	}
	done = lib.XJS_PromiseState(vm.tls, vm.ctx, vm.loading) != lib.EJS_PROMISE_PENDING
	if !done {
		return false, nil
	}
	return true, vm.run("Loaded", vm.rethrow)
}
