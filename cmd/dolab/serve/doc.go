// Package serve answers HTTP and WebSockets by a Worker in a live world, or by objects in Go in several.
//
//	HTTP client ─► ServeHTTP ─► live.World.Do ─► Exchange.Fetch, Stub.Fetch ─► objects
//	   bodies   ─► upload    ─► StreamWriter       both ways, as they come
//	            ◄─ pour      ◄─ StreamReader
//	WebSocket   ─► frames    ─► live.World.PostWait ─► Socket.Send
//	            ◄─ frames    ◄─ a process that receives
//
// A body waits for its reader. A client that goes away ends the Worker's code for its request, but not what waitUntil
// keeps, nor calls that objects have received. Bodies of requests up to 64 KiB whose length is known are read before the
// Worker is asked.
//
// Objects of classes in Go have their places in several worlds, one a core, by the hash of their IDs. A Worker and its
// objects are in one world: bodies that stream, WebSockets, and the functions, targets and stubs that RPC hands out do
// not travel between worlds (durable.Peers). The reference runtime finds the alarms of a directory in one table for
// each class, and several worlds have a table each. Two worlds would give a Worker less than its engine takes: see "A
// Worker in two worlds" in RESULTS.md of package bench.
//
// The limits are constants: see BodyMax, SocketQueueMax and those beside them. The server answers a request or a message
// beyond them with a status or a close code of its own. WebSockets have the permessage-deflate extension, without
// context takeover.
//
// # Where to add things
//
// What a request meets on its way is in request.go and body.go, what a WebSocket does in socket.go.
package serve
