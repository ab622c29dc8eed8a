package durable

import (
	"errors"
	"fmt"
	"reflect"

	"dolab/actor"
	"dolab/durable/platform"
	"dolab/durable/scheduler"
	"dolab/durable/sqlite"
)

// New returns a runtime in w with the numbers of p. It ends with w.
func New(w *actor.World, p platform.Profile, options ...Option) *Runtime {
	rt := &Runtime{
		w: w, profile: p, ns: map[string]*Namespace{}, methods: map[reflect.Type]map[string]int{},
		clocks: map[string]Clock{}, isolates: map[string]*isolate{}, turnSteps: turnStepsMax,
	}
	for _, o := range options {
		o(rt)
	}
	if rt.pool == nil {
		rt.pool = sqlite.NewLoosePool(openMemoryMax)
		if rt.dir != "" {
			rt.pool = sqlite.NewPool(openFilesMax)
		}
	}
	rt.scheduler = scheduler.New(w, p, alarmHost{rt})
	rt.alarms, rt.connections = rt.scheduler, sockets{}
	w.OnClose(rt.close)
	return rt
}

// Namespace declares a class and returns its namespace. The name must be new.
func (rt *Runtime) Namespace(c Class) (*Namespace, error) {
	switch {
	case c.Name == "" || c.New == nil && c.Host == nil:
		return nil, errors.New("a class needs a Name and a New function")
	case c.Host != nil && (c.New != nil || c.Next != nil):
		return nil, fmt.Errorf("class %s has a Host: New and Next are those of a class in Go", c.Name)
	}
	if rt.refusal != nil {
		return nil, rt.refusal
	}
	if rt.ns[c.Name] != nil {
		return nil, fmt.Errorf("class %s is declared already", c.Name)
	}
	if c.UniqueKey == "" {
		c.UniqueKey = c.Name
	}
	host := c.Host
	if host == nil {
		host = goHost{c}
	}
	ns := &Namespace{rt: rt, class: c, host: host, key: newIDKey(c.UniqueKey), objects: map[[32]byte]*object{}}
	rt.ns[c.Name] = ns
	rt.order = append(rt.order, ns)
	if rt.dir != "" {
		if err := rt.loadAlarms(ns); err != nil {
			return nil, fmt.Errorf("alarms of class %s: %w", c.Name, err)
		}
	}
	return ns, nil
}
