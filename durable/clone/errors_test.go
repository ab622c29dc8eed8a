package clone

import (
	"encoding/hex"
	"errors"
	"math"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"
)

func TestNotCloneable(t *testing.T) {
	tests := []struct {
		v          any
		text, path string
	}{
		{func(int) string { return "" }, "func(int) string could not be cloned.", ""},
		{(func())(nil), "func() could not be cloned.", ""},
		{make(chan int), "chan int could not be cloned.", ""},
		{complex(1, 2), "complex128 could not be cloned.", ""},
		{unsafe.Pointer(nil), "unsafe.Pointer could not be cloned.", ""},
		{map[float64]int{}, "map[float64]int could not be cloned.", ""},
		{map[string]any{"a": []any{1, struct{ B any }{func() {}}}}, "func() could not be cloned.", "a[1].B"},
		{map[string]chan int{"k": nil}, "chan int could not be cloned.", "k"},
		{[][]any{{1}, {2, func() {}}}, "func() could not be cloned.", "[1][1]"},
		{&Map{Entries: []Entry{{1, func() {}}}}, "func() could not be cloned.", "[value 0]"},
		{&Set{Values: []any{func() {}}}, "func() could not be cloned.", "[0]"},
		{&Boxed{Value: nil}, "*clone.Boxed could not be cloned.", ""},
		{&RegExp{Source: "a", Flags: "gg"}, "/a/gg could not be cloned.", ""},
		{Absent(7), "no value could not be cloned.", ""},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			data, err := Marshal(test.v)
			require.Nil(t, data)
			var e *DataCloneError
			require.ErrorAs(t, err, &e)
			require.EqualError(t, err, test.text)
			require.Equal(t, test.path, e.Path)
			require.Equal(t, "DataCloneError", e.Name())
		})
	}
}

func TestMarshalErrors(t *testing.T) {
	_, err := Marshal(time.UnixMilli(8.64e15 + 1))
	require.ErrorIs(t, err, ErrDateRange)
	buffer := &ArrayBuffer{Bytes: make([]byte, 8)}
	for _, v := range []*View{
		{Kind: Uint8Array},
		{Kind: 'x', Buffer: buffer},
		{Kind: Uint8Array, Buffer: buffer, Length: 9},
		{Kind: Uint8Array, Buffer: buffer, Offset: 9},
		{Kind: Uint8Array, Buffer: buffer, Offset: 4, Length: 8},
		{Kind: Uint8Array, Buffer: buffer, Offset: -1},
		{Kind: Uint16Array, Buffer: buffer, Offset: 1, Length: 2},
		{Kind: Uint16Array, Buffer: buffer, Length: 3},
		{Kind: Uint8Array, Buffer: buffer, Tracking: true},
	} {
		_, err = Marshal(v)
		require.ErrorIs(t, err, ErrInvalidView)
		require.Nil(t, v.Bytes())
		require.Zero(t, v.Len())
	}
	_, err = Marshal(&ArrayBuffer{Bytes: make([]byte, 8), Resizable: true, BytesMax: 7})
	require.ErrorIs(t, err, ErrInvalidView)
}

func TestWireErrors(t *testing.T) {
	tests := []struct{ hex, reason string }{
		{"", "ends too early"},
		{"ff", "ends too early"},
		{"ff0f", "ends too early"},
		{"ff0f0000", "ends too early"},
		{"ff0f49", "ends too early"},
		{"ff0f4980", "ends too early"},
		{"ff0f49ffffffffffff01", "number over 32 bits"},
		{"ff0f49ffffffff1f", "number over 32 bits"},
		{"ff0f4e00", "ends too early"},
		{"ff0f2205616263", "ends too early"},
		{"ff0f22ffffffff0f", "ends too early"},
		{"ff0f6303000000", "half a character"},
		{"ff0f5301ff", "string is not UTF-8"},
		{"ff0f5a1001", "ends too early"},
		{"ff0f5e00", "reference to an object that has not come"},
		{"ff0f41015e05240001", "reference to an object that has not come"},
		{"ff0f6f7b01", "count of properties does not fit"},
		{"ff0f6f307b00", "want a key"},
		{"ff0f6f22", "ends too early"},
		{"ff0f41ffffffff0f", "array longer than the message"},
		{"ff0f410841084108303030303030303030303030", "array longer than the message"},
		{"ff0f410130240002", "count of elements does not fit"},
		{"ff0f41012d240101", "count of properties does not fit"},
		{"ff0f610149004900400102", "count of elements does not fit"},
		{"ff0f610149024900400101", "index beyond the length of the array"},
		{"ff0f2d", "no such tag"},
		{"ff0f7b", "no such tag"},
		{"ff0f3b303a01", "no such tag"},
		{"ff0f3b30303a01", "count of entries does not fit"},
		{"ff0f27302c02", "count of values does not fit"},
		{"ff0f4205", "ends too early"},
		{"ff0f7e02010000", "buffer larger than its bound"},
		{"ff0f56420000", "a view without its buffer"},
		{"ff0f4201005642000200", "view does not fit its buffer"},
		{"ff0f4201005658000100", "view does not fit its buffer"},
		{"ff0f4201005642000102", "flags of the view do not fit its buffer"},
		{"ff0f4201005642000180", "ends too early"},
		{"ff0f52016100", "want a string"},
		{"ff0f5222016140", "regular expression flags that do not exist"},
		{"ff0f7258", "no such part of an error"},
		{"ff0f72", "ends too early"},
		{"ff0f726d49022e", "want a string"},
		{"ff0f5c0a0122016149", "error without its properties"},
		{"ff0f3030", "bytes after the end of the value"},
		{"ff0f3f", "ends too early"},
		{"ff0f01", "no such tag"},
	}
	for _, test := range tests {
		t.Run(test.hex, func(t *testing.T) {
			data, err := hex.DecodeString(test.hex)
			require.NoError(t, err)
			v, err := Decode(data)
			var e *WireError
			require.ErrorAs(t, err, &e)
			require.Equal(t, test.reason, e.Reason)
			require.Nil(t, v)
			require.LessOrEqual(t, e.Offset, len(data))
			var into any
			require.ErrorAs(t, Unmarshal(data, &into), &e)
		})
	}
	require.EqualError(t, &WireError{Offset: 3, Tag: 'o', Reason: "why"}, "clone: offset 3, tag 'o': why")
}

// Every proper prefix of a message is refused, with an error of ours.
func TestCutShort(t *testing.T) {
	for _, f := range fixtures(t) {
		data := f.bytes(t)
		for n := range data {
			_, err := Decode(data[:n])
			var wire *WireError
			if !errors.As(err, &wire) {
				// A view may miss: the buffer before it is a whole value.
				views := strings.Fields("u8 u8view i16 f64 bu64 dv clamped")
				require.Contains(t, views, f.Key, "cut at %d: %v", n, err)
			}
		}
	}
}

func TestVersions(t *testing.T) {
	v, err := Decode([]byte("B\x02abVB\x00\x02"))
	require.NoError(t, err, "no header is version 13: views without flags")
	require.Equal(t, &View{Kind: Uint8Array, Buffer: &ArrayBuffer{Bytes: []byte("ab")}, Length: 2}, v)
	v, err = Decode([]byte("\xff\x0e?\x05S\x02é"))
	require.NoError(t, err)
	require.Equal(t, "é", v)
	v, err = Decode([]byte("\xff\x0fU\xff\xff\xff\xff\x0f"))
	require.NoError(t, err)
	require.Equal(t, float64(math.MaxUint32), v)
	for _, n := range []uint32{0, 12, 16, 127} {
		_, err = Decode([]byte{tagVersion, byte(n), '0'})
		var e *VersionError
		require.ErrorAs(t, err, &e)
		require.Equal(t, n, e.Version)
	}
	require.EqualError(t, err, "clone: wire format version 127, want 13 to 15")
}

func TestUnsupported(t *testing.T) {
	for text, kind := range map[string]string{
		"t\x00": "transferred ArrayBuffer", "u\x00": "SharedArrayBuffer", "p\x00": "shared value",
		"w\x00": "WebAssembly.Module", "m\x00": "WebAssembly.Memory", "\\\x05": "host object 5",
		"\\\x0a\x20": "Error of class 32",
	} {
		_, err := Decode([]byte("\xff\x0f" + text))
		var e *UnsupportedError
		require.ErrorAs(t, err, &e)
		require.Equal(t, UnsupportedError{Offset: 2, Kind: kind}, *e)
	}
}
