package durable

import (
	"bytes"
	"fmt"
	"math"
	"reflect"
	"strings"
	"time"
)

// scanner is database/sql's Scanner.
type scanner interface{ Scan(src any) error }

// scan converts a column's value into what dst points to.
func scan(dst, v any) error {
	switch d := dst.(type) {
	case *any:
		*d = v
		return nil
	case *int64:
		if n, ok := v.(int64); ok && d != nil {
			*d = n
			return nil
		}
	case *string:
		if s, ok := v.(string); ok && d != nil {
			*d = s
			return nil
		}
	}
	to := reflect.ValueOf(dst)
	if to.Kind() != reflect.Pointer || to.IsNil() {
		return fmt.Errorf("destination %T is not a non-nil pointer", dst)
	}
	return scanInto(to.Elem(), v)
}

func scanInto(dst reflect.Value, v any) error {
	if isNullStruct(dst.Type()) {
		return scanNull(dst, v)
	}
	if s, ok := dst.Addr().Interface().(scanner); ok {
		return s.Scan(v)
	}
	switch kind := dst.Kind(); {
	case kind == reflect.Interface && dst.NumMethod() == 0:
		return set(dst, v)
	case kind == reflect.Pointer && dst.Type().Elem() != dst.Type():
		return scanPointer(dst, v)
	case kind == reflect.Slice && dst.Type().Elem().Kind() == reflect.Uint8:
		return scanBytes(dst, v)
	case v == nil:
		return misfit(dst, v, fmt.Sprintf("*%s and sql.Null[%[1]s] can hold it", dst.Type()))
	case dst.Type() == reflect.TypeFor[time.Time]():
		return scanTime(dst, v)
	}
	return scanBasic(dst, v)
}

// misfit is the error of a value that a destination does not take. Why may be empty.
func misfit(dst reflect.Value, v any, why string) error {
	if why != "" {
		why = ": " + why
	}
	return fmt.Errorf("%s into %s%s", columnText(v), dst.Type(), why)
}

// columnText names a column's value in an error.
func columnText(v any) string {
	const shown = 40
	switch v := v.(type) {
	case int64:
		return fmt.Sprintf("INTEGER %d", v)
	case float64:
		return fmt.Sprintf("REAL %v", v)
	case string:
		if len(v) > shown {
			return fmt.Sprintf("TEXT of %d bytes", len(v))
		}
		return fmt.Sprintf("TEXT %q", v)
	case []byte:
		return fmt.Sprintf("BLOB of %d bytes", len(v))
	}
	return "NULL"
}

func set(dst reflect.Value, v any) error {
	if v == nil {
		dst.SetZero()
	} else {
		dst.Set(reflect.ValueOf(v))
	}
	return nil
}

// isNullStruct reports whether a type is one of database/sql's: a value, and whether it is valid. Their own Scan
// methods do not know how bools and times are bound here.
func isNullStruct(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.PkgPath() == "database/sql" && strings.HasPrefix(t.Name(), "Null") &&
		t.NumField() == 2 && t.Field(1).Name == "Valid"
}

func scanNull(dst reflect.Value, v any) error {
	if v == nil {
		dst.SetZero()
		return nil
	}
	if err := scanInto(dst.Field(0), v); err != nil {
		return err
	}
	dst.Field(1).SetBool(true)
	return nil
}

// scanPointer makes a nil of NULL, and a new target for anything else.
func scanPointer(dst reflect.Value, v any) error {
	if v == nil {
		dst.SetZero()
		return nil
	}
	target := reflect.New(dst.Type().Elem())
	if err := scanInto(target.Elem(), v); err != nil {
		return err
	}
	dst.Set(target)
	return nil
}

func scanBytes(dst reflect.Value, v any) error {
	switch v := v.(type) {
	case nil:
		dst.SetZero()
	case []byte:
		dst.SetBytes(bytes.Clone(v))
	case string:
		dst.SetBytes([]byte(v))
	default:
		return misfit(dst, v, "")
	}
	return nil
}

// timeLayouts are the texts that a time is read from: how one is bound, what SQLite's functions give, and RFC 3339. A
// fraction of a second may follow in each. A text without a zone is UTC.
var timeLayouts = []string{"2006-01-02 15:04:05", time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02"}

func scanTime(dst reflect.Value, v any) error {
	text, ok := v.(string)
	if !ok {
		return misfit(dst, v, "only a text is a time")
	}
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			dst.Set(reflect.ValueOf(t))
			return nil
		}
	}
	return misfit(dst, v, "want a text like 2006-01-02 15:04:05.000")
}

// scanBasic converts into basic types. No number is rounded, but for a float32, which takes the nearest.
func scanBasic(dst reflect.Value, v any) error {
	switch dst.Kind() {
	case reflect.Bool:
		return scanBool(dst, v)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return scanInt(dst, v)
	case reflect.Float32, reflect.Float64:
		return scanFloat(dst, v)
	case reflect.String:
		switch v := v.(type) {
		case string:
			dst.SetString(v)
			return nil
		case []byte:
			dst.SetString(string(v))
			return nil
		}
	case reflect.Array:
		if b, ok := v.([]byte); ok && dst.Type().Elem().Kind() == reflect.Uint8 && len(b) == dst.Len() {
			reflect.Copy(dst, reflect.ValueOf(b))
			return nil
		}
	}
	return misfit(dst, v, "")
}

// scanBool reads a bool as it is bound, or as SQL's own expressions give it.
func scanBool(dst reflect.Value, v any) error {
	switch v {
	case "true", int64(1), 1.0:
		dst.SetBool(true)
	case "false", int64(0), 0.0:
		dst.SetBool(false)
	default:
		return misfit(dst, v, "want 0, 1, 'false' or 'true'")
	}
	return nil
}

func scanInt(dst reflect.Value, v any) error {
	var n int64
	switch v := v.(type) {
	case int64:
		n = v
	case float64:
		if v != math.Trunc(v) {
			return misfit(dst, v, "not an integer")
		}
		if v < math.MinInt64 || v >= -math.MinInt64 {
			return misfit(dst, v, "out of range")
		}
		n = int64(v)
	default:
		return misfit(dst, v, "")
	}
	switch {
	case dst.CanInt() && !dst.OverflowInt(n):
		dst.SetInt(n)
	case dst.CanUint() && n >= 0 && !dst.OverflowUint(uint64(n)):
		dst.SetUint(uint64(n))
	default:
		return misfit(dst, v, "out of range")
	}
	return nil
}

func scanFloat(dst reflect.Value, v any) error {
	var f float64
	switch v := v.(type) {
	case float64:
		f = v
	case int64:
		if f = float64(v); f >= -math.MinInt64 || int64(f) != v {
			return misfit(dst, v, "a float64 does not have so many digits")
		}
	default:
		return misfit(dst, v, "")
	}
	if dst.OverflowFloat(f) {
		return misfit(dst, v, "out of range")
	}
	dst.SetFloat(f)
	return nil
}
