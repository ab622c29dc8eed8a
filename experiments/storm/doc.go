// Package storm is the experiment reset-storm: what clients of WebSockets make of an object that is reset again and
// again.
//
//	publisher ── Post(n) ──► room: writes n, sends it to all sockets ──► clients
//	                           ✗ reset: all sockets break, code 1006
//
// For a minute each turn of the room can end in a reset, and twice it does not start again for ten seconds; then it
// heals, and in the end each client should have each message once, in order.
//
//	naive      reconnects at once, and hears what is sent from then on
//	backoff    waits first, twice as long each time and a part of it by chance
//	resume     the same, and says which message it had last: the room sends the rest when it accepts
//	resume-gap the same, but the room reads the rest, awaits something, and then accepts
//	watchful   as resume, and does not rely on hearing of a loss: it waits 15 s for an answer and for a message
//
// A hunt (Subjects) tells resume and watchful apart: resume waits for ever where an answer is lost, or where only the
// room hears that a connection has ended.
//
// A design is a line in designs, what the room does for it in room.go.
package storm
