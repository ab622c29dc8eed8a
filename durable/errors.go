package durable

import (
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
	// ErrTimeout: no answer came within the time of a WithTimeout, or no message within that of a ReceiveTimeout. It is
	// the world's time that counts.
	ErrTimeout = errors.New("no answer in time")
)

// bug panics: an invariant of this package is broken.
func bug(format string, args ...any) { panic("durable: " + fmt.Sprintf(format, args...)) }

// plainError is an Error that the runtime throws at code.
func plainError(text string) *platform.Error {
	return &platform.Error{Name: "Error", Message: text, User: true}
}
