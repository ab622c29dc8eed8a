package clone

import (
	"math"
	"math/big"
	"reflect"
	"strconv"
)

// basic puts primitives into basic types.
func (a *assigner) basic(dst reflect.Value, src any) error {
	ok := false
	switch dst.Kind() {
	case reflect.Bool:
		var b bool
		if b, ok = src.(bool); ok {
			dst.SetBool(b)
		}
	case reflect.String:
		switch s := src.(type) {
		case string:
			dst.SetString(s)
			ok = true
		case TwoByte:
			dst.SetString(string(s))
			ok = true
		}
	case reflect.Float32, reflect.Float64:
		ok = setFloat(dst, src)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		ok = setInt(dst, src)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		ok = dst.Type() != absentType && setUint(dst, src)
	}
	if !ok {
		return mismatch(src, dst.Type())
	}
	return nil
}

func setFloat(dst reflect.Value, src any) bool {
	f, ok := src.(float64)
	if i, isInt := src.(int32); isInt {
		f, ok = float64(i), true
	}
	if !ok || dst.OverflowFloat(f) {
		return false
	}
	dst.SetFloat(f)
	return true
}

func setInt(dst reflect.Value, src any) bool {
	var i int64
	switch src := src.(type) {
	case int32:
		i = int64(src)
	case float64:
		if src != math.Trunc(src) || src < math.MinInt64 || src >= -math.MinInt64 {
			return false
		}
		i = int64(src)
	case *big.Int:
		if !src.IsInt64() {
			return false
		}
		i = src.Int64()
	default:
		return false
	}
	if dst.OverflowInt(i) {
		return false
	}
	dst.SetInt(i)
	return true
}

func setUint(dst reflect.Value, src any) bool {
	var u uint64
	switch src := src.(type) {
	case int32:
		if src < 0 {
			return false
		}
		u = uint64(src)
	case float64:
		if src != math.Trunc(src) || src < 0 || src >= -2*math.MinInt64 {
			return false
		}
		u = uint64(src)
	case *big.Int:
		if !src.IsUint64() {
			return false
		}
		u = src.Uint64()
	default:
		return false
	}
	if dst.OverflowUint(u) {
		return false
	}
	dst.SetUint(u)
	return true
}

// bitsShown is the largest BigInt that an error text spells out.
const bitsShown = 256

// describe names a value for an error text.
func describe(src any) string {
	switch src := src.(type) {
	case bool:
		return strconv.FormatBool(src)
	case int32:
		return "number " + formatNumber(float64(src))
	case float64:
		return "number " + formatNumber(src)
	case *big.Int:
		if src.BitLen() > bitsShown {
			return "BigInt of " + strconv.Itoa(src.BitLen()) + " bits"
		}
		return "BigInt " + src.String() + "n"
	case string, TwoByte:
		return "string"
	case Absent:
		return src.String()
	case *Array, *SparseArray:
		return "array"
	case *Date:
		if !src.Valid() {
			return "invalid Date"
		}
	case *View:
		return src.Kind.String()
	case *Object:
		return "object"
	case *Error:
		return src.Name
	}
	return reflect.TypeOf(src).Elem().Name() // Date, Map, Set, ArrayBuffer, RegExp, Boxed
}

// parseKey reads the key of an object into a map key of an integer type.
func parseKey(dst reflect.Value, key string) bool {
	switch {
	case dst.CanInt():
		i, err := strconv.ParseInt(key, 10, dst.Type().Bits())
		dst.SetInt(i)
		return err == nil
	case dst.CanUint():
		u, err := strconv.ParseUint(key, 10, dst.Type().Bits())
		dst.SetUint(u)
		return err == nil
	}
	return false
}
