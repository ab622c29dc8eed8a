package clone

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
)

var (
	// ErrTooDeep is given for a value, or bytes, nested in more than 10,000 levels. The runtime keeps 1,000 levels and
	// answers 100,000 with a RangeError, "Maximum call stack size exceeded" (golden clone-nested-depth).
	ErrTooDeep = errors.New("clone: nested in more than 10000 levels")
	// ErrTooSparse is given by Unmarshal when the sparse arrays of a message would open more than a million holes in Go
	// slices. Decode reads such a message: a SparseArray costs what is in it.
	ErrTooSparse = errors.New("clone: more than 1048576 holes in arrays")
	// ErrTooLarge is given for a length the wire format has no room for: strings, lists and buffers end at 4 GiB.
	ErrTooLarge = errors.New("clone: length over 4294967295")
	// ErrDateRange is given for a time.Time outside the range of a Date: 100,000,000 days on either side of 1970.
	ErrDateRange = errors.New("clone: time outside the range of a Date")
	// ErrInvalidView is given for a View that does not lie within its buffer, or not on a multiple of its element.
	ErrInvalidView = errors.New("clone: view does not fit its buffer")
	// ErrDestination is given by Unmarshal when its destination is not a pointer, or nil.
	ErrDestination = errors.New("clone: destination is not a non-nil pointer")
)

// DataCloneError is given for a value that cannot be cloned. Nothing of the whole message has been written then.
// The text is the runtime's, with the Go type for what the runtime shows of the value: "chan int could not be cloned.".
// An Uncloneable has a text of its own.
type DataCloneError struct {
	Message string
	Path    string // where it stood: "a.list[3]"; empty for the value itself
}

func (e *DataCloneError) Error() string { return e.Message }

// Name is "DataCloneError", as for the DOMException of the runtime.
func (e *DataCloneError) Name() string { return "DataCloneError" }

func notCloneable(t reflect.Type) error {
	return &DataCloneError{Message: t.String() + " could not be cloned."}
}

// WireError is given for bytes that are not a message: cut short, an unknown tag, a count that does not fit.
type WireError struct {
	Offset int  // of the byte that is wrong
	Tag    byte // the tag being read, 0 before the first
	Reason string
}

func (e *WireError) Error() string {
	return fmt.Sprintf("clone: offset %d, tag %q: %s", e.Offset, e.Tag, e.Reason)
}

// VersionError is given for a message of a version that is not read here: newer than 15, or older than 13.
type VersionError struct {
	Version uint32
}

func (e *VersionError) Error() string {
	return fmt.Sprintf("clone: wire format version %d, want %d to %d", e.Version, versionOldest, version)
}

// UnsupportedError is given for a kind of value that V8 or workerd can write and this package cannot read.
type UnsupportedError struct {
	Offset int
	Kind   string // "SharedArrayBuffer"
}

func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("clone: offset %d: %s is not supported", e.Offset, e.Kind)
}

// UnmarshalTypeError is given when a value does not fit its Go destination.
type UnmarshalTypeError struct {
	Path  string       // "a.b[3]"; empty for the value itself
	Value string       // what came: "number 1.5", "object"
	Type  reflect.Type `clone:"-"`
}

func (e *UnmarshalTypeError) Error() string {
	if e.Path == "" {
		return fmt.Sprintf("clone: %s into %s", e.Value, e.Type)
	}
	return fmt.Sprintf("clone: field %s: %s into %s", e.Path, e.Value, e.Type)
}

// under notes, on the way out, below which step (".a" or "[3]") an error came up.
func under(err error, step string) error {
	switch err := err.(type) {
	case *DataCloneError:
		err.Path = join(step, err.Path)
	case *UnmarshalTypeError:
		err.Path = join(step, err.Path)
	}
	return err
}

func join(step, path string) string {
	step = strings.TrimPrefix(step, ".")
	if path == "" || path[0] == '[' {
		return step + path
	}
	return step + "." + path
}
