package durable

import (
	"errors"
	"strings"
)

// Awaitable is a *Task or a *Promise of any type. Those that are awaited together are of one incarnation.
type Awaitable interface {
	// Done reports whether it has settled, with a value or an error.
	Done() bool
	settled() *outcome
}

// All waits until each has its value, and returns nil, or until the first error, and returns that: Promise.all. The
// others run on. The values are those of Await, which returns at once then.
func All(list ...Awaitable) error {
	left := 0
	for _, a := range list {
		switch o := a.settled(); {
		case !o.over:
			left++
		case o.err != nil:
			return o.err
		}
	}
	if left == 0 {
		return nil
	}
	var failed error
	join("all of ", list, func(_ int, err error) bool {
		left--
		failed = err
		return err != nil || left == 0
	})
	return failed
}

// First waits until one has settled, and returns which it was, and its error: Promise.race. Of those that have settled
// before, it is the first in the list. The others run on: Cancel ends a task. First of nothing panics.
func First(list ...Awaitable) (n int, err error) {
	something("First", list)
	for n, a := range list {
		if o := a.settled(); o.over {
			return n, o.err
		}
	}
	join("the first of ", list, func(at int, failed error) bool {
		n, err = at, failed
		return true
	})
	return n, err
}

// Any waits until one has its value, and returns which it was: Promise.any. Where all fail it returns -1 and their
// errors, joined in the order of the list. Any of nothing panics.
func Any(list ...Awaitable) (n int, err error) {
	something("Any", list)
	left := 0
	for n, a := range list {
		switch o := a.settled(); {
		case !o.over:
			left++
		case o.err == nil:
			return n, nil
		}
	}
	n = -1
	if left > 0 {
		join("any of ", list, func(at int, failed error) bool {
			left--
			if failed == nil {
				n = at
			}
			return failed == nil || left == 0
		})
	}
	if n >= 0 {
		return n, nil
	}
	return -1, errors.Join(errorsOf(list)...)
}

// Settled waits until each has settled and returns their errors, nil for a value: Promise.allSettled.
func Settled(list ...Awaitable) []error {
	left := 0
	for _, a := range list {
		if !a.Done() {
			left++
		}
	}
	if left > 0 {
		join("each of ", list, func(int, error) bool {
			left--
			return left == 0
		})
	}
	return errorsOf(list)
}

// join waits until hear has reported true of one that settles: its place in the list, and its error.
func join(how string, list []Awaitable, hear func(n int, err error) bool) {
	outcomes := make([]*outcome, len(list))
	names := make([]string, len(list))
	i := list[0].settled().inst
	i.use("Await")
	for n, a := range list {
		o := a.settled()
		if o.inst != i {
			panic("durable: " + i.String() + " awaits " + o.name + " of " + o.inst.String())
		}
		outcomes[n], names[n] = o, o.name
	}
	i.await(how+strings.Join(names, ", "), outcomes, func(o *outcome) bool {
		for n := range outcomes {
			if outcomes[n] == o {
				return hear(n, o.err)
			}
		}
		return false
	})
}

func errorsOf(list []Awaitable) []error {
	errs := make([]error, len(list))
	for n, a := range list {
		errs[n] = a.settled().err
	}
	return errs
}

func something(op string, list []Awaitable) {
	if len(list) == 0 {
		panic("durable: " + op + " of nothing never ends")
	}
}
