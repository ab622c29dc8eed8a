package clone

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"
)

// fixture is a value in the storage of an object, written by workerd, and how the runtime
// itself showed it after reading it back.
type fixture struct {
	Key, Hex, Shows string
}

func (f fixture) bytes(t testing.TB) []byte {
	b, err := hex.DecodeString(f.Hex)
	require.NoError(t, err)
	return b
}

func fixtures(t testing.TB) []fixture {
	text, err := os.ReadFile("testdata/v8.json")
	require.NoError(t, err)
	var all []fixture
	require.NoError(t, json.Unmarshal(text, &all))
	require.Equal(t, 62, len(all))
	return all
}

// Every value the runtime wrote is read as it reads it, and written as it wrote it.
func TestFixtures(t *testing.T) {
	for _, f := range fixtures(t) {
		t.Run(f.Key, func(t *testing.T) {
			data := f.bytes(t)
			v, err := Decode(data)
			require.NoError(t, err)
			require.Equal(t, f.Shows, show(v, nil))
			again, err := Encode(v)
			require.NoError(t, err)
			require.Equal(t, data, again)
			again, err = Marshal(v)
			require.NoError(t, err)
			require.Equal(t, data, again, "Marshal")
		})
	}
}

// The natural values keep what JavaScript can see, but for the order of keys and the extra properties of an array.
func TestFixturesNatural(t *testing.T) {
	lossy := map[string]bool{"sparse": true, "obj": true, "cyc": true}
	for _, f := range fixtures(t) {
		t.Run(f.Key, func(t *testing.T) {
			data := f.bytes(t)
			var v any
			require.NoError(t, Unmarshal(data, &v))
			again, err := Marshal(v)
			require.NoError(t, err)
			if !lossy[f.Key] {
				require.Equal(t, data, again)
			}
			var w any
			require.NoError(t, Unmarshal(again, &w))
			if f.Key != "cyc" && f.Key != "nan" && f.Key != "baddate" && f.Key != "map" {
				require.Equal(t, v, w)
			}
		})
	}
}

// show is the renderer of the fixtures' worker, for what Decode gives.
func show(v any, seen []any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case Absent:
		if v == Hole {
			return "<hole>"
		}
		return v.String()
	case bool:
		return fmt.Sprint(v)
	case int32:
		return formatNumber(float64(v))
	case float64:
		if v == 0 && 1/v < 0 {
			return "-0"
		}
		return formatNumber(v)
	case *big.Int:
		return v.String() + "n"
	case string:
		return showString(v)
	}
	if i := slices.Index(seen, v); i >= 0 {
		return fmt.Sprintf("<cycle %d>", len(seen)-1-i)
	}
	return showObject(v, append(slices.Clip(seen), v))
}

func showObject(v any, seen []any) string {
	each := func(values []any) string {
		var parts []string
		for _, v := range values {
			parts = append(parts, show(v, seen))
		}
		return strings.Join(parts, ", ")
	}
	switch v := v.(type) {
	case *Object:
		return "{" + showProps(v.Props, seen) + "}"
	case *Array:
		return "[" + each(v.Elems) + "]"
	case *SparseArray:
		var elems []any
		for i := range v.Length {
			elems = append(elems, v.At(i))
		}
		return "[" + each(elems) + "]"
	case *Date:
		if !v.Valid() {
			return "Date(Invalid)"
		}
		return "Date(" + v.Time().Format("2006-01-02T15:04:05.000Z") + ")"
	case *Map:
		var parts []string
		for _, e := range v.Entries {
			parts = append(parts, show(e.Key, seen)+" => "+show(e.Value, seen))
		}
		return fmt.Sprintf("Map(%d){%s}", len(parts), strings.Join(parts, ", "))
	case *Set:
		return fmt.Sprintf("Set(%d){%s}", len(v.Values), each(v.Values))
	case *RegExp:
		return "RegExp(/" + v.Source + "/" + v.Flags + ")"
	case *Boxed:
		class := map[string]string{"bool": "Boolean", "float64": "Number", "string": "String"}[fmt.Sprintf("%T", v.Value)]
		if class == "" {
			return "BigInt{}" // what the worker's show makes of Object(10n)
		}
		return class + "{" + show(v.Value, seen) + "}"
	case *ArrayBuffer:
		return fmt.Sprintf("ArrayBuffer(%d)[%s]", len(v.Bytes), showElems(NewView(Uint8Array, v.Bytes)))
	case *View:
		return fmt.Sprintf("%s(%d)[%s]", v.Kind, len(v.Bytes()), showElems(v))
	case *Error:
		return showError(v, seen)
	}
	return fmt.Sprintf("?%T", v)
}

func showElems(v *View) string {
	var parts []string
	for i := 0; i < v.Len() && i < 16 && v.Kind != DataView; i++ {
		s := strings.TrimSuffix(show(v.At(i), nil), "n") // join uses String()
		if s == "-0" {
			s = "0"
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, ",")
}

func showProps(props []Property, seen []any) string {
	var parts []string
	for _, p := range props {
		parts = append(parts, p.Key+": "+show(p.Value, seen))
	}
	return strings.Join(parts, ", ")
}

func showError(e *Error, seen []any) string {
	props := slices.Clone(e.Props)
	slices.SortFunc(props, func(a, b Property) int { return strings.Compare(a.Key, b.Key) })
	out := fmt.Sprintf("%s(name=%s, message=%s", e.Name, showString(e.Name), showString(e.Message))
	for _, p := range props {
		if p.Key != "stack" {
			out += ", " + p.Key + "=" + show(p.Value, seen)
		}
	}
	return out + ")"
}

// showString is JSON.stringify of a string, or its length when it is long.
func showString(s string) string {
	units, _ := measure(s)
	if units > 120 {
		return fmt.Sprintf("String(%d)", units)
	}
	out := `"`
	for len(s) > 0 {
		r, size := nextRune(s)
		switch {
		case r == '"' || r == '\\':
			out += `\` + string(r)
		case r < ' ' || utf16.IsSurrogate(r):
			out += fmt.Sprintf(`\u%04x`, r)
		default:
			out += string(r)
		}
		s = s[size:]
	}
	return out + `"`
}
