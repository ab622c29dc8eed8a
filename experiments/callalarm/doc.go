// Package callalarm is the experiment call-alarm-delay: what it costs to defer each call of another object through
// schedule(0, …) instead of making it at once, told by a client that has the only clock.
//
//	client ──WebSocket──► controller ── call(): data; schedule(0, processCall) ──► multiplexer
//	  ▲   {"test-call",id}    ▲  │                                                     │
//	  │                       │  │ processCall: 30 s timeout; pending; RPC ◄────────────┘
//	  └── {"call-complete"} ──┘  ▼
//	          Result (RPC) ◄── remote: echoes
//
// The client speaks the protocol of the experiment that failed in production: one call after the other, waiting for
// any completion or the timeout (sequential-uncorrelated). That client cannot know whose result it got, so there are
// two more that can, and the batch that the controller runs by itself.
//
// # Invariants
//
//   - Nothing here knows how many operations complete: that follows from hibernation, from what the multiplexer does
//     in a new incarnation, and from the 30 s alarm of the call layer.
//   - The call layer sets its 30 s timeout by a raw setAlarm, as the original did. On dolab, which must be the only
//     user of the native alarm, it is a schedule like any other.
//   - Late is told by id, whatever the client believes: a result that comes after its own operation has ended.
//
// # The claim
//
// Every operation completes within its timeout, with its own result. A run with multiplexers given by name claims it
// for each of them; one without compares all, and claims it for dolab.
//
// # In TypeScript, and in real time
//
// The folder worker is the same objects as a wrangler project: it runs in a world (--worker), on any runtime that serves
// it (--url), and can be deployed. The client is one and the same: it holds a socket and a clock, those of a world or of
// the machine. With --live or --url each cell is simulated too, and a verdict holds one against the other.
//
// # Where to add things
//
// A client is a function in client.go and its name in clients; a kind of message is a field in protocol.go. This is
// no benchmark: its milliseconds are those of a profile, or of a machine that does other things too.
package callalarm
