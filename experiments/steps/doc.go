// Package steps runs scripted scenarios of Workers: a file says what clients do, what goes wrong and what must hold, step
// by step, in virtual time.
//
//	profile: production
//	faults: ["commit.durable Room/* nth=2 crash"]
//	steps:
//	  - open: alice                  # a WebSocket
//	    path: /room/a?name=alice
//	  - send: alice
//	    text: hello
//	  - expect: alice                # its next message
//	    json: {from: alice, text: hello}
//	  - wait: 12h
//	  - evict: Room/a
//	  - fetch: /room/a
//	    expect: {status: 200, json: [{text: hello}]}
//
//	text ─► Parse ─► Scenario ─► Run(worker, seed) ─► Outcome: the first step that does not hold, or none
//	                               │
//	                             Session: a world in which the Worker is deployed, and its console
//
// # The fields of a scenario
//
// profile, set, faults, seed and start are the defaults of what a command or a test says. A phase has until, counted from
// the world's beginning, and faults that strike before it and after the end of the phase before. Fault texts are those
// of platform.ParseFault.
//
// outside is a list of what answers the Worker's fetches from outside the world: request is a URL, with a method before
// it or without, and with * at its end for any rest; status, headers, body or json. With messages or replies it is a
// WebSocket: the server sends the messages at once, and answers each message with the next reply, and closes behind the
// last one.
//
// # Steps
//
//	fetch: PATH          method, headers, body or json, within; expect: status, headers, body, matches, json, error
//	together: [STEP …]   fetch and call steps that begin at one time
//	open: NAME           path, headers, protocols; expect: as for fetch, status 101 by default
//	send: NAME           text, json or hex
//	expect: NAME         text, matches, json, hex, closed or nothing; within
//	close: NAME          code, reason
//	drop: NAME           the client vanishes without a close frame
//	wait: SPAN           until: SPAN since the beginning, or a date
//	evict: CLASS/NAME    crash, deploy
//	scheduled: CRON      what a cron trigger does; expect: error
//	call: CLASS/NAME     method, args; expect: result, error
//	storage: CLASS/NAME  sql with args and rows or value; or key with value or absent
//	alarm: CLASS/NAME    set, in or at
//	log: REGEXP          times
//	faults: [TEXT …]     replace those that strike from now on
//
// JSON is compared as a part: a mapping may have more fields than the expected one, a list has as many items. Ranges are
// 3, 1.., ..5 or 1..5. Nothing that only looks (storage, alarm, log) wakes an object or takes time.
//
// # Where to add things
//
// A new step is a type with the method do in a file of its own, its reader in kinds, and a line above.
package steps
