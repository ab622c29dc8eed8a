package worker

import (
	"errors"

	"dolab/durable"
	"dolab/durable/worker/engine"
)

// labMissing is thrown where a Worker that is no module of tests uses the laboratory.
const labMissing = "Only a module of tests can do that: dolab.test.ts."

// labNative is a native for modules of tests alone.
func labNative(name string, fn func(s *scope, c *engine.Call)) native {
	return native{name, func(s *scope, c *engine.Call) {
		if s.iso.app.lab == nil {
			c.Throw("Error", labMissing)
			return
		}
		fn(s, c)
	}}
}

func labNatives() []native {
	return []native{
		{"labAnswer", func(s *scope, c *engine.Call) { s.iso.answer = c.String(0) }},
		labNative("labTell", func(s *scope, c *engine.Call) {
			if told := s.iso.app.hooks.Told; told != nil {
				c.Return(engine.String(told(c.String(0), c.String(1))))
			}
		}),
		{"labPeeked", func(s *scope, c *engine.Call) { s.peeked(c) }},
		labNative("labSubject", func(s *scope, c *engine.Call) { c.Return(engine.String(s.iso.app.lab.worker.config.Name)) }),
		labNative("labInside", func(s *scope, c *engine.Call) {
			task, stub, fn := c.Int(0), s.stub(c.Int(1)), c.Int(2)
			s.where.start(func() {
				kept, err := s.visit(stub, fn)
				s.settleKept(task, kept, err)
			})
		}),
		labNative("labPeek", func(s *scope, c *engine.Call) { s.peek(c) }),
		labNative("labInvoke", func(s *scope, c *engine.Call) { s.invoke(c) }),
		labNative("labAlarm", func(s *scope, c *engine.Call) {
			task, stub := c.Int(0), s.stub(c.Int(1))
			s.where.start(func() {
				ran, err := s.ring(stub)
				s.settle(task, engine.Bool(ran), err)
			})
		}),
		labNative("labIds", func(s *scope, c *engine.Call) {
			var list []engine.Value
			for _, id := range s.namespace(c).Objects() {
				list = append(list, s.iso.app.idValue(id))
			}
			c.Return(engine.Array(list...))
		}),
		labNative("labEvict", func(s *scope, c *engine.Call) {
			task, stub := c.Int(0), s.stub(c.Int(1))
			s.where.start(func() { s.settle(task, engine.Undefined(), s.iso.app.rt.Evict(stub)) })
		}),
		labNative("labEvictAll", func(s *scope, c *engine.Call) {
			task := c.Int(0)
			s.where.start(func() { s.settle(task, engine.Undefined(), s.iso.app.evictAll()) })
		}),
		labNative("labAbortAll", func(s *scope, c *engine.Call) {
			for _, stub := range s.iso.app.lab.all() {
				if err := s.iso.app.rt.Crash(stub); err != nil && !errors.Is(err, durable.ErrNotRunning) {
					throw(c, err)
					return
				}
			}
		}),
		labNative("labReset", func(s *scope, c *engine.Call) {
			task := c.Int(0)
			s.where.start(func() { s.settle(task, engine.Undefined(), s.iso.app.reset()) })
		}),
		labNative("labQuery", func(s *scope, c *engine.Call) { s.query(c) }),
		labNative("labAlarmOf", func(s *scope, c *engine.Call) {
			sight, err := s.iso.app.rt.Look(s.namespace(c).Get(s.iso.app.id(c.String(1))))
			switch {
			case err != nil:
				throw(c, err)
			case sight.Alarm.IsZero():
				c.Return(engine.Null())
			default:
				c.Return(engine.Int(sight.Alarm.UnixMilli()))
			}
		}),
	}
}

// all are the stubs of all objects of a Worker's own classes.
func (a *app) all() (list []*durable.Stub) {
	for _, c := range a.worker.config.Classes {
		ns := a.namespaces[c.Name]
		for _, id := range ns.Objects() {
			list = append(list, ns.Get(id))
		}
	}
	return list
}

// evictAll evicts the objects of the Worker that the tests are about, but for those that are not in memory.
func (a *app) evictAll() error {
	for _, stub := range a.lab.all() {
		if err := a.rt.Evict(stub); err != nil && !errors.Is(err, durable.ErrNotRunning) {
			return err
		}
	}
	return nil
}

// reset empties all objects of the Worker that the tests are about, and ends them.
func (a *app) reset() error {
	for _, stub := range a.lab.all() {
		err := a.rt.Inside(stub, func(_ durable.Object, st *durable.State) error { return st.Storage.DeleteAll() })
		if err == nil {
			err = a.rt.Crash(stub)
		}
		if err != nil && !errors.Is(err, durable.ErrNotRunning) {
			return err
		}
	}
	clear(a.kv)
	return nil
}

// visit runs a function of the test on the state of an object, and returns the number of its value.
func (s *scope) visit(stub *durable.Stub, fn int64) (kept int64, err error) {
	err = s.iso.app.rt.Inside(stub, func(x durable.Object, st *durable.State) (err error) {
		o := x.(*object)
		v := s.iso.scope(incarnation{st}, st)
		v.who, v.visited = o.who, o
		p, ev := promise[int64](v, "visit")
		v.enter("visit", engine.Int(v.n), ev, engine.Int(s.n), engine.Int(fn), s.iso.app.idValue(st.ID), engine.Bool(o.sql))
		kept, err = p.Await()
		v.end()
		return err
	})
	return kept, err
}

// peek reads a property of the object that is visited, in the heap of the object.
func (s *scope) peek(c *engine.Call) {
	v := s.iso.scopes[c.Int(0)]
	if v == nil || v.visited == nil || v.visited.over || v.visited.iso.now != nil {
		c.Throw("Error", "The instance is gone: it can be used while its function runs.")
		return
	}
	o := v.visited
	o.iso.now = o.scope
	defer func() { o.iso.now = nil }()
	o.iso.seen = engine.Value{}
	o.iso.vm.Set(o.iso.app.limits(o.scope))
	err := o.iso.vm.Enter(engine.String("peek"), engine.Int(o.n), engine.String(c.String(1)))
	if err == nil {
		_, err = o.iso.vm.Drain()
	}
	if err != nil {
		o.iso.vm.Drop()
		throw(c, err)
		return
	}
	c.Return(o.iso.seen)
}

// peeked takes what peek has read: its type, and a copy.
func (s *scope) peeked(c *engine.Call) {
	value := engine.Undefined()
	if c.Len() > 1 {
		data, ok := c.Clone(1, engine.RPC)
		if !ok {
			return
		}
		value = engine.Clone(data)
	}
	s.iso.seen = engine.Array(engine.String(c.String(0)), value)
}

// invoke calls a method of the object that is visited.
func (s *scope) invoke(c *engine.Call) {
	v, name := s.iso.scopes[c.Int(1)], c.String(2)
	if v == nil || v.visited == nil || v.visited.over {
		c.Throw("Error", "The instance is gone: it can be used while its function runs.")
		return
	}
	o := v.visited
	s.startCall(c, 3, func(args [][]byte) ([]byte, error) { return o.invoke(name, args) })
}

// invoke calls a method of the object, private or not in the TypeScript sense, and waits for its end.
func (o *object) invoke(name string, args [][]byte) ([]byte, error) {
	p, ev := promise[[]byte](o.scope, "invoke")
	o.enter("invoke", ev, engine.String(name), clones(args))
	return p.Await()
}

// ring runs the alarm handler of an object at once and takes its alarm away before; false where none is set.
func (s *scope) ring(stub *durable.Stub) (ran bool, err error) {
	err = s.iso.app.rt.Inside(stub, func(x durable.Object, st *durable.State) error {
		_, err := st.Storage.GetAlarm()
		if errors.Is(err, durable.ErrNoAlarm) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := st.Storage.DeleteAlarm(); err != nil {
			return err
		}
		ran = true
		_, err = x.(*object).invoke("alarm", nil)
		return err
	})
	return ran, err
}

// query reads the database of an object, without waking it: class, key, statement, parameters.
func (s *scope) query(c *engine.Call) {
	stub := s.namespace(c).Get(s.iso.app.id(c.String(1)))
	var args []any
	for n := 3; n < c.Len(); n++ {
		switch c.Kind(n) {
		case engine.KindNumber:
			args = append(args, c.Float(n))
		case engine.KindString:
			args = append(args, c.String(n))
		default:
			args = append(args, nil)
		}
	}
	rows, err := s.iso.app.rt.Query(stub, c.String(2), args...)
	if err != nil {
		throw(c, err)
		return
	}
	c.Return(table(rows))
}
