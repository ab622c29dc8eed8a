package durable

import (
	"fmt"
	"net/http"
	"reflect"

	"dolab/durable/clone"
	"dolab/durable/platform"
)

// Alarmer is an object with an alarm handler. An error lets the alarm manager try again (semantics G13-G16).
type Alarmer interface {
	Alarm(AlarmInfo) error
}

// WebSocketMessenger is an object that takes messages of its accepted sockets. An error is only traced. While a
// handler waits for something other than storage, the next message's handler runs (semantics I8).
type WebSocketMessenger interface {
	WebSocketMessage(ws *WebSocket, m Message) error
}

// WebSocketCloser is an object that hears of the end of its accepted sockets: the client's close frame (code
// 1005 where it has none), its answer to the object's own, or with wasClean false and code 1006 its loss.
type WebSocketCloser interface {
	WebSocketClose(ws *WebSocket, code int, reason string, wasClean bool) error
}

// WebSocketErrorer is an object that hears of errors of its accepted sockets other than the loss of a client.
type WebSocketErrorer interface {
	WebSocketError(ws *WebSocket, err error) error
}

// goHost is the host of classes that are written in Go: an object is a value, its handlers are methods, and an event
// ends when its method returns.
type goHost struct{ class Class }

func (h goHost) Construct(st *State, r Reply[Hosted]) {
	construct := h.class.New
	if st.Deployed() && h.class.Next != nil {
		construct = h.class.Next
	}
	o, err := construct(st)
	if err == nil && o == nil {
		err = fmt.Errorf("the constructor of class %s returned neither an object nor an error", h.class.Name)
	}
	if err != nil {
		r.Throw(err)
		return
	}
	st.inst.use("the end of the constructor")
	r.Return(&goObject{st.inst.rt, o})
}

// goObject is an object of a Go class.
type goObject struct {
	rt     *Runtime
	object Object
}

func (g *goObject) Has(h Handler) (has bool) {
	switch h {
	case HandlerFetch:
		_, has = g.object.(Fetcher)
	case HandlerAlarm:
		_, has = g.object.(Alarmer)
	case HandlerMessage:
		_, has = g.object.(WebSocketMessenger)
	case HandlerClose:
		_, has = g.object.(WebSocketCloser)
	case HandlerError:
		_, has = g.object.(WebSocketErrorer)
	}
	return has
}

func (g *goObject) Fetch(r Reply[*http.Response], q *http.Request) {
	resp, err := g.object.(Fetcher).Fetch(q)
	if err != nil {
		r.Throw(err)
		return
	}
	r.Return(resp)
}

func (g *goObject) Alarm(r Reply[None], info AlarmInfo) {
	ended(r, g.object.(Alarmer).Alarm(info))
}

func (g *goObject) Socket(r Reply[None], ws *WebSocket, e SocketEvent) {
	switch e.Handler {
	case HandlerError:
		ended(r, g.object.(WebSocketErrorer).WebSocketError(ws, e.Err))
	case HandlerClose:
		ended(r, g.object.(WebSocketCloser).WebSocketClose(ws, e.Code, e.Reason, e.WasClean))
	default:
		ended(r, g.object.(WebSocketMessenger).WebSocketMessage(ws, e.Message))
	}
}

func (g *goObject) Gone(error) {}

// ended gives the Reply of an event without a result.
func ended(r Reply[None], err error) {
	if err != nil {
		r.Throw(err)
		return
	}
	r.Return(None{})
}

func (g *goObject) Call(r Reply[[]byte], method string, args [][]byte) {
	data, err := g.invoke(method, args)
	if err != nil {
		r.Throw(err)
		return
	}
	r.Return(data)
}

// invoke calls an exported method by reflection.
func (g *goObject) invoke(method string, args [][]byte) ([]byte, error) {
	m, ok := g.rt.method(reflect.ValueOf(g.object), method)
	if !ok {
		return nil, platform.TypeError(fmt.Sprintf("The RPC receiver does not implement the method %q.", method))
	}
	args, err := clone.Separate(args)
	if err != nil {
		return nil, platform.TypeError(method + ": " + err.Error())
	}
	in, err := g.rt.arguments(m.Type(), args)
	if err != nil {
		return nil, platform.TypeError(method + ": " + err.Error())
	}
	if n := results(m.Type()); n > 1 {
		return nil, platform.TypeError(fmt.Sprintf("%s: it returns %d values, and a call has one result", method, n))
	}
	out := m.Call(in)
	if n := len(out); n > 0 {
		if m.Type().Out(n-1) == errorType {
			if err, _ := out[n-1].Interface().(error); err != nil {
				return nil, err
			}
			out = out[:n-1]
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	data, err := clone.Marshal(out[0].Interface())
	if err != nil {
		return nil, cloneError(err)
	}
	return data, nil
}

// method finds an exported method. Their numbers are kept, because looking one up by name is slow.
func (rt *Runtime) method(v reflect.Value, name string) (reflect.Value, bool) {
	t := v.Type()
	numbers := rt.methods[t]
	if numbers == nil {
		numbers = map[string]int{}
		for n := range t.NumMethod() {
			numbers[t.Method(n).Name] = n
		}
		rt.methods[t] = numbers
	}
	n, ok := numbers[name]
	if !ok {
		return reflect.Value{}, false
	}
	return v.Method(n), true
}

var errorType = reflect.TypeFor[error]()

// results counts the results of a method besides its error.
func results(t reflect.Type) int {
	n := t.NumOut()
	if n > 0 && t.Out(n-1) == errorType {
		n--
	}
	return n
}

// takes refuses a number of arguments that the method does not take, where the runtime is strict about it.
func (rt *Runtime) takes(t reflect.Type, n int) error {
	takes := t.NumIn()
	switch {
	case !rt.strict:
	case t.IsVariadic() && n < takes-1:
		return fmt.Errorf("it takes at least %s, and the call has %d", count(takes-1, "argument"), n)
	case !t.IsVariadic() && n != takes:
		return fmt.Errorf("it takes %s, and the call has %d", count(takes, "argument"), n)
	}
	return nil
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// arguments unpacks clones into what the method takes. Missing ones are zero, as undefined is; superfluous ones
// are left aside, as in JavaScript.
func (rt *Runtime) arguments(t reflect.Type, packed [][]byte) ([]reflect.Value, error) {
	if err := rt.takes(t, len(packed)); err != nil {
		return nil, err
	}
	var in []reflect.Value
	for n := range t.NumIn() {
		at := t.In(n)
		if t.IsVariadic() && n == t.NumIn()-1 {
			for k := n; k < len(packed); k++ {
				v, err := argument(at.Elem(), packed[k])
				if err != nil {
					return nil, fmt.Errorf("argument %d: %w", k+1, err)
				}
				in = append(in, v)
			}
			return in, nil
		}
		v := reflect.New(at).Elem()
		if n < len(packed) {
			var err error
			if v, err = argument(at, packed[n]); err != nil {
				return nil, fmt.Errorf("argument %d: %w", n+1, err)
			}
		}
		in = append(in, v)
	}
	return in, nil
}

func argument(t reflect.Type, data []byte) (reflect.Value, error) {
	p := reflect.New(t)
	err := clone.Unmarshal(data, p.Interface())
	return p.Elem(), err
}
