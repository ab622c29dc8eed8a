package sqlite

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"time"

	"dolab/durable/clone"
)

// timeFormat is how a time.Time is bound: text in UTC that sorts by time and that SQLite's date functions read. What is
// below a millisecond is cut off.
const timeFormat = "2006-01-02 15:04:05.000"

// bindable turns the arguments of Exec into what SQLite stores:
//
//	nil, a nil pointer or []byte,
//	clone.Undefined, clone.Hole    NULL
//	bool kinds                     TEXT "true" or "false", as the runtime does (F11)
//	int and uint kinds             INTEGER; JavaScript has none, its numbers are float64
//	float32, float64               REAL; NaN becomes NULL
//	string kinds                   TEXT
//	json.RawMessage                TEXT, as SQLite's JSON functions want it
//	[]byte kinds, [N]byte          BLOB
//	*clone.View (its window),
//	*clone.ArrayBuffer             BLOB
//	time.Time, *clone.Date         TEXT in timeFormat
//	a driver.Valuer                what Value gives, such as that of sql.NullString
//
// Anything else is an error, and so is an integer beyond 64 bits with a sign, or a time outside the years 0 to 9999.
func bindable(args []any) ([]any, error) {
	if len(args) == 0 {
		return nil, nil
	}
	out := make([]any, len(args))
	for i, a := range args {
		v, err := bind(a)
		if err != nil {
			return nil, fmt.Errorf("sqlite: argument %d: %w", i+1, err)
		}
		out[i] = v
	}
	return out, nil
}

func bind(a any) (any, error) {
	switch a := a.(type) {
	case nil, int64, float64, string:
		return a, nil
	case int:
		return int64(a), nil
	case []byte:
		return bytesOrNull(a), nil
	case time.Time:
		return timeText(a)
	case clone.Absent:
		return nil, nil
	case json.RawMessage:
		if a == nil {
			return nil, nil
		}
		return string(a), nil
	}
	v := reflect.ValueOf(a)
	if v.Kind() == reflect.Pointer && v.IsNil() {
		return nil, nil
	}
	switch a := a.(type) {
	case *clone.View:
		return append([]byte{}, a.Bytes()...), nil
	case *clone.ArrayBuffer:
		return append([]byte{}, a.Bytes...), nil
	case *clone.Date:
		if a.Valid() {
			return timeText(a.Time())
		}
	case driver.Valuer:
		return valueOf(a)
	}
	return bindKind(v)
}

// valueOf binds what a Valuer gives.
func valueOf(a driver.Valuer) (any, error) {
	first := a
	for range valuersMax {
		v, err := a.Value()
		if err != nil {
			return nil, fmt.Errorf("value of %T: %w", first, err)
		}
		again, ok := v.(driver.Valuer)
		if !ok {
			return bind(v)
		}
		a = again
	}
	return nil, fmt.Errorf("cannot bind %T: its Value gives a Valuer, and so on", first)
}

// valuersMax is how many Valuers may give one another.
const valuersMax = 8

// bindKind binds by the kind of a value.
func bindKind(v reflect.Value) (any, error) {
	switch v.Kind() {
	case reflect.Bool:
		return fmt.Sprint(v.Bool()), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if v.Uint() > math.MaxInt64 {
			return nil, fmt.Errorf("cannot bind %s %d: an INTEGER ends at %d", v.Type(), v.Uint(), math.MaxInt64)
		}
		return int64(v.Uint()), nil
	case reflect.Float32, reflect.Float64:
		return v.Float(), nil
	case reflect.String:
		return v.String(), nil
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return bytesOrNull(v.Bytes()), nil
		}
	case reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			b := make([]byte, v.Len())
			reflect.Copy(reflect.ValueOf(b), v)
			return b, nil
		}
	}
	return nil, fmt.Errorf("cannot bind %s: it is no bool, number, text, blob or time", v.Type())
}

func bytesOrNull(b []byte) any {
	if b == nil {
		return nil
	}
	return b
}

// timeText is a time as SQLite's date functions read it: they know four digits of a year.
func timeText(t time.Time) (any, error) {
	if year := t.UTC().Year(); year < 0 || year > 9999 {
		return nil, fmt.Errorf("cannot bind a time of the year %d: SQLite's end at 9999", year)
	}
	return t.UTC().Format(timeFormat), nil
}
