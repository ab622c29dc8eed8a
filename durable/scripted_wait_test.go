package durable_test

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"dolab/durable"
)

// waits are the tasks, promises and timers of a scripted object, by name.
type waits struct {
	tasks    map[string]*durable.Task[string]
	promises map[string]*durable.Promise[string]
	timers   map[string]*durable.Timer
}

func newWaits() waits {
	return waits{
		map[string]*durable.Task[string]{}, map[string]*durable.Promise[string]{}, map[string]*durable.Timer{},
	}
}

// wait does the commands for waiting:
//
//	start NAME SCRIPT · promise NAME · await NAME · all|first|any|settled NAMES · cancel NAME
//	resolve NAME VALUE · reject NAME TEXT · after NAME D SCRIPT · stop NAME
//	within D SCRIPT · call-within D OBJECT SCRIPT
//	deferred SCRIPT (runs it, and counts that in a deferred function) · cleaned?
func (s *scripted) wait(verb, arg string) error {
	st := s.st
	if s.tasks == nil {
		s.waits = newWaits()
	}
	name, rest, _ := strings.Cut(arg, " ")
	switch verb {
	case "start":
		s.tasks[name] = durable.Start(st, func() (string, error) { return "the end of " + name, s.script(nested(rest)) })
		return nil
	case "promise":
		s.promises[name] = durable.NewPromise[string](st, name)
		return nil
	case "await":
		var v string
		var err error
		if t := s.tasks[name]; t != nil {
			v, err = t.Await()
		} else if p := s.promises[name]; p != nil {
			v, err = p.Await()
		} else {
			return s.say("no %s", name)
		}
		return s.say("%s: %q %v", name, v, err)
	case "all":
		return s.say("all: %v", durable.All(s.awaited(arg)...))
	case "first":
		n, err := durable.First(s.awaited(arg)...)
		return s.say("first: %d %v", n, err)
	case "any":
		n, err := durable.Any(s.awaited(arg)...)
		return s.say("any: %d %v", n, err)
	case "settled":
		return s.say("settled: %v", durable.Settled(s.awaited(arg)...))
	case "cancel":
		s.tasks[name].Cancel()
		return nil
	case "resolve":
		s.promises[name].Resolve(rest)
		return nil
	case "reject":
		s.promises[name].Reject(errors.New(rest))
		return nil
	}
	return s.timed(verb, name, rest)
}

func (s *scripted) timed(verb, name, rest string) error {
	st := s.st
	switch verb {
	case "after":
		span, script, _ := strings.Cut(rest, " ")
		d, err := time.ParseDuration(span)
		s.timers[name] = st.After(d, func() { _ = s.script(nested(script)) })
		return err
	case "stop":
		return s.say("stopped %t", s.timers[name].Stop())
	case "within":
		d, err := time.ParseDuration(name)
		return errors.Join(err, s.say("within: %v", st.WithTimeout(d, func() error { return s.script(nested(rest)) })))
	case "call-within":
		d, err := time.ParseDuration(name)
		object, script, _ := strings.Cut(rest, " ")
		stub := st.Namespace("Obj").GetByName(object).WithTimeout(d)
		out, failed := durable.Call[string](stub, "Run", nested(script))
		return errors.Join(err, s.say("%s: %q %v", object, out, failed))
	case "deferred":
		defer func() { s.cleaned++ }()
		return s.script(nested(name + " " + rest))
	case "cleaned?":
		return s.say("deferred functions: %d", s.cleaned)
	}
	return fmt.Errorf("unknown command %q", verb)
}

func (s *scripted) awaited(names string) []durable.Awaitable {
	var list []durable.Awaitable
	for _, name := range strings.Fields(names) {
		if t := s.tasks[name]; t != nil {
			list = append(list, t)
		} else {
			list = append(list, s.promises[name])
		}
	}
	return list
}
