package platform

import (
	"errors"
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

	// User: the user's code failed, not the platform. An alarm counts it as a retry.
	User bool `clone:"-"`
	// Abort marks Abort, which is an outcome of its own to the alarm manager.
	Abort bool `clone:"-"`
	// NoRetryAlarm marks an abort that gives up the running alarm.
	NoRetryAlarm bool `clone:"-"`
	// Internal marks the platform's own failure, which never carries a flag (semantics B21).
	Internal bool `clone:"-"`
	// Value is what a script threw, as its host packs it for another script: it travels, and Go code has no use for it.
	Value []byte `clone:"-"`
	// Cause is what the error was made of on this side of a call. It does not travel.
	Cause error `clone:"-"`
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
func (e *Error) Unwrap() error { return e.Cause }

func TypeError(text string) *Error  { return &Error{Name: "TypeError", Message: text, User: true} }
func RangeError(text string) *Error { return &Error{Name: "RangeError", Message: text, User: true} }

// Errors that Go code asks for by errors.Is.
var (
	// ErrConnectionLost: the link between caller and object broke; whether the call ran is not known [L1].
	ErrConnectionLost = &Error{Message: TextLost, Retryable: true}
	// ErrBlockTimeout: a BlockConcurrencyWhile took more than 30 s [B7].
	ErrBlockTimeout = &Error{Message: textBlockTimeout, Overloaded: true, DurableObjectReset: true, User: true}
	// ErrNoAlarmHandler: SetAlarm of an object without an Alarm method [G2].
	ErrNoAlarmHandler = TypeError(textNoAlarm)
)

// thrown is err as code that is not its own sees it: name, message and flags travel, identity does not. Where an
// *Error is wrapped, what is read is the whole text.
func Thrown(err error) Error {
	var e *Error
	if !errors.As(err, &e) {
		return Error{Name: "Error", Message: err.Error(), User: true}
	}
	c := *e
	if text := err.Error(); text != e.Error() {
		c.Message = text
	}
	c.Internal, c.Cause = false, nil
	return c
}

// remote is err as the caller of an object sees it.
func Remote(err error) *Error {
	e := Thrown(err)
	e.Remote = true
	return &e
}

// reset is the error that in-flight, queued and later calls of a reset object get. What user code says resets its
// object counts as its own failure, wherever the error came from.
func Reset(err error) *Error {
	e := Thrown(err)
	e.DurableObjectReset, e.User = true, true
	return &e
}
