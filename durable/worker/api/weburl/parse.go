package weburl

import (
	"strconv"
	"strings"
)

// state is a state of the standard's parser.
type state uint8

const (
	schemeStart state = iota
	scheme
	noScheme
	specialRelativeOrAuthority
	pathOrAuthority
	relative
	relativeSlash
	specialAuthoritySlashes
	specialAuthorityIgnoreSlashes
	authority
	host
	hostname
	port
	file
	fileSlash
	fileHost
	pathStart
	path
	opaquePath
	query
	fragment
	done
)

// parser reads input from at on. With override it changes one part of an existing URL: then a state ends the run that
// would go on to the next part.
type parser struct {
	input    string
	at       int
	base     *URL
	url      *URL
	override bool
}

const end = -1

// c is the character at a place: a byte, since all that the rules name are ASCII.
func (p *parser) c() int {
	if p.at >= len(p.input) {
		return end
	}
	return int(p.input[p.at])
}

func (p *parser) rest() string {
	if p.at >= len(p.input) {
		return ""
	}
	return p.input[p.at:]
}

// run goes through the states; false is failure.
func (p *parser) run(s state, override bool) bool {
	p.override = override
	for s != done {
		next, ok := p.step(s)
		if !ok {
			return false
		}
		s = next
	}
	return true
}

func (p *parser) step(s state) (state, bool) {
	switch s {
	case schemeStart:
		if c := p.c(); c != end && letter(byte(c)) {
			return p.scheme()
		}
		return p.withoutScheme()
	case scheme:
		return p.scheme()
	case noScheme:
		return p.noScheme()
	case specialRelativeOrAuthority:
		if strings.HasPrefix(p.rest(), "//") {
			p.at += 2
			return specialAuthorityIgnoreSlashes, true
		}
		return relative, true
	case pathOrAuthority:
		if p.c() == '/' {
			p.at++
			return authority, true
		}
		return path, true
	case relative:
		return p.relative()
	case relativeSlash:
		return p.relativeSlash()
	case specialAuthoritySlashes:
		if strings.HasPrefix(p.rest(), "//") {
			p.at += 2
		}
		return specialAuthorityIgnoreSlashes, true
	case specialAuthorityIgnoreSlashes:
		for p.c() == '/' || p.c() == '\\' {
			p.at++
		}
		return authority, true
	case authority:
		return p.authority()
	case host, hostname:
		return p.host(s)
	case port:
		return p.port()
	case file:
		return p.file()
	case fileSlash:
		return p.fileSlash()
	case fileHost:
		return p.fileHost()
	case pathStart:
		return p.pathStart()
	case path:
		return p.path()
	case opaquePath:
		return p.opaquePath()
	case query:
		return p.query()
	}
	return p.fragment()
}

func (p *parser) withoutScheme() (state, bool) {
	if p.override {
		return done, false
	}
	p.at = 0
	return noScheme, true
}

func (p *parser) scheme() (state, bool) {
	i := p.at
	for i < len(p.input) && (letter(p.input[i]) || digit(p.input[i]) || strings.IndexByte("+-.", p.input[i]) >= 0) {
		i++
	}
	if i >= len(p.input) || p.input[i] != ':' {
		return p.withoutScheme()
	}
	name, u := strings.ToLower(p.input[:i]), p.url
	p.at = i + 1
	if p.override {
		p.changeScheme(name)
		return done, true
	}
	u.scheme = name
	switch {
	case name == "file":
		return file, true
	case u.special() && p.base != nil && p.base.scheme == name:
		return specialRelativeOrAuthority, true
	case u.special():
		return specialAuthoritySlashes, true
	case p.c() == '/':
		p.at++
		return pathOrAuthority, true
	}
	u.opaque, u.path = true, []string{""}
	return opaquePath, true
}

func (p *parser) changeScheme(name string) {
	u := p.url
	if special(name) != u.special() || name == "file" && (u.username != "" || u.password != "" || u.port >= 0) ||
		u.scheme == "file" && u.host == "" {
		return
	}
	u.scheme = name
	if p, ok := specialPorts[name]; ok && p == u.port {
		u.port = -1
	}
}

func (p *parser) noScheme() (state, bool) {
	b, u := p.base, p.url
	if b == nil || b.opaque && p.c() != '#' {
		return done, false
	}
	if b.opaque {
		u.scheme, u.opaque, u.path, u.query, u.hasQuery = b.scheme, true, b.path, b.query, b.hasQuery
		u.hasFragment = true
		p.at++
		return fragment, true
	}
	if b.scheme == "file" {
		u.scheme = "file"
		return file, true
	}
	return relative, true
}

func (p *parser) copyPath() {
	p.url.path = append([]string(nil), p.base.path...)
}

func (p *parser) copyAuthority() {
	b, u := p.base, p.url
	u.username, u.password, u.host, u.hasHost, u.port = b.username, b.password, b.host, b.hasHost, b.port
}

func (p *parser) relative() (state, bool) {
	b, u, c := p.base, p.url, p.c()
	u.scheme = b.scheme
	if c == '/' || c == '\\' && u.special() {
		p.at++
		return relativeSlash, true
	}
	p.copyAuthority()
	p.copyPath()
	u.query, u.hasQuery = b.query, b.hasQuery
	return p.afterCopiedPath(path)
}

// afterCopiedPath goes on where base's path, and perhaps its query, have been taken.
func (p *parser) afterCopiedPath(next state) (state, bool) {
	u := p.url
	switch p.c() {
	case '?':
		u.query, u.hasQuery = "", true
		p.at++
		return query, true
	case '#':
		u.hasFragment = true
		p.at++
		return fragment, true
	case end:
		return done, true
	}
	u.query, u.hasQuery = "", false
	if u.scheme == "file" && startsWithDriveLetter(p.rest()) {
		u.path = nil
	} else {
		u.shortenPath()
	}
	return next, true
}

func (p *parser) relativeSlash() (state, bool) {
	c := p.c()
	switch {
	case p.url.special() && (c == '/' || c == '\\'):
		p.at++
		return specialAuthorityIgnoreSlashes, true
	case c == '/':
		p.at++
		return authority, true
	}
	p.copyAuthority()
	return path, true
}

// authorityEnd is where the authority stops: at a slash, question mark, number sign or the end.
func (p *parser) authorityEnd() int {
	stops := "/?#"
	if p.url.special() {
		stops = "/\\?#"
	}
	if i := strings.IndexAny(p.rest(), stops); i >= 0 {
		return p.at + i
	}
	return len(p.input)
}

func (p *parser) authority() (state, bool) {
	stop := p.authorityEnd()
	text := p.input[p.at:stop]
	i := strings.LastIndexByte(text, '@')
	if i < 0 {
		return host, true
	}
	if i == len(text)-1 {
		return done, false // credentials without a host
	}
	name, password, ok := strings.Cut(text[:i], ":")
	p.url.username = userinfoSet.escape(name)
	if ok {
		p.url.password = userinfoSet.escape(password)
	}
	p.at += i + 1
	return host, true
}

func (p *parser) host(s state) (state, bool) {
	u := p.url
	if p.override && u.scheme == "file" {
		return fileHost, true
	}
	stop := p.authorityEnd()
	text := p.input[p.at:stop]
	colon := colonOutsideBrackets(text)
	if colon >= 0 {
		if colon == 0 || p.override && s == hostname {
			return done, false
		}
		text = text[:colon]
	} else if u.special() && text == "" {
		return done, false
	} else if p.override && text == "" && (u.username != "" || u.password != "" || u.port >= 0) {
		return done, false
	}
	h, ok := parseHost(text, !u.special())
	if !ok {
		return done, false
	}
	u.host, u.hasHost = h, true
	p.at += len(text)
	if colon >= 0 {
		p.at++
		return port, true
	}
	if p.override {
		return done, true
	}
	return pathStart, true
}

func colonOutsideBrackets(s string) int {
	inside := false
	for i := range len(s) {
		switch s[i] {
		case '[':
			inside = true
		case ']':
			inside = false
		case ':':
			if !inside {
				return i
			}
		}
	}
	return -1
}

func (p *parser) port() (state, bool) {
	i := p.at
	for i < len(p.input) && digit(p.input[i]) {
		i++
	}
	stop, text := p.authorityEnd(), p.input[p.at:i]
	if i != stop && !p.override {
		return done, false
	}
	if text != "" {
		n, err := strconv.ParseUint("0"+strings.TrimLeft(text, "0"), 10, 32)
		if err != nil || n > 65535 {
			return done, false
		}
		p.url.port = int(n)
		if own, ok := specialPorts[p.url.scheme]; ok && own == int(n) {
			p.url.port = -1
		}
		if p.override {
			return done, true
		}
	}
	if p.override {
		return done, false
	}
	p.at = i
	return pathStart, true
}

func (p *parser) file() (state, bool) {
	u, b, c := p.url, p.base, p.c()
	u.scheme, u.host, u.hasHost = "file", "", true
	if c == '/' || c == '\\' {
		p.at++
		return fileSlash, true
	}
	if b == nil || b.scheme != "file" {
		return path, true
	}
	u.host = b.host
	p.copyPath()
	u.query, u.hasQuery = b.query, b.hasQuery
	return p.afterCopiedPath(path)
}

func (p *parser) fileSlash() (state, bool) {
	u, b, c := p.url, p.base, p.c()
	if c == '/' || c == '\\' {
		p.at++
		return fileHost, true
	}
	if b != nil && b.scheme == "file" {
		u.host = b.host
		if !startsWithDriveLetter(p.rest()) && len(b.path) > 0 && normalDriveLetter(b.path[0]) {
			u.path = append(u.path, b.path[0])
		}
	}
	return path, true
}

func (p *parser) fileHost() (state, bool) {
	i := strings.IndexAny(p.rest(), "/\\?#")
	if i < 0 {
		i = len(p.rest())
	}
	text := p.input[p.at : p.at+i]
	if !p.override && driveLetter(text) {
		return path, true
	}
	p.at += i
	u := p.url
	u.hasHost = true
	if text == "" {
		u.host = ""
	} else {
		h, ok := parseHost(text, false)
		if !ok {
			return done, false
		}
		if h == "localhost" {
			h = ""
		}
		u.host = h
	}
	if p.override {
		return done, true
	}
	return pathStart, true
}

func (p *parser) pathStart() (state, bool) {
	u, c := p.url, p.c()
	switch {
	case u.special():
		if c == '/' || c == '\\' {
			p.at++
		}
		return path, true
	case !p.override && c == '?':
		u.hasQuery = true
		p.at++
		return query, true
	case !p.override && c == '#':
		u.hasFragment = true
		p.at++
		return fragment, true
	case c != end:
		if c == '/' {
			p.at++
		}
		return path, true
	case p.override && !u.hasHost:
		u.path = append(u.path, "")
	}
	return done, true
}

func (p *parser) path() (state, bool) {
	u := p.url
	stops := "/"
	if u.special() {
		stops += "\\"
	}
	if !p.override {
		stops += "?#"
	}
	for {
		i := strings.IndexAny(p.rest(), stops)
		stop := len(p.input)
		if i >= 0 {
			stop = p.at + i
		}
		segment := pathSet.escape(p.input[p.at:stop])
		slash := stop < len(p.input) && (p.input[stop] == '/' || p.input[stop] == '\\')
		p.addSegment(segment, slash)
		p.at = stop
		if !slash {
			break
		}
		p.at++
	}
	switch p.c() {
	case '?':
		u.hasQuery = true
		p.at++
		return query, true
	case '#':
		u.hasFragment = true
		p.at++
		return fragment, true
	}
	return done, true
}

// addSegment adds a path segment that is followed by a slash or not.
func (p *parser) addSegment(s string, slash bool) {
	u := p.url
	switch {
	case doubleDot(s):
		u.shortenPath()
		if !slash {
			u.path = append(u.path, "")
		}
	case singleDot(s):
		if !slash {
			u.path = append(u.path, "")
		}
	default:
		if u.scheme == "file" && len(u.path) == 0 && driveLetter(s) {
			s = s[:1] + ":"
		}
		u.path = append(u.path, s)
	}
}

func (p *parser) opaquePath() (state, bool) {
	u := p.url
	i := strings.IndexAny(p.rest(), "?#")
	if i < 0 {
		u.path[0] = controls.escape(p.rest())
		return done, true
	}
	text := p.rest()[:i]
	u.path[0] = controls.escape(text)
	if strings.HasSuffix(text, " ") { // escaped, so that it survives when query and fragment are taken off
		u.path[0] = u.path[0][:len(u.path[0])-1] + "%20"
	}
	p.at += i + 1
	if p.input[p.at-1] == '?' {
		u.hasQuery = true
		return query, true
	}
	u.hasFragment = true
	return fragment, true
}

func (p *parser) query() (state, bool) {
	u, text := p.url, p.rest()
	i := -1
	if !p.override {
		i = strings.IndexByte(text, '#')
	}
	if i >= 0 {
		text = text[:i]
	}
	s := querySet
	if u.special() {
		s = specialQuery
	}
	u.query += s.escape(text)
	p.at += len(text)
	if i < 0 {
		return done, true
	}
	u.hasFragment = true
	p.at++
	return fragment, true
}

func (p *parser) fragment() (state, bool) {
	p.url.fragment += fragmentSet.escape(p.rest())
	return done, true
}
