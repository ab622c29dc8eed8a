package sqlite

import "encoding/binary"

// zerosMin is how many zeros are worth leaving out.
const zerosMin = 16

// pack leaves the runs of zeros out of b, of which a database has many: its pages are rarely full. The form is, again
// and again: how many bytes follow, those bytes, how many zeros come next.
func pack(b []byte) []byte {
	var out []byte
	for len(b) > 0 {
		plain, zeros := cutZeros(b)
		out = binary.AppendUvarint(out, uint64(plain))
		out = append(out, b[:plain]...)
		out = binary.AppendUvarint(out, uint64(zeros))
		b = b[plain+zeros:]
	}
	return append(make([]byte, 0, len(out)), out...)
}

// cutZeros returns how many bytes precede the first long run of zeros, and how long that is.
func cutZeros(b []byte) (plain, zeros int) {
	for at := 0; at < len(b); {
		if b[at] != 0 {
			at++
			continue
		}
		end := at
		for end < len(b) && b[end] == 0 {
			end++
		}
		if end-at >= zerosMin {
			return at, end - at
		}
		at = end
	}
	return len(b), 0
}

// unpack is what pack was given.
func unpack(b []byte) []byte {
	var out []byte
	for len(b) > 0 {
		n, width := binary.Uvarint(b)
		b = b[width:]
		out = append(out, b[:n]...)
		b = b[n:]
		n, width = binary.Uvarint(b)
		b = b[width:]
		out = append(out, make([]byte, n)...)
	}
	return out
}
