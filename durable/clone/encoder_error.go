package clone

import (
	"errors"
	"reflect"
)

// failure writes a Go error, v, as the JavaScript Error that it stands for.
func (e *encoder) failure(v reflect.Value) error {
	switch {
	case v.Kind() != reflect.Pointer, v.Type().Elem().Size() == 0:
		e.seen.skip()
	case e.again(identityOf(v)):
		return nil
	}
	if err := e.enter(); err != nil {
		return err
	}
	defer e.leave()
	return e.jsError(fromGo(v))
}

// namer is an error that has a name in JavaScript.
type namer interface{ Name() string }

// fromGo makes an Error of a Go error: its text, the name that a method Name gives, its exported fields as own
// properties, and what it wraps as the cause, or as the errors of an AggregateError.
func fromGo(v reflect.Value) *Error {
	err := v.Interface().(error)
	out := &Error{Name: "Error", Message: err.Error()}
	causes, joined := err.(interface{ Unwrap() []error })
	if joined {
		out.Name = "AggregateError"
	}
	if named, ok := err.(namer); ok && named.Name() != "" {
		out.Name = named.Name()
	}
	own := errorFields(out, v)
	if cause := errors.Unwrap(err); cause != nil && !own["cause"] {
		out.Props = append(out.Props, Property{Key: "cause", Value: cause})
	}
	if joined && !own["errors"] {
		out.Props = append(out.Props, Property{Key: "errors", Value: causes.Unwrap()})
	}
	return out
}

// errorFields adds the exported fields of an error that is a struct. Strings called name and message are the Error's.
func errorFields(out *Error, v reflect.Value) (own map[string]bool) {
	own = map[string]bool{}
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct || isOwn(v.Type()) {
		return own
	}
	for _, f := range tableOf(v.Type()).fields {
		field, found := f.shown(v)
		if !found {
			continue
		}
		own[f.name] = true
		switch text := field.Kind() == reflect.String; {
		case text && f.name == "name":
			if field.Len() > 0 {
				out.Name = field.String()
			}
		case text && f.name == "message":
			out.Message = field.String()
		default:
			out.Props = append(out.Props, Property{Key: f.name, Value: field.Interface()})
		}
	}
	return own
}

// hollow reports whether a struct is an error only by an embedded one that is nil: its Error method would panic.
func hollow(v reflect.Value) bool {
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return false
	}
	for i := range v.NumField() {
		sf := v.Type().Field(i)
		if k := sf.Type.Kind(); !sf.Anonymous || k != reflect.Pointer && k != reflect.Interface {
			continue
		}
		if sf.Type.Implements(errorType) && v.Field(i).IsNil() {
			return true
		}
	}
	return false
}
