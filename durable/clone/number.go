package clone

import (
	"math"
	"reflect"
	"strconv"
	"strings"
)

// integerMax bounds the integers that are numbers; beyond it, where not every integer is a double, they are BigInts.
const integerMax = 1 << 53

// isSmi reports whether V8 keeps f as a small integer. -0 is not one.
func isSmi(f float64) bool {
	return f >= smiMin && f <= smiMax && f == math.Trunc(f) && (f != 0 || !math.Signbit(f))
}

// float gives a Go number as a JavaScript one. An integer that has to be a BigInt is not one.
func float(v reflect.Value) (f float64, ok bool) {
	switch v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		i := v.Int()
		return float64(i), -integerMax <= i && i <= integerMax
	case reflect.Uint, reflect.Uint8, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		u := v.Uint()
		return float64(u), u <= integerMax
	case reflect.Uint16:
		return float64(v.Uint()), v.Type() != absentType
	case reflect.Float32, reflect.Float64:
		return v.Float(), true
	}
	return 0, false
}

// allDoubles reports whether V8 would keep the elements as doubles: all are numbers, and not all small integers.
// It writes them all as doubles then, the small integers among them too.
func allDoubles(length int, at func(int) reflect.Value) bool {
	doubles := false
	for i := range length {
		elem := at(i)
		if elem.Kind() == reflect.Interface {
			elem = elem.Elem()
		}
		f, ok := float(elem)
		if !ok || traitOf(elem.Type()) != traitNone {
			return false
		}
		doubles = doubles || !isSmi(f)
	}
	return doubles
}

// formatNumber writes a number as JavaScript's String does.
func formatNumber(f float64) string {
	switch size := math.Abs(f); {
	case f != f:
		return "NaN"
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	case f == 0:
		return "0"
	case size >= 1e-6 && size < 1e21:
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e")
	return mantissa + "e" + exponent[:1] + strings.TrimLeft(exponent[1:], "0")
}

// parseIndex reads an integer key: a decimal without leading zeros, below 2^32-1 (ECMAScript, array index).
func parseIndex(key string) (index uint32, ok bool) {
	if key == "" || len(key) > 10 || key[0] == '0' && len(key) > 1 {
		return 0, false
	}
	n := uint64(0)
	for i := range len(key) {
		if key[i] < '0' || key[i] > '9' {
			return 0, false
		}
		n = n*10 + uint64(key[i]-'0')
	}
	return uint32(n), n < math.MaxUint32
}

func formatIndex(index uint32) string { return strconv.FormatUint(uint64(index), 10) }
