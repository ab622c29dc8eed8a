package clone

import (
	"encoding/binary"
	"math"
	"math/big"
	"unicode/utf8"
)

// Decode reads a message into the form that keeps everything: the wire's values one by one.
//
//	undefined, null             Undefined, nil
//	booleans, strings           bool, string (or TwoByte)
//	numbers                     int32 or float64, as V8 kept them
//	BigInt                      *big.Int
//	plain objects               *Object
//	arrays                      *Array, or *SparseArray
//	Date, Map, Set, RegExp      *Date, *Map, *Set, *RegExp
//	ArrayBuffer, its views      *ArrayBuffer, *View
//	new Number(5) and the like  *Boxed
//	errors                      *Error
//
// What was one object is one pointer, so cycles are cycles. Encode writes the same bytes again. The bytes of data are
// copied; memory is bounded by a small multiple of len(data). Errors: *WireError, *VersionError, *UnsupportedError,
// ErrTooDeep.
func Decode(data []byte) (any, error) {
	d, err := read(data)
	if err != nil {
		return nil, err
	}
	return d.message()
}

type decoder struct {
	data     []byte
	pos      int
	tag      byte
	version  uint32
	depth    int
	objects  []any // by their number
	elements int   // how many elements arrays may still claim: each takes a byte
	shared   bool  // something is referred to twice
}

// read takes the header off.
func read(data []byte) (decoder, error) {
	d := decoder{data: data, version: versionOldest, elements: len(data)}
	if len(data) > 0 && data[0] == tagVersion {
		d.pos++
		v, err := d.varint()
		if err != nil {
			return d, err
		}
		if d.version = v; v < versionOldest || v > version {
			return d, &VersionError{v}
		}
	}
	return d, nil
}

func (d *decoder) message() (any, error) {
	v, err := d.value()
	if err != nil {
		return nil, err
	}
	d.skipPadding()
	if d.pos < len(d.data) {
		return nil, d.wrong("bytes after the end of the value")
	}
	return v, nil
}

func (d *decoder) wrong(reason string) error {
	return &WireError{Offset: d.pos, Tag: d.tag, Reason: reason}
}

func (d *decoder) skipPadding() {
	for d.pos < len(d.data) && d.data[d.pos] == tagPadding {
		d.pos++
	}
}

// next reads a tag.
func (d *decoder) next() error {
	d.skipPadding()
	b, err := d.bytes(1)
	if err == nil {
		d.tag = b[0]
	}
	return err
}

// is reads the tag if it is this one.
func (d *decoder) is(tag byte) bool {
	d.skipPadding()
	if d.pos == len(d.data) || d.data[d.pos] != tag {
		return false
	}
	d.tag = tag
	d.pos++
	return true
}

// bytes gives the next n bytes, not copied.
func (d *decoder) bytes(n uint32) ([]byte, error) {
	if uint64(n) > uint64(len(d.data)-d.pos) {
		return nil, d.wrong("ends too early")
	}
	b := d.data[d.pos:][:n]
	d.pos += int(n)
	return b, nil
}

func (d *decoder) varint() (uint32, error) {
	for n, shift := uint64(0), 0; d.pos < len(d.data); shift += 7 {
		b := d.data[d.pos]
		d.pos++
		n |= uint64(b&0x7F) << shift
		if n > math.MaxUint32 || shift > 28 {
			return 0, d.wrong("number over 32 bits")
		}
		if b < 0x80 {
			return uint32(n), nil
		}
	}
	return 0, d.wrong("ends too early")
}

// raw gives bytes that stand behind their length, not copied.
func (d *decoder) raw() ([]byte, error) {
	n, err := d.varint()
	if err != nil {
		return nil, err
	}
	return d.bytes(n)
}

func (d *decoder) int32() (int32, error) {
	n, err := d.varint()
	return int32(n>>1) ^ -int32(n&1), err
}

func (d *decoder) double() (float64, error) {
	b, err := d.bytes(8)
	if err != nil {
		return 0, err
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(b)), nil
}

func (d *decoder) bigint() (*big.Int, error) {
	head, err := d.varint()
	if err != nil {
		return nil, err
	}
	digits, err := d.bytes(head >> 1)
	if err != nil {
		return nil, err
	}
	high := make([]byte, len(digits))
	for i, b := range digits {
		high[len(digits)-1-i] = b
	}
	n := new(big.Int).SetBytes(high)
	if head&1 == 1 {
		n.Neg(n)
	}
	return n, nil
}

// string reads a string with its tag: a string, or a TwoByte.
func (d *decoder) string() (any, error) {
	if err := d.next(); err != nil {
		return nil, err
	}
	return d.text()
}

// text reads the string behind a tag.
func (d *decoder) text() (any, error) {
	if d.tag != tagLatin1 && d.tag != tagUTF16 && d.tag != tagUTF8 {
		return nil, d.wrong("want a string")
	}
	tag := d.tag
	b, err := d.raw()
	switch {
	case err != nil:
		return nil, err
	case tag == tagLatin1:
		return parseLatin1(b), nil
	case tag == tagUTF8 && utf8.Valid(b):
		return string(b), nil
	case tag == tagUTF8:
		return nil, d.wrong("string is not UTF-8")
	case len(b)%2 != 0:
		return nil, d.wrong("half a character")
	}
	s, latin1 := parseUTF16(b)
	if latin1 {
		return TwoByte(s), nil
	}
	return s, nil
}

// plain gives a string of either form.
func plain(s any) string {
	if two, ok := s.(TwoByte); ok {
		return string(two)
	}
	return s.(string)
}
