package worker

import (
	"maps"
	"slices"

	"dolab/durable"
	"dolab/durable/platform"
	"dolab/durable/worker/engine"
)

// callback is what code of a scope has handed out by RPC: a function, a target or a stream.
type callback struct {
	owner  *scope
	id     int64             // by which the owner's script knows it
	object *durable.Callback // into the owner, where that is an object
	held   int               // stubs of it, and those that travel
	passed int               // of these, how many travel
}

// callbacks are those of a runtime, by their handles: what its Workers send to one another.
type callbacks struct {
	list map[int64]*callback
	last int64
}

type callbacksKey struct{}

func (a *app) callbacks() *callbacks {
	return a.rt.Attached(callbacksKey{}, func() any { return &callbacks{list: map[int64]*callback{}} }).(*callbacks)
}

// imported is a stub of a callback.
type imported struct {
	handle int64
	to     *callback
	stub   *durable.Stub // of the object that has it
}

// errTargetGone is what a call gets whose target has ended.
var errTargetGone = &platform.Error{Name: "Error", Message: platform.TextTargetGone}

// export notes what the script hands out under a number of its own, and returns its handle.
func (s *scope) export(id int64) int64 {
	all := s.iso.app.callbacks()
	all.last++
	cb := &callback{owner: s, id: id}
	if s.state != nil {
		cb.object = s.state.NewCallback()
	}
	all.list[all.last] = cb
	s.exports = append(s.exports, all.last)
	return all.last
}

// hold counts a stub of a callback, or one that travels.
func (cb *callback) hold() {
	cb.held++
	if cb.object != nil {
		cb.object.Hold()
	}
}

// releaseCallback takes a hold back. With the last one the callback ends.
func (a *app) releaseCallback(handle int64) {
	all := a.callbacks()
	cb := all.list[handle]
	if cb == nil {
		return
	}
	if cb.held--; cb.held == 0 {
		delete(all.list, handle)
	}
	o := cb.owner
	switch {
	case cb.object != nil:
		cb.object.Release(func(r durable.Reply[durable.None]) {
			o.enter("dropped", o.expect("dropped", result(r)), engine.Int(cb.id))
		})
	case cb.held == 0 && !o.over:
		o.where.start(func() {
			o.enter("dropped", o.expect("dropped", ignored), engine.Int(cb.id))
		})
	}
}

// importCallback returns the number of a new stub of a callback. One that has ended gives a stub whose calls fail.
func (s *scope) importCallback(handle int64) int64 {
	cb := s.iso.app.callbacks().list[handle]
	im := &imported{handle: handle, to: cb}
	if cb != nil {
		if cb.passed > 0 {
			cb.passed--
		} else {
			cb.hold()
		}
		if cb.object != nil {
			im.stub = cb.object.Stub().For(s.ctx)
		}
	}
	n := s.handle()
	s.imports[n] = im
	if s.answering != "" {
		s.iso.made[stubOf{s.n, -n}] = s.answering
	}
	return n
}

// releaseImports disposes of the stubs that the scope still has when it ends.
func (s *scope) releaseImports() {
	all := s.iso.app.callbacks()
	for _, n := range slices.Sorted(maps.Keys(s.imports)) {
		if im := s.imports[n]; im.to != nil {
			s.iso.app.releaseCallback(im.handle)
		}
	}
	clear(s.imports)
	for _, handle := range s.exports {
		delete(all.list, handle)
	}
	s.exports = nil
}

// call calls what was handed out, for a script of scope from.
func (im *imported) call(from *scope, method string, args [][]byte) ([]byte, error) {
	cb := im.to
	if cb == nil || cb.owner.over {
		return nil, errTargetGone
	}
	what := "callback " + method
	if cb.object != nil {
		return cb.object.Call(im.stub, what, wireSize(args), func(r durable.Reply[[]byte]) {
			cb.enter(result(r), method, args)
		})
	}
	if err := from.leave(); err != nil {
		return nil, err
	}
	p, w := cb.owner.where.(*request), from.iso.app.rt.World()
	hop, back := from.iso.app.rt.EventLoopHops()
	from.pause(hop)
	defer from.pause(back)
	k := w.Current().Waker()
	var data []byte
	var failed error
	p.p.Go(func() {
		end := func(v any, err error) {
			data, _ = v.([]byte)
			failed = err
			k.Wake(nil)
		}
		if cb.owner.over {
			end(nil, errTargetGone)
			return
		}
		cb.enter(func(v any, err error) {
			if err != nil {
				err = platform.Remote(err)
			}
			end(v, err)
		}, method, args)
	})
	w.Current().Park("the reply of "+p.name, what)
	return data, failed
}

// enter lets the script that has the callback run it.
func (cb *callback) enter(end func(v any, err error), method string, args [][]byte) {
	o := cb.owner
	o.enter("target", o.expect("call", end), engine.Int(cb.id), engine.String(method), clones(args))
}

// wireSize is how many bytes arguments take together.
func wireSize(args [][]byte) (size int) {
	for _, data := range args {
		size += len(data)
	}
	return size
}

var rpcNatives = []native{
	{"rpcExport", func(s *scope, c *engine.Call) { c.Return(engine.Int(s.export(c.Int(0)))) }},
	{"rpcImport", func(s *scope, c *engine.Call) { c.Return(engine.Int(s.importCallback(c.Int(0)))) }},
	{"rpcPass", func(s *scope, c *engine.Call) {
		if cb := s.iso.app.callbacks().list[c.Int(0)]; cb != nil {
			cb.hold()
			cb.passed++
		}
	}},
	{"rpcCall", func(s *scope, c *engine.Call) {
		im, method := s.imports[c.Int(1)], c.String(2)
		s.startCall(c, 3, func(args [][]byte) ([]byte, error) { return im.call(s, method, args) })
	}},
	{"rpcRelease", func(s *scope, c *engine.Call) {
		if im := s.imports[c.Int(0)]; im != nil {
			delete(s.imports, c.Int(0))
			if im.to != nil {
				s.iso.app.releaseCallback(im.handle)
			}
		}
	}},
}
