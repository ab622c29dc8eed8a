package weburl

import (
	"net/netip"
	"strings"
)

// parseIPv6 reads the inside of the brackets and gives the shortest form, IPv4 parts in hexadecimal.
func parseIPv6(s string) (string, bool) {
	if strings.ContainsAny(s, "%") {
		return "", false
	}
	addr, err := netip.ParseAddr(s)
	if err != nil || !addr.Is6() {
		return "", false
	}
	raw := addr.As16()
	var pieces [8]uint16
	for i := range pieces {
		pieces[i] = uint16(raw[2*i])<<8 | uint16(raw[2*i+1])
	}
	start, length := longestZeros(pieces)
	var b strings.Builder
	for i := 0; i < 8; i++ {
		if i == start {
			b.WriteString("::")
			i += length - 1
			continue
		}
		if i > 0 && i != start+length {
			b.WriteByte(':')
		}
		hex16(&b, pieces[i])
	}
	return b.String(), true
}

// longestZeros finds the first longest run of at least two zero pieces.
func longestZeros(pieces [8]uint16) (start, length int) {
	start = -1
	for i := 0; i < 8; i++ {
		n := 0
		for i+n < 8 && pieces[i+n] == 0 {
			n++
		}
		if n > 1 && n > length {
			start, length = i, n
		}
		i += n
	}
	return start, length
}

func hex16(b *strings.Builder, n uint16) {
	const digits = "0123456789abcdef"
	began := false
	for shift := 12; shift >= 0; shift -= 4 {
		d := n >> shift & 15
		if d != 0 || began || shift == 0 {
			b.WriteByte(digits[d])
			began = true
		}
	}
}
