package chatroom

import (
	"errors"
	"fmt"
	"net/http"

	"dolab/durable"
)

// Room is a chat room. Members connect with /ws?name=anna and speak over their WebSockets.
//
// In TypeScript this is class Room extends DurableObject. The object may hibernate between any two messages: its
// sockets stay connected and its memory is gone. The constructor then runs again, and fields are what it makes them.
type Room struct {
	st *durable.State // this.ctx

	broken bool
	names  map[*durable.WebSocket]string // used by the broken room only
}

// Message is something that was said.
type Message struct {
	N    int
	From string
	Text string
}

// Class declares rooms. Broken plants the bug: the room keeps the names of its members in a field.
func Class(broken bool) durable.Class {
	return durable.Class{Name: "Room", New: func(st *durable.State) (durable.Object, error) {
		return &Room{st: st, broken: broken, names: map[*durable.WebSocket]string{}}, nil
	}}
}

// Fetch accepts a member's WebSocket.
func (r *Room) Fetch(req *http.Request) (*http.Response, error) {
	name := req.URL.Query().Get("name")
	if name == "" {
		return durable.Response(http.StatusBadRequest, "say who you are: /ws?name=anna"), nil
	}
	client, server := durable.NewWebSocketPair()
	if err := r.st.AcceptWebSocket(server); err != nil { // Not server.accept(), which would keep the object in memory.
		return nil, err
	}
	if r.broken {
		r.names[server] = name // Wrong: this map is empty after hibernation, and the socket is still there.
	} else if err := server.SerializeAttachment(name); err != nil { // The attachment lives as long as the socket.
		return nil, err
	}
	return durable.Upgrade(client), nil
}

// WebSocketMessage keeps what a member says, and sends it to all.
func (r *Room) WebSocketMessage(ws *durable.WebSocket, m durable.Message) error {
	from, err := r.name(ws)
	if err != nil {
		return err
	}
	if err := r.keep(from, m.Text); err != nil {
		return err
	}
	for _, member := range r.st.WebSockets() { // ctx.getWebSockets(): those from before hibernation too.
		// The output gate holds this back until what keep has written is durable: nobody hears what may be undone.
		if err := member.SendText(fmt.Sprintf("%s: %s", from, m.Text)); err != nil {
			return err
		}
	}
	return nil
}

// WebSocketClose answers the close frame of a member who leaves. What is not clean has no frame to answer.
func (r *Room) WebSocketClose(ws *durable.WebSocket, _ int, reason string, wasClean bool) error {
	if !wasClean {
		return nil
	}
	return ws.Close(closeNormal, reason)
}

// closeNormal is the code of a normal closure.
const closeNormal = 1000

// name is whose socket it is.
func (r *Room) name(ws *durable.WebSocket) (string, error) {
	if r.broken {
		return r.names[ws], nil // No error: it is "", and the message is nobody's.
	}
	return durable.Attachment[string](ws)
}

// keep writes a message: its number and the message, or neither.
func (r *Room) keep(from, text string) error {
	kv := r.st.Storage.KV()
	return r.st.Storage.TransactionSync(func() error {
		n, err := durable.Get[int](kv, "count")
		if err != nil && !errors.Is(err, durable.ErrNoKey) {
			return err
		}
		n++
		if err := kv.Put("count", n); err != nil {
			return err
		}
		return kv.Put(fmt.Sprintf("message:%06d", n), Message{N: n, From: from, Text: text})
	})
}

// History returns all messages, the oldest first.
func (r *Room) History() ([]Message, error) {
	list := []Message{}
	for entry, err := range r.st.Storage.KV().List(durable.ListOptions{Prefix: "message:"}) {
		if err != nil {
			return nil, err
		}
		var m Message
		if err := entry.Read(&m); err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, nil
}
