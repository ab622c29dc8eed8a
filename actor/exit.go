package actor

import (
	"fmt"
	"runtime/debug"
)

// ExitError says that code on a coroutine called runtime.Goexit, as t.FailNow and package require do. It ended the
// goroutine that ran the world too, in the middle of a turn: the world does not go on and can only be closed.
type ExitError struct {
	Who   string // whose code it was
	Where string // what called it, "file.go:12 (package.function)"
	Stack []byte
}

func (e *ExitError) Error() string {
	return fmt.Sprintf("%s called runtime.Goexit at %s, as t.FailNow and require do", e.Who, e.Where)
}

// exitDropped is the panic that stands for a Goexit of killed code on its way to run.
type exitDropped struct{}

// exited takes note that the job leaves by Goexit. That of a killed job is turned into a panic, which run recovers:
// what killed it goes on.
func (c *Coroutine) exited() {
	if c.unwinds > 0 {
		c.dropped = true
		panic(exitDropped{})
	}
	if c.w.err == nil {
		stack := debug.Stack() //detcheck:allow pointer Goexit ends the world: its stack is for a person
		c.w.err = &ExitError{Who: c.name, Where: CodeLine(), Stack: stack}
	}
}

// Err returns what made the world stand still, nil while it can go on: a bound that it has crossed, an *ExitError, or
// ErrClosed.
func (w *World) Err() error { return w.err }
