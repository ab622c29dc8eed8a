package durable

import (
	"fmt"
	"math"
	"slices"
	"time"

	"dolab/durable/platform"
)

const (
	socketsMax        = 32768 // [I1]
	tagsMax           = 10    // [I1]
	tagBytesMax       = 256   // [I1]
	autoBytesMax      = 2048  // [I13]
	eventTimeoutLimit = 604_800_000 * time.Millisecond
	eventTimeoutRange = math.MaxUint32 * time.Millisecond // What the runtime's binding takes for an integer.
)

// AcceptWebSocket makes ws a socket of the object that does not keep it in memory: its events come to the
// methods of WebSocketMessenger, WebSocketCloser and WebSocketErrorer. Up to 10 distinct tags of up to 256 bytes
// find it again with WebSockets (semantics I1, I2).
func (st *State) AcceptWebSocket(ws *WebSocket, tags ...string) error {
	i := st.inst
	i.use("AcceptWebSocket")
	if ws.isAccepted() {
		return plainError(platform.TextAccepted)
	}
	if ws.wire.used || ws.Accepted() {
		return plainError(platform.TextPairUsed)
	}
	var distinct []string
	for _, tag := range tags {
		if len(distinct) == tagsMax {
			return plainError(platform.TextTagsMax)
		}
		if len(tag) > tagBytesMax {
			return plainError(fmt.Sprintf("\"%s\" is longer than the max tag length (%d characters).", tag, tagBytesMax))
		}
		if !slices.Contains(distinct, tag) {
			distinct = append(distinct, tag)
		}
	}
	o := i.obj
	if len(o.sockets) >= socketsMax {
		return plainError(platform.TextSocketsMax)
	}
	ws.tags = distinct
	o.sockets = append(o.sockets, ws)
	i.accept(ws, "ws.accept")
	return nil
}

// WebSockets returns the accepted sockets, the newest first; with a tag those that have it, the oldest first
// (semantics I3). A closing socket is listed until its WebSocketClose has run (I4).
func (st *State) WebSockets(tag ...string) []*WebSocket {
	st.inst.use("WebSockets")
	all := slices.Clone(st.inst.obj.sockets)
	if len(tag) == 0 {
		slices.Reverse(all)
		return all
	}
	return slices.DeleteFunc(all, func(ws *WebSocket) bool { return !slices.Contains(ws.tags, tag[0]) })
}

// Tags returns the tags that a socket was accepted with, in their order.
func (st *State) Tags(ws *WebSocket) ([]string, error) {
	st.inst.use("Tags")
	if ws.obj == nil {
		return nil, plainError(platform.TextNoTags)
	}
	return slices.Clone(ws.tags), nil
}

// SetWebSocketAutoResponse lets the platform answer text messages that equal request with response, whether the
// object is in memory or not; its handler does not see them. Each has at most 2048 bytes (semantics I13).
func (st *State) SetWebSocketAutoResponse(request, response string) error {
	st.inst.use("SetWebSocketAutoResponse")
	if n := len(request); n > autoBytesMax {
		const text = "Request cannot be larger than %d bytes. A request of size %d was provided."
		return platform.RangeError(fmt.Sprintf(text, autoBytesMax, n))
	}
	if n := len(response); n > autoBytesMax {
		const text = "Response cannot be larger than %d bytes. A response of size %d was provided."
		return platform.RangeError(fmt.Sprintf(text, autoBytesMax, n))
	}
	st.inst.obj.auto = &autoResponse{request, response}
	return nil
}

// UnsetWebSocketAutoResponse takes the auto-response back.
func (st *State) UnsetWebSocketAutoResponse() {
	st.inst.use("UnsetWebSocketAutoResponse")
	st.inst.obj.auto = nil
}

// WebSocketAutoResponse returns the auto-response; found is false where none is set.
func (st *State) WebSocketAutoResponse() (request, response string, found bool) {
	st.inst.use("WebSocketAutoResponse")
	if auto := st.inst.obj.auto; auto != nil {
		return auto.request, auto.response, true
	}
	return "", "", false
}

// SetHibernatableWebSocketEventTimeout resets the object when a socket's handler takes longer than d, in whole
// milliseconds and at most a week; less than one takes the limit back (semantics I14). A negative one is refused.
func (st *State) SetHibernatableWebSocketEventTimeout(d time.Duration) error {
	st.inst.use("SetHibernatableWebSocketEventTimeout")
	switch whole := d.Truncate(time.Millisecond); {
	case d < 0:
		return platform.TypeError(platform.TextTimeoutNegative)
	case d > eventTimeoutRange:
		return platform.TypeError(platform.TextTimeoutRange)
	case whole > eventTimeoutLimit:
		return plainError(platform.TextTimeoutMax)
	default:
		st.inst.obj.eventTimeout = whole
		return nil
	}
}

// HibernatableWebSocketEventTimeout returns the limit, 0 for none.
func (st *State) HibernatableWebSocketEventTimeout() time.Duration {
	st.inst.use("HibernatableWebSocketEventTimeout")
	return st.inst.obj.eventTimeout
}
