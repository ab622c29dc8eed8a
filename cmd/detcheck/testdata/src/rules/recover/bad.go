// Package recovers shows recovers.
package recovers

import (
	"fmt"
	"log"

	"dolab/durable"
)

func handle(any) error { return nil }

func bad() (err error) {
	defer func() {
		recover() // want `recover may keep killed code alive: on every way .* call panic again with that; durable.Unwinding tells \(recover\)`
	}()
	defer func() {
		_ = recover() // want `recover may keep`
	}()
	defer func() {
		if v := recover(); v != nil { // want `recover may keep`
			err = fmt.Errorf("panic: %v", v)
		}
	}()
	defer func() {
		err = handle(recover()) // want `recover may keep`
	}()
	defer func() {
		if recover() != nil { // want `recover may keep`
			panic("another")
		}
	}()
	defer func() {
		if v := recover(); v != nil { // want `recover may keep`
			panic(fmt.Sprint("wrapped: ", v)) // Who recovers further up does not know it.
		}
	}()
	defer func() {
		v := recover() // want `recover may keep`
		if v == "known" {
			panic(v)
		}
	}()
	defer func() {
		v := recover() // want `recover may keep`
		if !durable.Unwinding(v) {
			panic(v)
		}
	}()
	defer func() {
		switch v := recover().(type) { // want `recover may keep`
		case nil:
		case error:
			err = v
		}
	}()
	defer func() {
		switch v := recover().(type) { // want `recover may keep`
		case fmt.Stringer: // The end of killed code is one.
			err = fmt.Errorf("%v", v)
		default:
			panic(v)
		}
	}()
	defer func() {
		v := recover() // want `recover may keep`
		if text, ok := v.(any); ok {
			log.New(nil, "", 0).Print(text)
			return
		}
		panic(v)
	}()
	defer func() {
		v := recover() // want `recover may keep`
		v = nil
		panic(v)
	}()
	defer func() {
		v := recover() // want `recover may keep`
		for range 3 {
			panic(v)
		}
	}()
	defer func() {
		v := recover() // want `recover may keep`
		if err != nil {
			return
		}
		panic(v)
	}()
	defer caught(&err)
	return nil
}

// caught is a deferred function with a name.
func caught(err *error) {
	if v := recover(); v != nil { // want `recover may keep`
		*err = fmt.Errorf("panic: %v", v)
	}
}
