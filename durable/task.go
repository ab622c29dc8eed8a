package durable

import (
	"errors"
	"fmt"
)

// ErrCancelled is the error of a Task that Cancel has ended.
var ErrCancelled = errors.New("the task was cancelled")

// Task is code of an object that runs beside the code that started it, and comes to a value or an error: an async
// function in JavaScript. It belongs to one incarnation, works only in turns of it, and ends with it.
type Task[T any] struct {
	outcome
	t *task
	v T
}

// Start runs fn as another coroutine of the object. It begins at once, in the running turn, and Start returns when fn
// first waits or has ended, as a call of an async function does. Fn runs in the critical section and on behalf of the
// event that Start is called in. Within a Guard it begins when the Guard has returned.
//
// More than 100,000 coroutines of one object are ErrTooManyTasks: Start panics.
func Start[T any](st *State, fn func() (T, error)) *Task[T] {
	i := st.inst
	i.use("Start")
	i.roomForTask()
	i.started++
	t := &Task[T]{outcome: outcome{inst: i, name: fmt.Sprintf("task %d", i.started)}}
	t.t = &task{inst: i, section: i.cur.section, name: t.name, ev: i.cur.ev}
	i.begins(t.t, &t.outcome, func() error {
		v, err := fn()
		if err == nil {
			t.v = v
		}
		return err
	})
	return t
}

// Await waits until the task has ended and returns what it came to. Other events of the object run meanwhile.
func (t *Task[T]) Await() (T, error) {
	err := t.wait()
	return t.v, err
}

// Cancel ends the task where it waits: its code unwinds as that of a dead incarnation does (see Unwinding), and who
// awaits it gets ErrCancelled. What it has written and said stays, and calls that it has made run on at the objects
// that they reached. Its deferred functions run; they can put Go memory in order, but State and Storage panic in there.
//
// A BlockConcurrencyWhile or a Transaction that the task has asked for is carried out to its end, and the task ends
// behind it. Cancel of a task that has ended does nothing; one that cancels itself does not return.
func (t *Task[T]) Cancel() {
	t.inst.use("Cancel")
	t.inst.cancel(t.t, &t.outcome, ErrCancelled)
	t.inst.use("Cancel")
}

// begins runs a task's code in the running turn, whose code goes on when the task first waits.
func (i *instance) begins(t *task, o *outcome, run func() error) {
	begin := func() {
		i.run(t, func() {
			t.co = i.w.Current()
			err := run()
			i.use("the end of a task")
			o.settle(err)
		})
	}
	if g := i.guard; g != nil {
		g.then = append(g.then, func() {
			if g.end == nil && !i.dead && !o.over {
				begin()
			}
		})
		return
	}
	begin()
	i.use("Start") // The task may have ended the incarnation, or cancelled who started it.
}

// cancel settles a task with err and unwinds its code.
func (i *instance) cancel(t *task, o *outcome, err error) {
	if o.over {
		return
	}
	o.settle(err)
	if g := i.guard; g != nil {
		g.then = append(g.then, func() { i.unwind(t) })
		return
	}
	i.unwind(t)
}

// unwind ends the code of a task, or has it end behind the critical section that it has asked for.
func (i *instance) unwind(t *task) {
	switch {
	case i.dead || t.over || t.co == nil:
		return
	case t.sections > 0:
		t.cancelled = true
		return
	}
	if t.undo != nil {
		t.undo()
		t.undo = nil
	}
	_, parked := t.co.Wait()
	t.co.Kill()
	if parked {
		i.end(t)
	}
}
