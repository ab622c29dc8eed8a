// Package engine runs JavaScript in memory that can be copied.
//
// A VM is one QuickJS runtime with one context (an isolate). Its whole heap lies in one arena, so that Snapshot and
// Restore are memory copies, and a run depends on nothing but the scripts, the values that natives return, the clock of
// Set and the seed of Seed.
//
//	Go                          script
//	vm.Load(code)        ──▶    the module's body, until its first await
//	vm.Enter(args…)      ──▶    host.enter(…args), assigned by the prelude
//	vm.Drain()           ──▶    all microtasks
//	native(*Call)        ◀──    host.name(…args)
//
// Values cross by Value: primitives, bytes, structured clones and arrays of these. Go never holds a script's object.
//
// # The prelude
//
// CompilePrelude and LoadPrelude run a plain script in which the free variable host is the object with the natives. A
// module that Load evaluates does not see host. After Load, host.module is the module's namespace.
//
//	vm, err := engine.New(engine.Options{Natives: []engine.Native{{Name: "log", Func: log}}})
//	code, err := engine.CompilePrelude(`host.enter = name => host.module[name]()`, "prelude.js")
//	err = vm.LoadPrelude(code)
//	code, err = engine.Compile(`export function hello() { host }`, "index.js")
//	err = vm.Load(code)
//	err = vm.Enter(engine.String("hello")) // *Exception: ReferenceError: host is not defined
//	jobs, err := vm.Drain()
//
// # Structured clone
//
// Call.Clone writes, and Clone reads, V8's wire format v15 as package durable/clone describes it: the same bytes for the
// same value. Errors have workerd's form. An object whose class has a method under Symbol.for("dolab.serialize") is
// written as a host object with what that method returns for the mode, "storage" or "rpc"; host.revive makes the object
// again. Arrays, dates, buffers and their views are not asked for the method, functions and the targets of proxies are.
// Malformed bytes throw an Error, and take memory only in proportion to their length.
//
// # Rules
//
//   - A VM is used by one goroutine at a time. Two VMs share nothing.
//   - Enter, Drain, Load, Drop, Snapshot, Restore and Close panic when a native of the same VM is running. No coroutine
//     switch happens inside a native: a native returns before anything else of the world runs.
//   - Abort, the limits of Set and a full memory end the entry uncatchably: no catch, finally, generator or handler
//     runs. Enter or Drain then return ErrAborted, ErrTicks or ErrMemory, and Drop forgets the jobs that are left.
//   - After ErrMemory, and after a native panicked, only Restore and Close are possible.
//   - A Snapshot belongs to the VM that made it.
//
// # What scripts find
//
//   - Date reads the clock of Set and is in UTC; Math.random follows Seed. Nothing else depends on the machine.
//   - eval and new Function throw the reference's EvalError. There is no WebAssembly, Intl or dynamic import.
//   - The engine's own errors have V8's texts and stacks when a catch sees them; Error.captureStackTrace and
//     Error.stackTraceLimit work. texts.js in testdata holds what was compared with workerd. A text names the script's
//     expression where the source tells it; a stack names the class of a method by the indentation of the source.
//   - host.callable and host.data make and open callables, see startCallables; host.handle makes what tells Go of its
//     end, see startHandles.
//   - host.asyncContext and host.setAsyncContext carry a value across awaits, see asyncContext.
//   - host.module is the namespace of the last module, host.enter the function of Enter, host.revive that of Clone.
//
// Ticks count loops and calls of script code, not the work of built-ins and natives: sorting, splitting, big integers.
//
// Where to add things: a text in texts.go (in a script's code) or texts_call.go (in a built-in); what the language lacks
// in builtin.js; a limit in entry.go. TestLayoutOfVM and TestLayout hold the engine's structures: extend them first.
//
// What the package is not: it knows nothing of Workers, objects or storage. Those are natives and preludes of its users.
package engine
