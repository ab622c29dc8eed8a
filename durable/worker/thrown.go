package worker

import (
	"errors"
	"slices"

	"dolab/durable/platform"
	"dolab/durable/worker/engine"
)

// The flags of errors, by the bits in which the prelude has them.
const (
	flagRetryable = 1 << iota
	flagOverloaded
	flagRemote
	flagReset
)

// thrown is an error as the prelude makes it: name, message, flags, and what was thrown, where a script threw it.
func thrown(err error) []engine.Value {
	e := platform.Thrown(err)
	bits := int64(0)
	for n, set := range []bool{e.Retryable, e.Overloaded, e.Remote, e.DurableObjectReset} {
		if set {
			bits |= 1 << n
		}
	}
	list := []engine.Value{engine.String(e.Name), engine.String(e.Message), engine.Int(bits)}
	if e.Value != nil {
		list = append(list, engine.Clone(e.Value))
	}
	return list
}

// failure is the error that a script describes in the arguments of a native from n on: name, message, flags, and the
// bytes of the value, which are left out if another script could not read them.
func failure(c *engine.Call, n int) *platform.Error {
	bits := c.Int(n + 2)
	e := &platform.Error{
		Name: c.String(n), Message: c.String(n + 1), User: true,
		Retryable: bits&flagRetryable != 0, Overloaded: bits&flagOverloaded != 0,
		Remote: bits&flagRemote != 0, DurableObjectReset: bits&flagReset != 0,
	}
	if c.Len() > n+3 {
		e.Value = slices.Clone(c.Bytes(n + 3))
	}
	return e
}

// throw throws an error of the platform to the script.
func throw(c *engine.Call, err error) {
	var ex *engine.Exception
	if errors.As(err, &ex) {
		c.ThrowException(ex)
		return
	}
	e := platform.Thrown(err)
	c.Throw(e.Name, e.Message)
}
