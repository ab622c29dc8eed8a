package recovers

import (
	"errors"
	"fmt"
	"runtime"

	"dolab/durable"
)

var known = errors.New("known")

func good() (err error) {
	defer func() {
		v := recover()
		if durable.Unwinding(v) {
			panic(v)
		}
		err = fmt.Errorf("panic: %v", v)
	}()
	defer func() {
		if v := recover(); v != nil && !durable.Unwinding(v) {
			err = fmt.Errorf("panic: %v", v)
		} else if v != nil {
			panic(v)
		}
	}()
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v", v)
			panic(v)
		}
	}()
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if e, ok := v.(error); ok && errors.Is(e, known) {
			err = e
			return
		}
		panic(v)
	}()
	defer func() {
		switch v := recover().(type) {
		case nil:
		case runtime.Error, *fmt.Formatter:
			err = v.(error)
		case error:
			err = v
		default:
			panic(v)
		}
	}()
	defer func() {
		v := recover()
		switch {
		case v == nil:
			return
		case durable.Unwinding(v):
			panic(v)
		}
		err = known
	}()
	defer func() {
		v := recover()
		switch again := v; again {
		case nil:
		default:
			panic(again)
		}
	}()
	defer func() {
		if err != nil {
			return // There is no recover on this way.
		}
		var v any = recover()
		panic(v)
	}()
	recover := func() int { return 1 } // It is not the builtin.
	recover()
	return nil
}
