package durable

import (
	"net/http"
	"time"

	"dolab/actor"
	"dolab/actor/fault"
)

// connections hear what happens to an object, or to an incarnation, that has WebSockets. What these are is here, because
// a host is handed them; what they do is in the room of sockets.
type connections interface {
	// ended ends what the incarnation, which has ended, holds open; with all also the sockets of its object.
	ended(i *instance, all bool)
	// replaced ends what others have opened to the incarnation, which a deploy has cut off.
	replaced(i *instance)
	// unheard drops the frames that the object's output gate holds and will never let out.
	unheard(o *object)
	// parted breaks the object's connections by a partition. Noticed lets both ends know, unless they do by then.
	parted(o *object) (noticed func())
}

// WebSocket is one end of a WebSocketPair. The end that an object accepts with State.AcceptWebSocket belongs to
// the object and not to an incarnation: it survives hibernation with its tags, its attachment and its state, and
// ends with a reset, an abort or a crash (semantics I9, I15). It works in turns of its object only; used from
// elsewhere it panics, and used by code of an incarnation that has died it ends that code.
type WebSocket struct {
	wire *wire
	obj  *object // whose it is once it is accepted, nil before
	n    int64   // which of the object's sockets it is, from 1: for traces
	by   int     // the number of the incarnation that accepted it
	tags []string

	listener  Listener  // of one that an incarnation has accepted for itself
	listening *instance // that incarnation, nil for none
	process   *process  // that has accepted it, nil for none

	attachment []byte
	answeredAt time.Time // when it last gave an auto-response

	closedIn  bool // its handler has been told of the end of what the client says
	closedOut bool // Close has been called
	aborted   bool // its client is gone: what is sent is discarded

	heard   []*frame // frames that have arrived and are not yet dispatched
	reading bool     // a frame is being dispatched; the next one waits for it
	deaf    bool     // what arrives no longer counts: a close frame has, or the connection is lost
}

// Socket is the client's end of a WebSocket. One coroutine at a time uses it: of a process, or of an object;
// code outside the world may too, and Receive then runs the world. It answers a close frame by itself, as
// clients do.
type Socket struct {
	Response *http.Response // of the upgrade, with its headers
	Script   bool           // a script of this process has taken this end, not a connection from outside
	HalfOpen bool           // Close, and nothing else, answers the object's close frame

	wire    *wire
	name    string
	inbox   []Message
	closing bool        // a close frame has been sent
	end     *CloseError // how the connection ended
	asked   *CloseError // the object's close frame, which a half-open end has not answered
	waiter  actor.Waker
	dialer  *instance // whose connection it is, nil for a process
}

func (s *Socket) ended() bool { return s.end != nil }

// wire joins an object's end of a connection with its client: a link each way. What the object says passes
// three places, always in the order of saying:
//
//	said (held by the output gate) ─► early (no client yet) ─► down ─► client
type wire struct {
	w        *actor.World
	up, down direction
	hop      fault.Dist
	object   *WebSocket // the accepted end
	client   *Socket    // nil until it has taken its end
	used     bool       // an end has been returned in a response
	cut      bool       // it has broken for one side: what is sent is lost, and who has not noticed does not know
	dead     bool       // it has broken for both: who sends notices
	said     []*frame
	early    []*frame
	upward   int // frames between the client and their dispatch
}

// direction is one of the two ways of a wire.
type direction struct {
	link  actor.Link
	frame int64     // the moment of its newest frame
	last  time.Time // when its newest frame arrives in an event loop
}

// process is code outside the objects that has accepted a socket: an event of a Worker, or a test in place of a server.
type process struct {
	p  *actor.Process
	fn func(SocketEvent)
}

// Listener takes the events of a socket that an incarnation has accepted for itself. It is called in a turn that begins
// with the event, and ends it by r, as Hosted.Socket does.
type Listener func(r Reply[None], e SocketEvent)
