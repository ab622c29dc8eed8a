// Package serve answers HTTP and WebSockets by a Worker in a live world.
//
//	HTTP client ─► ServeHTTP ─► live.World.Do ─► App.Fetch ─► objects
//	WebSocket   ─► frames    ─► live.World.Post ─► Socket.Send
//	            ◄─ frames    ◄─ a process that receives
//
// Bodies of requests are read whole, up to BodyMax; those of responses come whole from the Worker. A WebSocket's client
// that does not read is cut off when SocketQueueMax messages wait for it.
package serve
