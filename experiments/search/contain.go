package search

import (
	"fmt"
	"iter"
	"runtime/debug"
	"strings"

	"dolab/actor"
	"dolab/experiments/check"
)

// ending is how code ended that did not return: by a panic, or by runtime.Goexit.
type ending struct {
	panicked any    // what panic was called with; nil for Goexit
	where    string // of Goexit: what called it
	stack    string
}

func (e *ending) Error() string {
	if e.panicked != nil {
		return fmt.Sprintf("panic: %v", e.panicked)
	}
	return "runtime.Goexit at " + e.where + ", as t.FailNow and require call it"
}

// contain runs fn and tells how it ended, nil where it returned. A Goexit of fn ends only fn: it runs on a coroutine,
// where a Goexit can be turned into a panic.
func contain(fn func()) (end *ending) {
	next, stop := iter.Pull(func(func(struct{}) bool) {
		returned := false
		defer func() {
			v := recover() //detcheck:allow recover code outside the world's coroutines is not killed
			if v == nil && returned {
				return
			}
			end = &ending{panicked: v, stack: string(debug.Stack())} //detcheck:allow pointer for a person, and in no trace
			if v == nil {
				end.where = actor.CodeLine()
				panic(end)
			}
		}()
		fn()
		returned = true
	})
	defer stop()
	defer func() {
		switch v := recover().(type) {
		case nil, *ending:
		default:
			panic(v)
		}
	}()
	next()
	return end
}

// The details of violations of code that did not return.
const detailExit = "code of the subject called runtime.Goexit, as t.FailNow and require do"

// broken is the outcome of a world that a panic or a Goexit has ended.
func (t *trial) broken(end *ending) Outcome {
	out := Outcome{Lines: t.ear.lines, Hash: t.w.Hash(), Tail: t.w.Tail()}
	out.Struck = append(out.Struck, t.plan.Struck()...)
	if end.panicked != nil {
		text, stack, found := strings.Cut(fmt.Sprint(end.panicked), "\n")
		if out.Stack = stack; !found {
			out.Stack = end.stack
		}
		out.Violations = []check.Violation{{Oracle: "panic", Detail: text}}
		return out
	}
	note := "at " + end.where
	out.Stack = end.stack
	if exit, inWorld := t.w.Err().(*actor.ExitError); inWorld {
		note, out.Stack = exit.Who+" at "+exit.Where, string(exit.Stack)
	}
	out.Violations = append(t.found, check.Violation{Oracle: "exit", Detail: detailExit, Note: note})
	return out
}

// exits reports whether a signature is that of code that left by Goexit.
func exits(signature string) bool {
	v := check.Violation{Oracle: "exit", Detail: detailExit}
	return signature == v.Signature()
}
