package commitlog

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
)

// A record is
//
//	length of what follows the sum  uint32
//	sum of what follows             uint32  CRC-32C
//	epoch                           uint64
//	kind                            byte
//	offset                          int64
//	length of the name              uint16
//	name, data in runs: see squeeze
const (
	recordStart = 8
	recordFixed = 8 + 1 + 8 + 2
)

// Kinds of records.
const (
	kindWrite byte = iota + 1
	kindForget
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// encode makes a record that has no epoch and no sum yet.
func encode(kind byte, name string, at int64, data []byte) []byte {
	b := make([]byte, recordStart+recordFixed, recordStart+recordFixed+len(name)+len(data)/4)
	b[16] = kind
	binary.LittleEndian.PutUint64(b[17:], uint64(at))
	binary.LittleEndian.PutUint16(b[25:], uint16(len(name)))
	b = squeeze(append(b, name...), data)
	binary.LittleEndian.PutUint32(b, uint32(len(b)-recordStart))
	return b
}

// squeeze appends data without the eight-byte words that are zero: a page that is not full has many. It writes runs of
//
//	zeros, bytes that follow  uvarint each
//	the bytes
func squeeze(b, data []byte) []byte {
	for len(data) > 0 {
		zeros := wordRun(data, true)
		n := zeros + wordRun(data[zeros:], false)
		if len(data)-n < 8 {
			n = len(data)
		}
		b = binary.AppendUvarint(b, uint64(zeros))
		b = binary.AppendUvarint(b, uint64(n-zeros))
		b = append(b, data[zeros:n]...)
		data = data[n:]
	}
	return b
}

// wordRun returns the length, in bytes, of the run of eight-byte words at the start of data that are zero, or not zero.
func wordRun(data []byte, zero bool) (n int) {
	for n+8 <= len(data) && (binary.LittleEndian.Uint64(data[n:]) == 0) == zero {
		n += 8
	}
	return n
}

// errRuns: the data of a record are not runs that squeeze writes.
var errRuns = errors.New("a record has other bytes than it says")

// expand calls write for each run of bytes, and of zeros too, from an offset on.
func expand(b []byte, at int64, write func(data []byte, at int64) error) error {
	for len(b) > 0 {
		zeros, n := binary.Uvarint(b)
		if n <= 0 || zeros > pieceMax {
			return errRuns
		}
		b = b[n:]
		size, n := binary.Uvarint(b)
		if n <= 0 || size > uint64(len(b)-n) {
			return errRuns
		}
		data := append(make([]byte, zeros, zeros+size), b[n:n+int(size)]...)
		if err := write(data, at); err != nil {
			return err
		}
		at += int64(len(data))
		b = b[n+int(size):]
	}
	return nil
}

// seal gives records their epoch and sums.
func seal(records []byte, epoch uint64) {
	for len(records) > 0 {
		n := recordStart + int(binary.LittleEndian.Uint32(records))
		binary.LittleEndian.PutUint64(records[8:], epoch)
		binary.LittleEndian.PutUint32(records[4:], crc32.Checksum(records[recordStart:n], castagnoli))
		records = records[n:]
	}
}

// record is one that was read.
type record struct {
	kind byte
	name string
	at   int64
	data []byte // squeezed
}

// decode reads the records of an epoch up to the first that is not whole.
func decode(b []byte, epoch uint64) (list []record) {
	for len(b) >= recordStart+recordFixed {
		n := int64(binary.LittleEndian.Uint32(b))
		if n < recordFixed || recordStart+n > int64(len(b)) {
			break
		}
		body := b[recordStart : recordStart+n]
		if binary.LittleEndian.Uint64(body) != epoch || crc32.Checksum(body, castagnoli) != binary.LittleEndian.Uint32(b[4:]) {
			break
		}
		name := int64(binary.LittleEndian.Uint16(body[17:]))
		if recordFixed+name > n {
			break
		}
		list = append(list, record{
			kind: body[8],
			at:   int64(binary.LittleEndian.Uint64(body[9:])),
			name: string(body[recordFixed : recordFixed+name]),
			data: body[recordFixed+name:],
		})
		b = b[recordStart+n:]
	}
	return list
}

// parse reads a file: its epoch, 0 where there is nothing in it, the boot it was written in, and its records.
func parse(b []byte) (epoch uint64, boot string, list []record) {
	if int64(len(b)) < logHeader || !bytes.HasPrefix(b, []byte(magic)) {
		return 0, "", nil
	}
	epoch = binary.LittleEndian.Uint64(b[len(magic):])
	boot = string(bytes.TrimRight(b[len(magic)+8:logHeader], "\x00"))
	if epoch == 0 {
		return 0, boot, nil
	}
	return epoch, boot, decode(b[logHeader:], epoch)
}
