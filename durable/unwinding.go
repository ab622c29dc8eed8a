package durable

import "dolab/actor"

// Unwinding reports whether v, a value that recover returned, is the end of code whose incarnation has died: by its own
// Abort, by a reset or by a crash. Code that recovers must call panic(v) again then:
//
//	defer func() {
//		v := recover()
//		if durable.Unwinding(v) {
//			panic(v)
//		}
//		…
//	}()
//
// Code that goes on instead has no effect: State, Storage, stubs, sockets and cursors panic again with such a value,
// the result of its handler is dropped, and so is what it panics with, or a Goexit of it. Command detcheck
// reports each recover that does not do this.
func Unwinding(v any) bool { return actor.Unwinding(v) }
