// Package serve answers HTTP and WebSockets by a Worker in a live world, or by objects in Go in several.
//
//	HTTP client ─► ServeHTTP ─► live.World.Do ─► Exchange.Fetch, Stub.Fetch ─► objects
//	   bodies   ─► upload    ─► StreamWriter       both ways, as they come
//	            ◄─ pour      ◄─ StreamReader
//	WebSocket   ─► frames    ─► live.World.PostWait ─► Socket.Send
//	            ◄─ frames    ◄─ a process that receives
//
// A body waits for whoever reads it, and a client that goes away ends the Worker's code for it, as far as waitUntil does
// not keep it. What an object has been asked runs on. Bodies of requests up to 64 KiB whose length is known are read
// before the Worker is asked.
//
// Objects of classes in Go have their places in several worlds, one a core, by the hash of their IDs. A Worker is in one
// world.
//
// The limits are constants: see BodyMax, SocketQueueMax and those beside them. What is beyond them is answered with the
// status or the close code that says so. The permessage-deflate extension of WebSockets is there, without context
// takeover.
//
// # Where to add things
//
// What a request meets on its way is in request.go and body.go, what a WebSocket does in socket.go.
package serve
