// Package chatroom is an example: a chat room whose members stay connected while it hibernates.
//
//	anna ──WebSocket──►┌──────────────┐ keep  ┌─────────┐
//	ben ◄──WebSocket───│ Room "lobby" │──────►│ storage │
//	                   └──────────────┘       └─────────┘
//	10 s without an event: the memory goes; sockets, their attachments and storage stay
//
// The file room.go is the object. The planted bug is the commonest with hibernation: who is behind a socket is kept in
// a field. Every test passes that does not wait; ten quiet seconds later the room knows nobody. The right room keeps the
// name in the socket's attachment. TestBroken shows what the hunt makes of the bug: say something, wait, say something.
package chatroom
