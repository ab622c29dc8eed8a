package clone

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestNumberForms: an integer is a small one, a double or a BigInt, and the bounds of each are in it.
func TestNumberForms(t *testing.T) {
	const big = 1 << 53
	for _, c := range []struct {
		v    any
		form byte
	}{
		{1<<30 - 1, 'I'},
		{1 << 30, 'N'},
		{-1 << 30, 'I'},
		{-1<<30 - 1, 'N'},
		{float64(1<<30 - 1), 'I'},
		{float64(1 << 30), 'N'},
		{float64(-1 << 30), 'I'},
		{float64(-1<<30 - 1), 'N'},
		{0.5, 'N'},
		{int64(big), 'N'},
		{int64(big + 1), 'Z'},
		{int64(-big), 'N'},
		{int64(-big - 1), 'Z'},
		{uint64(big), 'N'},
		{uint64(big + 1), 'Z'},
		{uint64(1<<64 - 1), 'Z'},
	} {
		data, err := Marshal(c.v)
		require.NoError(t, err)
		require.Equal(t, string(c.form), string(data[2]), "%T %v", c.v, c.v)
	}
	for _, c := range []struct {
		v    any
		good bool
	}{
		{int64(big), true},
		{int64(big + 1), false},
		{int64(-big), true},
		{int64(-big - 1), false},
		{uint64(big), true},
		{uint64(big + 1), false},
		{"text", false},
		{float32(1.5), true},
	} {
		_, ok := float(reflect.ValueOf(c.v))
		require.Equal(t, c.good, ok, "%T %v", c.v, c.v)
	}
}

// TestIndexKeys: an integer key is a small integer as long as it fits, and reads back as the same text.
func TestIndexKeys(t *testing.T) {
	for key, form := range map[string]byte{
		"0": 'I', "7": 'I', "1073741823": 'I', "1073741824": 'N', "4294967294": 'N', "4294967295": '"', "-1": '"', "01": '"',
	} {
		data, err := Marshal(map[string]any{key: true})
		require.NoError(t, err)
		require.Equal(t, string(form), string(data[3]), key)
		var back map[string]any
		require.NoError(t, Unmarshal(data, &back), key)
		require.Equal(t, map[string]any{key: true}, back)
		typed, err := Marshal(map[string]bool{key: true})
		require.NoError(t, err)
		require.Equal(t, data, typed)
	}
}

// TestOldestVersions: messages of versions 13 to 15 are read, and no others.
func TestOldestVersions(t *testing.T) {
	for v, good := range map[byte]bool{12: false, 13: true, 14: true, 15: true, 16: false} {
		var back any
		err := Unmarshal([]byte{0xff, v, 'T'}, &back)
		require.Equal(t, good, err == nil, "version %d: %v", v, err)
	}
	// Views have flags from version 14 on.
	view := []byte{'B', 2, 1, 2, 'V', 'B', 0, 2}
	for v, flags := range map[byte]bool{13: false, 14: true, 15: true} {
		message := append([]byte{0xff, v}, view...)
		if flags {
			message = append(message, 0)
		}
		var back []byte
		require.NoError(t, Unmarshal(message, &back), "version %d", v)
		require.Equal(t, []byte{1, 2}, back)
	}
}

// TestResizableBounds: a buffer may be as large as it may grow, and no larger.
func TestResizableBounds(t *testing.T) {
	for most, good := range map[int]bool{1: false, 2: true, 3: true} {
		b := &ArrayBuffer{Bytes: []byte{1, 2}, Resizable: true, BytesMax: most}
		data, err := Marshal(b)
		require.Equal(t, good, err == nil, "%d: %v", most, err)
		if good {
			back, err := Decode(data)
			require.NoError(t, err)
			require.Equal(t, b, back)
		}
	}
	_, err := Decode([]byte{0xff, 15, '~', 2, 1, 1, 2})
	require.Error(t, err)
}

// TestRegExpFlags: the flags that there are, and no others.
func TestRegExpFlags(t *testing.T) {
	for bits, good := range map[byte]bool{0: true, 1: true, 0x40: false} {
		_, err := Decode([]byte{0xff, 15, 'R', '"', 1, 'a', bits})
		require.Equal(t, good, err == nil, "%#x: %v", bits, err)
	}
	over := 1 << len(regExpFlags)
	message := []byte{0xff, 15, 'R', '"', 1, 'a'}
	for over >= 0x80 {
		message = append(message, byte(over)|0x80)
		over >>= 7
	}
	_, err := Decode(append(message, byte(over)))
	require.Error(t, err)
}

// TestErrorText: an error without a message is its name.
func TestErrorText(t *testing.T) {
	require.Equal(t, "RangeError", (&Error{Name: "RangeError"}).Error())
	require.Equal(t, "RangeError: hot", (&Error{Name: "RangeError", Message: "hot"}).Error())
}

// TestBoxes: what can be in a box, and what cannot.
func TestBoxes(t *testing.T) {
	for _, v := range []any{true, false, 1.5, "text"} {
		data, err := Marshal(&Boxed{Value: v})
		require.NoError(t, err)
		back, err := Decode(data)
		require.NoError(t, err)
		require.Equal(t, &Boxed{Value: v}, back)
	}
	wide, err := Marshal(&Boxed{Value: TwoByte("text")})
	require.NoError(t, err)
	narrow, err := Marshal(&Boxed{Value: "text"})
	require.NoError(t, err)
	require.Equal(t, narrow, wide)
	for _, v := range []any{nil, 1, []any{}, &Boxed{Value: true}} {
		_, err := Marshal(&Boxed{Value: v})
		require.Error(t, err, "%T", v)
	}
}

// TestIntoArrays: an array takes a list, drops what is too much and clears what is missing; nothing else goes into one.
func TestIntoArrays(t *testing.T) {
	read := func(v, dst any) error {
		data, err := Marshal(v)
		require.NoError(t, err)
		return Unmarshal(data, dst)
	}
	a := [2]int{8, 9}
	require.NoError(t, read([]int{1, 2, 3}, &a))
	require.Equal(t, [2]int{1, 2}, a)
	require.NoError(t, read([]int{5}, &a))
	require.Equal(t, [2]int{5, 0}, a)
	bytes := [4]byte{9, 9, 9, 9}
	for _, v := range []any{
		&ArrayBuffer{Bytes: []byte{1, 2, 3}}, NewView(DataView, []byte{1, 2, 3}), []byte{1, 2, 3},
	} {
		require.NoError(t, read(v, &bytes))
		require.Equal(t, [4]byte{1, 2, 3}, bytes, "%T", v)
	}
	require.NoError(t, read(NewView(Int16Array, []byte{0, 1, 2, 3}), &bytes))
	require.Equal(t, [4]byte{0, 1, 2, 3}, bytes, "the bytes, not the numbers")
	require.Error(t, read("text", &a))
	require.Error(t, read(map[string]int{"a": 1}, &a))
	require.ErrorIs(t, read(&SparseArray{Length: 1 << 31}, &a), ErrTooSparse)
	require.Error(t, read([]string{"a"}, &a))
}

// TestEmbedded: fields of embedded structs are promoted, also those behind an embedded pointer.
func TestEmbedded(t *testing.T) {
	type inner struct{ A int }
	type Outer struct{ C int }
	type value struct {
		inner
		*Outer
		B int
	}
	type hidden struct {
		*inner
		B int
	}
	data, err := Marshal(value{inner{1}, &Outer{3}, 2})
	require.NoError(t, err)
	var back value
	require.NoError(t, Unmarshal(data, &back))
	require.Equal(t, value{inner{1}, &Outer{3}, 2}, back)
	data, err = Marshal(hidden{&inner{1}, 2})
	require.NoError(t, err)
	var natural any
	require.NoError(t, Unmarshal(data, &natural))
	require.Equal(t, map[string]any{"A": 1.0, "B": 2.0}, natural)
}

// TestStringsOfTwoBytes: characters beyond Latin-1, and pairs of them, read back, and so does half a pair.
func TestStringsOfTwoBytes(t *testing.T) {
	for _, text := range []string{"", "a", "\x7f", "\u0080", "ÿ", "Ā", "€", "😀", "a😀", "😀😀b", strings.Repeat("€", 200)} {
		data, err := Marshal(text)
		require.NoError(t, err)
		var back string
		require.NoError(t, Unmarshal(data, &back))
		require.Equal(t, text, back)
		type named string
		var other named
		require.NoError(t, Unmarshal(data, &other))
		require.Equal(t, named(text), other)
	}
	for _, half := range [][]byte{{0x3d, 0xd8}, {0x00, 0xde}, {0x3d, 0xd8, 'a', 0}} {
		var back string
		require.NoError(t, Unmarshal(append([]byte{0xff, 15, 'c', byte(len(half))}, half...), &back))
		again, err := Marshal(back)
		require.NoError(t, err)
		var twice string
		require.NoError(t, Unmarshal(again, &twice))
		require.Equal(t, back, twice)
	}
}
