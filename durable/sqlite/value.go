package sqlite

import (
	"fmt"
	"math"
	"reflect"
	"time"
)

// TimeFormat is how a time.Time is bound: text in UTC that sorts by time and that SQLite's date functions read.
const TimeFormat = "2006-01-02 15:04:05.000"

// bindable turns the arguments of Exec into what SQLite stores:
//
//	nil, nil []byte      NULL
//	bool                 TEXT "true" or "false", as the runtime does (F11)
//	int and uint kinds   INTEGER; JavaScript has none, its numbers are float64
//	float32, float64     REAL; NaN becomes NULL
//	string kinds         TEXT
//	[]byte               BLOB
//	time.Time            TEXT in TimeFormat
//
// Anything else is an error.
func bindable(args []any) ([]any, error) {
	if len(args) == 0 {
		return nil, nil
	}
	out := make([]any, len(args))
	for i, a := range args {
		v, ok := bind(a)
		if !ok {
			return nil, fmt.Errorf("sqlite: argument %d: cannot bind %T %v", i+1, a, a)
		}
		out[i] = v
	}
	return out, nil
}

func bind(a any) (any, bool) {
	switch a := a.(type) {
	case nil, int64, float64, string:
		return a, true
	case int:
		return int64(a), true
	case []byte:
		if a == nil {
			return nil, true
		}
		return a, true
	case time.Time:
		return a.UTC().Format(TimeFormat), true
	}
	switch v := reflect.ValueOf(a); v.Kind() {
	case reflect.Bool:
		return fmt.Sprint(v.Bool()), true
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), true
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return int64(v.Uint()), v.Uint() <= math.MaxInt64
	case reflect.Float32, reflect.Float64:
		return v.Float(), true
	case reflect.String:
		return v.String(), true
	default:
		return nil, false
	}
}
