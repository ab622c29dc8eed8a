package durable

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
)

// Error is an error of the runtime, or an object's error as its caller sees it. Texts that Cloudflare's runtime
// gives are given letter for letter; the flags mean what they mean there (docs, "Error handling").
type Error struct {
	// Name is the JavaScript class: "Error", "TypeError", "RangeError", …; "" reads as "Error".
	Name    string `clone:"name"`
	Message string `clone:"message"`

	// Retryable: the transport failed, and an idempotent call may be tried again.
	Retryable bool `clone:"retryable,omitempty"`
	// Overloaded: the object has too much to do, and the call should not be tried again at once.
	Overloaded bool `clone:"overloaded,omitempty"`
	// Remote: the error came out of the object that was called.
	Remote bool `clone:"remote,omitempty"`
	// DurableObjectReset: the object was reset, and a new stub is needed.
	DurableObjectReset bool `clone:"durableObjectReset,omitempty"`

	// NoRetryAlarm is the mark of an abort that gives up the running alarm (Abort with NoRetryAlarm).
	noRetryAlarm bool
	// user is false for the platform's own failures, which an alarm does not count as retries.
	user bool
	// abort marks Abort, which is an outcome of its own to the alarm manager.
	abort bool
	// internal marks the platform's own failure, which never carries a flag (semantics B21).
	internal bool
	// cause is what the error was made of on this side of a call.
	cause error
}

func (e *Error) Error() string {
	switch {
	case e.Name == "" || e.Name == "Error":
		return e.Message
	case e.Message == "":
		return e.Name
	}
	return e.Name + ": " + e.Message
}

// Is reports whether e has all that target says: its name and its message, where target has one, and each flag that
// is set in target. Flags that only e has do not count, because travelling adds some. So the sentinels of this package
// work with errors.Is on either side of a call, and errors.Is(err, &Error{Retryable: true}) asks for a flag.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	if !ok || t == nil || e == nil {
		return ok && t == e
	}
	flags := (e.Retryable || !t.Retryable) && (e.Overloaded || !t.Overloaded) && (e.Remote || !t.Remote) &&
		(e.DurableObjectReset || !t.DurableObjectReset)
	name := t.Name == "" || t.Name == e.Name || t.Name == "Error" && e.Name == ""
	return flags && name && (t.Message == "" || t.Message == e.Message)
}

// Unwrap returns what the error was made of: the clone.DataCloneError, which has the path to the value, or the
// sqlite.Error, which has the code. It does not travel.
func (e *Error) Unwrap() error { return e.cause }

// The texts of the reference runtime; in brackets the rule of the semantics reference.
const (
	textIDFormat       = "Invalid Durable Object ID: must be 64 hex digits"                                                                                                             // [A3]
	textIDForeign      = "Durable Object ID is not valid for this namespace."                                                                                                           // [A3]
	textNoID           = "Failed to execute 'get' on 'DurableObjectNamespace': parameter 1 is not of type 'DurableObjectId'."                                                           // [A6]
	textAbort          = "Application called abort() to reset Durable Object."                                                                                                          // [B12]
	textBlockTimeout   = "A call to blockConcurrencyWhile() in a Durable Object waited for too long. The call was canceled and the Durable Object was reset."                           // [B7]
	textBlockNested    = "blockConcurrencyWhile() calls are nested too deeply."                                                                                                         // [B9]
	textLost           = "Network connection lost."                                                                                                                                     // [L1]
	textStorageTimeout = "Durable Object storage operation exceeded timeout which caused object to be reset."                                                                           // [D8]
	textStorageWrite   = "Internal error in Durable Object storage write caused object to be reset."                                                                                    // [L8]
	textStorageGone    = "Durable Object storage is no longer accessible."                                                                                                              // [B24]
	textConstraint     = "Durable Object was reset and rolled back to its last known good state because the application left the database in a state where constraints were violated: " // [B20]
	textNoFetch        = "Handler does not export a fetch() function."                                                                                                                  // [B4]
	textNoAlarm        = "Your Durable Object class must have an alarm() handler in order to call setAlarm()"                                                                           // [G2]
	textAlarmZero      = "setAlarm() cannot be called with an alarm time <= 0"                                                                                                          // [G2]
	textAlarmYear      = "This API doesn't support dates after 2189."                                                                                                                   // [G2]
	textAlarmWall      = "Alarm exceeded its allowed execution time"                                                                                                                    // [G10]
	textNoAlarmRun     = "Attempted to run a scheduled alarm without a handler, did you remember to export an alarm() function?"                                                        // [G11]
	textUndefined      = "put() called with undefined value."                                                                                                                           // [E4]
	textIterator       = "kv.list() iterator was invalidated because a new call to kv.list() was started. Only one kv.list() iterator can exist at a time."                             // [F4]
)

func typeError(text string) *Error  { return &Error{Name: "TypeError", Message: text, user: true} }
func rangeError(text string) *Error { return &Error{Name: "RangeError", Message: text, user: true} }

// Errors that Go code asks for by errors.Is.
var (
	// ErrNoKey: KV.Get and Get found no value under the key.
	ErrNoKey = errors.New("no such key")
	// ErrConnectionLost: the link between caller and object broke; whether the call ran is not known [L1].
	ErrConnectionLost = &Error{Message: textLost, Retryable: true}
	// ErrBlockTimeout: a BlockConcurrencyWhile took more than 30 s [B7].
	ErrBlockTimeout = &Error{Message: textBlockTimeout, Overloaded: true, DurableObjectReset: true, user: true}
	// ErrNoAlarmHandler: SetAlarm of an object without an Alarm method [G2].
	ErrNoAlarmHandler = typeError(textNoAlarm)
	// ErrTooManyTasks: more coroutines of one object than its bound.
	ErrTooManyTasks = errors.New("too many coroutines in one object")
)

// internalError is a failure inside the platform as user code and callers see it: an opaque reference, which a world
// gives out in order, so that it is the same in each replay (semantics B21).
func (rt *Runtime) internalError() *Error {
	rt.references++
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(nil, rt.references))
	const digits = "0123456789abcdefghijklmnopqrstuvwxyz"
	reference := make([]byte, 24)
	for n := range reference {
		reference[n] = digits[int(sum[n])%len(digits)]
	}
	return &Error{Name: "Error", Message: "internal error; reference = " + string(reference), internal: true}
}

// thrown is err as code that is not its own sees it: name, message and flags travel, identity does not. Where an
// *Error is wrapped, what is read is the whole text.
func thrown(err error) Error {
	var e *Error
	if !errors.As(err, &e) {
		return Error{Name: "Error", Message: err.Error(), user: true}
	}
	c := *e
	if text := err.Error(); text != e.Error() {
		c.Message = text
	}
	c.internal, c.cause = false, nil
	return c
}

// remote is err as the caller of an object sees it.
func remote(err error) *Error {
	e := thrown(err)
	e.Remote = true
	return &e
}

// reset is the error that in-flight, queued and later calls of a reset object get. What user code says resets its
// object counts as its own failure, wherever the error came from.
func reset(err error) *Error {
	e := thrown(err)
	e.DurableObjectReset, e.user = true, true
	return &e
}

// bug panics: an invariant of this package is broken.
func bug(format string, args ...any) { panic("durable: " + fmt.Sprintf(format, args...)) }
