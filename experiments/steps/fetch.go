package steps

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"dolab/durable"
	"dolab/durable/worker"
	"dolab/experiments/search"
)

// answerWithin is how long a client waits for an answer where a step does not say it.
const answerWithin = 5 * time.Minute

// fetch is a request.
type fetch struct {
	line   int
	method string
	target string
	header http.Header
	body   []byte
	within time.Duration
	expect response
}

// response is what is expected of a response.
type response struct {
	status  *bounds
	headers []header
	body    *expected
	matches *pattern
	json    *search.Node
	err     *pattern
}

type header struct {
	name, value string
	absent      bool
	line        int
}

type expected struct {
	text string
	line int
}

type pattern struct {
	*regexp.Regexp
	line int
}

// hold compares an error with what is expected of it, nil for nothing.
func (p *pattern) hold(err error) error {
	if p == nil || err != nil && p.MatchString(err.Error()) {
		return nil
	}
	got := "none"
	if err != nil {
		got = quote(err.Error())
	}
	return &Mismatch{p.line, "error", "one that matches " + quote(p.String()), got}
}

func (m *mapping) expression(name string) *pattern {
	re := m.pattern(name)
	if re == nil {
		return nil
	}
	return &pattern{re, m.field(name).Line}
}

// request reads what open and fetch have in common.
func (f *fetch) request(m *mapping, target string) {
	f.line, f.target, f.within = m.n.Line, m.name(target), m.within(answerWithin)
	f.header = http.Header{}
	if h := m.field("headers"); h != nil {
		if h.Kind != search.NodeMapping {
			m.fail(h, "headers: %s is not a mapping of names to values", h)
		}
		for _, x := range h.Fields {
			if x.Value.Kind != search.NodeScalar {
				m.fail(&x.Value, "headers: %s: %s is not a string", x.Name, &x.Value)
			}
			f.header.Add(x.Name, x.Value.Text)
		}
	}
	if at := m.field(target); at != nil {
		if _, err := NewRequest(http.MethodGet, f.target, nil, nil); err != nil {
			m.fail(at, "%s: %w", target, err)
		} else if _, err := NewRequest(http.MethodGet, f.target, f.header, nil); err != nil {
			m.fail(m.field("headers"), "headers: %w", err)
		}
	}
}

func readFetch(m *mapping) *fetch {
	f := &fetch{method: http.MethodGet}
	f.request(m, "fetch")
	if at := m.field("method"); at != nil {
		f.method = strings.ToUpper(m.name("method"))
		if _, err := http.NewRequest(f.method, Host, nil); err != nil {
			m.fail(at, "method: %s is not a method", at)
		}
	}
	if m.field("body") != nil {
		f.body = []byte(m.text("body"))
	}
	if at := m.field("json"); at != nil {
		if f.body != nil {
			m.fail(at, "json: the step has body too: give one of them")
		}
		f.body = []byte(m.json("json"))
		if f.header.Get("Content-Type") == "" {
			f.header.Set("Content-Type", "application/json")
		}
	}
	if f.body != nil && (f.method == http.MethodGet || f.method == http.MethodHead) {
		m.fail(m.n, "a %s request has no body: give method", f.method)
	}
	f.expect = readResponse(m)
	return f
}

func readResponse(m *mapping) (r response) {
	at := m.field("expect")
	if at == nil {
		return r
	}
	e, err := mappingOf(at, "expect")
	if err != nil {
		m.keep(err)
		return r
	}
	r.status = e.numbers("status")
	if h := e.field("headers"); h != nil {
		for _, x := range h.Fields {
			if x.Value.Kind != search.NodeScalar {
				e.fail(&x.Value, "headers: %s: %s is not a string", x.Name, &x.Value)
			}
			r.headers = append(r.headers, header{x.Name, x.Value.Text, x.Value.Value == nil, x.Line})
		}
		if h.Kind != search.NodeMapping {
			e.fail(h, "headers: %s is not a mapping of names to values", h)
		}
	}
	if at := e.field("body"); at != nil {
		r.body = &expected{e.text("body"), at.Line}
	}
	r.matches, r.json, r.err = e.expression("matches"), e.field("json"), e.expression("error")
	m.keep(e.done())
	return r
}

func (f *fetch) do(s *Session) error {
	r, err := s.Fetch(f.new(), f.within)
	if err != nil {
		return err
	}
	return f.expect.hold(r)
}

// new makes the request.
func (f *fetch) new() *http.Request {
	q, err := NewRequest(f.method, f.target, f.header.Clone(), f.body)
	if err != nil {
		panic(fmt.Sprintf("steps: a request that has been read cannot be made: %v", err))
	}
	return q
}

// hold compares a response with what is expected of it.
func (e *response) hold(r *Response) error {
	if err := e.err.hold(r.Err); err != nil {
		return err
	}
	if e.status != nil && !e.status.hold(int64(r.Status)) {
		got := fmt.Sprint(r.Status)
		if r.Err != nil {
			got += ", for the Worker failed: " + quote(r.Err.Error())
		} else if len(r.Body) > 0 {
			got += " with the body " + quote(string(r.Body))
		}
		return &Mismatch{e.status.line, "status", e.status.text, got}
	}
	for _, h := range e.headers {
		got, given := strings.Join(r.Header.Values(h.name), ", "), len(r.Header.Values(h.name)) > 0
		switch {
		case h.absent && given:
			return &Mismatch{h.line, "header " + h.name, "none", quote(got)}
		case !h.absent && !given:
			return &Mismatch{h.line, "header " + h.name, quote(h.value), "none"}
		case !h.absent && got != h.value:
			return &Mismatch{h.line, "header " + h.name, quote(h.value), quote(got)}
		}
	}
	text := string(r.Body)
	switch {
	case e.body != nil && text != e.body.text:
		return &Mismatch{e.body.line, "body", quote(e.body.text), quote(text)}
	case e.matches != nil && !e.matches.MatchString(text):
		return &Mismatch{e.matches.line, "body", "a text that matches " + quote(e.matches.String()), quote(text)}
	case e.json != nil:
		return holdJSON("json", e.json, text)
	}
	return nil
}

// together is steps that begin at one time.
type together struct{ list []single }

// single is a step that can run beside others.
type single interface {
	action
	job(s *Session) (job func(), held func() error)
	patience() time.Duration
}

func readTogether(m *mapping) *together {
	t := &together{}
	for _, item := range m.list("together") {
		step, err := readStep(&item)
		if err != nil {
			m.keep(err)
			break
		}
		one, ok := step.do.(single)
		if !ok {
			m.fail(&item, "together: %s cannot run beside others: fetch and call can", step.About)
			break
		}
		t.list = append(t.list, one)
	}
	if f := m.field("together"); m.err == nil && len(t.list) == 0 {
		m.fail(f, "together: it has no steps")
	}
	return t
}

func (t *together) do(s *Session) error {
	var jobs []func()
	var held []func() error
	within := time.Duration(0)
	for _, one := range t.list {
		job, hold := one.job(s)
		jobs, held = append(jobs, job), append(held, hold)
		within = max(within, one.patience())
	}
	if err := s.await(within, jobs...); err != nil {
		return err
	}
	for _, hold := range held {
		if err := hold(); err != nil {
			return err
		}
	}
	return nil
}

func (t *together) check(w *worker.Worker) error {
	for _, one := range t.list {
		if c, ok := one.(checked); ok {
			if err := c.check(w); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *fetch) patience() time.Duration { return f.within }

func (f *fetch) job(s *Session) (job func(), held func() error) {
	var r *Response
	return func() { r = s.fetch(f.new()) }, func() error { return f.expect.hold(r) }
}

// call is a method call.
type call struct {
	object
	method string
	args   []any
	within time.Duration
	result *search.Node
	err    *pattern
}

func readCall(m *mapping) *call {
	c := &call{object: m.object("call"), method: m.name("method"), within: m.within(answerWithin)}
	if m.field("method") == nil {
		m.fail(m.n, "call: the step has no method")
	}
	for _, item := range m.list("args") {
		c.args = append(c.args, item.Data())
	}
	if at := m.field("expect"); at != nil {
		e, err := mappingOf(at, "expect")
		if err != nil {
			m.keep(err)
			return c
		}
		c.result, c.err = e.field("result"), e.expression("error")
		m.keep(e.done())
	}
	return c
}

func (c *call) patience() time.Duration { return c.within }

func (c *call) do(s *Session) error {
	job, held := c.job(s)
	if err := s.await(c.within, job); err != nil {
		return err
	}
	return held()
}

func (c *call) job(s *Session) (job func(), held func() error) {
	var v any
	var failed error
	stub := c.stub(s)
	return func() { v, failed = stub.Call(c.method, c.args...) }, func() error { return c.hold(v, failed) }
}

func (c *call) hold(v any, failed error) error {
	switch {
	case c.err != nil:
		return c.err.hold(failed)
	case c.result == nil:
		return nil
	case failed != nil:
		return &Mismatch{c.result.Line, "result", jsonText(c.result.Data()), "the error " + quote(failed.Error())}
	}
	return holdValue("result", c.result, v)
}

// object is an object of a class of the Worker.
type object struct{ class, name string }

func (o object) check(w *worker.Worker) error {
	var known []string
	for _, c := range w.Config().Classes {
		known = append(known, c.Name)
	}
	switch {
	case slices.Contains(known, o.class):
		return nil
	case len(known) == 0:
		return fmt.Errorf("%s/%s: the Worker has no classes", clip(o.class), clip(o.name))
	}
	return fmt.Errorf("%s/%s: the Worker has no class %s: it has %s", clip(o.class), clip(o.name), clip(o.class), strings.Join(known, ", "))
}

// stub is a stub of the object, which is meant by its ID where it has no name.
func (o object) stub(s *Session) *durable.Stub {
	ns := s.App.Namespace(o.class)
	if id, err := ns.IDFromString(o.name); err == nil {
		return ns.Get(id)
	}
	return ns.GetByName(o.name)
}
