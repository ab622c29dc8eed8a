package weburl

import "strings"

// Set changes one part, named as URL's properties are. A value that does not fit changes nothing; false is the answer
// to a name that is not one, and to an href that is no URL.
func (u *URL) Set(part, value string) bool {
	switch part {
	case "href":
		other, ok := Parse(value, nil)
		if ok {
			*u = *other
		}
		return ok
	case "protocol":
		u.change(value+":", schemeStart)
	case "username", "password":
		u.setCredentials(part, value)
	case "host":
		if !u.opaque {
			u.change(value, host)
		}
	case "hostname":
		if !u.opaque {
			u.change(value, hostname)
		}
	case "port":
		u.setPort(value)
	case "pathname":
		u.setPathname(value)
	case "search":
		u.setSearch(value)
	case "hash":
		u.setHash(value)
	default:
		return false
	}
	return true
}

// change runs the parser over a part. What a failed run has changed by then is undone, but for host and port together:
// a host that is valid stays though its port is not.
func (u *URL) change(value string, s state) {
	copied := *u
	p := parser{input: dropTabs(value), url: &copied}
	if p.run(s, true) || s == host && copied.host != u.host {
		*u = copied
	}
}

func (u *URL) withoutPort() bool { return u.host == "" || u.scheme == "file" }

func (u *URL) setCredentials(part, value string) {
	if u.withoutPort() {
		return
	}
	if part == "username" {
		u.username = userinfoSet.escape(value)
	} else {
		u.password = userinfoSet.escape(value)
	}
}

func (u *URL) setPort(value string) {
	if u.withoutPort() {
		return
	}
	if value == "" {
		u.port = -1
		return
	}
	u.change(value, port)
}

func (u *URL) setPathname(value string) {
	if u.opaque {
		return
	}
	u.path = nil
	p := parser{input: dropTabs(value), url: u}
	p.run(pathStart, true)
}

func (u *URL) setSearch(value string) {
	u.query, u.hasQuery = "", false
	if value == "" {
		return
	}
	u.hasQuery = true
	p := parser{input: dropTabs(strings.TrimPrefix(value, "?")), url: u}
	p.run(query, true)
}

func (u *URL) setHash(value string) {
	u.fragment, u.hasFragment = "", false
	if value == "" {
		return
	}
	u.hasFragment = true
	p := parser{input: dropTabs(strings.TrimPrefix(value, "#")), url: u}
	p.run(fragment, true)
}
