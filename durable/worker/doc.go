// Package worker is the host of Worker scripts: the classes of a JavaScript or TypeScript project run in a world as they
// are, with the gates, storage, alarms, faults and time that classes in Go have.
//
//	wrangler.jsonc ─► project ─► bundle ─► one ES module ─► Worker: loaded once, its memory kept
//	                                                          │ Deploy(runtime)
//	 world ── kernel of durable ── host ── scope ── entry ──► engine: one heap for the Worker's code in a world
//
// An entry is one call into the engine: a function of the prelude, and all microtasks that follow, in one turn of one
// incarnation. What the code asks for and cannot have at once, such as a call, a timer or a block, is a task of Go that
// begins behind the entry, in the same turn, and whose end is another entry. So nothing of the kernel waits, is unwound
// or begins while frames of the engine are below it, and the queue of microtasks is empty between turns.
//
// A scope is where code runs: an incarnation of an object, or an event of the Worker itself. What belongs to one scope
// cannot be used in the turn of another, as in the runtime. Values cross as structured clones in the wire format, which
// the engine reads and writes: Go keeps bytes.
//
// The scopes of a Worker share an isolate: its module globals are those of all its objects. A crash, a deploy and the
// end of its memory give what is constructed afterwards a fresh one; an eviction and the code's own abort do not.
//
// # Use
//
//	w, err := worker.Load("../chat")
//	app, err := w.Deploy(rt)
//	resp, err := app.Fetch(durable.NewRequest("https://example.com/room/a"))
//	stub := app.Namespace("Room").GetByName("a")
//	n, err := durable.Call[int](stub, "count")
//
// # Where to add things
//
// What a script sees of objects is JavaScript in js, one idea a file; what that asks of Go is a native in
// natives_NAME.go. The API that has nothing to do with objects is package api. TestGoldens holds scripts to what the
// reference runtime does with the same bytes.
//
// # What it costs
//
// BenchmarkScript, BenchmarkWorld and BenchmarkRestore, in one run on two shared cores:
//
//	                                       script      Go
//	get and put of a key                   8.1 µs   2.5 µs
//	awaited get                            8.7 µs   0.1 µs (which awaits nothing)
//	insert and select                       25 µs   3.8 µs
//	call of another object                  35 µs   6.1 µs
//	alarm that sets the next                74 µs    15 µs
//	world, object and call, 1 KB script   0.86 ms  0.23 ms
//	the same, 60 KB and 600 KB            1.00 ms and 1.63 ms
//	an engine of 2 MB set back to a loaded Worker: 0.16 ms
//
// Beside little other load, on a slower machine, where a host call takes 166 ns: 2 MB 0.065 ms, 6.3 MB 0.30 ms.
//
// Of a call 58 % is in the engine, and 34 % in promise jobs: the caller's await, the callee's result, and what resolves
// the promise with it. What a call alone makes (stub, property, promise) is 2 µs.
//
// # What is not there
//
// Facets, the legacy key-value back end, WebAssembly, HTMLRewriter and EventSource. Each says so where it is used.
// process.getBuiltinModule of a module and path.win32 are not there at all. A method that is called without its object
// rejects where it returns a promise; the runtime throws. AbortSignals do not travel by RPC, as in the runtime without an
// experimental flag.
package worker
