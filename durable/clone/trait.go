package clone

import (
	"reflect"
	"sync" //detcheck:allow sync the cache of traits is shared by worlds that run side by side
)

// Uncloneable is a value that means nothing outside the runtime it belongs to, such as a stub or a cursor. Marshal
// refuses it, and what it is a part of, with a DataCloneError of the text that CloneRefusal returns. A nil pointer is
// null all the same. CloneRefusal may be called on a nil receiver.
type Uncloneable interface {
	CloneRefusal() string
}

var (
	uncloneableType = reflect.TypeFor[Uncloneable]()
	errorType       = reflect.TypeFor[error]()
)

// trait is what the methods of a type make of its values.
type trait uint8

const (
	traitNone        trait = iota // the kind decides
	traitUncloneable              // refused: Uncloneable
	traitError                    // a JavaScript Error
)

// traits keeps the trait of each type, a pure function of the type, like tables.
var traits sync.Map // reflect.Type -> trait

// traitOf tells what the methods of a type ask for. Types without a name have none, but for pointers to named types
// and structs that embed one.
func traitOf(t reflect.Type) trait {
	named := t.PkgPath() != ""
	if !named && t.Kind() != reflect.Pointer && t.Kind() != reflect.Struct {
		return traitNone
	}
	if found, ok := traits.Load(t); ok {
		return found.(trait)
	}
	found, _ := traits.LoadOrStore(t, newTrait(t))
	return found.(trait)
}

func newTrait(t reflect.Type) trait {
	target := t
	if t.Kind() == reflect.Pointer {
		target = t.Elem()
	}
	switch {
	case target.Kind() == reflect.Interface || isOwn(target):
		return traitNone
	case t.Implements(uncloneableType) || reflect.PointerTo(t).Implements(uncloneableType):
		return traitUncloneable // A copy of what cannot be cloned cannot be cloned either.
	case t.Implements(errorType) && target.Kind() != reflect.Pointer:
		return traitError
	}
	return traitNone
}

// special writes the values whose type asks for more than their kind does, and reports whether v is one.
func (e *encoder) special(v reflect.Value) (done bool, err error) {
	trait := traitOf(v.Type())
	if trait == traitNone || v.Kind() == reflect.Pointer && v.IsNil() {
		return false, nil
	}
	if trait == traitError {
		if hollow(v) {
			return false, nil
		}
		return true, e.failure(v)
	}
	if !v.Type().Implements(uncloneableType) {
		pointer := reflect.New(v.Type())
		pointer.Elem().Set(v)
		v = pointer
	}
	return true, &DataCloneError{Message: v.Interface().(Uncloneable).CloneRefusal()}
}
