package admin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Prefix is where the verbs are, below the address of the server.
const Prefix = "/cdn-cgi/local/dolab"

// bodyMax is how many bytes the parameters of a request may have.
const bodyMax = 1 << 20

// verb is an operation by HTTP.
type verb struct {
	name   string
	method string   // POST for what changes something
	params []string // that it takes
	run    func(p *params) (any, error)
	serve  func(w http.ResponseWriter, q *http.Request, p *params) // for an answer other than JSON; run is nil
}

// verbs lists all verbs.
func (a *Admin) verbs() []verb {
	const get, post = http.MethodGet, http.MethodPost
	object := []string{"object"}
	acts := func(do func(p *params, who string) (Acted, error)) func(p *params) (any, error) {
		return func(p *params) (any, error) {
			who := p.text("object")
			return answer(p, func() (Acted, error) { return do(p, who) })
		}
	}
	sql := func(write bool) func(p *params) (any, error) {
		return func(p *params) (any, error) {
			who, query, args, limit := p.text("object"), p.text("query"), p.list("args"), p.number("limit")
			if given := p.boolean("write"); write && (given == nil || !*given) {
				p.wrong("write", "want write=true: POST is for statements that write, GET for others")
			}
			return answer(p, func() (Rows, error) { return a.SQL(p.ctx, who, query, args, write, limit) })
		}
	}
	return []verb{
		{name: "", method: get, serve: a.servePage},
		{name: "inspector", method: get, serve: a.serveInspector},
		{name: "admin.js", method: get, serve: serveAsset("admin.js", "text/javascript; charset=utf-8")},
		{name: "admin.css", method: get, serve: serveAsset("admin.css", "text/css; charset=utf-8")},
		{name: "favicon.ico", method: get, serve: func(w http.ResponseWriter, _ *http.Request, _ *params) { w.WriteHeader(http.StatusNoContent) }},
		{name: "objects", method: get, params: []string{"class", "prefix", "after", "limit"}, run: func(p *params) (any, error) {
			o := ObjectsQuery{p.text("class"), p.text("prefix"), p.text("after"), p.number("limit")}
			return answer(p, func() (ObjectList, error) { return a.Objects(p.ctx, o) })
		}},
		{name: "object", method: get, params: object, run: func(p *params) (any, error) {
			who := p.text("object")
			return answer(p, func() (Details, error) { return a.Object(p.ctx, who) })
		}},
		{name: "kv", method: get, params: []string{"object", "prefix", "after", "limit"}, run: func(p *params) (any, error) {
			who, prefix, after, limit := p.text("object"), p.text("prefix"), p.text("after"), p.number("limit")
			return answer(p, func() (Keys, error) { return a.KV(p.ctx, who, prefix, after, limit) })
		}},
		{name: "sql", method: get, params: []string{"object", "query", "args", "limit"}, run: sql(false)},
		{name: "sql", method: post, params: []string{"object", "query", "args", "limit", "write"}, run: sql(true)},
		{name: "alarms", method: get, params: []string{"all"}, run: func(p *params) (any, error) {
			all := p.boolean("all")
			return answer(p, func() (any, error) {
				list, err := a.Alarms(p.ctx, all != nil && *all)
				return map[string]any{"alarms": list}, err
			})
		}},
		{name: "schedules", method: get, params: object, run: func(p *params) (any, error) {
			who := p.text("object")
			return answer(p, func() (any, error) {
				list, err := a.Schedules(p.ctx, who)
				return map[string]any{"schedules": list}, err
			})
		}},
		{name: "gates", method: get, run: func(p *params) (any, error) {
			list, err := a.Gates(p.ctx)
			return map[string]any{"gates": list}, err
		}},
		{name: "sockets", method: get, run: func(p *params) (any, error) {
			list, err := a.Sockets(p.ctx)
			return map[string]any{"sockets": list}, err
		}},
		{name: "meter", method: get, run: func(p *params) (any, error) { return a.Meter(p.ctx) }},
		{name: "faults", method: get, run: func(p *params) (any, error) { return a.Faults(p.ctx) }},
		{name: "faults", method: post, params: []string{"on", "add", "remove"}, run: a.runFaults},
		{name: "fire", method: post, params: object, run: acts(func(p *params, who string) (Acted, error) { return a.Fire(p.ctx, who) })},
		{name: "evict", method: post, params: object, run: acts(func(p *params, who string) (Acted, error) { return a.Evict(p.ctx, who) })},
		{name: "crash", method: post, params: object, run: acts(func(p *params, who string) (Acted, error) { return a.Crash(p.ctx, who) })},
		{name: "deploy", method: post, params: object, run: acts(func(p *params, who string) (Acted, error) { return a.Deploy(p.ctx, who) })},
		{name: "clear", method: post, params: object, run: acts(func(p *params, who string) (Acted, error) { return a.Clear(p.ctx, who) })},
		{name: "exit", method: post, run: func(*params) (any, error) { return map[string]any{"exits": true}, a.Exit() }},
		{name: "trace", method: get, params: []string{"format"}, serve: a.serveTrace},
		{name: "events", method: get, params: []string{"last"}, serve: a.serveEvents},
		{name: "metrics", method: get, serve: a.serveMetrics},
	}
}

// answer calls fn, unless a parameter is wrong.
func answer[T any](p *params, fn func() (T, error)) (any, error) {
	if p.err != nil {
		return nil, p.err
	}
	return fn()
}

func (a *Admin) runFaults(p *params) (any, error) {
	on, add, remove := p.boolean("on"), p.text("add"), p.text("remove")
	given := 0
	for _, is := range []bool{on != nil, add != "", remove != ""} {
		if is {
			given++
		}
	}
	if given > 1 {
		p.wrong("on", "want one of on, add and remove, or none to toggle")
	}
	return answer(p, func() (FaultList, error) {
		switch {
		case add != "":
			return a.AddFault(p.ctx, add)
		case remove != "":
			return a.RemoveFault(p.ctx, remove)
		}
		return a.SwitchFaults(p.ctx, on)
	})
}

// Handler answers requests below Prefix itself, and leaves all others to next.
func (a *Admin) Handler(next http.Handler) http.Handler {
	verbs := a.verbs()
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		rest, mine := strings.CutPrefix(q.URL.Path, Prefix)
		if !mine || rest != "" && rest[0] != '/' {
			next.ServeHTTP(w, q)
			return
		}
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if err := a.guard(q); err != nil {
			fail(w, err)
			return
		}
		a.route(verbs, strings.TrimPrefix(rest, "/"), w, q)
	})
}

func (a *Admin) route(verbs []verb, name string, w http.ResponseWriter, q *http.Request) {
	var methods []string
	for _, v := range verbs {
		if v.name != name {
			continue
		}
		methods = append(methods, v.method)
		if v.method != q.Method {
			continue
		}
		p, err := readParams(w, q, v.params)
		if err != nil {
			fail(w, err)
			return
		}
		if v.serve != nil {
			v.serve(w, q, p)
			return
		}
		answer, err := v.run(p)
		if err != nil {
			fail(w, err)
			return
		}
		reply(w, http.StatusOK, answer)
		return
	}
	if len(methods) > 0 {
		w.Header().Set("Allow", strings.Join(methods, ", "))
		fail(w, &Error{http.StatusMethodNotAllowed, "", fmt.Sprintf("%s takes %s, not %s", name, strings.Join(methods, " and "), q.Method)})
		return
	}
	var names []string
	for _, v := range verbs {
		if v.run != nil && !slices.Contains(names, v.name) {
			names = append(names, v.name)
		}
	}
	fail(w, &Error{http.StatusNotFound, "", fmt.Sprintf("there is no verb %q: want one of %s, trace, events", name, strings.Join(names, ", "))})
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // An error means that the client has gone.
}

// fail answers with an error: {"error": {"message": …, "field": …}}.
func fail(w http.ResponseWriter, err error) {
	var e *Error
	if !errors.As(err, &e) {
		e = &Error{Status: http.StatusInternalServerError, Message: err.Error()}
	}
	body := map[string]string{"message": e.Message}
	if e.Field != "" {
		body["field"] = e.Field
	}
	reply(w, e.Status, map[string]any{"error": body})
}

// guard refuses requests that a page of another site can let the user's browser send, also under a DNS name of that
// site that leads here.
func (a *Admin) guard(q *http.Request) error {
	if !a.hostAllowed(q) {
		return &Error{http.StatusForbidden, "", fmt.Sprintf("host %q is not allowed here: use localhost or the address that is served", q.Host)}
	}
	if origin := q.Header.Get("Origin"); origin != "" {
		u, err := url.Parse(origin)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || !strings.EqualFold(u.Host, q.Host) {
			return &Error{http.StatusForbidden, "", fmt.Sprintf("origin %q is not allowed here", origin)}
		}
	}
	if site := q.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return &Error{http.StatusForbidden, "", "a page of another origin may not ask for this"}
	}
	return nil
}

// hostAllowed reports whether the request names a loopback host, the one that the server was told to serve on, or the
// address that it arrived at.
func (a *Admin) hostAllowed(q *http.Request) bool {
	host := q.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || host != "" && strings.EqualFold(host, a.o.Host) {
		return true
	}
	ip := net.ParseIP(host)
	if ip == nil {
		return false
	}
	local, _ := q.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	return ip.IsLoopback() || local != nil && ip.Equal(local.IP)
}

// serveTrace sends the trace as a file.
func (a *Admin) serveTrace(w http.ResponseWriter, _ *http.Request, p *params) {
	form := p.text("format")
	if p.err != nil {
		fail(w, p.err)
		return
	}
	kind, suffix := "application/x-ndjson", ".jsonl"
	switch form {
	case "text":
		kind, suffix = "text/plain; charset=utf-8", ".txt"
	case "chrome":
		kind, suffix = "application/json", ".json"
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="trace`+suffix+`"`)
	var e *Error
	if errors.As(a.SaveTrace(w, form), &e) { // Any other error is the client's, who has gone.
		h.Del("Content-Disposition")
		fail(w, e)
	}
}

// aliveEvery is the time between two comments that show a stream is alive.
const aliveEvery = 15 * time.Second

// serveEvents streams new lines of the trace as server-sent events, after the last lines of each world.
func (a *Admin) serveEvents(w http.ResponseWriter, q *http.Request, p *params) {
	last := p.number("last")
	if p.err == nil && (last < 0 || last > linesMax) {
		p.wrong("last", "%d: want 0 to %d", last, linesMax)
	}
	if p.err != nil {
		fail(w, p.err)
		return
	}
	l, lines, end := a.listen(last)
	if l == nil {
		fail(w, &Error{http.StatusServiceUnavailable, "", fmt.Sprintf("there are %d streams already", listenersMax)})
		return
	}
	defer end()
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	for _, line := range lines {
		if _, err := fmt.Fprintf(w, "data: %s\n", line); err != nil {
			return
		}
	}
	alive := time.NewTicker(aliveEvery)
	defer alive.Stop()
	for {
		if err := out.Flush(); err != nil {
			return
		}
		var err error
		select {
		case line := <-l.lines:
			_, err = fmt.Fprintf(w, "data: %s\n", line)
			for range len(l.lines) { // The lines that have come meanwhile go in one write.
				if err == nil {
					_, err = fmt.Fprintf(w, "data: %s\n", <-l.lines)
				}
			}
		case <-alive.C:
			_, err = io.WriteString(w, ": alive\n\n")
		case <-q.Context().Done():
			return
		case <-a.closed:
			return
		}
		if n := l.lost.Swap(0); n > 0 && err == nil {
			_, err = fmt.Fprintf(w, "event: lost\ndata: %d\n\n", n)
		}
		if err != nil {
			return
		}
	}
}

// params are the parameters of a request, from its query and from a JSON object in its body.
type params struct {
	ctx    context.Context
	values map[string]any // string, json.Number, bool, []any
	err    error          // the first error
}

// readParams refuses parameters that the verb does not take.
func readParams(w http.ResponseWriter, q *http.Request, known []string) (*params, error) {
	p := &params{ctx: q.Context(), values: map[string]any{}}
	query, err := url.ParseQuery(q.URL.RawQuery)
	if err != nil {
		return nil, wrong("", "the query cannot be read: %v", err)
	}
	for name, list := range query {
		if len(list) > 1 {
			return nil, wrong(name, "is given %d times", len(list))
		}
		p.values[name] = list[0]
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, q.Body, bodyMax))
	if err != nil {
		return nil, &Error{http.StatusRequestEntityTooLarge, "", fmt.Sprintf("the body cannot be read: want at most %d bytes", bodyMax)}
	}
	if len(body) > 0 {
		d := json.NewDecoder(strings.NewReader(string(body)))
		d.UseNumber()
		var fields map[string]any
		if err := d.Decode(&fields); err != nil || d.More() {
			return nil, wrong("", "the body is not one JSON object")
		}
		for name, v := range fields {
			if _, twice := p.values[name]; twice {
				return nil, wrong(name, "is given in the query and in the body")
			}
			p.values[name] = v
		}
	}
	names := make([]string, 0, len(p.values))
	for name := range p.values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if !slices.Contains(known, name) {
			takes := "takes no parameters"
			if len(known) > 0 {
				takes = "want one of " + strings.Join(known, ", ")
			}
			return nil, wrong(name, "there is no such parameter: %s", takes)
		}
	}
	return p, nil
}

// wrong notes the error of a parameter, unless there is one already.
func (p *params) wrong(field, format string, args ...any) {
	if p.err == nil {
		p.err = wrong(field, format, args...)
	}
}

func (p *params) text(name string) string {
	s, is := p.values[name].(string)
	if !is && p.values[name] != nil {
		p.wrong(name, "want a text")
	}
	return s
}

func (p *params) number(name string) int {
	v := p.values[name]
	if v == nil {
		return 0
	}
	text := ""
	switch v := v.(type) {
	case string:
		text = v
	case json.Number:
		text = v.String()
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		p.wrong(name, "want a whole number")
	}
	return n
}

// boolean is nil where the parameter is not given.
func (p *params) boolean(name string) *bool {
	v := p.values[name]
	if v == nil {
		return nil
	}
	b, is := v.(bool)
	switch v {
	case "true", "1":
		b, is = true, true
	case "false", "0":
		b, is = false, true
	}
	if !is {
		p.wrong(name, "want true or false")
	}
	return &b
}

// list is a JSON array of values that SQL can bind.
func (p *params) list(name string) (list []any) {
	v := p.values[name]
	if text, is := v.(string); is {
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		if err := d.Decode(&v); err != nil || d.More() {
			p.wrong(name, `want a JSON array, such as ["a", 1]`)
			return nil
		}
	}
	if v == nil {
		return nil
	}
	all, is := v.([]any)
	if !is {
		p.wrong(name, `want a JSON array, such as ["a", 1]`)
	}
	for n, x := range all {
		switch x := x.(type) {
		case json.Number:
			if i, err := x.Int64(); err == nil {
				list = append(list, i)
			} else if f, err := x.Float64(); err == nil {
				list = append(list, f)
			} else {
				p.wrong(name, "item %d: the number is too large", n)
			}
		case nil, string, bool:
			list = append(list, x)
		default:
			p.wrong(name, "item %d: want null, a text, a number or a boolean", n)
		}
	}
	return list
}
