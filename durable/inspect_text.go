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

// natural is the text of a value, long enough for short, with lists and objects down to a depth.
func natural(v any, depth int) string {
	t := valueText{items: textMax, bytesMax: utf8.UTFMax * textMax} // More than that is longer than textMax.
	t.value(v, depth)
	return t.b.String()
}

// The bounds of ValueText.
const (
	depthWhole = 16   // lists and objects within one another
	itemsWhole = 1000 // items of a list, or bytes of a buffer
)

// ValueText is a value of a database, or of the key-value store, as close to JSON as it can be, with the contents of
// Maps, Sets and buffers. Behind about bytesMax bytes it is cut off, by "…".
func ValueText(v any, bytesMax int) string {
	t := valueText{items: itemsWhole, bytesMax: bytesMax, whole: true}
	t.value(v, depthWhole)
	return t.b.String()
}

// valueText is the text of a value in the making.
type valueText struct {
	b        strings.Builder
	items    int  // how many items of a list, and bytes of a buffer, it has
	bytesMax int  // where it is cut off
	whole    bool // it has the contents of Maps, Sets and buffers
	cut      bool // it has been cut off
}

// add writes a part, unless the text is long enough.
func (t *valueText) add(s string) {
	if t.cut {
		return
	}
	if t.b.Len()+len(s) > t.bytesMax {
		s, t.cut = strings.ToValidUTF8(s[:t.bytesMax-t.b.Len()], "")+"…", true
	}
	t.b.WriteString(s)
}

// list writes n items, each by a call.
func (t *valueText) list(begin, end string, n int, item func(n int)) {
	t.add(begin)
	for i := range n {
		if i > 0 {
			t.add(", ")
		}
		if i == t.items {
			t.add("…")
		}
		if i == t.items || t.cut {
			break
		}
		item(i)
	}
	t.add(end)
}

func (t *valueText) value(v any, depth int) {
	if depth == 0 {
		t.add("…")
		return
	}
	switch v := v.(type) {
	case nil:
		t.add("null")
	case string:
		t.add(strconv.Quote(v[:min(len(v), t.bytesMax)]))
	case bool, int64:
		t.add(fmt.Sprint(v))
	case float64:
		t.add(strconv.FormatFloat(v, 'f', -1, 64))
	case *big.Int:
		t.add(v.String() + "n")
	case []byte:
		t.bytes(v)
	case time.Time:
		t.add(v.UTC().Format("2006-01-02T15:04:05.000Z"))
	case []any:
		t.list("[", "]", len(v), func(n int) { t.value(v[n], depth-1) })
	case map[string]any:
		names := slices.Sorted(maps.Keys(v))
		t.list("{", "}", len(names), func(n int) {
			t.add(strconv.Quote(names[n]) + ": ")
			t.value(v[names[n]], depth-1)
		})
	default:
		t.exotic(v, depth)
	}
}

// exotic is a value that JSON has not.
func (t *valueText) exotic(v any, depth int) {
	switch v := v.(type) {
	case clone.Absent:
		if v == clone.Undefined {
			t.add("undefined")
		} else {
			t.add("<hole>")
		}
	case *clone.View:
		t.buffer(v.Kind.String(), v.Bytes(), len(v.Buffer.Bytes))
	case *clone.ArrayBuffer:
		t.buffer("ArrayBuffer", v.Bytes, len(v.Bytes))
	case *clone.Map:
		t.add(fmt.Sprintf("<Map of %d>", len(v.Entries)))
		if t.whole {
			t.list(" {", "}", len(v.Entries), func(n int) {
				t.value(v.Entries[n].Key, depth-1)
				t.add(" → ")
				t.value(v.Entries[n].Value, depth-1)
			})
		}
	case *clone.Set:
		t.add(fmt.Sprintf("<Set of %d>", len(v.Values)))
		if t.whole {
			t.list(" [", "]", len(v.Values), func(n int) { t.value(v.Values[n], depth-1) })
		}
	case *clone.RegExp:
		t.add("/" + v.Source + "/" + v.Flags)
	case *clone.Error:
		t.add("<" + v.Name + ": " + v.Message + ">")
	case *clone.Boxed:
		t.value(v.Value, depth-1)
	default:
		t.add("<?>") // An invalid date, for one.
	}
}

// buffer writes a buffer: its size, or in a whole text its bytes.
func (t *valueText) buffer(kind string, b []byte, size int) {
	if !t.whole {
		t.add(fmt.Sprintf("<%d bytes>", size))
		return
	}
	t.add("<" + kind + " ")
	t.bytes(b)
	t.add(">")
}

// bytes writes bytes in hex.
func (t *valueText) bytes(b []byte) {
	t.add(fmt.Sprintf("x'%x'", b[:min(len(b), t.items)]))
	if len(b) > t.items {
		t.add("…")
	}
}
