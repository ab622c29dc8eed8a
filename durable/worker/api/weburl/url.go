package weburl

import (
	"strconv"
	"strings"
)

// URL is a parsed URL.
type URL struct {
	scheme, username, password string
	host                       string
	hasHost                    bool
	port                       int // -1: none
	opaque                     bool
	path                       []string // of an opaque path only the first
	query, fragment            string
	hasQuery, hasFragment      bool
}

// Parse reads a URL; base, which may be nil, completes a relative one.
func Parse(input string, base *URL) (*URL, bool) {
	input = strings.TrimFunc(input, func(r rune) bool { return r <= ' ' })
	p := parser{input: dropTabs(input), base: base, url: &URL{port: -1}}
	if !p.run(schemeStart, false) {
		return nil, false
	}
	return p.url, true
}

func dropTabs(s string) string {
	if !strings.ContainsAny(s, "\t\n\r") {
		return s
	}
	return strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(s)
}

var specialPorts = map[string]int{"ftp": 21, "file": -1, "http": 80, "https": 443, "ws": 80, "wss": 443}

func special(scheme string) bool {
	_, ok := specialPorts[scheme]
	return ok
}

func (u *URL) special() bool { return special(u.scheme) }

// Href is the whole URL.
func (u *URL) Href() string {
	var b strings.Builder
	b.WriteString(u.scheme + ":")
	if u.hasHost {
		b.WriteString("//")
		if u.username != "" || u.password != "" {
			b.WriteString(u.username)
			if u.password != "" {
				b.WriteString(":" + u.password)
			}
			b.WriteByte('@')
		}
		b.WriteString(u.Host())
	} else if !u.opaque && len(u.path) > 1 && u.path[0] == "" {
		b.WriteString("/.")
	}
	b.WriteString(u.Pathname())
	if u.hasQuery {
		b.WriteString("?" + u.query)
	}
	if u.hasFragment {
		b.WriteString("#" + u.fragment)
	}
	return b.String()
}

// Protocol is the scheme with its colon.
func (u *URL) Protocol() string { return u.scheme + ":" }

// Username is the user name, escaped.
func (u *URL) Username() string { return u.username }

// Password is the password, escaped.
func (u *URL) Password() string { return u.password }

// Host is the host name with the port, where that is not the scheme's own.
func (u *URL) Host() string {
	if u.port < 0 {
		return u.host
	}
	return u.host + ":" + strconv.Itoa(u.port)
}

// Hostname is the host without the port.
func (u *URL) Hostname() string { return u.host }

// Port is the port, empty where it is the scheme's own.
func (u *URL) Port() string {
	if u.port < 0 {
		return ""
	}
	return strconv.Itoa(u.port)
}

// Pathname is the path.
func (u *URL) Pathname() string {
	if u.opaque {
		return u.path[0]
	}
	if len(u.path) == 0 {
		return ""
	}
	return "/" + strings.Join(u.path, "/")
}

// Search is the query with its question mark, empty where the query is.
func (u *URL) Search() string {
	if u.query == "" {
		return ""
	}
	return "?" + u.query
}

// Hash is the fragment with its number sign, empty where the fragment is.
func (u *URL) Hash() string {
	if u.fragment == "" {
		return ""
	}
	return "#" + u.fragment
}

// Origin is scheme, host and port, or "null".
func (u *URL) Origin() string {
	switch u.scheme {
	case "blob":
		if inner, ok := Parse(u.Pathname(), nil); ok && (inner.scheme == "http" || inner.scheme == "https") {
			return inner.Origin()
		}
	case "ftp", "http", "https", "ws", "wss":
		return u.scheme + "://" + u.Host()
	}
	return "null"
}

func (u *URL) shortenPath() {
	if u.scheme == "file" && len(u.path) == 1 && normalDriveLetter(u.path[0]) {
		return
	}
	if len(u.path) > 0 {
		u.path = u.path[:len(u.path)-1]
	}
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func digit(c byte) bool  { return c >= '0' && c <= '9' }

func driveLetter(s string) bool { return len(s) == 2 && letter(s[0]) && (s[1] == ':' || s[1] == '|') }

func normalDriveLetter(s string) bool { return driveLetter(s) && s[1] == ':' }

// startsWithDriveLetter tells whether s is a drive letter followed by nothing or the end of a path segment.
func startsWithDriveLetter(s string) bool {
	return len(s) >= 2 && driveLetter(s[:2]) && (len(s) == 2 || strings.IndexByte("/\\?#", s[2]) >= 0)
}

func singleDot(s string) bool { return s == "." || strings.EqualFold(s, "%2e") }

func doubleDot(s string) bool {
	switch strings.ToLower(s) {
	case "..", ".%2e", "%2e.", "%2e%2e":
		return true
	}
	return false
}
