// Package remote drives a server in real time: the reference runtime, dolab dev, or a deployment. An experiment that
// measures in a simulated world measures there with the same client.
//
//	experiment's client ── Dial: WebSocket to /?mux=M&object=O ────────► Worker ──► object O on multiplexer M
//	                    ── Call: POST /METHOD?mux=M&object=O, JSON ───►
//
// Nothing here is reproducible: time is the machine's. Each Server has a name of its own for its objects, so that a run
// finds no object of an earlier one. Every wait has a bound, and ends when Stop reports true.
package remote
