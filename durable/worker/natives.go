package worker

import (
	"dolab/durable/worker/api"
	"dolab/durable/worker/engine"
)

// native is a function of the prelude's object host, called for the scope whose entry it is.
type native struct {
	name string
	fn   func(s *scope, c *engine.Call)
}

// textGlobal is what the runtime says of what needs an event.
const textGlobal = "Disallowed operation called within global scope. Asynchronous I/O (ex: fetch() or connect()), " +
	"setting a timeout, and generating random values are not allowed within global scope. To fix this error, perform " +
	"this operation within a handler. https://developers.cloudflare.com/workers/runtime-apis/handlers/"

// natives returns the functions for an engine: the same in each, in the same order.
func (m *machine) natives() []engine.Native {
	list := api.Natives(m)
	for _, group := range [][]native{
		eventNatives, idNatives, storageNatives, sqlNatives, stubNatives(), rpcNatives, timerNatives, streamNatives, socketNatives, bindingNatives(), labNatives(),
	} {
		for _, n := range group {
			list = append(list, engine.Native{Name: n.name, Func: func(c *engine.Call) {
				s := m.iso.now
				if s == nil {
					m.global(n.name, c)
					return
				}
				s.beginAwait(n.name, c)
				n.fn(s, c)
				if s.where.ended() {
					c.VM().Abort()
				}
			}})
		}
	}
	return list
}

// global calls a native in the global scope, where few are allowed.
func (m *machine) global(name string, c *engine.Call) {
	fn := globalNatives[name]
	if fn == nil {
		c.Throw("Error", textGlobal)
		return
	}
	n, own := int(c.Int(0)), m.iso.worker.config.Classes
	if n < 0 || n >= len(own) {
		c.Throw("Error", textGlobal)
		return
	}
	fn(own[n].IDs(), c)
}

var eventNatives = []native{
	{"constructed", func(s *scope, c *engine.Call) { s.finish(c.Int(0), c.Int(1), nil) }},
	{"reply", func(s *scope, c *engine.Call) {
		if c.Kind(1) == engine.KindUndefined {
			s.finish(c.Int(0), []byte(nil), nil)
			return
		}
		if data, ok := c.Clone(1, engine.RPC); ok {
			s.finish(c.Int(0), data, nil)
		}
	}},
	{"ended", func(s *scope, c *engine.Call) { s.finish(c.Int(0), nil, nil) }},
	{"called", func(s *scope, c *engine.Call) { s.finish(c.Int(0), c.Int(1), nil) }},
	{"respond", func(s *scope, c *engine.Call) { s.respond(c) }},
	{"fail", func(s *scope, c *engine.Call) { s.finish(c.Int(0), nil, failure(c, 1)) }},
	{"cloneable", func(s *scope, c *engine.Call) { c.Return(engine.Bool(c.Cloneable(0, engine.RPC))) }},
	{"thrown", func(s *scope, c *engine.Call) {
		if wire := c.Thrown(0); wire != nil {
			c.Return(engine.Bytes(wire))
		}
	}},
	{"detail", func(s *scope, c *engine.Call) { c.Return(engine.String(c.Detail(0))) }},
	{"finished", func(s *scope, c *engine.Call) { s.then = append(s.then, s.finished) }},
	// An error that nothing of the script has caught: known says that the end of an event tells of it too.
	{"uncaught", func(s *scope, c *engine.Call) {
		e, known := c.Exception(0), c.Bool(1)
		s.where.log("Uncaught " + stackOf(e))
		if !known {
			s.threw("waitUntil", e, false)
		}
	}},
	{"threw", func(s *scope, c *engine.Call) {
		if s.iso.app.hooks.Threw != nil {
			s.threw(s.events[c.Int(0)].kind, c.Exception(1), c.Bool(2))
		}
	}},
}
