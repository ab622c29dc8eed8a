package platform

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"

	"dolab/actor"
)

// Failure is one way in which Durable Objects fail in production: a row of the catalogue. Most come with an error,
// whose text is the platform's letter for letter; the others show by what happens.
type Failure struct {
	Code string // the row: "L1"; a row with several texts has one for each: "L4b"
	Name string // the same in words: "network-lost"

	Text  string // of the error, "" for none; an X behind "reference = " stands for 24 letters and digits
	Class string // the JavaScript class of the error; "" is Error

	Retryable          bool
	Overloaded         bool
	Remote             bool
	DurableObjectReset bool

	Executed string   // of the call it befalls: "no", "unknown" or "yes"; "" where there is no call
	Source   string   // where text, flags and behaviour come from
	About    string   // what happens, to whom
	At       []string // the points where error= or reset= may name it
	Faults   []string // texts of faults that bring it about; none for what an object does to itself
	NotBuilt string   // why nothing here brings it about; "" where something does

	Copies string // of an alarm, while the trouble lasts: what getAlarm says, and what the manager has
	Heals  string // of an alarm: what ends the trouble, if nobody sets another

	counts bool // an alarm that fails by it has used up a retry
}

// Catalogue returns all rows, L1 to L46, in their order.
func Catalogue() []Failure { return slices.Clone(catalogue) }

// FailureByName returns a row by its code or its name.
func FailureByName(name string) (Failure, bool) {
	for _, f := range catalogue {
		if f.Code == name || f.Name == name {
			return f, true
		}
	}
	return Failure{}, false
}

// failuresAt lists what error= or reset= may name at a point, by code and by name.
func failuresAt(point string) []string {
	var names []string
	for _, f := range catalogue {
		if slices.Contains(f.At, point) {
			names = append(names, f.Code, f.Name)
		}
	}
	return names
}

// Err returns the error of a row as a caller sees it, with a reference drawn from the world where it has one.
func (f Failure) Err(w *actor.World) *Error {
	e := &Error{
		Name: f.Class, Message: f.Text,
		Retryable: f.Retryable, Overloaded: f.Overloaded, Remote: f.Remote, DurableObjectReset: f.DurableObjectReset,
		User: f.counts, Internal: f.Code == "L18",
	}
	if e.Name == "" {
		e.Name = "Error"
	}
	const mark = "reference = X"
	if text, found := strings.CutSuffix(f.Text, mark); found {
		e.Message = text + "reference = " + reference(w)
	}
	return e
}

// reference draws what an internal error is called: 24 of [a-z0-9] [B21].
func reference(w *actor.World) string {
	const digits = "abcdefghijklmnopqrstuvwxyz0123456789"
	seed := binary.BigEndian.AppendUint32(nil, uint32(w.Choose("fault.reference", 1<<31)))
	sum := sha256.Sum256(seed)
	text := make([]byte, 24)
	for n := range text {
		text[n] = digits[int(sum[n])%len(digits)]
	}
	return string(text)
}

// Matches reports whether an error is that of the row: class, text and the flags that the row has.
func (f Failure) Matches(err *Error) bool {
	text, class := f.Text, f.Class
	if class == "" {
		class = "Error"
	}
	name := err.Name
	if name == "" {
		name = "Error"
	}
	same := err.Message == text
	if before, found := strings.CutSuffix(text, "reference = X"); found {
		same = strings.HasPrefix(err.Message, before+"reference = ") && len(err.Message) == len(text)+23
	}
	return same && name == class && err.Retryable == f.Retryable && err.Overloaded == f.Overloaded &&
		err.DurableObjectReset == f.DurableObjectReset
}
