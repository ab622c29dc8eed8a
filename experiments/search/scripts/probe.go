package scripts

import (
	_ "embed"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"dolab/durable/worker"
	"dolab/experiments/search"
)

//go:embed js/probe.js
var probeModule string

// The bounds of what is asked to find the routes of a Worker.
const (
	routesMax = 20 // that are found
	roundsMax = 8  // of one request, each with the fields that the one before has missed
)

// probe asks a Worker, in a world without faults, which of the requests that its source shows it answers.
type probe struct {
	p      *Project
	s      *source
	play   *play
	missed []string // "query/name", "header/name", "field/name", "form/name", "body/json", in their order
	found  []route
}

// guessRoutes finds routes of a Worker that has none given: those of its source's requests that it answers otherwise than
// any other path.
func (p *Project) guessRoutes(options []worker.LoadOption) ([]route, error) {
	s := p.source
	if !strings.Contains(s.text, "fetch") {
		return nil, nil
	}
	w, err := worker.Load(p.dir, append(slices.Clone(options), worker.WithBefore(probeModule))...)
	if err != nil {
		return nil, err
	}
	defer w.Close()
	b := &probe{p: p, s: s}
	copied := *p
	copied.worker, copied.lab = w, nil
	ask := b.all
	subject := search.Subject{Name: "routes", Deeds: []search.Deed{{
		Name: "ask", Do: func(c *search.Client, _ search.Operation) error { return c.Await(ask) },
	}}}
	subject.Open = func(world *search.World) (search.Play, error) {
		b.play = &play{Project: &copied, w: world, probing: true, rings: map[string]*ring{}, last: map[string]string{}, ended: map[string]string{}}
		var err error
		b.play.app, err = w.Deploy(world.Objects, worker.WithOutside(b))
		return struct{}{}, err
	}
	scenario := search.Scenario{
		Profile: "ideal", Seed: 1, Operations: []search.Operation{{Do: "ask"}}, Settle: time.Hour,
	}.About(&subject)
	if _, err := scenario.Run(search.Options{}); err != nil {
		return nil, err
	}
	ask = b.anything // In another world: what is asked for may have done away with much.
	if _, err := scenario.Run(search.Options{}); err != nil {
		return nil, err
	}
	return b.found, nil
}

// RoundTrip hears what the Worker has missed in a request. All that it fetches from elsewhere is there.
func (b *probe) RoundTrip(q *http.Request) (*http.Response, error) {
	if q.URL.Host != "dolab.probe" {
		return reply(q, http.StatusOK, "{}"), nil
	}
	if what := strings.TrimPrefix(q.URL.Path, "/"); !slices.Contains(b.missed, what) {
		b.missed = append(b.missed, what)
	}
	return reply(q, http.StatusOK, ""), nil
}

// reply is an answer of the network.
func reply(q *http.Request, status int, text string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(text)), Request: q,
	}
}

// asked is a request that takes shape, and what it was answered.
type asked struct {
	route
	sure   bool     // its path is one that the source has whole
	fields []string // of the body, as JSON
	form   bool
	answer
	failed  bool
	another map[string]string // the types of fields that are tried instead
}

// all asks for everything that the source shows, and keeps what is answered.
func (b *probe) all() error {
	other, wild := map[string][]answer{}, map[string]bool{}
	var list []*asked
	for _, g := range inOrderOfUse(b.s.guesses()) {
		if len(list) >= routesMax {
			break
		}
		if other[g.method] == nil {
			for _, path := range []string{"/no-such-path", "/no-such-path/1", "/no-such-path/1/2", "/no-such-path/1/2/3"} {
				first, again := b.ask(guess{method: g.method, path: path}), b.ask(guess{method: g.method, path: path})
				other[g.method] = append(other[g.method], plainAnswer(first.answer, path), plainAnswer(again.answer, path))
				wild[g.method] = wild[g.method] || first.status < http.StatusBadRequest && first.answer != again.answer
			}
		}
		if wild[g.method] && !g.sure {
			continue // Any path does something.
		}
		for _, one := range spread(g) {
			x := b.ask(one)
			if b.is(x, one, other[g.method]) && !slices.ContainsFunc(list, func(y *asked) bool { return y.covers(x) }) {
				list = append(list, x)
			}
		}
	}
	b.keep(list)
	return nil
}

func (b *probe) keep(list []*asked) {
	for _, x := range list {
		b.found = append(b.found, x.route)
	}
}

// anything finds the routes of a Worker that takes any path: the methods that do something else than one that is none.
func (b *probe) anything() error {
	var list []*asked
	methods := []string{http.MethodPut, http.MethodPost, http.MethodPatch, methodSocket, http.MethodGet, http.MethodDelete}
	for _, path := range b.s.anyPath() {
		var found []*asked
		none := b.ask(guess{method: "COPY", path: path})
		for _, method := range methods {
			known := slices.Contains(b.s.methods(), method) || method == methodSocket && b.s.sockets()
			if !known || slices.ContainsFunc(b.found, func(r route) bool { return r.Method == method }) {
				continue
			}
			x := b.ask(guess{method: method, path: path})
			bad := x.failed || x.status >= http.StatusBadRequest || x.status == 0 ||
				method == methodSocket && x.status != http.StatusSwitchingProtocols
			if bad || method != http.MethodGet && method != methodSocket && x.answer == none.answer && !none.failed {
				continue
			}
			if !slices.ContainsFunc(list, func(y *asked) bool { return y.Method == x.Method && y.answer == x.answer }) {
				found = append(found, x)
			}
		}
		list = append(list, found...)
	}
	if len(list) > 1 || len(list) == 1 && list[0].Method != http.MethodGet {
		b.keep(list)
	} // Else it answers one thing.
	return nil
}

// inOrderOfUse has the requests that do away with things last.
func inOrderOfUse(list []guess) []guess {
	gone := func(g guess) int {
		if g.method == http.MethodDelete {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(list, func(a, b guess) int { return gone(a) - gone(b) })
	return list
}

// spread are the requests of a guess, one for each of the values that its path chooses between.
func spread(g guess) []guess {
	for name, words := range g.values { //detcheck:allow maporder each has one
		if len(words) == 0 || !strings.Contains(g.path, "{"+name+"}") {
			continue
		}
		var list []guess
		for _, word := range words {
			one := g
			one.values = maps.Clone(g.values)
			delete(one.values, name)
			one.path = strings.TrimSuffix(strings.ReplaceAll(g.path, "{"+name+"}", word), "/")
			list = append(list, spread(one)...)
		}
		return list
	}
	return []guess{g}
}

// covers reports whether another request is the same, or is one that is answered the same whatever its method or where its
// words are.
func (x *asked) covers(y *asked) bool {
	if !x.sure && !y.sure && x.Method == y.Method && (slices.Equal(x.words(), y.words()) ||
		x.answer == y.answer && strings.HasPrefix(y.Path, x.Path+"/")) {
		return true
	}
	return x.Path == y.Path && (x.Method == y.Method || y.Method != methodSocket && y.Body == "" && x.answer == y.answer)
}

// words returns the segments of a path that are no placeholders, in alphabetical order.
func (x *asked) words() []string {
	path, _, _ := strings.Cut(x.Path, "?")
	list := strings.Split(placeholder.ReplaceAllString(path, ""), "/")
	slices.Sort(list)
	return slices.DeleteFunc(list, func(word string) bool { return word == "" })
}

// is reports whether an answer shows that a Worker has a route.
func (b *probe) is(x *asked, g guess, other []answer) bool {
	switch {
	case x.failed, x.status >= http.StatusInternalServerError, x.status == http.StatusMethodNotAllowed,
		x.status == http.StatusUpgradeRequired, x.status == 0:
		return false
	case g.method == methodSocket:
		return x.status == http.StatusSwitchingProtocols
	}
	return !slices.Contains(other, plainAnswer(x.answer, x.example()))
}

// example is the path of a request, as it was made.
func (x *asked) example() string {
	path, _, _ := strings.Cut(filled(x.Path, search.Operation{}.With(x.first()...)), "?")
	return path
}

// first are the first values of a request's placeholders.
func (x *asked) first() (list []search.Value) {
	for _, name := range slices.Sorted(maps.Keys(x.Values)) {
		list = append(list, search.Field[string]{Name: name}.Is(x.Values[name][0]))
	}
	return list
}

// plainAnswer is an answer without the parts of the path that it may repeat.
func plainAnswer(a answer, path string) answer {
	for _, part := range strings.Split(path, "/") {
		if part != "" {
			a.body = strings.ReplaceAll(a.body, part, "PATH")
		}
	}
	return a
}

// ask makes a request, and makes it again with what the Worker has missed.
func (b *probe) ask(g guess) *asked {
	x := &asked{sure: g.sure, route: route{Method: g.method, Path: g.path, Headers: map[string]string{}, Values: map[string][]string{}}}
	for _, m := range placeholder.FindAllStringSubmatch(g.path, -1) {
		x.Values[m[1]] = drawn[:2] // Few, so that requests meet.
	}
	if x.Method == methodSocket {
		b.message(x)
	}
	for _, name := range g.query {
		x.addQuery(b.s, name)
	}
	body := g.method != http.MethodGet && g.method != methodSocket
	if body {
		x.Body = "{}"
	}
	b.complete(x, body)
	if read := func(how string) bool { return slices.Contains(b.missed, "body/"+how) }; read("json") || read("text") {
		if x.bad() {
			b.vary(x)
		}
	} else if body && !x.form && len(x.fields) == 0 {
		x.Body = ""
	}
	return x
}

// complete makes a request until it misses nothing.
func (b *probe) complete(x *asked, body bool) {
	for range roundsMax {
		b.missed = nil
		b.send(x)
		if !b.learn(x, body) {
			return
		}
	}
}

// bad reports whether a request was refused for what is in it, or was not understood.
func (x *asked) bad() bool {
	return x.failed || x.status == http.StatusBadRequest || x.status == http.StatusUnprocessableEntity ||
		x.status >= http.StatusInternalServerError
}

// vary tries other bodies for a request: other types of its fields, and what the source says of bodies.
func (b *probe) vary(x *asked) {
	usual := *x
	for _, typ := range []string{"number", "string[]", "boolean"} {
		x.another = map[string]string{}
		for _, name := range x.fields {
			if b.s.typeOf(name) == "" {
				x.another[name] = typ
			}
		}
		if len(x.another) == 0 {
			break
		}
		x.writeBody(b.s)
		if b.complete(x, true); !x.bad() {
			return
		}
	}
	x.another = nil
	const plain = "x-dolab-plain"
	for _, whole := range b.s.bodies(requestBody) {
		x.Body = whole.template(x.Values)
		x.Headers[plain] = "1"
		b.missed = nil
		b.send(x)
		delete(x.Headers, plain)
		if !x.bad() {
			return
		}
	}
	*x = usual
}

// learn gives a request what the Worker has missed in it, and reports whether that is anything.
func (b *probe) learn(x *asked, body bool) (more bool) {
	for _, what := range b.missed {
		kind, name, _ := strings.Cut(what, "/")
		if unescaped, err := url.PathUnescape(name); err == nil {
			name = unescaped
		}
		switch kind {
		case "query":
			more = x.addQuery(b.s, name) || more
		case "header":
			more = x.addHeader(b, name) || more
		case "field":
			if body && !slices.Contains(x.fields, name) {
				x.fields = append(x.fields, name)
				more = true
			}
		case "form":
			if body && !slices.Contains(x.fields, name) {
				x.fields, x.form, more = append(x.fields, name), true, true
			}
		case "body":
			if name == "form" && body && !x.form {
				x.form, more = true, true
			}
		}
	}
	if len(x.fields) > 0 || x.form {
		x.writeBody(b.s)
	}
	return more
}

// writeBody makes the body of the fields that are known.
func (x *asked) writeBody(s *source) {
	if x.form {
		var pairs []string
		for _, name := range x.fields {
			pairs = append(pairs, url.QueryEscape(name)+"="+x.holds(s, name))
		}
		x.Body = strings.Join(pairs, "&")
		x.Headers["content-type"] = "application/x-www-form-urlencoded"
		return
	}
	var fields []shape
	for _, name := range x.fields {
		typ := x.another[name]
		if typ == "" {
			typ = s.typeOf(name)
		}
		fields = append(fields, s.shapeOf(name, typ, 0))
	}
	x.Body = shape{fields: fields}.template(x.Values)
}

// holds gives a request a placeholder for a field that is text.
func (x *asked) holds(s *source, name string) string {
	f := s.shapeOf(name, s.typeOf(name), 0)
	if f.values == nil {
		f = shape{name: name, values: byName(name)}
	}
	x.Values[holder(name)] = nil
	for _, v := range f.values {
		x.Values[holder(name)] = append(x.Values[holder(name)], text(v))
	}
	return "{" + holder(name) + "}"
}

func (x *asked) addQuery(s *source, name string) bool {
	part := url.QueryEscape(name) + "="
	if strings.Contains(x.Path, "?"+part) || strings.Contains(x.Path, "&"+part) {
		return false
	}
	mark := "?"
	if strings.Contains(x.Path, "?") {
		mark = "&"
	}
	x.Path += mark + part + x.holds(s, name)
	return true
}

// usualHeaders are headers that clients send, or need not.
var usualHeaders = []string{
	"upgrade", "content-type", "content-length", "accept", "origin", "user-agent", "range", "host", "connection", "referer",
	"if-none-match", "if-modified-since", "accept-encoding", "accept-language", "x-dolab-plain", "x-forwarded-for",
	"cf-connecting-ip", "x-real-ip", "cf-ray", "cf-ipcountry", "sec-websocket-protocol", "last-event-id",
}

func (x *asked) addHeader(b *probe, name string) bool {
	name = strings.ToLower(name)
	if x.Headers[name] != "" || slices.Contains(usualHeaders, name) || strings.HasPrefix(name, "access-control") {
		return false
	}
	value := x.holds(b.s, name)
	switch {
	case name == "authorization" && strings.Contains(b.s.text, "Bearer"):
		value = "Bearer " + value
	case name == "cookie":
		value = "session=" + value
	}
	x.Headers[name] = value
	return true
}

// message gives a WebSocket a message: what the Worker parses is JSON.
func (b *probe) message(x *asked) {
	if list := b.s.bodies(messageBody); len(list) > 0 {
		x.Body = list[0].template(x.Values)
	}
}

// send makes a request with the first values, and once more after a crash if it fails: one before may have broken what
// the Worker keeps in memory.
func (b *probe) send(x *asked) {
	if b.sendOnce(x); !x.failed {
		return
	}
	for _, stub := range b.play.objects() {
		_ = b.play.w.Objects.Crash(stub) // One that is not in memory keeps nothing.
	}
	b.missed = nil
	b.sendOnce(x)
}

func (b *probe) sendOnce(x *asked) {
	o := search.Operation{Do: x.name()}.With(x.first()...)
	var err error
	if x.Method == methodSocket {
		x.status, err = b.play.converse(o, x.route)
		x.body = ""
	} else {
		x.answer, err = b.play.ask(o, x.route)
	}
	b.play.w.Sleep(time.Millisecond) // What the Worker has missed is told meanwhile.
	x.failed = err != nil
	if err != nil {
		x.answer = answer{body: fmt.Sprint(err)}
	}
}
