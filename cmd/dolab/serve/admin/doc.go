// Package admin looks into live worlds and acts on them. HTTP, the keys of dolab dev and a page call the same methods
// of an Admin.
//
//	HTTP below Prefix ─► guard ─► parameters ─┐
//	keys, page ───────────────────────────────┴─► verb ─► live.World.Do ─► durable.Runtime
//	trace lines ─► Trace ─► the newest are kept ─► trace, events, inspector
//
// # Verbs
//
// All verbs are below http://127.0.0.1:8787/cdn-cgi/local/dolab and answer with JSON. GET takes its parameters from the
// query; it changes nothing and wakes no object. POST changes something, and takes its parameters from a JSON object or
// from the query.
//
//	curl  $D/objects?class=Room&prefix=lob&limit=10   objects, with the After of the next page
//	curl  $D/object?object=Room/lobby                 all of one: gates, tasks, alarms, sockets, usage
//	curl  $D/kv?object=Room/lobby&prefix=user:        keys with their values, close to JSON
//	curl -G $D/sql -d object=Room/lobby --data-urlencode 'query=SELECT * FROM t WHERE x > ?' -d 'args=[1]'
//	curl  $D/sql -d '{"object":"Room/lobby","query":"DELETE FROM t","write":true}'
//	curl  $D/alarms?all=true                          both copies of each alarm: the object's and the manager's
//	curl  $D/schedules?object=Room/lobby              rows of the alarms module and of known packages
//	curl  $D/gates                                    objects with calls under way, and what waits where
//	curl  $D/sockets                                  accepted WebSockets
//	curl  $D/meter                                    usage, and the bill
//	curl  $D/faults                                   faults, and how often each has struck
//	curl  $D/faults -d '{"on":false}'                 switches them; {} toggles
//	curl  $D/faults -d '{"add":"stub.request p=5% error=L1"}'   and {"remove":"…"}
//	curl  $D/fire -d '{}'                             fires the next alarm; {"object":"Room/lobby"} that of an object
//	curl  $D/evict -d '{}'                            evicts each quiet object; crash and deploy take the same
//	curl  $D/clear -d '{"object":"Room/lobby"}'       empties the storage of an object; {} of all
//	curl  $D/trace?format=text                        the trace: json (actor/TRACE.md), text or chrome
//	curl -N $D/events?last=10                         new lines as server-sent events, after the last of each world
//	curl  $D/metrics                                  metrics for Prometheus, with dolab dev --metrics
//	curl  $D/exit -d '{}'                             stops the server gracefully
//
// An object is Class/name, or Class/ and the 64 digits of its ID. Errors have a status of 4xx and name the parameter:
//
//	{"error": {"field": "limit", "message": "5000: want 1 to 1000"}}
//
// The page with objects, alarms and faults is at the prefix itself, the picture of the trace at inspector.
//
// # Invariants
//
//   - Code that touches a world runs in it, by Do. No other goroutine reads its memory.
//   - The guard refuses requests from pages of other sites, also where a DNS name of theirs leads here: Host must be a
//     loopback host or the one that is served, Origin must match Host, and only POST changes something.
//   - SQL without write cannot write: SQLite itself tells whether a compiled statement writes, and its authorizer
//     refuses pragmas that set something, attached databases and extensions.
//   - Each answer has bounds: 1000 rows, 4 MB of a database, half a second of reading (checked between rows),
//     20,000,000 steps of SQLite for a statement that reads, 200,000 lines or 64 MB of a world's trace. A statement
//     that writes has the steps of a turn. SQLite does not interrupt a call of one of its functions: the arguments have
//     at most 2 MB.
//
// # Where to add things
//
// A verb is a method of Admin and a line in Admin.verbs. It reaches objects by methods of durable.Runtime, which
// does not know servers.
package admin
