package scripts

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"dolab/durable/worker"
	"dolab/experiments/search"
)

//go:embed js/test.js
var testModule string

// Types are the types of the module that dolab.test.ts imports, as a file.
//
//go:embed js/dolab.d.ts
var Types string

// Options say what of a project to hunt, besides what its dolab.yaml says.
type Options struct {
	Name   string   // of the subject; "": the directory
	Routes []string // "POST /order/{n}"
	Due    []string // "jobs.run_at"
	Env    string   // an environment of the configuration file
	Next   string   // the directory of the version that deploys install; "": the same again
	Test   string   // the module of tests; "": dolab.test.ts of the directory, where there is one
}

// Project is a wrangler project that can be hunted. It is safe for use by several goroutines.
type Project struct {
	config
	dir     string
	worker  *worker.Worker
	lab     *worker.Worker // nil: there is no module of tests
	next    *worker.Worker // nil: deploys install the same version again
	test    testing
	told    bool // routes or deeds are given
	blind   bool // there is nothing to do but to ask for the root
	source  *source
	subject search.Subject
}

// testing is what a module of tests has registered.
type testing struct {
	Deeds []struct {
		Name string
		Odds int
	}
	Always, Sometimes, Judges []string
	Eventually                []struct{ Name, Within string }
}

// Open reads a project, bundles its script and its module of tests, and evaluates both.
func Open(dir string, o Options) (*Project, error) {
	p := &Project{dir: dir}
	var err error
	if p.config, err = readConfig(dir); err != nil {
		return nil, err
	}
	for _, text := range o.Routes {
		r, err := parseRoute(text)
		if err != nil {
			return nil, err
		}
		p.Routes = append(p.Routes, r)
	}
	for _, text := range o.Due {
		d, err := parseDue(text)
		if err != nil {
			return nil, err
		}
		p.Due = append(p.Due, d)
	}
	p.Due = append(p.Due, knownDue...)
	options := []worker.LoadOption{worker.WithEnvironment(o.Env)}
	if p.worker, err = worker.Load(dir, options...); err != nil {
		return nil, err
	}
	if o.Next != "" {
		err = p.loadNext(o.Next, options)
	}
	if err == nil {
		err = p.loadTest(o)
	}
	if err == nil {
		p.source = readSource(dir, p.worker)
		p.source.findIDs(p.worker.Config(), p.Objects)
		if p.told = len(p.Routes)+len(p.test.Deeds) > 0; !p.told && len(p.RPC) == 0 {
			p.Routes, err = p.guessRoutes(options)
		}
	}
	if err == nil {
		err = p.makeSubject(o.Name)
	}
	if err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// Close gives the memory of the project's engines back.
func (p *Project) Close() {
	p.worker.Close()
	for _, w := range []*worker.Worker{p.lab, p.next} {
		if w != nil {
			w.Close()
		}
	}
}

// loadNext loads the version that deploys install, which must have the same classes.
func (p *Project) loadNext(dir string, options []worker.LoadOption) (err error) {
	if p.next, err = worker.Load(dir, options...); err != nil {
		return err
	}
	for _, c := range p.worker.Config().Classes {
		if !slices.ContainsFunc(p.next.Config().Classes, func(x worker.Class) bool { return x.Name == c.Name }) {
			return fmt.Errorf("%s: the next version has no class %s", dir, c.Name)
		}
	}
	return nil
}

// loadTest loads the module of tests, if there is one.
func (p *Project) loadTest(o Options) error {
	file := o.Test
	if file == "" {
		file = filepath.Join(p.dir, TestFile)
		if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			return nil
		}
	}
	var err error
	modules := map[string]string{"dolab:test": testModule, "cloudflare:test": testModule}
	if p.lab, err = p.worker.LoadLab(file, modules); err != nil {
		return err
	}
	text, err := p.lab.Ask("describe", "")
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(text), &p.test)
}

// Subject is the project for a search.
func (p *Project) Subject() *search.Subject { return &p.subject }

// makeSubject makes the subject of what the project has.
func (p *Project) makeSubject(name string) error {
	s := &p.subject
	s.Name, s.Field = name, field
	if name == "" {
		s.Name = p.dir
	}
	s.About = "the Worker " + p.worker.Config().Name
	s.Clients, s.Operations, s.Settle = p.Clients, p.Operations, p.Settle
	s.Long = []time.Duration{35 * time.Second, 65 * time.Second, 5 * time.Minute, time.Hour}
	s.Swarm, s.SwarmMore = search.CommonSwarm()
	s.Sweeps = []string{search.Evict, "deploy=1s"}
	if p.Faults != nil {
		s.Swarm, s.SwarmMore = p.Faults, nil
	}
	if !p.Clocks {
		early := func(text string) bool { return strings.Contains(text, "early=") }
		s.Swarm = slices.DeleteFunc(s.Swarm, early)
		s.SwarmMore = slices.DeleteFunc(s.SwarmMore, early)
	}
	if err := p.addDeeds(); err != nil {
		return err
	}
	s.Finish = p.finish
	s.Simpler = p.simpler()
	s.Open = func(w *search.World) (search.Play, error) { return p.open(w) }
	return nil
}

// addDeeds gives the subject its deeds: those of the tests, those that dolab.yaml and flags name, or else what the Worker
// shows.
func (p *Project) addDeeds() error {
	s := &p.subject
	for _, d := range p.test.Deeds {
		if happens(d.Name) {
			return fmt.Errorf("%s: deed %s: that is what happens to objects by itself: take another name", TestFile, d.Name)
		}
		s.Deeds = append(s.Deeds, testDeed(d.Name, d.Odds))
	}
	for _, r := range p.Routes {
		d, err := routeDeed(r)
		if err != nil {
			return err
		}
		s.Deeds = append(s.Deeds, d)
	}
	methods, err := p.worker.Methods()
	if err != nil {
		return err
	}
	var shown []worker.Method
	if !p.told && len(p.RPC) == 0 {
		shown = p.source.surface(methods, len(p.Routes) > 0)
	}
	for _, m := range methods {
		given, listed := p.RPC[m.Class+"."+m.Method]
		same := func(x worker.Method) bool { return x.Class == m.Class && x.Method == m.Method }
		if !listed && !slices.ContainsFunc(shown, same) || !p.bound(m.Class) {
			continue
		}
		d, err := p.methodDeed(m, given)
		if err != nil {
			return err
		}
		s.Deeds = append(s.Deeds, d)
	}
	for name := range p.RPC { //detcheck:allow maporder the first error of a file is any of its errors
		if !slices.ContainsFunc(methods, func(m worker.Method) bool { return m.Class+"."+m.Method == name }) {
			return fmt.Errorf("%s: rpc: the Worker has no method %s", configFile, name)
		}
	}
	if p.blind = len(s.Deeds) == 0; p.blind {
		d, err := routeDeed(route{Method: "GET", Path: "/"})
		if err != nil {
			return err
		}
		s.Deeds = append(s.Deeds, d)
	}
	return nil
}

// bound reports whether a class has objects.
func (p *Project) bound(class string) bool {
	return slices.ContainsFunc(p.worker.Config().Classes, func(c worker.Class) bool { return c.Name == class })
}

// finish gives the deeds of a drawn scenario what the module of tests draws for them.
func (p *Project) finish(s *search.Scenario) {
	if !p.Clocks {
		s.Skew = 0
	}
	if !p.told {
		p.focus(s)
		repeat(s)
	}
	var asked [][2]any
	var at []int
	for n, o := range s.Operations {
		if p.tests(o.Do) {
			asked = append(asked, [2]any{o.Do, (s.Seed*1_000_003 + uint64(n)*7919) % (1 << 32)})
			at = append(at, n)
		}
	}
	if len(asked) == 0 {
		return
	}
	list, err := p.draw(asked)
	if err != nil {
		panic(fmt.Sprintf("%s: %v", TestFile, err)) // The search makes it the error of the seed.
	}
	for n, text := range list {
		s.Operations[at[n]] = s.Operations[at[n]].With(arguments.Is(text))
	}
}

// focusEach is one in so many worlds whose operations are all with the same object, so that more of them meet.
const focusEach = 4

func (p *Project) focus(s *search.Scenario) {
	if s.Seed%focusEach != 1 {
		return
	}
	for n := range s.Operations {
		o := &s.Operations[n]
		if slices.Contains(p.Objects, o.Key) {
			o.Key = p.Objects[0]
		}
		path, _, _ := strings.Cut(o.Do, "?")
		for _, m := range placeholder.FindAllStringSubmatch(path, -1) {
			if f := (search.Field[string]{Name: m[1]}); slices.Contains(drawn, f.Of(*o)) {
				*o = o.With(f.Is(drawn[0]))
			}
		}
	}
}

// repeatEach is one in so many operations that is the one before again, in every second world: clients try again what has
// failed, or press a button twice.
const repeatEach = 3

func repeat(s *search.Scenario) {
	const clients = 3
	if s.Seed%2 == 0 {
		return
	}
	for n := 1; n < len(s.Operations); n++ {
		o, again := &s.Operations[n], s.Operations[n-1]
		pick := (s.Seed*1_000_003 + uint64(n)*7919) % (1 << 32)
		if pick%repeatEach != 0 || happens(o.Do) || happens(again.Do) {
			continue
		}
		if pick/repeatEach%2 == 0 { // At once, by another client.
			again.Client = (again.Client + 1) % clients
		} else {
			again.At, again.Client = o.At, o.Client
		}
		*o = again
	}
}

// happens reports whether an operation is what happens to objects by itself.
func happens(do string) bool {
	return slices.Contains([]string{search.Evict, search.Crash, search.Restart}, do)
}

// draw lets the module of tests draw arguments.
func (p *Project) draw(asked any) (list []string, err error) {
	question, err := json.Marshal(asked)
	if err != nil {
		return nil, err
	}
	text, err := p.lab.Ask("draw", string(question))
	if err != nil {
		return nil, err
	}
	return list, json.Unmarshal([]byte(text), &list)
}

// tests reports whether a deed is one of the module of tests.
func (p *Project) tests(name string) bool {
	for _, d := range p.test.Deeds {
		if d.Name == name {
			return true
		}
	}
	return false
}

// simpler are the changes of an operation that shrinking tries: the plainest arguments that its draw gives, whole or
// field by field.
func (p *Project) simpler() (list []func(search.Operation) search.Operation) {
	const fieldsTried = 8
	list = append(list, p.oneLess)
	for n := -1; n < fieldsTried; n++ {
		list = append(list, func(o search.Operation) search.Operation {
			if !p.tests(o.Do) {
				return o
			}
			plain, err := p.draw([][1]any{{o.Do}})
			if err != nil || len(plain) != 1 {
				return o
			}
			if n < 0 {
				return o.With(arguments.Is(plain[0]))
			}
			return o.With(arguments.Is(withField(arguments.Of(o), plain[0], n)))
		})
	}
	return list
}

// oneLess makes a number that is drawn smaller by one, if its draw gives that.
func (p *Project) oneLess(o search.Operation) search.Operation {
	n, err := strconv.Atoi(arguments.Of(o))
	if err != nil || !p.tests(o.Do) {
		return o
	}
	plain, err := p.draw([][1]any{{o.Do}})
	if err != nil || len(plain) != 1 {
		return o
	}
	if least, err := strconv.Atoi(plain[0]); err != nil || n <= least {
		return o
	}
	return o.With(arguments.Is(strconv.Itoa(n - 1)))
}

// withField returns arguments whose n-th field is that of others. Both are JSON.
func withField(text, other string, n int) string {
	var a, b map[string]json.RawMessage
	if json.Unmarshal([]byte(text), &a) != nil || json.Unmarshal([]byte(other), &b) != nil {
		return text
	}
	names := make([]string, 0, len(a))
	for name := range a {
		names = append(names, name)
	}
	slices.Sort(names)
	if n >= len(names) || b[names[n]] == nil {
		return text
	}
	a[names[n]] = b[names[n]]
	data, err := json.Marshal(a)
	if err != nil {
		return text
	}
	return string(data)
}

// within is the span of an eventually.
func within(text string) (time.Duration, error) {
	d, err := time.ParseDuration(strings.TrimSpace(text))
	if err != nil {
		return 0, fmt.Errorf("eventually: %q is no duration: want 300ms, 5s or 1m", text)
	}
	return d, nil
}
