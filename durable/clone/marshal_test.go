package clone

import (
	"encoding/hex"
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func bigOf(s string) *big.Int {
	n, ok := new(big.Int).SetString(s, 10)
	if !ok {
		panic("not a number: " + s)
	}
	return n
}

type point struct {
	X, Y int
	Note string `clone:"note,omitempty"`
}

// Bytes are what V8 11.3 writes for the JavaScript, with the numbers of workerd (31 bits where node has 32).
func TestMarshalAsV8(t *testing.T) {
	shared := []byte{0, 0}
	resizable := &ArrayBuffer{Bytes: make([]byte, 4), Resizable: true, BytesMax: 16}
	self := &Error{Name: "Error", Message: "a", V8: true}
	self.Props = []Property{{Key: "cause", Value: self}}
	date := time.UnixMilli(5)
	tests := []struct {
		js, hex string
		v       any
	}{
		{"42", "4954", 42},
		{"2**30-1", "49feffffff07", 1<<30 - 1},
		{"2**30", "4e000000000000d041", 1 << 30},
		{"-(2**30)", "49ffffffff07", -1 << 30},
		{"2**53", "4e0000000000004043", int64(1 << 53)},
		{"2n**53n+1n", "5a100100000000002000", int64(1<<53 + 1)},
		{"2n**64n-1n", "5a10ffffffffffffffff", uint64(math.MaxUint64)},
		{"-(2n**64n)", "5a2100000000000000000100000000000000", bigOf("-18446744073709551616")},
		{"NaN", "4e000000000000f87f", math.NaN()},
		{"-0", "4e0000000000000080", math.Copysign(0, -1)},
		{"2.0", "4904", float32(2)},
		{"'é'", "2201e9", "é"},
		{"'Ā'", "63020001", "Ā"},
		{"['Ā']", "410163020001240001", []string{"Ā"}},
		{"['a','Ā']", "41022201610063020001240002", []string{"a", "Ā"}},
		{"'\\udc00\\ud800'", "630400dc00d8", "\xed\xb0\x80\xed\xa0\x80"},
		{"'\\ud83d\\ude00'", "63043dd800de", "\xed\xa0\xbd\xed\xb8\x80"},
		{"'\\ufffd'", "6302fdff", "\xff"},
		{"[1.5,2]", "41024e000000000000f83f4e0000000000000040240002", []float64{1.5, 2}},
		{"[1.5,2]", "41024e000000000000f83f4e0000000000000040240002", []any{1.5, 2}},
		{"[NaN,1]", "41024e000000000000f87f4e000000000000f03f240002", []any{math.NaN(), uint8(1)}},
		{"[2**31,1]", "41024e000000000000e0414e000000000000f03f240002", []int{1 << 31, 1}},
		{"[1.5,2,'a']", "41034e000000000000f83f4904220161240003", []any{1.5, 2, "a"}},
		{"[1.5,,2]", "610349004e000000000000f83f49044904400203", []any{1.5, Hole, 2}},
		{"[,]", "6101400001", []any{Hole}},
		{"[undefined]", "41015f240001", []Absent{Undefined}},
		{"[]", "4100240000", []int{}},
		{"[1,2].foo=3", "4102490249042203666f6f4906240102", &Array{[]any{1, 2}, []Property{{Key: "foo", Value: 3}}}},
		{"a=[];a[1e6]=1", "61c1843d4980897a49024001c1843d", &SparseArray{1e6 + 1, []Property{{"1000000", 1, false}}}},
		{
			"{b:3,10:2,7:1,'a\\0':4}", "6f490e49024914490422026100490822016249067b04",
			map[string]any{"b": 3, "10": 2, "7": 1, "a\x00": 4},
		},
		{
			"{4294967294:1,'4294967295':2}", "6f4e0000c0ffffffef414902220a3432393439363732393549047b02",
			map[uint]int{4294967294: 1, 4294967295: 2},
		},
		{"{'-0':1,'01':2}", "6f22022d3049022202303149047b02", map[string]int{"-0": 1, "01": 2}},
		{"[d,d]", "41024400000000000014405e01240002", []*time.Time{&date, &date}},
		{"new Date(8.64e15)", "440000dcc208b23e43", time.UnixMilli(8.64e15)},
		{"[u,u,u.buffer]", "41034202000056420002005e025e02240003", [][]byte{shared, shared, shared}},
		{"resizable", "7e041000000000", resizable},
		{"tracking", "7e0410000000005642000003", &View{Kind: Uint8Array, Buffer: resizable, Tracking: true}},
		{"on resizable", "7e0410000000005642010202", &View{Kind: Uint8Array, Buffer: resizable, Offset: 1, Length: 2}},
		{"[new Map,new Set]", "41023b3a00272c00240002", []any{&Map{}, &Set{}}},
		{
			"new Map([[NaN,-0]])", "3b4e000000000000f87f4e00000000000000803a02",
			&Map{[]Entry{{math.NaN(), math.Copysign(0, -1)}}},
		},
		{"/a/dgimsuy", "52220161bf01", &RegExp{"a", "dgimsuy"}},
		{"/a/v", "522201618002", &RegExp{"a", "v"}},
		{"boxed", "41056e000000000000f03f73220161797a10010000000000000073006302604f240005", []any{
			&Boxed{1.0}, &Boxed{"a"}, &Boxed{true}, &Boxed{big.NewInt(1)}, &Boxed{"你"},
		}},
		{"e.cause=e, no stack", "726d220161635e002e", self},
		{"{X:1,Y:2}", "6f2201584902220159490422046e6f74652201617b03", point{1, 2, "a"}},
		{"null", "30", (*point)(nil)},
		{"true", "54", true},
	}
	for _, test := range tests {
		t.Run(test.js, func(t *testing.T) {
			data, err := Marshal(test.v)
			require.NoError(t, err)
			require.Equal(t, "ff0f"+test.hex, hex.EncodeToString(data))
			_, err = Decode(data)
			require.NoError(t, err)
		})
	}
}

// What V8 keeps apart and JavaScript cannot see stays apart in the faithful form, and only there.
func TestEncodeKeepsWidths(t *testing.T) {
	tests := []struct{ js, exact, fresh string }{
		{
			"a=[1.5,2]; a.push('x')", "41034e000000000000f83f4e0000000000000040220178240003",
			"41034e000000000000f83f4904220178240003",
		},
		{"slice of a two-byte string", "630461006200", "22026162"},
		{"the same as a key", "6f0063026b0049027b01", "6f22016b49027b01"},
		{"an integer of node's", "49feffffff0f", "4e0000c0ffffffdf41"},
		{"[1,2,3] made of a hole", "61024900490249024904400202", "61024900490249024904400202"},
		{"an array of two holes, dense", "41022d2d240002", "41022d2d240002"},
	}
	for _, test := range tests {
		t.Run(test.js, func(t *testing.T) {
			data, err := hex.DecodeString("ff0f" + test.exact)
			require.NoError(t, err)
			v, err := Decode(data)
			require.NoError(t, err)
			exact, err := Encode(v)
			require.NoError(t, err)
			require.Equal(t, "ff0f"+test.exact, hex.EncodeToString(exact))
			fresh, err := Marshal(v)
			require.NoError(t, err)
			require.Equal(t, "ff0f"+test.fresh, hex.EncodeToString(fresh))
		})
	}
}

// Of two fields with one name the shallower is written, among equals the tagged one, else none.
func TestStructConflicts(t *testing.T) {
	type Left struct {
		Both, Own int
		Tagged    int
	}
	type Right struct {
		Both  int
		Other int `clone:"Tagged"`
	}
	type whole struct {
		Left
		Right
		Own int
	}
	data, err := Marshal(whole{Left{1, 2, 3}, Right{4, 5}, 6})
	require.NoError(t, err)
	v, err := Decode(data)
	require.NoError(t, err)
	require.Equal(t, "{Tagged: 5, Own: 6}", show(v, nil))
	type Loop struct {
		*Loop
		A int
	}
	data, err = Marshal(Loop{A: 1})
	require.NoError(t, err)
	require.Equal(t, "\xff\x0fo\"\x01AI\x02{\x01", string(data))
}

func TestStructs(t *testing.T) {
	type inner struct {
		A int `json:"a"`
		B int `json:"b,omitempty"`
	}
	type Deep struct{ C string }
	type outer struct {
		inner
		*Deep
		Skipped  func()    `clone:"-"`
		Renamed  string    `clone:"new" json:"old"`
		Empty    []int     `json:",omitempty"`
		Zero     time.Time `json:"zero,omitzero"`
		Seven    int       `clone:"7"`
		Accented bool      `clone:"ключ"`
		Any      any       `clone:"any"`
		hidden   int       // has no place in JavaScript
	}
	data, err := Marshal(outer{inner: inner{A: 1}, Renamed: "x", Seven: 7, Any: []any{nil}, hidden: 5})
	require.NoError(t, err)
	v, err := Decode(data)
	require.NoError(t, err)
	require.Equal(t, `{7: 7, a: 1, new: "x", ключ: false, any: [null]}`, show(v, nil))

	data, err = Marshal(&outer{Deep: &Deep{"c"}, Zero: time.UnixMilli(1)})
	require.NoError(t, err)
	var back outer
	require.NoError(t, Unmarshal(data, &back))
	require.Equal(t, outer{Deep: &Deep{"c"}, Zero: time.UnixMilli(1).UTC()}, back)
}
