package durable

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"dolab/durable/platform"
)

// Errors that Go code asks for by errors.Is.
var (
	// ErrNoKey: Get, KV.Read, KV.GetBytes and Runtime.Value find no value under the key.
	ErrNoKey = errors.New("no such key")
	// ErrNoAlarm: Storage.GetAlarm finds no alarm.
	ErrNoAlarm = errors.New("no alarm is set")
	// ErrTooManyTasks: more coroutines of one object than its bound.
	ErrTooManyTasks = errors.New("too many coroutines in one object")
)

// internalError is a failure inside the platform as user code and callers see it: an opaque reference, which a world
// gives out in order, so that it is the same in each replay (semantics B21).
func (rt *Runtime) internalError() *platform.Error {
	rt.references++
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(nil, rt.references))
	const digits = "0123456789abcdefghijklmnopqrstuvwxyz"
	reference := make([]byte, 24)
	for n := range reference {
		reference[n] = digits[int(sum[n])%len(digits)]
	}
	return &platform.Error{Name: "Error", Message: "internal error; reference = " + string(reference), Internal: true}
}

// bug panics: an invariant of this package is broken.
func bug(format string, args ...any) { panic("durable: " + fmt.Sprintf(format, args...)) }
