// Package admin looks into live worlds and acts on them: by the methods of an Admin, which HTTP, the keys of dolab dev and
// a page use alike.
//
//	HTTP below Prefix ─► guard ─► parameters ─┐
//	keys, page ───────────────────────────────┴─► verb ─► live.World.Do ─► durable.Runtime
//	trace lines ─► Trace ─► the newest are kept ─► trace, events, inspector
//
// # Verbs
//
// All are below http://127.0.0.1:8787/cdn-cgi/local/dolab, and answer with JSON. GET looks and takes its parameters from
// the query; it wakes no object. POST changes something and takes a JSON object, or the query too.
//
//	curl  $D/objects?class=Room&prefix=lob&limit=10   objects, with the After of the next page
//	curl  $D/object?object=Room/lobby                 all of one: gates, tasks, alarms, sockets, usage
//	curl  $D/kv?object=Room/lobby&prefix=user:        keys with their values, close to JSON
//	curl -G $D/sql -d object=Room/lobby --data-urlencode 'query=SELECT * FROM t WHERE x > ?' -d 'args=[1]'
//	curl  $D/sql -d '{"object":"Room/lobby","query":"DELETE FROM t","write":true}'
//	curl  $D/alarms?all=true                          both copies of each alarm: the object's and the manager's
//	curl  $D/schedules?object=Room/lobby              rows of the alarms module and of known packages
//	curl  $D/gates                                    who waits at which object, and where
//	curl  $D/sockets                                  accepted WebSockets
//	curl  $D/meter                                    what was used, and the bill
//	curl  $D/faults                                   faults, and what has come of them
//	curl  $D/faults -d '{"on":false}'                 switches them; {} toggles
//	curl  $D/faults -d '{"add":"stub.request p=5% error=L1"}'   and {"remove":"…"}
//	curl  $D/fire -d '{}'                             the next alarm rings now; {"object":"Room/lobby"} that one
//	curl  $D/evict -d '{}'                            objects that are quiet leave memory; so do crash and deploy
//	curl  $D/clear -d '{"object":"Room/lobby"}'       empties storage; {} that of all objects
//	curl  $D/trace?format=text                        the trace: json (actor/TRACE.md), text or chrome
//	curl -N $D/events?last=10                         … as server-sent events, behind its last lines
//	curl  $D/exit -d '{}'                             ends the server in good order
//
// An object is Class/name, or Class/ and the 64 digits of its ID. Errors have a status of 4xx and name the parameter:
//
//	{"error": {"field": "limit", "message": "5000: want 1 to 1000"}}
//
// The page with objects, alarms and faults is at the prefix itself, the picture of the trace at inspector.
//
// # Invariants
//
//   - All that touches a world runs in it, by Do. Nothing here reads its memory from another goroutine.
//   - A request from a page of another site is refused, whatever name that has made lead here: Host must be a loopback
//     one or that which is served, Origin that of the request, and what changes something is not a GET.
//   - SQL without write cannot write: SQLite itself says of each compiled statement whether it does, and its authorizer
//     refuses pragmas that set something, attached databases and extensions.
//   - Each answer has bounds: 1000 rows, 4 MB of a database, half a second between two rows, 20,000,000 steps of SQLite
//     for a statement that reads (one that writes is a turn, with the steps of a turn), 200,000 lines of a trace. One call
//     of a function of SQLite is not interrupted: its arguments have 2 MB at most.
//
// # Where to add things
//
// A verb is a method of Admin and a line in Admin.verbs. What it needs of objects is a method of durable.Runtime, which
// knows nothing of servers.
package admin
