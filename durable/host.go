package durable

import (
	"net/http"
	"slices"
	"time"

	"dolab/actor"
)

// Host makes the objects of a class and runs their code. Classes in Go have their own, which Class.New stands for; a
// host of scripts is another. The kernel knows neither: it hands events to what the host has made, and hears of their
// end by a Reply.
type Host interface {
	// Construct makes the object of a new incarnation. It is called in the incarnation's first turn, under the
	// constructor's critical section, and ends r in that turn or a later one. An error resets the object.
	Construct(st *State, r Reply[Hosted])
}

// Hosted is an object as its host runs it. Its methods are called on a coroutine of the incarnation, in a turn that
// begins with the event: they may block, and start other tasks (State.Go). Each gets the Reply of its event and returns
// without giving it where the event has not ended; what gives it later does so in a turn of the same incarnation.
type Hosted interface {
	// Has reports whether the object has a handler. It is asked before the handler is called.
	Has(Handler) bool
	// Call calls a method. The arguments are structured clones in the wire format, a slice each; the host keeps them as
	// long as it likes. Nil is the result undefined.
	Call(r Reply[[]byte], method string, args [][]byte)
	// Fetch answers a request. Its body is in memory, or a *StreamReader, and so is that of the response: a stream may be
	// written on after the Reply, in later turns of the incarnation.
	Fetch(r Reply[*http.Response], q *http.Request)
	// Alarm runs the alarm handler. An error lets the alarm manager try again.
	Alarm(r Reply[None], info AlarmInfo)
	// Socket runs a handler of a hibernatable WebSocket. An error is only traced.
	Socket(r Reply[None], ws *WebSocket, e SocketEvent)
	// Gone tells that the incarnation has ended, and by what error: nil for an eviction. No turn of it follows, and none
	// runs: State must not be used.
	Gone(err error)
}

// Handler is something that an object can do, by the name of its JavaScript method.
type Handler string

// The handlers.
const (
	HandlerFetch   Handler = "fetch"
	HandlerAlarm   Handler = "alarm"
	HandlerMessage Handler = "webSocketMessage"
	HandlerClose   Handler = "webSocketClose"
	HandlerError   Handler = "webSocketError"
)

// SocketEvent is what an accepted WebSocket tells its object.
type SocketEvent struct {
	Handler Handler // HandlerMessage, HandlerClose or HandlerError

	Message Message // of HandlerMessage

	Code     int // of HandlerClose
	Reason   string
	WasClean bool

	Err error // of HandlerError
}

// AlarmInfo is what an alarm handler is told [G5].
type AlarmInfo struct {
	RetryCount    int       // counted retries so far
	IsRetry       bool      // RetryCount > 0: false after failures of the platform only
	ScheduledTime time.Time // the time the alarm was set for, the same in each retry
}

// None is the result of an event that has none.
type None struct{}

// Reply ends one event. It is given once, in any turn of the incarnation that got the event: what the caller hears rests
// on all that the incarnation has written until then. An event whose Reply is never given stays in flight, and keeps its
// object in memory, until the incarnation ends; then its caller gets the error of that end, and a Reply that is given
// afterwards does nothing.
type Reply[T any] struct {
	inst *instance
	end  func(v any, err error)
}

// Return ends the event with a result.
func (r Reply[T]) Return(v T) { r.give(v, nil) }

// Throw ends the event with an error.
func (r Reply[T]) Throw(err error) { r.give(nil, err) }

func (r Reply[T]) give(v any, err error) {
	switch i := r.inst; {
	case i.dead:
	case i.cur == nil:
		panic("durable: " + i.String() + ": a Reply was given outside a turn of the object")
	default:
		r.end(v, err)
	}
}

// limitTo ends the incarnation by over unless it is stopped within d.
func (i *instance) limitTo(d time.Duration, over func()) (stop func()) {
	t := i.after(d, limitOver{over})
	i.limits = append(i.limits, t)
	return func() {
		t.Stop()
		i.limits = slices.DeleteFunc(i.limits, func(x *actor.Timer) bool { return x == t })
	}
}
