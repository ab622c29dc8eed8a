package scripts

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"dolab/durable"
	"dolab/durable/worker"
	"dolab/experiments/check"
	"dolab/experiments/search"
)

// promise declares what is promised. The module of tests is asked all at once, by the first that is looked at.
func (p *play) promise() error {
	p.w.Watch.Always("due", func() error {
		p.look()
		return nil
	})
	for _, name := range p.test.Sometimes {
		p.w.Watch.Sometimes(name, func() bool { return p.seen[name] })
	}
	for _, e := range p.test.Eventually {
		span, err := within(e.Within)
		if err != nil {
			return err
		}
		p.w.Watch.Eventually(e.Name, span, func() bool { return p.held[e.Name] })
	}
	return nil
}

// look looks at the objects at rest.
func (p *play) look() {
	p.lookDue(false)
	if limit := int64(p.Memory * (1 << 20)); !p.heavy && p.app.Memory() > limit {
		p.heavy = true
		note := fmt.Sprintf("%d bytes, of %d", p.app.Memory(), limit)
		p.w.Violate("heap", "the heap of the Worker is larger than its bound", note)
	}
	if p.lab != nil && len(p.test.Always)+len(p.test.Sometimes)+len(p.test.Eventually) > 0 {
		p.lookTest()
	}
}

// lookTest asks the promises of the module of tests.
func (p *play) lookTest() {
	text, err := p.lab.LabAsk("look", "")
	if err != nil {
		p.w.Violate("test", "the module of tests cannot look", err.Error())
		return
	}
	var sight struct {
		Broken     []told
		Seen, Held []string
	}
	if err := unmarshal(text, &sight); err != nil {
		p.w.Violate("test", "the module of tests cannot look", err.Error())
		return
	}
	clear(p.seen)
	clear(p.held)
	for _, name := range sight.Seen {
		p.seen[name] = true
	}
	for _, name := range sight.Held {
		p.held[name] = true
	}
	for n := range sight.Broken {
		e := &sight.Broken[n]
		if v := (check.Violation{Oracle: "always", Detail: e.Name}); !p.w.Violated(v.Signature()) {
			name := e.Name
			e.Name = ""
			p.w.Violate("always", name, p.note(e))
		}
	}
}

// Judge holds the end to what was promised.
func (p *play) Judge() {
	p.lookDue(true)
	if p.w.Violated("loop: " + loops) {
		return // It goes on.
	}
	if p.lookIdle(); p.w.Violated("loop: " + idle) {
		return
	}
	for _, name := range p.test.Judges {
		if note := p.judge(name); note != "" {
			p.w.Violate("judge", name, note)
		}
	}
	if p.w.Explained() {
		p.noteUnarmed() // Before what is done again sets alarms again.
	}
	p.stuck()
	if p.Forget != nil && !*p.Forget {
		return
	}
	p.forgets()
	p.forgetsSockets()
}

// judge asks one judge of the module of tests what is wrong, "" for nothing.
func (p *play) judge(name string) string {
	text, err := p.lab.LabCall("judge", name)
	switch {
	case err != nil:
		return err.Error()
	case text == "":
		return ""
	}
	e, err := read(text)
	if err != nil {
		return err.Error()
	}
	if e.Name == name {
		e.Name = ""
	}
	return p.note(e)
}

// routeOf is the route that an operation requests. False: it is no request.
func (p *play) routeOf(o search.Operation) (route, bool) {
	n := slices.IndexFunc(p.Routes, func(r route) bool { return o.Do == r.name() })
	if n < 0 {
		return route{}, false
	}
	return p.Routes[n], true
}

// again repeats an operation that has worked, if it requests a route or calls a method.
func (p *play) again(o search.Operation) (text string, err error) {
	if r, found := p.routeOf(o); found {
		if r.Method == methodSocket {
			_, err := p.converse(o, r)
			return "", err
		}
		a, err := p.ask(o, r)
		text = fmt.Sprintf("%d %s", a.status, body(a.body))
		if err == nil && a.status >= http.StatusInternalServerError {
			err = fmt.Errorf("%w: %s", errServer, clip(text))
		}
		return text, err
	}
	if class, method, is := strings.Cut(o.Do, "."); is && p.app.Namespace(class) != nil {
		data, err := p.invoke(o, worker.Method{Class: class, Method: method})
		return shown(data), err
	}
	return "", errNotAgain
}

var (
	errNotAgain = errors.New("it is not done again")
	errServer   = errors.New("it answers with an error of the server")
	errCaught   = errors.New("the Worker throws")
)

// The bounds of what is done again at the end of a world.
const (
	againMax  = 4 // operations, each of another deed
	resetMax  = 4 // objects that are reset in turn
	triesMax  = 3 // of an operation or a judge, a second apart
	resetEach = 4 // one in so many worlds resets objects
)

// stuckText is what is wrong where an operation goes on failing.
const stuckText = "what has worked goes on failing, though all is well again"

// stuck does what has worked again: now that all is well it must not go on failing for the platform's reasons, also after
// the reset of one object, while those that called it live on. Judges must not go on failing after it either, once what
// the operations have begun has come right.
func (p *play) stuck() {
	var list []search.Operation
	for _, o := range p.worked {
		if !slices.ContainsFunc(list, func(x search.Operation) bool { return x.Do == o.Do }) && len(list) < againMax {
			list = append(list, o)
		}
	}
	for _, o := range list {
		if ok, _ := p.works(o, ""); !ok {
			return
		}
	}
	if p.w.Scenario.Seed%resetEach != 1 {
		return
	}
	for _, o := range list {
		for _, stub := range p.resettable() {
			ok, before := p.works(o, "")
			if !ok || !p.w.Reset(stub) {
				continue
			}
			when := ", after a reset of " + stub.Label()
			ok, after := p.works(o, when)
			if !ok || before == nil && after != nil && !p.comesBack(o, when) {
				return
			}
		}
	}
	if p.w.SettleAgain() {
		p.judgeResets()
	}
}

// comesBack reports whether an operation, which fails by an error of the Worker's own since an object was reset, works
// again by itself, or does not work once all objects are reset either. What only the reset of its callers mends is stuck.
func (p *play) comesBack(o search.Operation, when string) bool {
	var err error
	if p.comesRight(func() bool { err = p.redo(o); return err == nil }) {
		return true
	}
	for _, stub := range p.objects() {
		_ = p.w.Objects.Crash(stub) // One that is not in memory holds no stub.
	}
	if p.redo(o) != nil {
		return true
	}
	p.w.Violate("stuck", stuckText, fmt.Sprintf("%s%s, until its callers are reset: %v", o.Do, when, err))
	return false
}

// judgeResets asks the judges again after the reset of one object. Nothing else is under way: a judge may demand that all
// that is due has been done, and an alarm may ring later than the tries take.
func (p *play) judgeResets() {
	for _, name := range p.test.Judges {
		if p.w.Violated("judge: " + name) {
			continue
		}
		for _, stub := range p.resettable() {
			if p.judge(name) != "" || !p.w.Reset(stub) {
				continue
			}
			var note string
			if !p.comesRight(func() bool { note = p.judge(name); return note == "" }) {
				p.w.Violate("judge", name, note+", after a reset of "+stub.Label())
				break
			}
		}
	}
}

// resettable are the objects that are reset in turn: first those that the Worker has named, which hold up others.
func (p *play) resettable() []*durable.Stub {
	list := p.objects()
	slices.SortStableFunc(list, func(a, b *durable.Stub) int { return p.named(a) - p.named(b) })
	return list[:min(resetMax, len(list))]
}

// named is 1 if clients have named an object, else 0.
func (p *play) named(stub *durable.Stub) int {
	_, name, _ := strings.Cut(stub.Label(), "/")
	if slices.Contains(p.Objects, name) || slices.Contains(drawn, name) {
		return 1
	}
	return 0
}

// comesRight reports whether something is right at one of triesMax tries, a second apart.
func (p *play) comesRight(right func() bool) bool {
	for range triesMax {
		if right() {
			return true
		}
		_ = p.w.Advance(time.Second)
	}
	p.explainAgain = true
	return false
}

// works reports whether an operation fails no more for the platform's reasons, and its last error of another kind.
func (p *play) works(o search.Operation, when string) (ok bool, err error) {
	if p.comesRight(func() bool { err = p.redo(o); return err == nil || !platformError(err) }) {
		return true, err
	}
	p.w.Violate("stuck", stuckText, fmt.Sprintf("%s%s: %v", o.Do, when, err))
	return false, err
}

// redo does an operation again, of whatever kind it is.
func (p *play) redo(o search.Operation) error {
	if !p.tests(o.Do) {
		_, err := p.again(o)
		if errors.Is(err, errNotAgain) {
			return nil
		}
		return err
	}
	const first = 10_000 // Behind the places of all others.
	place := first + p.redone
	p.redone++
	before := p.errors
	text, err := p.lab.LabCall("run", o.Do, arguments.Of(o), "0", fmt.Sprint(place))
	switch {
	case err != nil:
		return err
	case text == "" && p.errors > before:
		return errCaught
	case text == "":
		return nil
	}
	e, err := read(text)
	if err == nil && (e.Retryable || e.Overloaded || e.Reset) {
		err = e.err()
	}
	return err
}

// What is wrong with an answer that rests on memory alone.
const (
	forgotten = "an answer changes because the object is evicted"
	restarted = "an answer changes because the object's machine crashes"
)

// forgets asks what only reads, evicts all objects, and asks again. Then it ends their machine, which forgets what the
// modules of the Worker keep too.
func (p *play) forgets() {
	list := p.readings()
	if len(list) == 0 {
		return
	}
	rounds := [][]string{p.askAll(list)}
	_ = p.w.Advance(time.Second) // Less than an object stays in memory.
	rung := p.rung
	if p.ringing() {
		return // The handler may change the answers while they are asked for.
	}
	rounds = append(rounds, p.askAll(list))
	_ = p.changes(list, rounds, rung, forgotten, p.w.Objects.Evict) ||
		p.changes(list, [][]string{p.askAll(list), p.askAll(list)}, rung, restarted, p.w.Objects.Crash) ||
		p.forgetsFresh(list)
}

// askAll asks for the answers of operations, each "" where it fails.
func (p *play) askAll(list []search.Operation) []string {
	answers := make([]string, len(list))
	for n, o := range list {
		text, err := p.again(o)
		if err != nil && !errors.Is(err, errServer) {
			text = "" // It says nothing.
		}
		answers[n] = text
	}
	return answers
}

// changes ends all objects, and reports whether answers that were the same twice before are others, the same twice, since.
// It reports true too where an alarm has rung since rung: it may have changed the answers.
func (p *play) changes(
	list []search.Operation, before [][]string, rung int, wrong string, end func(*durable.Stub) error,
) bool {
	for _, stub := range p.objects() {
		_ = end(stub) // One that is not in memory has forgotten already.
	}
	after := [][]string{p.askAll(list), p.askAll(list)}
	if p.rung != rung {
		return true
	}
	for n, o := range list {
		a, b, c, d := before[0][n], before[1][n], after[0][n], after[1][n]
		if a == b && c == d && b != c && !slices.Contains([]string{a, c}, "") {
			p.w.Violate("memory", wrong, fmt.Sprintf("%s: %s, then %s", o.Do, clip(a), clip(c)))
			return true
		}
	}
	return false
}

// ringing reports whether the alarm handler of an object runs.
func (p *play) ringing() bool {
	return slices.ContainsFunc(p.objects(), func(stub *durable.Stub) bool {
		sight, err := p.w.Objects.Look(stub)
		return err == nil && sight.Object.InHandler
	})
}

// forgetsFresh does what has worked with objects of another name, and ends them right behind it: what was answered must be
// there. The crash comes before anything that was put off is done.
func (p *play) forgetsFresh(readings []search.Operation) bool {
	if p.w.Scenario.Seed%resetEach != 1 {
		return false
	}
	for _, x := range []struct {
		name, wrong string // The names are like those that are drawn, and none of them.
		end         func(*durable.Stub) error
	}{{"8", forgotten, p.w.Objects.Evict}, {"9", restarted, p.w.Objects.Crash}} {
		rung := p.rung
		for _, o := range p.worked {
			if !p.tests(o.Do) {
				_, _ = p.again(elsewhere(o, x.name))
			}
		}
		list := make([]search.Operation, len(readings))
		for n, o := range readings {
			list[n] = elsewhere(o, x.name)
		}
		if p.changes(list, [][]string{p.askAll(list), p.askAll(list)}, rung, x.wrong, x.end) {
			return true
		}
	}
	return false
}

// elsewhere is an operation with an object of another name: that of its key, or else of its first placeholder.
func elsewhere(o search.Operation, name string) search.Operation {
	if o.Key != "" {
		o.Key = name
		return o
	}
	if m := placeholder.FindStringSubmatch(o.Do); m != nil {
		if f := (search.Field[string]{Name: m[1]}); slices.Contains(drawn, f.Of(o)) {
			return o.With(f.Is(name))
		}
	}
	return o
}

// readings are the operations that only read: by their names, and in some worlds, or without any, one more that writes
// nothing when it is done again. That one may change memory all the same, and hide what the others have forgotten.
func (p *play) readings() (list []search.Operation) {
	var others []search.Operation
	for _, o := range p.worked {
		_, method, called := strings.Cut(o.Do, ".")
		switch {
		case p.tests(o.Do):
		case strings.HasPrefix(o.Do, "GET "), reads(method):
			list = append(list, o)
		case called && !strings.Contains(o.Do, " "):
			others = append(others, o)
		}
	}
	if len(others) == 0 || len(list) > 0 && p.w.Scenario.Seed%3 != 0 {
		return list
	}
	o := others[p.w.Scenario.Seed%uint64(len(others))]
	before := p.rowsWritten()
	if _, err := p.again(o); err == nil && before >= 0 && p.rowsWritten() == before {
		list = append(list, o)
	}
	return list
}

// rowsWritten is how many rows all objects have written, -1 if that cannot be read.
func (p *play) rowsWritten() int64 {
	m, err := p.w.Objects.Meter()
	if err != nil {
		return -1
	}
	return m.Total.RowsWritten
}
