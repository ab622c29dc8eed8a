package scripts

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"dolab/durable"
	"dolab/durable/platform"
	"dolab/durable/worker"
	"dolab/experiments/search"
)

// play is the project in one world.
type play struct {
	*Project
	w    *search.World
	app  *worker.App
	lab  *worker.App // nil without a module of tests
	held map[string]bool
	seen map[string]bool

	worked       []search.Operation // that were answered well, each once
	redone       int                // how many deeds of the module of tests were done again
	rings        map[string]*ring   // by object
	rung         int                // how many alarms began, of all objects
	owing        map[string]string  // by object and column: what was amiss at the last look
	last         map[string]string  // the place of the newest error, by message
	errors       int                // how many errors have left the Worker's code
	heavy        bool
	fetched      bool                           // from the network
	unanswered   []string                       // hosts, in the order of the first fetches
	silent       int                            // how many fetches nothing has answered
	slow         bool                           // the network is slow
	posted       bool                           // a request with a body was made
	slowBodies   bool                           // bodies of requests arrive late
	unarmed      []string                       // the classes of objects that have no alarm in the end, though it has rung
	probing      bool                           // routes are looked for
	accesses     []func(got int, answered bool) // of the module of tests, that have begun
	lines        []string                       // of the explanation
	ofTests      int                            // how many of them are of the module of tests
	between      []string                       // … of calls before which another has called the object
	after        []string                       // … of what is done again at the end
	explainAgain bool                           // the explanation has the lines of after: one of these goes on failing
	written      [][]worker.Await               // the last writes, by object
	ended        map[string]string              // the first object of each class whose incarnation has ended
}

// open deploys the Worker, and its module of tests.
func (p *Project) open(w *search.World) (search.Play, error) {
	x := &play{
		Project: p, w: w, rings: map[string]*ring{}, owing: map[string]string{}, last: map[string]string{},
		held: map[string]bool{}, seen: map[string]bool{}, ended: map[string]string{},
	}
	var err error
	hooks, tests := worker.Hooks{Threw: x.threw, Alarm: x.rang}, worker.Hooks{Told: x.tell}
	if w.Explained() {
		hooks.Await, tests.Await = x.met, x.metTest
	}
	x.app, err = p.worker.Deploy(
		w.Objects, worker.WithHooks(hooks), worker.WithNext(p.next), worker.WithLatency(x.latency),
		worker.WithOutside(silence{x}),
	)
	if err != nil {
		return nil, err
	}
	if p.lab != nil {
		if x.lab, err = p.lab.Deploy(w.Objects, worker.WithLab(x.app), worker.WithHooks(tests)); err != nil {
			return nil, err
		}
	}
	return x, x.promise()
}

// latencies are how late an answer of a slow network can be.
var latencies = []time.Duration{0, 10 * time.Millisecond, 100 * time.Millisecond, time.Second, 5 * time.Second}

// slowEach is one in so many worlds with a slow network.
const slowEach = 3

// latency is how late the next answer of the network is, as long as the world is not judged.
func (p *play) latency() time.Duration {
	if p.w.Ended() || p.lab == nil {
		return 0
	}
	if !p.fetched {
		p.fetched, p.slow = true, p.w.Choose("scripts.slow", slowEach) == 0
	}
	if !p.slow {
		return 0
	}
	return latencies[p.w.Choose("scripts.latency", len(latencies))]
}

// noNetwork begins the error of a fetch that nothing answers. Such an error is none of the Worker's.
const noNetwork = "A world has no network: "

// silence answers nothing that is fetched from the network.
type silence struct{ p *play }

func (s silence) RoundTrip(q *http.Request) (*http.Response, error) {
	s.p.unanswer(q.URL.Host)
	return nil, platform.TypeError(fmt.Sprintf(
		noNetwork+"%s is not answered. Use outside((request) => response) in %s.", q.URL, TestFile))
}

// unanswer notes a host that nothing answers for.
func (p *play) unanswer(host string) {
	p.silent++
	if !slices.Contains(p.unanswered, host) {
		p.unanswered = append(p.unanswered, host)
	}
}

// Notes tells which hosts nothing has answered for: what the Worker does with answers has not been tried.
func (p *play) Notes() (list []string) {
	if p.blind {
		list = append(list, "Neither routes nor methods were found: clients ask for GET / only. Name requests with --route.")
	}
	for _, host := range p.unanswered {
		list = append(list, fmt.Sprintf("Each fetch of %s failed: nothing answers it. Use outside((request) => response) in %s.",
			host, TestFile))
	}
	return list
}

// runTest lets the module of tests do a deed.
func (p *play) runTest(c *search.Client, o search.Operation) error {
	var told *told
	err := c.Await(func() error {
		text, err := p.lab.LabCall("run", o.Do, arguments.Of(o), fmt.Sprint(c.N), fmt.Sprint(o.Place()))
		if err == nil && text != "" {
			told, err = read(text)
		}
		return err
	})
	switch {
	case told != nil && told.Name == "AssertionError":
		p.w.Violate("deed", o.Do+": an assertion fails", p.note(told))
		return nil
	case told != nil:
		return p.unwanted(o, told)
	case err == nil:
		p.well(o)
	}
	return err
}

// unwanted is an error that a deed has not caught: the platform's where it has its flags.
func (p *play) unwanted(o search.Operation, e *told) error {
	err := e.err()
	if e.Retryable || e.Overloaded || e.Reset {
		return err
	}
	if p.w.Calm() {
		p.w.Violate("deed", o.Do+": it throws, though nothing had gone wrong", p.note(e))
	}
	return nil
}

// told is an error that the module of tests has described.
type told struct {
	Name, Message, Stack                 string
	Remote, Retryable, Overloaded, Reset bool
}

func read(text string) (*told, error) {
	e := &told{}
	return e, json.Unmarshal([]byte(text), e)
}

// err is the error as the search knows the platform's.
func (t *told) err() error {
	return &platform.Error{
		Name: t.Name, Message: t.Message, User: true, Remote: t.Remote, Retryable: t.Retryable, Overloaded: t.Overloaded,
		DurableObjectReset: t.Reset,
	}
}

// note is an error with the lines that it came from: that of the object first, if it came from there.
func (p *play) note(e *told) string {
	text := e.Message
	if e.Name != "" && e.Name != "Error" && e.Name != "AssertionError" {
		text = e.Name + ": " + text
	}
	var places []string
	own := p.Project.lab.Place(e.Stack)
	if from := p.last[e.Message]; from != "" && (e.Remote || own == "") {
		places = append(places, from)
	}
	if own != "" {
		places = append(places, own)
	}
	if len(places) == 0 {
		return text
	}
	return text + ", at " + strings.Join(places, ", called at ")
}

// request makes the request of a route.
func (p *play) request(c *search.Client, o search.Operation, r route) error {
	return c.Await(func() error {
		answer, err := p.ask(o, r)
		switch {
		case err != nil && p.w.Calm() && p.wrong(err, true) && !p.w.Violated("uncaught: "+uncaught["worker"]):
			p.w.Violate("call", o.Do+": it answers with an error of the server, though nothing had gone wrong", p.thrown(err))
			return nil
		case err != nil:
			return err
		case answer.status >= http.StatusInternalServerError && p.w.Calm() && len(p.unanswered) == 0:
			p.w.Violate("call", o.Do+": it answers with an error of the server, though nothing had gone wrong",
				fmt.Sprintf("%d %s", answer.status, clip(answer.body)))
		case answer.status < http.StatusBadRequest:
			p.well(o)
		}
		return nil
	})
}

// answer is a response that was read to its end.
type answer struct {
	status int
	body   string
}

// asRequest is the request of an operation.
func (p *play) asRequest(o search.Operation, r route) (*http.Request, error) {
	u, err := url.Parse("https://example.com" + filledAt(r.Path, o, p.w.Now()))
	if err != nil {
		return nil, err
	}
	q := &http.Request{Method: r.Method, URL: u, Host: u.Host, Header: http.Header{}}
	if r.Body != "" {
		q.Body = io.NopCloser(strings.NewReader(filledAt(r.Body, o, p.w.Now())))
		q.Header.Set("Content-Type", "application/json")
	}
	for name, value := range r.Headers { //detcheck:allow maporder a header is a map again
		q.Header.Set(name, filled(value, o))
	}
	return q, nil
}

// bodyLate is how long after its headers the body of a request arrives, as long as the world is not judged: 0 in most
// worlds, whose bodies come whole.
func (p *play) bodyLate(r route) time.Duration {
	if r.Body == "" || p.w.Ended() || p.probing {
		return 0
	}
	if !p.posted {
		p.posted, p.slowBodies = true, p.w.Choose("scripts.bodies", slowEach) == 0
	}
	if !p.slowBodies {
		return 0
	}
	return latencies[1+p.w.Choose("scripts.body", 2)]
}

// arriving is a body that arrives late.
func (p *play) arriving(text string, late time.Duration) io.ReadCloser {
	writer, reader := p.w.Objects.NewStream()
	p.w.Go("body", func() {
		p.w.Sleep(late)
		_, err := writer.WriteString(text)
		_ = writer.CloseWithError(err) // A reader that is gone wants none.
	})
	return reader
}

// ask makes the request of an operation.
func (p *play) ask(o search.Operation, r route) (a answer, err error) {
	q, err := p.asRequest(o, r)
	if err != nil {
		return a, err
	}
	fetch := p.app.Fetch
	if late := p.bodyLate(r); late > 0 {
		fetch = p.app.NewExchange().Fetch
		q.Body = p.arriving(filledAt(r.Body, o, p.w.Now()), late)
	}
	resp, err := fetch(q)
	if err != nil {
		return a, err
	}
	a.status = resp.StatusCode
	if resp.Body == nil || resp.StatusCode == http.StatusSwitchingProtocols {
		return a, nil
	}
	data, err := io.ReadAll(resp.Body)
	a.body = string(data)
	return a, err
}

// call calls a method of an object.
func (p *play) call(c *search.Client, o search.Operation, m worker.Method, trusted bool) error {
	return c.Await(func() error {
		_, err := p.invoke(o, m)
		switch {
		case err == nil:
			p.well(o)
		case p.w.Calm() && p.wrong(err, trusted):
			p.w.Violate("uncaught", o.Do+": it throws an internal error, though nothing had gone wrong", p.thrown(err))
		}
		return err
	})
}

// thrown is the message of an error, with the line that it came from.
func (p *play) thrown(err error) string {
	text := platform.Thrown(err).Message
	if from := p.last[text]; from != "" {
		return text + ", at " + from
	}
	return text
}

// invoke makes the call of an operation.
func (p *play) invoke(o search.Operation, m worker.Method) ([]byte, error) {
	args, err := wire(arguments.Of(o), p.w.Now())
	if err != nil {
		return nil, err
	}
	return p.app.Namespace(m.Class).GetByName(o.Key).CallBytes(m.Method, args)
}

// wrong reports whether an error is the Worker's: any internal error of a call that is trusted to be right, unless nothing
// has answered a fetch. A text that was made up may not be SQL.
func (p *play) wrong(err error, trusted bool) bool {
	text := platform.Thrown(err).Message
	if strings.HasPrefix(text, noNetwork) || strings.HasPrefix(text, noMethod) || !trusted && strings.Contains(text, "syntax error") {
		return false
	}
	return broken(err) || trusted && internal(err)
}

// noMethod begins the error of a call of what is a method to the object only.
const noMethod = "The RPC receiver does not implement the method "

// broken reports whether an error says that code of the Worker is wrong, whatever it was called with.
func broken(err error) bool {
	e := platform.Thrown(err)
	return e.Name == "ReferenceError" || strings.Contains(e.Message, "SQLITE_ERROR") ||
		strings.Contains(e.Message, "no such table")
}

// internal reports whether an error is one of code that was called as it should be.
func internal(err error) bool {
	e := platform.Thrown(err)
	return e.User && (e.Name == "TypeError" || e.Name == "RangeError" || e.Name == "SyntaxError")
}

// well notes an operation that was answered well.
func (p *play) well(o search.Operation) {
	o.At, o.Client = 0, 0
	if !slices.ContainsFunc(p.worked, o.Equal) {
		p.worked = append(p.worked, o)
	}
}

// objects are the stubs of the Worker's objects.
func (p *play) objects() (list []*durable.Stub) {
	for _, c := range p.Project.worker.Config().Classes {
		ns := p.app.Namespace(c.Name)
		for _, id := range ns.Objects() {
			list = append(list, ns.Get(id))
		}
	}
	return list
}

// clipped is how much of a text a note shows.
const clipped = 200

func clip(text string) string {
	if len(text) <= clipped {
		return text
	}
	return strings.ToValidUTF8(text[:clipped], "") + "…"
}

// platformError reports whether an error is the platform's.
func platformError(err error) bool {
	var e *platform.Error
	return errors.As(err, &e) && (e.Retryable || e.Overloaded || e.DurableObjectReset || !e.User)
}

func unmarshal(text string, to any) error { return json.Unmarshal([]byte(text), to) }

// tell takes what the module of tests tells of its accesses to registers.
func (p *play) tell(what, text string) string {
	if what == "unanswered" {
		var host string
		if err := unmarshal(text, &host); err != nil {
			panic(fmt.Sprintf("scripts: %s %s: %v", what, text, err)) // Our own module writes it.
		}
		p.unanswer(host)
		return "0"
	}
	var x struct {
		Client, Value, ID, Got int
		Register, Op           string
		Answered               bool
	}
	if err := unmarshal(text, &x); err != nil {
		panic(fmt.Sprintf("scripts: %s %s: %v", what, text, err)) // Our own module writes it.
	}
	switch {
	case p.w.Ended():
	case what == "access":
		p.accesses = append(p.accesses, p.w.BeginAccess(x.Client, x.Register, x.Op, x.Value))
		return fmt.Sprint(len(p.accesses))
	case x.ID > 0 && x.ID <= len(p.accesses):
		p.accesses[x.ID-1](x.Got, x.Answered)
	}
	return "0"
}
