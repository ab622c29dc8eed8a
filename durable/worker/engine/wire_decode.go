package engine

import (
	"encoding/binary"
	"math"

	lib "modernc.org/libquickjs"
)

// growthMax bounds the bytes that all resizable buffers of a message may grow by.
const growthMax = 16 << 20

// wireReader reads one message. Its functions return false where an exception is pending.
type wireReader struct {
	*codec
	data      []byte
	pos       int
	version   uint32
	depth     int
	elements  int // How many elements arrays may still claim: each takes a byte.
	room      int // How many bytes buffers may still claim: the engine takes what a resizable one may grow to.
	templates []wireTemplate
	empty     jsValue   // An object without properties: the engine keeps the shape that new objects have.
	objects   []jsValue // By number, each with a reference; undefined while a host object is being read.
}

// decode reads a message as V8 and workerd read it. It accepts the messages that package durable/clone accepts. False:
// an exception is pending. Its memory is bounded by a small multiple of the message.
func (c *codec) decode(wire []byte) (jsValue, bool) {
	d := wireReader{codec: c, data: wire, version: versionOldest, elements: len(wire), room: len(wire) + growthMax, empty: undefined()}
	defer func() {
		c.free(d.empty)
		for _, v := range d.objects {
			c.free(v)
		}
	}()
	if len(wire) > 0 && wire[0] == wireVersion {
		d.pos++
		v, ok := d.varint()
		if !ok {
			return exception(), false
		}
		if d.version = v; v < versionOldest || v > versionNewest {
			return exception(), c.throwError("Error", versionText)
		}
	}
	v, ok := d.value()
	if !ok {
		return exception(), false
	}
	if d.skipPadding(); d.pos < len(d.data) {
		c.free(v)
		return exception(), d.wrong()
	}
	return v, true
}

// wrong throws the error of a malformed message, unless the reason has been thrown already. It returns false.
func (d *wireReader) wrong() bool {
	if lib.XJS_HasException(d.tls, d.ctx) != 0 {
		return false
	}
	return d.throwError("Error", deserializeText)
}

func (d *wireReader) skipPadding() {
	for d.pos < len(d.data) && d.data[d.pos] == wirePadding {
		d.pos++
	}
}

// next reads a tag.
func (d *wireReader) next() (tag byte, ok bool) {
	d.skipPadding()
	b, ok := d.bytes(1)
	if !ok {
		return 0, false
	}
	return b[0], true
}

// is reads the tag if it is this one.
func (d *wireReader) is(tag byte) bool {
	d.skipPadding()
	if d.pos == len(d.data) || d.data[d.pos] != tag {
		return false
	}
	d.pos++
	return true
}

// bytes gives the next n bytes, not copied.
func (d *wireReader) bytes(n uint32) ([]byte, bool) {
	if uint64(n) > uint64(len(d.data)-d.pos) {
		return nil, d.wrong()
	}
	b := d.data[d.pos:][:n]
	d.pos += int(n)
	return b, true
}

func (d *wireReader) varint() (uint32, bool) {
	for n, shift := uint64(0), 0; d.pos < len(d.data); shift += 7 {
		b := d.data[d.pos]
		d.pos++
		n |= uint64(b&0x7F) << shift
		if n > math.MaxUint32 || shift > 28 {
			return 0, d.wrong()
		}
		if b < 0x80 {
			return uint32(n), true
		}
	}
	return 0, d.wrong()
}

// raw gives bytes that stand behind their length, not copied.
func (d *wireReader) raw() ([]byte, bool) {
	n, ok := d.varint()
	if !ok {
		return nil, false
	}
	return d.bytes(n)
}

func (d *wireReader) int32() (int32, bool) {
	n, ok := d.varint()
	return int32(n>>1) ^ -int32(n&1), ok
}

func (d *wireReader) double() (float64, bool) {
	b, ok := d.bytes(8)
	if !ok {
		return 0, false
	}
	f := math.Float64frombits(binary.LittleEndian.Uint64(b))
	if f != f {
		f = math.NaN()
	}
	return f, true
}

func (d *wireReader) bigint() (jsValue, bool) {
	head, ok := d.varint()
	if !ok {
		return exception(), false
	}
	digits, ok := d.bytes(head >> 1)
	if !ok {
		return exception(), false
	}
	return d.codec.bigint(head&1 == 1, digits)
}

// count checks a number that the message repeats.
func (d *wireReader) count(want int) bool {
	n, ok := d.varint()
	if !ok {
		return false
	}
	return uint64(n) == uint64(want) || d.wrong()
}

// string reads a string with its tag.
func (d *wireReader) string() (jsValue, bool) {
	tag, ok := d.next()
	if !ok {
		return exception(), false
	}
	return d.chars(tag)
}
