package durable

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"dolab/durable/clone"
)

// String is the change in one line, with long values cut short:
//
//   - orders 3  id=7 state=new
//     ~ orders 3  state: new → paid
//     ~ kv n  2 → 3
//   - kv order  {"id": 7, "items": [1, 2]}
func (c RowChange) String() string {
	keys := make([]string, len(c.Key))
	for n, k := range c.Key {
		keys[n] = readable(k)
	}
	var columns []string
	for n, name := range c.Columns {
		label, becomes := name+"=", name+": "
		if c.Table == KeyValue {
			label, becomes = "", ""
		}
		switch c.Kind {
		case RowAdded:
			columns = append(columns, label+readable(c.Is[n]))
		case RowRemoved:
			columns = append(columns, label+readable(c.Was[n]))
		default:
			if was, is := readable(c.Was[n]), readable(c.Is[n]); was != is {
				columns = append(columns, becomes+was+" → "+is)
			}
		}
	}
	sign := map[string]string{RowAdded: "+", RowChanged: "~", RowRemoved: "-"}[c.Kind]
	return sign + " " + c.Table + " " + strings.Join(keys, " ") + "  " + strings.Join(columns, " ")
}

// The bounds of a value's text.
const (
	textMax   = 60 // characters
	depthSeen = 4  // lists and objects within one another
)

// readable is a value as a reader takes it in: close to JSON, at most textMax characters.
func readable(v any) string {
	if s, ok := v.(string); ok && s != "" && !strings.ContainsAny(s, " \"'=\n\t") {
		return short(s)
	}
	return short(natural(v, depthSeen))
}

func short(s string) string {
	if utf8.RuneCountInString(s) <= textMax {
		return s
	}
	return string([]rune(s)[:textMax-1]) + "…"
}

// natural is a value in full, down to a depth.
func natural(v any, depth int) string {
	if depth == 0 {
		return "…"
	}
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		return strconv.Quote(v)
	case bool, int64:
		return fmt.Sprint(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case *big.Int:
		return v.String() + "n"
	case []byte:
		return fmt.Sprintf("x'%x'", v[:min(len(v), textMax)])
	case time.Time:
		return v.UTC().Format("2006-01-02T15:04:05.000Z")
	case []any:
		parts := make([]string, min(len(v), textMax))
		for n := range parts {
			parts[n] = natural(v[n], depth-1)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]any:
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, strconv.Quote(name)+": "+natural(v[name], depth-1))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return exotic(v, depth)
}

// exotic is a value that JSON has not.
func exotic(v any, depth int) string {
	switch v := v.(type) {
	case clone.Absent:
		if v == clone.Undefined {
			return "undefined"
		}
		return "<hole>"
	case *clone.View:
		return fmt.Sprintf("<%d bytes>", len(v.Buffer.Bytes))
	case *clone.ArrayBuffer:
		return fmt.Sprintf("<%d bytes>", len(v.Bytes))
	case *clone.Map:
		return fmt.Sprintf("<Map of %d>", len(v.Entries))
	case *clone.Set:
		return fmt.Sprintf("<Set of %d>", len(v.Values))
	case *clone.RegExp:
		return "/" + v.Source + "/" + v.Flags
	case *clone.Error:
		return "<" + v.Name + ": " + v.Message + ">"
	case *clone.Boxed:
		return natural(v.Value, depth-1)
	}
	return "<?>" // An invalid date, for one.
}
