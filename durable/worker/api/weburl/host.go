package weburl

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

var profile = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false),
	idna.CheckHyphens(false), idna.CheckJoiners(true), idna.BidiRule(), idna.VerifyDNSLength(false))

// parseHost reads a host and gives its serialized form.
func parseHost(input string, opaque bool) (string, bool) {
	if strings.HasPrefix(input, "[") {
		if !strings.HasSuffix(input, "]") {
			return "", false
		}
		ip, ok := parseIPv6(input[1 : len(input)-1])
		return "[" + ip + "]", ok
	}
	if opaque {
		if strings.ContainsAny(input, forbiddenHost) {
			return "", false
		}
		return controls.escape(input), true
	}
	domain := Unescape(input)
	if !utf8.ValidString(domain) {
		domain = strings.ToValidUTF8(domain, "\ufffd")
	}
	domain, ok := toASCII(domain)
	if !ok || domain == "" || forbiddenDomain(domain) {
		return "", false
	}
	if endsInNumber(domain) {
		n, ok := parseIPv4(domain)
		return n, ok
	}
	return domain, true
}

const forbiddenHost = "\x00\t\n\r #/:<>?@[\\]^|"

func forbiddenDomain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= 0x1f || c == 0x7f || c == '%' || strings.IndexByte(forbiddenHost, c) >= 0 {
			return true
		}
	}
	return false
}

func toASCII(domain string) (string, bool) {
	ascii := true
	for i := range len(domain) {
		ascii = ascii && domain[i] < 0x80
	}
	if lower := strings.ToLower(domain); ascii && !strings.Contains(lower, "xn--") {
		return lower, true
	}
	out, err := profile.ToASCII(domain)
	return out, err == nil
}

// endsInNumber tells whether the last label of a domain makes it an IPv4 address.
func endsInNumber(domain string) bool {
	parts := strings.Split(domain, ".")
	if parts[len(parts)-1] == "" {
		if len(parts) == 1 {
			return false
		}
		parts = parts[:len(parts)-1]
	}
	last := parts[len(parts)-1]
	if last != "" && strings.Trim(last, "0123456789") == "" {
		return true
	}
	_, ok := ipv4Number(last)
	return ok
}

func ipv4Number(s string) (float64, bool) {
	if s == "" {
		return 0, false
	}
	base := 10
	if len(s) >= 2 && s[0] == '0' && s[1]|0x20 == 'x' {
		s, base = s[2:], 16
	} else if len(s) >= 2 && s[0] == '0' {
		s, base = s[1:], 8
	}
	n := 0.0
	for i := range len(s) {
		d := hexValue(s[i])
		if d < 0 || d >= base {
			return 0, false
		}
		n = n*float64(base) + float64(d)
	}
	return n, true
}

func parseIPv4(domain string) (string, bool) {
	parts := strings.Split(domain, ".")
	if parts[len(parts)-1] == "" && len(parts) > 1 {
		parts = parts[:len(parts)-1]
	}
	if len(parts) > 4 {
		return "", false
	}
	var ip float64
	for i, part := range parts {
		n, ok := ipv4Number(part)
		last := i == len(parts)-1
		if !ok || !last && n > 255 || last && n >= math.Pow(256, float64(5-len(parts))) {
			return "", false
		}
		if last {
			ip += n
		} else {
			ip += n * math.Pow(256, float64(3-i))
		}
	}
	a := uint32(ip)
	return strconv.Itoa(int(a>>24)) + "." + strconv.Itoa(int(a>>16&255)) + "." +
		strconv.Itoa(int(a>>8&255)) + "." + strconv.Itoa(int(a&255)), true
}
