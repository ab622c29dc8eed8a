package worker

import (
	"net/http"

	"dolab/durable"
	"dolab/durable/platform"
	"dolab/durable/worker/engine"
)

// host makes the objects of a class of a script.
type host struct {
	app   *app
	class string
}

// object is an object of a script's class.
type object struct {
	*scope
	handlers int64 // bits of handlerBits
	sql      bool  // its storage has sql
}

// handlerBits are the handlers in the order of the prelude's bits.
var handlerBits = []durable.Handler{
	durable.HandlerFetch, durable.HandlerAlarm, durable.HandlerMessage, durable.HandlerClose, durable.HandlerError,
}

func (h host) Construct(st *durable.State, r durable.Reply[durable.Hosted]) {
	iso := h.app.isolateOf(h.app.version(st))
	iso.live++
	o := &object{scope: iso.scope(incarnation{st}, st), sql: iso.worker.config.hasSQL(h.class)}
	o.who = h.app.namespaces[h.class].Get(st.ID).Label()
	ev := o.expect("construct", func(v any, err error) {
		if err != nil {
			o.end()
			r.Throw(err)
			return
		}
		o.handlers = v.(int64)
		r.Return(o)
	})
	o.enter("construct", engine.Int(o.n), ev, engine.String(h.class), h.app.idValue(st.ID),
		engine.Bool(o.sql))
}

// version is the Worker whose code an incarnation runs.
func (a *app) version(st *durable.State) *Worker {
	if a.next == nil || !st.Deployed() {
		return a.worker
	}
	a.deployed = true
	return a.next
}

func (o *object) Has(h durable.Handler) bool {
	for n, k := range handlerBits {
		if k == h {
			return o.handlers&(1<<n) != 0
		}
	}
	return false
}

func (o *object) Call(r durable.Reply[[]byte], method string, args [][]byte) {
	ev := o.expect("call", result(r))
	o.enter("call", ev, engine.String(method), clones(args))
}

func (o *object) Fetch(r durable.Reply[*http.Response], q *http.Request) {
	ev := o.expect("fetch", result(r))
	parts, err := o.requestValues(q)
	if err != nil {
		r.Throw(err)
		return
	}
	if h := durable.HangupOf(q.Context()); h != nil && o.iso.worker.config.signals() {
		h.Hear(func(r durable.Reply[durable.None]) {
			o.enter("hungUp", o.expect("hungUp", result(r)), ev)
		})
		parts = append(parts, engine.Bool(true))
	}
	o.enter("fetch", append([]engine.Value{ev}, parts...)...)
}

// result replies with the result of an event.
func result[T any](r durable.Reply[T]) func(any, error) {
	return func(v any, err error) {
		if err != nil {
			r.Throw(err)
			return
		}
		r.Return(valueOf[T](v))
	}
}

// valueOf is the value of an event, the zero value of one without a result.
func valueOf[T any](v any) (t T) {
	if v != nil {
		t = v.(T)
	}
	return t
}

func (o *object) Alarm(r durable.Reply[durable.None], info durable.AlarmInfo) {
	if on := o.iso.app.hooks.Alarm; on != nil {
		on(o.who)
	}
	o.enter("alarm", o.expect("alarm", result(r)), engine.Int(int64(info.RetryCount)), engine.Int(info.ScheduledTime.UnixMilli()))
}

func (o *object) Socket(r durable.Reply[durable.None], ws *durable.WebSocket, e durable.SocketEvent) {
	o.socketEvent(o.expect("socket", result(r)), o.sockets.number(ws), e)
}

// socketEvent hands an event of a socket to the script.
func (s *scope) socketEvent(ev engine.Value, n int64, e durable.SocketEvent) {
	values := []engine.Value{ev, engine.String(string(e.Handler)), engine.Int(n)}
	switch {
	case e.Handler == durable.HandlerClose:
		values = append(values, engine.Int(int64(e.Code)), engine.String(e.Reason), engine.Bool(e.WasClean))
	case e.Handler == durable.HandlerError:
		values = append(values, thrown(e.Err)...)
	case e.Message.Binary:
		values = append(values, engine.Bytes(e.Message.Data))
	default:
		values = append(values, engine.String(e.Message.Text))
	}
	s.enter("socket", values...)
}

func (o *object) Gone(err error) {
	o.lostAwaits(err)
	o.end()
	o.iso.gone(err)
}

// takesMemory reports whether what ended an incarnation with such a text has taken its isolate along: the crash of its
// machine, a deploy, or the end of its memory.
func takesMemory(text string) bool {
	for _, code := range []string{"L1", "L3", "L12"} {
		if f, ok := platform.FailureByName(code); ok && f.Text == text {
			return true
		}
	}
	return false
}

// gone takes note of the end of an incarnation. What takes an isolate's memory away leaves the next incarnation a new
// one; an eviction does not, nor a reset that the code itself has caused.
func (iso *isolate) gone(err error) {
	iso.live--
	if err != nil && takesMemory(platform.Thrown(err).Message) {
		iso.app.retire(iso)
	}
	iso.app.release(iso)
}
