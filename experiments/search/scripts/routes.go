package scripts

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
)

// guess is a request that a Worker may answer, by what its source says.
type guess struct {
	method, path string
	values       map[string][]string // of placeholders
	sure         bool                // the source has the whole path
	query        []string            // the fields of the query that code behind the path asks a router for
}

// The bounds of what is guessed.
const (
	guessesMax = 1200
	pathsMax   = 300
	wordsMax   = 14
)

// paths are the paths of a source, with placeholders.
type paths struct {
	s        *source
	list     []guess
	prefixes []string
	suffixes []string
}

var (
	methodPath  = regexp.MustCompile(`^(GET|POST|PUT|PATCH|DELETE)\s+(/\S*)$`)
	pathText    = regexp.MustCompile(`^/[\w\-./:{}*?<>\[\]+\\|()$^@~]*$`)
	routerCall  = regexp.MustCompile(`\.(get|post|put|patch|delete|all|on)(?:<[^(]*>)?\($`)
	segmentForm = regexp.MustCompile(`:(\w+)(?:\{[^}]*\})?\??|\{(\w+)\}|<(\w+)>|\*`)
	methodName  = regexp.MustCompile(`^(GET|POST|PUT|PATCH|DELETE)$`)
	wordText    = regexp.MustCompile(`^[a-zA-Z][\w-]*$`)
	holeForm    = regexp.MustCompile(`\$\{[^}]*\}`)
)

// guesses are the requests that the source seems to answer, those first whose paths it has whole.
func (s *source) guesses() []guess {
	p := &paths{s: s}
	methods, sockets := s.methods(), s.sockets()
	for _, l := range s.literals {
		p.literal(l)
	}
	for _, g := range slices.Clone(p.list) {
		for _, prefix := range p.prefixes {
			if g.sure && !strings.HasPrefix(g.path, prefix+"/") {
				p.add(guess{method: g.method, path: prefix + g.path, values: g.values})
			}
		}
	}
	p.add(guess{path: "/"})
	p.words()
	var list []guess
	for _, g := range p.list {
		if g.method != "" {
			list = append(list, g)
			continue
		}
		if sockets {
			g.method = methodSocket
			list = append(list, g)
		}
		for _, m := range methods {
			g.method = m
			list = append(list, g)
		}
	}
	return list[:min(guessesMax, len(list))]
}

// methods are the methods of requests that the source names.
func (s *source) methods() []string {
	list := []string{"GET", "POST"}
	for _, l := range s.literals {
		if methodName.MatchString(l.text) && !slices.Contains(list, l.text) {
			list = append(list, l.text)
		}
	}
	return list
}

var socketForm = regexp.MustCompile(`WebSocketPair|(?i:upgrade.{0,40}websocket)`)

func (s *source) sockets() bool { return socketForm.MatchString(s.text) }

// add adds a request once.
func (p *paths) add(g guess) {
	if g.path != "/" {
		g.path = strings.TrimSuffix(g.path, "/")
	}
	same := func(x guess) bool { return x.path == g.path && x.method == g.method }
	if len(p.list) < pathsMax && !slices.ContainsFunc(p.list, same) {
		p.list = append(p.list, g)
	}
}

// literal adds the paths of a literal.
func (p *paths) literal(l literal) {
	before := p.s.before(l)
	if m := methodPath.FindStringSubmatch(l.text); m != nil {
		g := templated(m[2])
		g.method = m[1]
		p.add(g)
		return
	}
	if l.quote == '/' {
		for _, optional := range []bool{true, false} {
			if g, is := ofRegexp(l.text, optional); is {
				p.add(g)
			}
		}
		return
	}
	text := l.text
	if l.quote == '`' {
		text = holeForm.ReplaceAllString(text, ":id")
	}
	if !pathText.MatchString(text) || strings.HasPrefix(text, "//") {
		return
	}
	g := templated(text)
	switch {
	case strings.HasSuffix(before, "startsWith("):
		p.prefixes = append(p.prefixes, strings.TrimSuffix(text, "/"))
		p.add(templated(strings.TrimSuffix(text, "/") + "/:id"))
		p.add(templated(strings.TrimSuffix(text, "/") + "/:id/:id2"))
	case strings.HasSuffix(before, "endsWith("):
		p.suffixes = append(p.suffixes, g.path)
		p.add(g)
		p.add(templated("/:id" + text))
	case strings.HasSuffix(before, ".route(") || strings.HasSuffix(before, "basePath("):
		p.prefixes = append(p.prefixes, strings.TrimSuffix(text, "/"))
	case strings.HasSuffix(before, "split("):
	default:
		if m := routerCall.FindStringSubmatch(before); m != nil && m[1] != "all" && m[1] != "on" {
			g.method = strings.ToUpper(m[1])
			g.query = p.s.queryBehind(l)
		}
		p.add(g)
	}
}

var (
	nextRoute   = regexp.MustCompile(`\.(?:get|post|put|patch|delete|all|on)(?:<[^(]*>)?\(\s*['"` + "`" + `]/`)
	routerQuery = regexp.MustCompile(`\.query\(\s*['"](\w+)['"]`)
)

// queryBehind are the fields of the query that a router is asked for between a path and the next.
func (s *source) queryBehind(l literal) (names []string) {
	text := s.text[l.at:]
	if next := nextRoute.FindStringIndex(text); next != nil {
		text = text[:next[0]]
	}
	for _, m := range routerQuery.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names
}

// splitForm is code that takes the segments of a path apart.
var splitForm = regexp.MustCompile(`\[\s*,\s*([\w\s,]+)\]\s*=\s*[^;\n]*split\(`)

// anyPath are paths all of whose segments are parameters, the longest first.
func (s *source) anyPath() []string {
	names := []string{"id"}
	if m := splitForm.FindStringSubmatch(s.text); m != nil {
		names = parts(m[1], ",")
	}
	var list []string
	for n := min(len(names), 3); n > 0; n-- {
		path := ""
		for _, name := range names[:n] {
			path += "/{" + holder(name) + "}"
		}
		list = append(list, path)
	}
	return list
}

// templated is a path whose parameters are placeholders.
func templated(path string) guess {
	g := guess{values: map[string][]string{}, sure: true}
	g.path = segmentForm.ReplaceAllStringFunc(path, func(m string) string {
		name := "rest"
		for _, part := range segmentForm.FindStringSubmatch(m)[1:] {
			if part != "" {
				name = part
			}
		}
		return "{" + holder(name) + "}"
	})
	g.path, _, _ = strings.Cut(g.path, "?")
	return g
}

// ofRegexp is the path that a regular expression matches, with its optional parts or without.
func ofRegexp(text string, optional bool) (guess, bool) {
	text = strings.ReplaceAll(strings.ReplaceAll(text, `\/`, "/"), "[^/]", `\w`)
	if !strings.HasPrefix(strings.TrimPrefix(text, "^"), "/") {
		return guess{}, false
	}
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return guess{}, false
	}
	g := guess{values: map[string][]string{}, sure: true}
	var walk func(x *syntax.Regexp)
	hole := func(name string, words ...string) {
		name = holder(name)
		for n := 2; strings.Contains(g.path, "{"+name+"}"); n++ {
			name = strings.TrimRight(name, "0123456789") + strconv.Itoa(n)
		}
		g.path += "{" + name + "}"
		if words != nil {
			g.values[name] = words
		}
	}
	walk = func(x *syntax.Regexp) {
		switch x.Op {
		case syntax.OpLiteral:
			g.path += string(x.Rune)
		case syntax.OpConcat:
			for _, sub := range x.Sub {
				walk(sub)
			}
		case syntax.OpCapture:
			name := x.Name
			if name == "" {
				name = "id"
			}
			if words := alternatives(x.Sub[0].String()); len(words) > 1 {
				hole("action", words...)
			} else if x.Sub[0].Op == syntax.OpLiteral {
				walk(x.Sub[0])
			} else {
				hole(name)
			}
		case syntax.OpPlus, syntax.OpCharClass, syntax.OpRepeat:
			hole("id")
		case syntax.OpAlternate:
			if words := alternatives(x.String()); len(words) > 1 {
				hole("action", words...)
			} else {
				walk(x.Sub[0])
			}
		case syntax.OpQuest:
			if optional && x.Sub[0].Op != syntax.OpLiteral {
				walk(x.Sub[0])
			}
		}
	}
	walk(tree)
	return g, len(g.path) > 1
}

// alternatives are the words between which a regular expression chooses.
func alternatives(text string) (words []string) {
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return nil
	}
	var walk func(prefix string, x *syntax.Regexp) []string
	walk = func(prefix string, x *syntax.Regexp) []string {
		switch x.Op {
		case syntax.OpEmptyMatch:
			return []string{prefix}
		case syntax.OpLiteral:
			return []string{prefix + string(x.Rune)}
		case syntax.OpCapture:
			return walk(prefix, x.Sub[0])
		case syntax.OpCharClass:
			var list []string
			for n := 0; n+1 < len(x.Rune) && len(list) < wordsMax; n += 2 {
				for r := x.Rune[n]; r <= x.Rune[n+1] && len(list) < wordsMax; r++ {
					list = append(list, prefix+string(r))
				}
			}
			return list
		case syntax.OpAlternate:
			var list []string
			for _, sub := range x.Sub {
				list = append(list, walk(prefix, sub)...)
			}
			return list
		case syntax.OpQuest:
			return append(walk(prefix, x.Sub[0]), prefix)
		case syntax.OpConcat:
			list := []string{prefix}
			for _, sub := range x.Sub {
				var next []string
				for _, p := range list {
					next = append(next, walk(p, sub)...)
				}
				list = next
			}
			return list
		}
		return nil
	}
	if !plainWords.MatchString(text) {
		return nil
	}
	return walk("", tree)
}

// plainWords are words, alternatives and groups, without classes that repeat.
var plainWords = regexp.MustCompile(`^[\w\-|()?:\[\]]+$`)

// words adds the paths of a source that compares the segments of a path with words.
func (p *paths) words() {
	p.add(templated("/:id"))
	if !regexp.MustCompile(`split\(\s*['"/\\]`).MatchString(p.s.text) {
		return
	}
	var words []string
	for _, l := range p.s.literals {
		before := p.s.before(l)
		if l.quote == '/' || !wordText.MatchString(l.text) || methodName.MatchString(l.text) ||
			slices.Contains(words, l.text) || strings.Contains(before, "typeof") || len(words) >= wordsMax {
			continue
		}
		if strings.HasSuffix(before, "==") || strings.HasSuffix(before, "case") {
			words = append(words, l.text)
		}
	}
	add := func(path string) {
		g := templated(path)
		g.sure = false
		p.add(g)
	}
	for _, w := range words {
		add("/" + w)
		add("/" + w + "/:id")
		add("/:id/" + w)
		add("/" + w + "/:id/:id2")
		add("/:id/" + w + "/:id2")
		for _, prefix := range p.prefixes {
			add(prefix + "/" + w)
			add(prefix + "/:id/" + w)
			add(prefix + "/" + w + "/:id")
		}
	}
	for _, w := range words {
		for _, v := range words {
			if w != v {
				add("/" + w + "/:id/" + v)
				add("/" + w + "/" + v)
			}
		}
	}
	add("/:id/:id2")
}
