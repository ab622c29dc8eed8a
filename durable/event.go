package durable

import (
	"net/http"
	"slices"
	"time"

	"dolab/actor/fault"
	"dolab/durable/platform"
)

// kind is what an event is to its object.
type kind uint8

const (
	kindFetch kind = iota
	kindCall
	kindAlarm
	kindSocket
	kindInside // RunInObject
)

var kindNames = [...]string{"fetch", "call", "alarm", "socket", "inside"}

// event is one thing that happens to an object from outside. It is answered exactly once: by its handler's end,
// held until the output gate lets it out, or by the death of the incarnation that had accepted it.
type event struct {
	kind  kind
	what  string                                        // the method, the path, the scheduled time: for traces and reports
	peer  string                                        // who caused it
	stub  *Stub                                         // the stub it came by, nil for alarms and sockets
	alarm delivery                                      // of an alarm, nil for others
	run   func(i *instance, end func(v any, err error)) // lets the host handle it, which calls end once
	done  func(v any, err error)                        // nil for a call, whose caller hears
	began func()                                        // called when the handler has first given its turn away

	answered bool
	started  bool // its handler has been called
	ended    bool // … and has ended
	refused  bool // its answer is not the object's, and no fault strikes it on its way back

	caller caller // of a call
	twin   *event // the call that this is a copy of
	bond   *bond  // with the incarnation that it was made for, nil for any

	faults *fault.Plan // of the request that it belongs to; nil for none

	body   bodyTransfer // of its response, nil for one in memory
	upload bodyTransfer // of its request, likewise
	hangup *Hangup      // of a fetch whose caller may hang up, nil for none

	size  int       // bytes of its arguments or body
	came  time.Time // when it was let in, for a call
	depth int       // how many objects have called one another for it
}

// delivery is what the alarm manager has delivered, an alarmRun: alarms queue among themselves, and report their end.
type delivery interface {
	admit(i *instance) bool                               // lets the event enter now; otherwise it waits, or has joined another
	ended(i *instance, v any, answer func()) (out func()) // the handler has ended: out is what the output gate lets out
	over(i *instance, v any, err error)                   // the event is answered
}

func (ev *event) name() string { return kindNames[ev.kind] + " " + ev.what }

// answer gives the event its one answer.
func (ev *event) answer(v any, err error) {
	if err != nil && ev.body != nil {
		ev.body.senderGone(err, platform.ErrConnectionLost)
	}
	if ev.answered {
		Discard(v)
		return
	}
	ev.answered = true
	if ev.done == nil {
		ev.reply(result{v, err})
		return
	}
	ev.done(v, err)
}

// refuse answers an event on the platform's behalf: it did not reach its object, or its own answer will not be heard.
func (ev *event) refuse(err *platform.Error) {
	ev.refused = true
	ev.answer(nil, err)
}

// finish ends an event whose handler has ended. A result is held by the output gate, and so is the error of a
// fetch; the error of a call is not (semantics B23). The response of a fetch that leaves a BlockConcurrencyWhile behind
// waits at the input gate until that is over, as the reference runtime's does; a call's result does not. Until it is
// out, the event counts as in flight.
func (i *instance) finish(ev *event, v any, err error) {
	if i.dead {
		return
	}
	if ev.ended {
		panic("durable: " + i.String() + ": the Reply of " + ev.name() + " was given twice")
	}
	ev.ended = true
	out := func() { i.answer(ev, v, err) }
	if ev.alarm != nil {
		out = ev.alarm.ended(i, v, out)
	}
	if err != nil && ev.kind == kindCall {
		out()
		return
	}
	say := func() { i.say(out) }
	if resp, ok := v.(*http.Response); ok && err == nil {
		if body, streams := resp.Body.(streamBody); streams {
			ev.body = body.respond(i, ev, resp)
			say = func() {
				i.say(out)
				ev.body.start()
			}
		} else if n := resp.ContentLength; n > 0 { // In memory until it is out.
			ev.size += int(n)
			if i.hold(n) {
				return
			}
		}
	}
	if s := i.cur.section; ev.kind == kindFetch && err == nil && i.gate.beginning(s) {
		i.gate.wait(s, entry{what: "the response of " + ev.name(), enter: say})
		return
	}
	if err == nil {
		i.respond(ev, say)
		return
	}
	say()
}

// answer lets an event's result out. The event stays in flight while the body of its response is written.
func (i *instance) answer(ev *event, v any, err error) {
	if ev.body == nil || ev.body.sent() {
		i.forget(ev)
	}
	if ev.kind == kindAlarm {
		defer ev.alarm.over(i, v, err)
	}
	i.traceReply(ev, err)
	if err != nil {
		v = nil
	}
	ev.answer(v, err)
}

func (i *instance) forget(ev *event) {
	if at := slices.Index(i.events, ev); at >= 0 {
		i.events = slices.Delete(i.events, at, at+1)
		i.hold(-int64(ev.size))
	}
	if ev.upload != nil {
		ev.upload.unread(i, platform.TypeError(platform.TextResponseSent))
	}
}
